package store

import (
	"context"

	"zhulian/models"
)

func (s *Store) sealAlert(r *models.Alert) error {
	z := &sealing{s: s, county: r.CountyCode, id: r.ID}
	r.EvidenceSealed = z.sealJSON("alert.evidence", r.Evidence, len(r.Evidence) == 0)
	return z.err
}

func (s *Store) openAlert(r *models.Alert) error {
	z := &sealing{s: s, county: r.CountyCode, id: r.ID}
	z.openJSON("alert.evidence", r.EvidenceSealed, &r.Evidence)
	return z.err
}

// InsertAlert writes a new alert; the same id again is a Conflict.
func (s *Store) InsertAlert(ctx context.Context, r *models.Alert) error {
	if err := s.sealAlert(r); err != nil {
		return err
	}
	return s.insert(ctx, r)
}

// Alert reads one alert.
func (s *Store) Alert(ctx context.Context, at Key) (*models.Alert, error) {
	r, err := take[models.Alert](ctx, s, "alert", at.County, at.ID)
	if err != nil {
		return nil, err
	}
	return r, s.openAlert(r)
}

// StepAlert moves an alert from one status to another and sets more columns with it.
func (s *Store) StepAlert(ctx context.Context, at Key, from models.AlertStatus, set Change) error {
	return s.step(ctx, &models.Alert{}, at, string(from), set)
}

// AlertFilter narrows a list of alerts; an empty field does not narrow.
type AlertFilter struct {
	Scope     Scope
	Household string
	Aide      string
	RuleCode  string
	Severity  models.Severity
	Statuses  []models.AlertStatus
}

// Alerts lists alerts.
func (s *Store) Alerts(ctx context.Context, f AlertFilter, p Page) ([]models.Alert, string, error) {
	q := s.scoped(ctx, f.Scope)
	for column, v := range map[string]string{"household_id": f.Household, "assigned_aide_id": f.Aide, "rule_code": f.RuleCode, "severity": string(f.Severity)} {
		if v != "" {
			q = q.Where(column+" = ?", v)
		}
	}
	if len(f.Statuses) > 0 {
		q = q.Where("status IN ?", f.Statuses)
	}
	items, next, err := pageOf(q, p, func(r models.Alert) string { return r.ID })
	for i := range items {
		if err == nil {
			err = s.openAlert(&items[i])
		}
	}
	return items, next, err
}
