package store

import (
	"context"
	"time"

	"zhulian/models"
)

// CohortNeed is what reports must know of one need of a cohort.
type CohortNeed struct {
	ID             string
	CountyCode     string
	RegionCode     string
	Category       string
	Status         models.NeedStatus
	ResolutionCode string
	SubmittedBy    string
	SubmittedAt    time.Time
	AcceptedAt     *time.Time
	ResolvedAt     *time.Time
	DueOn          models.Date
	Suppliers      []string `gorm:"-"` // who delivered, or holds a promise
}

// Unsubmitted tells whether the need has not been accepted into the cohort yet.
func (n CohortNeed) Unsubmitted() bool {
	return n.Status == models.NeedDrafted || n.Status == models.NeedSubmitted || n.Status == models.NeedReturned
}

// Excluded is the V code that leaves the need out of the rates, or "".
func (n CohortNeed) Excluded() string {
	switch n.Status {
	case models.NeedMerged, models.NeedWithdrawn, models.NeedVoid:
		if n.ResolutionCode == "" {
			return "V5"
		}
		return n.ResolutionCode
	default:
		return ""
	}
}

// Resolved tells whether the need is resolved now.
func (n CohortNeed) Resolved() bool { return n.Status == models.NeedResolved }

// Cohort reads the needs submitted from one instant up to another, exclusive, in a scope, with their suppliers. A scope without a county
// spans the counties of its regions.
func (s *Store) Cohort(ctx context.Context, sc Scope, from, to time.Time) ([]CohortNeed, error) {
	counties := []string{sc.County}
	if sc.County == "" {
		var err error
		if counties, err = s.countiesUnder(ctx, sc.Regions); err != nil {
			return nil, err
		}
	}
	q := s.read.WithContext(ctx).Model(&models.Need{}).Where("county_code IN ? AND submitted_at >= ? AND submitted_at < ?", counties, from, to)
	links := s.read.WithContext(ctx).Model(&models.Match{}).Distinct("need_id", "supplier_id").
		Where("county_code IN ? AND (delivered > 0 OR status IN ?)", counties, models.MatchesPromised()).
		Where(`EXISTS (SELECT 1 FROM need n WHERE n.county_code = match.county_code AND n.id = match.need_id
			AND n.county_code IN ? AND n.submitted_at >= ? AND n.submitted_at < ?)`, counties, from, to)
	q, links = inRegions(q, sc.Regions), inRegions(links, sc.Regions)
	var rows []CohortNeed
	if err := q.Order("id").Find(&rows).Error; err != nil {
		return nil, translate(err)
	}
	var pairs []struct{ NeedID, SupplierID string }
	if err := links.Order("need_id, supplier_id").Find(&pairs).Error; err != nil {
		return nil, translate(err)
	}
	of := map[string][]string{}
	for _, p := range pairs {
		of[p.NeedID] = append(of[p.NeedID], p.SupplierID)
	}
	for i := range rows {
		rows[i].Suppliers = of[rows[i].ID]
	}
	return rows, nil
}

// RegionNames reads the names of regions by code.
func (s *Store) RegionNames(ctx context.Context, codes []string) (map[string]string, error) {
	var rows []models.Region
	out := map[string]string{}
	if len(codes) == 0 {
		return out, nil
	}
	err := s.read.WithContext(ctx).Select("code", "name").Where("code IN ?", codes).Find(&rows).Error
	for _, r := range rows {
		out[r.Code] = r.Name
	}
	return out, translate(err)
}

// PlaceNames reads the names of the town and of the village that a code stands for; a code of a town has no village.
func (s *Store) PlaceNames(ctx context.Context, code string) (town, village string, err error) {
	names, err := s.RegionNames(ctx, []string{code, models.TownOf(code)})
	if models.LevelOf(code) == models.RegionVillage {
		village = names[code]
	}
	return names[models.TownOf(code)], village, err
}

// AccountNames reads the display names, or else the usernames, of accounts of a county by id.
func (s *Store) AccountNames(ctx context.Context, county string, ids []string) (map[string]string, error) {
	var rows []models.Account
	out := map[string]string{}
	if len(ids) == 0 {
		return out, nil
	}
	err := s.read.WithContext(ctx).Select("id", "username", "display_name").Where("county_code = ? AND id IN ?", county, ids).Find(&rows).Error
	for _, r := range rows {
		if out[r.ID] = r.DisplayName; r.DisplayName == "" {
			out[r.ID] = r.Username
		}
	}
	return out, translate(err)
}
