package store

import (
	"context"
	"encoding/json"
	"fmt"

	"zhulian/models"
)

func (s *Store) sealWindow(r *models.VisitWindow) error {
	if r.ExemptReason == "" {
		return nil
	}
	z := &sealing{s: s, county: r.CountyCode, id: r.ID}
	r.ExemptSealed = z.seal("visit_window.exempt", r.ExemptReason)
	return z.err
}

func (s *Store) openWindow(r *models.VisitWindow) error {
	z := &sealing{s: s, county: r.CountyCode, id: r.ID}
	r.ExemptReason = z.open("visit_window.exempt", r.ExemptSealed)
	return z.err
}

// InsertWindow writes a new visit window; the same id again is a Conflict.
func (s *Store) InsertWindow(ctx context.Context, r *models.VisitWindow) error {
	if err := s.sealWindow(r); err != nil {
		return err
	}
	return s.insert(ctx, r)
}

// VisitWindow reads one visit window.
func (s *Store) VisitWindow(ctx context.Context, at Key) (*models.VisitWindow, error) {
	r, err := take[models.VisitWindow](ctx, s, "visit_window", at.County, at.ID)
	if err != nil {
		return nil, err
	}
	return r, s.openWindow(r)
}

// StepWindow moves a visit window from one status to another; of r it writes what the steps may change.
func (s *Store) StepWindow(ctx context.Context, r *models.VisitWindow, from models.VisitWindowStatus) error {
	if err := s.sealWindow(r); err != nil {
		return err
	}
	return s.step(ctx, &models.VisitWindow{}, Key{r.CountyCode, r.ID}, string(from), Change{
		"status": r.Status, "aide_id": r.AideID, "valid_visit_id": r.ValidVisitID, "exempt_code": r.ExemptCode, "exempt_sealed": r.ExemptSealed,
		"exempt_by": r.ExemptBy, "ask_code": r.AskCode, "ask_by": r.AskBy, "asked_at": r.AskedAt,
	})
}

// AskExempt notes on a window, which keeps its status, that somebody asks for an exemption, or that nobody does any more.
func (s *Store) AskExempt(ctx context.Context, r *models.VisitWindow) error {
	if err := s.sealWindow(r); err != nil {
		return err
	}
	return s.step(ctx, &models.VisitWindow{}, Key{r.CountyCode, r.ID}, string(r.Status), Change{"ask_code": r.AskCode, "ask_by": r.AskBy,
		"asked_at": r.AskedAt, "exempt_sealed": r.ExemptSealed})
}

// WindowFilter narrows a list of visit windows; an empty field does not narrow.
type WindowFilter struct {
	Scope     Scope
	Household string
	Aide      string
	Statuses  []models.VisitWindowStatus
	From, To  models.Date // the window ends between these days, inclusive
}

// VisitWindows lists visit windows.
func (s *Store) VisitWindows(ctx context.Context, f WindowFilter, p Page) ([]models.VisitWindow, string, error) {
	q := s.scoped(ctx, f.Scope)
	for column, v := range map[string]string{"household_id": f.Household, "aide_id": f.Aide} {
		if v != "" {
			q = q.Where(column+" = ?", v)
		}
	}
	if len(f.Statuses) > 0 {
		q = q.Where("status IN ?", f.Statuses)
	}
	if f.From != "" {
		q = q.Where("ends_on >= ?", f.From)
	}
	if f.To != "" {
		q = q.Where("ends_on <= ?", f.To)
	}
	items, next, err := pageOf(q, p, func(r models.VisitWindow) string { return r.ID })
	for i := range items {
		if err == nil {
			err = s.openWindow(&items[i])
		}
	}
	return items, next, err
}

func (s *Store) sealVisit(r *models.Visit) error {
	found, err := json.Marshal(r.Found)
	if err != nil {
		return err
	}
	z := &sealing{s: s, county: r.CountyCode, id: r.ID}
	r.FoundSealed = z.seal("visit.found", string(found))
	if r.Place != nil {
		place := fmt.Sprintf("%.6f %.6f", r.Place.Lat, r.Place.Lng)
		r.PlaceSealed = z.seal("visit.place", place)
		r.PlaceIndex = s.vault.Index(r.CountyCode, "visit.place", place)
	}
	return z.err
}

