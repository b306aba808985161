package store

import (
	"context"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"zhulian/models"
)

// Regions reads the regions at or under a code, by code; "" reads all.
func (s *Store) Regions(ctx context.Context, top string) ([]models.Region, error) {
	q := s.read.WithContext(ctx)
	if top != "" {
		q = q.Where(under(q, "code", top))
	}
	var out []models.Region
	err := q.Order("code").Find(&out).Error
	return out, translate(err)
}

// Region reads one region.
func (s *Store) Region(ctx context.Context, code string) (*models.Region, error) {
	var out models.Region
	if err := s.read.WithContext(ctx).Where("code = ?", code).Take(&out).Error; err != nil {
		return nil, absent(err, "region")
	}
	return &out, nil
}

// PutRegions writes regions; one that is there already is brought up to date.
func (s *Store) PutRegions(ctx context.Context, rows []models.Region) error {
	if len(rows) == 0 {
		return nil
	}
	return translate(s.db.WithContext(ctx).Clauses(clause.OnConflict{
		Columns: []clause.Column{{Name: "code"}}, UpdateAll: true,
	}).CreateInBatches(rows, 200).Error)
}

// Counties lists the counties that this installation serves: those with a county-level region.
func (s *Store) Counties(ctx context.Context) ([]models.Region, error) {
	var out []models.Region
	err := s.read.WithContext(ctx).Where("level = ?", models.RegionCounty).Order("code").Find(&out).Error
	return out, translate(err)
}

// EndRegion gives a region its last day and its successor; one that has ended already is a Conflict region_ended.
func (s *Store) EndRegion(ctx context.Context, code string, last models.Date, successor string) error {
	res := s.db.WithContext(ctx).Model(&models.Region{}).Where("code = ? AND active_to IS NULL", code).
		Updates(map[string]any{"active_to": last, "successor_code": successor})
	if res.Error == nil && res.RowsAffected == 0 {
		return models.Conflict("region_ended")
	}
	return translate(res.Error)
}

// Moved is what went over from one region to another.
type Moved struct {
	Households, Needs int
	Accounts          []string // ids
	Offers            []models.Offer
}

// regionTables are the tables whose rows stand at a region and go over with it. What was logged or set for a region stays as it was.
var regionTables = []string{"household", "need", "match", "fulfilment", "supplier", "listing", "alert", "aide_absence", "visit_window", "visit", "application",
	"visit_plan", "household_level", "child_report",
	"suggestion", "benefit", "happiness_list", "audit_sample", "signal", "complaint", "work_path", "minor_access"}

// MoveRegion gives everything of a county that stands at a region to another, with the scopes of accounts and the regions that offers serve.
func (s *Store) MoveRegion(ctx context.Context, county, from, to string) (out Moved, err error) {
	for _, table := range regionTables {
		set := map[string]any{"region_code": to}
		if table == "household" { // the one whose region people edit: who saw the old one must look again
			set["version"], set["updated_at"] = gorm.Expr("version + 1"), s.Now()
		}
		res := s.db.WithContext(ctx).Table(table).Where("county_code = ? AND region_code = ?", county, from).Updates(set)
		if res.Error != nil {
			return out, translate(res.Error)
		}
		switch table {
		case "household":
			out.Households = int(res.RowsAffected)
		case "need":
			out.Needs = int(res.RowsAffected)
		default:
		}
	}
	if out.Accounts, err = s.moveAccounts(ctx, county, from, to); err != nil {
		return out, err
	}
	out.Offers, err = s.moveOffers(ctx, county, from, to)
	return out, err
}

func (s *Store) moveAccounts(ctx context.Context, county, from, to string) (moved []string, err error) {
	var accounts []models.Account
	if err := s.db.WithContext(ctx).Where("county_code = ? AND regions LIKE ?", county, "%"+from+"%").Order("id").Find(&accounts).Error; err != nil {
		return nil, translate(err)
	}
	for _, a := range accounts {
		regions, changed := replaced(a.Regions, from, to)
		if !changed {
			continue
		}
		err := s.db.WithContext(ctx).Model(&models.Account{}).Where("county_code = ? AND id = ?", county, a.ID).
			Updates(map[string]any{"regions": jsonText(regions), "version": gorm.Expr("version + 1"), "updated_at": s.Now()}).Error
		if err != nil {
			return nil, translate(err)
		}
		moved = append(moved, a.ID)
	}
	return moved, nil
}

func (s *Store) moveOffers(ctx context.Context, county, from, to string) (moved []models.Offer, err error) {
	var offers []models.Offer
	if err := s.db.WithContext(ctx).Where("county_code = ? AND regions LIKE ?", county, "%"+from+"%").Order("id").Find(&offers).Error; err != nil {
		return nil, translate(err)
	}
	for _, o := range offers {
		regions, changed := replaced(o.Regions, from, to)
		if !changed {
			continue
		}
		err := s.db.WithContext(ctx).Model(&models.Offer{}).Where("county_code = ? AND id = ?", county, o.ID).
			Updates(map[string]any{"regions": jsonText(regions), "version": gorm.Expr("version + 1"), "updated_at": s.Now()}).Error
		if err != nil {
			return nil, translate(err)
		}
		moved = append(moved, o)
	}
	return moved, nil
}

// replaced puts one region in the place of another, once.
func replaced(regions []string, from, to string) (out []string, changed bool) {
	for _, r := range regions {
		if r == from {
			r, changed = to, true
		}
		if !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	return out, changed
}
