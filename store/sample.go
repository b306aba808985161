package store

import (
	"context"
	"time"

	"zhulian/models"
)

func (s *Store) sealSample(r *models.AuditSample) error {
	if r.Note == "" {
		return nil
	}
	z := &sealing{s: s, county: r.CountyCode, id: r.ID}
	r.NoteSealed = z.seal("audit_sample.note", r.Note)
	return z.err
}

func (s *Store) openSample(r *models.AuditSample) error {
	z := &sealing{s: s, county: r.CountyCode, id: r.ID}
	r.Note = z.open("audit_sample.note", r.NoteSealed)
	return z.err
}

// Sample reads one case of a sample.
func (s *Store) Sample(ctx context.Context, at Key) (*models.AuditSample, error) {
	r, err := take[models.AuditSample](ctx, s, "audit_sample", at.County, at.ID)
	if err != nil {
		return nil, err
	}
	return r, s.openSample(r)
}

// StepSample records what a look into a case came to.
func (s *Store) StepSample(ctx context.Context, r *models.AuditSample, from models.SampleStatus) error {
	if err := s.sealSample(r); err != nil {
		return err
	}
	return s.step(ctx, &models.AuditSample{}, Key{r.CountyCode, r.ID}, string(from), Change{"status": r.Status, "result": r.Result,
		"benefits_named": r.BenefitsNamed, "note_sealed": r.NoteSealed, "recorded_by": r.RecordedBy, "recorded_at": r.RecordedAt})
}

// SampleFilter narrows a list of drawn cases; an empty field does not narrow.
type SampleFilter struct {
	Scope           Scope
	Month           models.Date // its first day
	Purpose, Status string
}

// Samples lists drawn cases.
func (s *Store) Samples(ctx context.Context, f SampleFilter, p Page) ([]models.AuditSample, string, error) {
	q := s.scoped(ctx, f.Scope)
	for column, v := range map[string]string{"month": string(f.Month), "purpose": f.Purpose, "status": f.Status} {
		if v != "" {
			q = q.Where(column+" = ?", v)
		}
	}
	items, next, err := pageOf(q, p, func(r models.AuditSample) string { return r.ID })
	for i := range items {
		if err == nil {
			err = s.openSample(&items[i])
		}
	}
	return items, next, err
}

// SampleResults counts drawn cases by their result; those that wait are under "".
func (s *Store) SampleResults(ctx context.Context, f SampleFilter) (map[string]int64, error) {
	var rows []struct {
		Result string
		N      int64
	}
	q := s.scoped(ctx, f.Scope).Model(&models.AuditSample{}).Select("result, COUNT(*) AS n")
	for column, v := range map[string]string{"month": string(f.Month), "purpose": f.Purpose} {
		if v != "" {
			q = q.Where(column+" = ?", v)
		}
	}
	err := q.Group("result").Scan(&rows).Error
	out := map[string]int64{}
	for _, r := range rows {
		out[r.Result] = r.N
	}
	return out, translate(err)
}

// Drawable is a case that a sample may be drawn from.
type Drawable struct{ ID, HouseholdID, RegionCode string }

// Drawables lists what was reported done in a county between two instants, by id: needs resolved, valid visits, lists handed over.
func (s *Store) Drawables(ctx context.Context, county, noun string, from, to time.Time) ([]Drawable, error) {
	q := map[string]struct {
		table, cond, at string
	}{
		"need":           {"need", "status = 'resolved'", "resolved_at"},
		"visit":          {"visit", "valid", "checked_in_at"},
		"happiness_list": {"happiness_list", "1 = 1", "delivered_at"},
		"awareness":      {"happiness_list", "lines_count >= 2 AND (acknowledged_at IS NOT NULL OR channel = 'face_to_face')", "delivered_at"},
	}[noun]
	var out []Drawable
	err := s.read.WithContext(ctx).Table(q.table).Select("id", "household_id", "region_code").
		Where("county_code = ? AND "+q.cond+" AND "+q.at+" >= ? AND "+q.at+" < ?", county, from, to).Order("id").Scan(&out).Error
	return out, translate(err)
}

// Lot answers a number that nobody without the installation's keys can foresee, the same for the same county and words each time.
func (s *Store) Lot(county, words string) []byte {
	return s.vault.Index(county, "audit_sample.lot", words)
}