func (s *Store) openVisit(r *models.Visit) error {
	z := &sealing{s: s, county: r.CountyCode, id: r.ID}
	found, place := z.open("visit.found", r.FoundSealed), z.open("visit.place", r.PlaceSealed)
	if z.err != nil {
		return z.err
	}
	if place != "" {
		r.Place = &models.Place{}
		if _, err := fmt.Sscan(place, &r.Place.Lat, &r.Place.Lng); err != nil {
			return fmt.Errorf("place of a visit: %w", err)
		}
	}
	if found == "" {
		return nil
	}
	return json.Unmarshal([]byte(found), &r.Found)
}

// InsertVisit writes a new visit. A second valid visit of one window, or the same id again, is a Conflict.
func (s *Store) InsertVisit(ctx context.Context, r *models.Visit) error {
	if err := s.sealVisit(r); err != nil {
		return err
	}
	return s.insert(ctx, r)
}

// Visit reads one visit.
func (s *Store) Visit(ctx context.Context, at Key) (*models.Visit, error) {
	r, err := take[models.Visit](ctx, s, "visit", at.County, at.ID)
	if err != nil {
		return nil, err
	}
	return r, s.openVisit(r)
}

// VisitFilter narrows a list of visits; an empty field does not narrow.
type VisitFilter struct {
	Scope     Scope
	Household string
	Aide      string
	Window    string
	Alert     string
	Day       models.Date // checked in on this civil day
}

// Visits lists visits.
func (s *Store) Visits(ctx context.Context, f VisitFilter, p Page) ([]models.Visit, string, error) {
	q := s.scoped(ctx, f.Scope)
	for column, v := range map[string]string{"household_id": f.Household, "aide_id": f.Aide, "window_id": f.Window, "alert_id": f.Alert} {
		if v != "" {
			q = q.Where(column+" = ?", v)
		}
	}
	if f.Day != "" {
		q = q.Where("checked_in_at >= ? AND checked_in_at < ?", f.Day.Start(), f.Day.End())
	}
	items, next, err := pageOf(q, p, func(r models.Visit) string { return r.ID })
	for i := range items {
		if err == nil {
			err = s.openVisit(&items[i])
		}
	}
	return items, next, err
}

// LastVisitForAlert reads the last visit that was recorded for an alert, or nil.
func (s *Store) LastVisitForAlert(ctx context.Context, alert Key) (*models.Visit, error) {
	rows, err := s.VisitsForAlert(ctx, alert)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

// VisitsForAlert reads the visits that were recorded for an alert, the last first.
func (s *Store) VisitsForAlert(ctx context.Context, alert Key) ([]models.Visit, error) {
	var rows []models.Visit
	err := s.read.WithContext(ctx).Where("county_code = ? AND alert_id = ?", alert.County, alert.ID).Order("checked_in_at DESC, id DESC").Find(&rows).Error
	for i := range rows {
		if err == nil {
			err = s.openVisit(&rows[i])
		}
	}
	return rows, translate(err)
}

// VisitsOf reads the visits of a household, the latest first.
func (s *Store) VisitsOf(ctx context.Context, household Key, limit int) ([]models.Visit, error) {
	var out []models.Visit
	err := s.read.WithContext(ctx).Where("county_code = ? AND household_id = ?", household.County, household.ID).
		Order("checked_in_at DESC, id DESC").Limit(limit).Find(&out).Error
	for i := range out {
		if err == nil {
			err = s.openVisit(&out[i])
		}
	}
	return out, translate(err)
}

// LinkVisit notes on a visit what it led to, and which pictures belong to it, if it still has the version seen.
func (s *Store) LinkVisit(ctx context.Context, r *models.Visit) error {
	return s.revise(ctx, &models.Visit{}, Key{r.CountyCode, r.ID}, r.Version, Change{"issues_created": jsonText(r.IssuesCreated),
		"photo_ids": jsonText(r.PhotoIDs)})
}

// NeedsOf reads the needs of a household that came of a visit, an alert or another source.
func (s *Store) NeedsOf(ctx context.Context, household Key, source, id string) ([]models.Need, error) {
	var out []models.Need
	err := s.read.WithContext(ctx).Where("county_code = ? AND household_id = ? AND source = ? AND source_id = ?", household.County, household.ID, source, id).
		Order("id").Find(&out).Error
	return out, translate(err)
}
