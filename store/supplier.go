package store

import (
	"context"

	"gorm.io/gorm"

	"zhulian/models"
)

func (s *Store) sealSupplier(r *models.Supplier) error {
	z := &sealing{s: s, county: r.CountyCode, id: r.ID}
	r.ContactNameSealed = z.seal("supplier.contact_name", r.ContactName)
	r.ContactPhoneSealed = z.seal("supplier.contact_phone", r.ContactPhone)
	return z.err
}

func (s *Store) openSupplier(r *models.Supplier) error {
	z := &sealing{s: s, county: r.CountyCode, id: r.ID}
	r.ContactName = z.open("supplier.contact_name", r.ContactNameSealed)
	r.ContactPhone = z.open("supplier.contact_phone", r.ContactPhoneSealed)
	return z.err
}

// InsertSupplier writes a new supplier; the same id or USCC again is a Conflict.
func (s *Store) InsertSupplier(ctx context.Context, r *models.Supplier) error {
	if err := s.sealSupplier(r); err != nil {
		return err
	}
	if err := s.insert(ctx, r); err != nil {
		return err
	}
	return s.addWords(ctx, supplierWords(r))
}

// Supplier reads one supplier with its contact.
func (s *Store) Supplier(ctx context.Context, at Key) (*models.Supplier, error) {
	r, err := take[models.Supplier](ctx, s, "supplier", at.County, at.ID)
	if err != nil {
		return nil, err
	}
	return r, s.openSupplier(r)
}

// StepSupplier moves a supplier from one status to another and sets more columns with it.
func (s *Store) StepSupplier(ctx context.Context, at Key, from models.SupplierStatus, set Change) error {
	return s.step(ctx, &models.Supplier{}, at, string(from), set)
}

// ReviseSupplier writes the columns of a supplier that a person may edit, if it still has the version seen.
func (s *Store) ReviseSupplier(ctx context.Context, r *models.Supplier, version int) error {
	if err := s.sealSupplier(r); err != nil {
		return err
	}
	err := s.swap(ctx, r, s.db.Where("version = ?", version), Key{r.CountyCode, r.ID}, Change{
		"name": r.Name, "description": r.Description, "contact_name_sealed": r.ContactNameSealed,
		"contact_phone_sealed": r.ContactPhoneSealed, "licences": jsonText(r.Licences), "is_charity": r.IsCharity, "hide_name": r.HideName,
		"sensitivity_clearance": r.SensitivityClearance,
	}, models.Stale())
	if err != nil {
		return err
	}
	return s.renewWords(ctx, supplierWords(r))
}

// SupplierFilter narrows a list of suppliers; an empty field does not narrow. OnlyID keeps one supplier.
type SupplierFilter struct {
	County, OnlyID, Status, Kind, Q string
}

func (s *Store) suppliers(ctx context.Context, f SupplierFilter) *gorm.DB {
	q := s.read.WithContext(ctx).Where("county_code = ?", f.County)
	if f.OnlyID != "" {
		q = q.Where("id = ?", f.OnlyID)
	}
	if f.Status != "" {
		q = q.Where("status = ?", f.Status)
	}
	if f.Kind != "" {
		q = q.Where("kind = ?", f.Kind)
	}
	if f.Q != "" {
		q = withWords(q, wordsOfSupplier, f.County, f.Q, "uscc = ?", models.NormaliseUSCC(f.Q))
	}
	return q
}

// Suppliers lists suppliers, with their contacts.
func (s *Store) Suppliers(ctx context.Context, f SupplierFilter, p Page) ([]models.Supplier, string, error) {
	items, next, err := pageOf(s.suppliers(ctx, f), p, func(r models.Supplier) string { return r.ID })
	for i := range items {
		if err == nil {
			err = s.openSupplier(&items[i])
		}
	}
	return items, next, err
}

// SuppliersByID reads several suppliers of a county, without their contacts, by id.
func (s *Store) SuppliersByID(ctx context.Context, county string, ids []string) (map[string]models.Supplier, error) {
	out := make(map[string]models.Supplier, len(ids))
	var rows []models.Supplier
	if len(ids) == 0 {
		return out, nil
	}
	if err := s.read.WithContext(ctx).Where("county_code = ? AND id IN ?", county, ids).Find(&rows).Error; err != nil {
		return nil, translate(err)
	}
	for _, r := range rows {
		out[r.ID] = r
	}
	return out, nil
}

// TrackRecord is how many promises a supplier has made and kept.
type TrackRecord struct{ Accepted, Fulfilled int }

// TrackRecords counts, for suppliers of a county that ever accepted, their promises made and kept; no suppliers means all.
func (s *Store) TrackRecords(ctx context.Context, county string, suppliers ...string) (map[string]TrackRecord, error) {
	var rows []struct {
		SupplierID string
		Status     models.MatchStatus
		N          int
	}
	q := s.read.WithContext(ctx).Model(&models.Match{}).Select("supplier_id, status, COUNT(*) AS n").
		Where("county_code = ? AND status IN ?", county, append(models.MatchesPromised(), models.MatchCompleted, models.MatchFailed))
	if len(suppliers) > 0 {
		q = q.Where("supplier_id IN ?", suppliers)
	}
	if err := q.Group("supplier_id, status").Scan(&rows).Error; err != nil {
		return nil, translate(err)
	}
	out := map[string]TrackRecord{}
	for _, r := range rows {
		t := out[r.SupplierID]
		// Promises still running say nothing yet about whether they are kept.
		if r.Status == models.MatchCompleted || r.Status == models.MatchFailed {
			t.Accepted += r.N
		}
		if r.Status == models.MatchCompleted {
			t.Fulfilled += r.N
		}
		out[r.SupplierID] = t
	}
	return out, nil
}

// USCCKnown tells whether a supplier of the county already has the code.
func (s *Store) USCCKnown(ctx context.Context, county, uscc string) (bool, error) {
	var n int64
	err := s.read.WithContext(ctx).Model(&models.Supplier{}).Where("county_code = ? AND uscc = ?", county, uscc).Count(&n).Error
	return n > 0, translate(err)
}
