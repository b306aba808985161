package store

import (
	"context"

	"zhulian/models"
)

// InsertAbsence writes a new absence; the same id again is a Conflict.
func (s *Store) InsertAbsence(ctx context.Context, r *models.Absence) error { return s.insert(ctx, r) }

// Absence reads one absence.
func (s *Store) Absence(ctx context.Context, at Key) (*models.Absence, error) {
	return take[models.Absence](ctx, s, "absence", at.County, at.ID)
}

// StepAbsence moves an absence from one status to another and sets more columns with it.
func (s *Store) StepAbsence(ctx context.Context, at Key, from models.AbsenceStatus, set Change) error {
	return s.step(ctx, &models.Absence{}, at, string(from), set)
}

// AbsenceFilter narrows absences; an empty field does not narrow.
type AbsenceFilter struct {
	County   string
	Regions  []string
	People   []string // who is away or stands in
	Statuses []models.AbsenceStatus
	Begun    models.Date // begins on or before
	Over     models.Date // its last day lies before
}

// Absences lists absences, the earliest first.
func (s *Store) Absences(ctx context.Context, f AbsenceFilter) ([]models.Absence, error) {
	q := s.scoped(ctx, Scope{County: f.County, Regions: f.Regions})
	if f.People != nil {
		q = q.Where("aide_id IN ? OR substitute_id IN ?", f.People, f.People)
	}
	if f.Statuses != nil {
		q = q.Where("status IN ?", f.Statuses)
	}
	if f.Begun != "" {
		q = q.Where("from_on <= ?", f.Begun)
	}
	if f.Over != "" {
		q = q.Where("to_on < ?", f.Over)
	}
	var out []models.Absence
	return out, translate(q.Order("from_on, id").Find(&out).Error)
}

// HandOver gives the waiting alerts of somebody to somebody else, noting for whom; it answers them as they were.
func (s *Store) HandOver(ctx context.Context, county, from, to string) ([]models.Alert, error) {
	return s.giveAlerts(ctx, county, "assigned_aide_id = ? AND covers_for IS NULL", from, Change{"assigned_aide_id": to, "covers_for": from})
}

// HandBack gives the waiting alerts that somebody has for an aide back to the aide; it answers them as they were.
func (s *Store) HandBack(ctx context.Context, county, aide string) ([]models.Alert, error) {
	return s.giveAlerts(ctx, county, "covers_for = ?", aide, Change{"assigned_aide_id": aide, "covers_for": nil})
}

func (s *Store) giveAlerts(ctx context.Context, county, cond, who string, set Change) ([]models.Alert, error) {
	waits := s.db.WithContext(ctx).Where("county_code = ? AND status IN ?", county, models.AlertsWaiting()).Where(cond, who)
	var rows []models.Alert
	if err := waits.Order("id").Find(&rows).Error; err != nil {
		return nil, translate(err)
	}
	for i := range rows {
		change := Change{}
		for k, v := range set {
			change[k] = v
		}
		if err := s.step(ctx, &models.Alert{}, Key{county, rows[i].ID}, string(rows[i].Status), change); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// SubstituteRegions are the regions of the aides for whom somebody stands in on a day.
func (s *Store) SubstituteRegions(ctx context.Context, somebody Key, day models.Date) ([]string, error) {
	var rows []models.Account
	err := s.read.WithContext(ctx).Model(&models.Account{}).Select("regions").Where(`county_code = ? AND id IN (SELECT aide_id FROM aide_absence
		WHERE county_code = ? AND substitute_id = ? AND status IN ? AND from_on <= ? AND to_on >= ?)`, somebody.County, somebody.County, somebody.ID,
		[]models.AbsenceStatus{models.AbsencePlanned, models.AbsenceRunning}, day, day).Order("id").Find(&rows).Error
	var out []string
	for _, r := range rows {
		out = append(out, r.Regions...)
	}
	return out, translate(err)
}
