package store

import (
	"context"
	"strings"
	"time"

	"gorm.io/gorm"

	"zhulian/models"
)

func (s *Store) sealAlert(r *models.Alert) error {
	z := &sealing{s: s, county: r.CountyCode, id: r.ID}
	r.EvidenceSealed = z.sealJSON("alert.evidence", r.Evidence, len(r.Evidence) == 0)
	if r.Note != "" {
		r.NoteSealed = z.seal("alert.note", r.Note)
	}
	return z.err
}

func (s *Store) openAlert(r *models.Alert) error {
	z := &sealing{s: s, county: r.CountyCode, id: r.ID}
	z.openJSON("alert.evidence", r.EvidenceSealed, &r.Evidence)
	r.Note = z.open("alert.note", r.NoteSealed)
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

// HoldAlert reads one alert and, on PostgreSQL, holds it until the transaction ends.
func (s *Store) HoldAlert(ctx context.Context, at Key) (*models.Alert, error) {
	r, err := hold[models.Alert](ctx, s, "alert", at.County, at.ID)
	if err != nil {
		return nil, err
	}
	return r, s.openAlert(r)
}

// SealAlertNote makes of a note what StepAlert sets.
func (s *Store) SealAlertNote(at Key, note string) ([]byte, error) {
	if note == "" {
		return nil, nil
	}
	z := &sealing{s: s, county: at.County, id: at.ID}
	return z.seal("alert.note", note), z.err
}

// ReviseAlert writes what more signals and time change of an alert, while it still has the version seen: its leading reason, limits,
// clock, and who has it. Otherwise it is Stale.
func (s *Store) ReviseAlert(ctx context.Context, r *models.Alert, version int) error {
	if err := s.sealAlert(r); err != nil {
		return err
	}
	return s.revise(ctx, &models.Alert{}, Key{r.CountyCode, r.ID}, version, Change{
		"rule_code": r.RuleCode, "rule_version": r.RuleVersion, "source_dept": r.SourceDept, "feed": r.Feed, "batch_id": r.BatchID,
		"household_id": r.HouseholdID, "person_id": r.PersonID, "unmatched_index": r.UnmatchedIndex, "region_code": r.RegionCode,
		"event_on": r.EventOn, "amount_fen": r.AmountFen, "evidence_sealed": r.EvidenceSealed, "severity": r.Severity, "score": r.Score,
		"dedupe_key": r.DedupeKey, "downward": r.Downward, "signals": r.Signals, "rest_days": r.RestDays, "assigned_aide_id": r.AssignedAideID,
		"covers_for": r.CoversFor, "contact_due_at": r.ContactDueAt, "due_at": r.DueAt, "next_due_at": r.NextDueAt, "remind_at": r.RemindAt,
		"reminded_at": r.RemindedAt, "escalate_at": r.EscalateAt, "escalated_at": r.EscalatedAt,
	})
}

// AlertFilter narrows a list of alerts; an empty field does not narrow.
type AlertFilter struct {
	Scope     Scope
	Household string
	Aide      string
	RuleCode  string
	Feed      string
	Region    string // at or under it
	Severity  models.Severity
	DueBefore time.Time // the next limit passes before this
	Statuses  []models.AlertStatus
}

func (s *Store) alerts(ctx context.Context, f AlertFilter) *gorm.DB {
	q := s.scoped(ctx, f.Scope)
	for column, v := range map[string]string{"household_id": f.Household, "assigned_aide_id": f.Aide, "rule_code": f.RuleCode, "feed": f.Feed,
		"severity": string(f.Severity)} {
		if v != "" {
			q = q.Where(column+" = ?", v)
		}
	}
	if f.Region != "" {
		q = q.Where(under(q, "region_code", f.Region))
	}
	if !f.DueBefore.IsZero() {
		q = q.Where("next_due_at <= ?", f.DueBefore)
	}
	if len(f.Statuses) > 0 {
		q = q.Where("status IN ?", f.Statuses)
	}
	return q
}

// Alerts lists alerts.
func (s *Store) Alerts(ctx context.Context, f AlertFilter, p Page) ([]models.Alert, string, error) {
	items, next, err := pageOf(s.alerts(ctx, f), p, func(r models.Alert) string { return r.ID })
	return s.openAlerts(items, next, err)
}

func (s *Store) openAlerts(items []models.Alert, next string, err error) ([]models.Alert, string, error) {
	for i := range items {
		if err == nil {
			err = s.openAlert(&items[i])
		}
	}
	return items, next, err
}

// AlertQueue lists waiting alerts, those whose next limit comes first in front. A cursor is what AlertQueue answered.
func (s *Store) AlertQueue(ctx context.Context, f AlertFilter, p Page) ([]models.Alert, string, error) {
	q := s.alerts(ctx, f)
	if at, id, ok := strings.Cut(p.After, "~"); ok {
		due, err := time.Parse(time.RFC3339Nano, at)
		if _, known := models.ParseID(id); err == nil && known {
			q = q.Where("next_due_at > ? OR next_due_at = ? AND id > ?", due, due, id)
		}
	}
	var items []models.Alert
	limit, next := max(1, p.Limit), ""
	if err := q.Where("next_due_at IS NOT NULL").Order("next_due_at, id").Limit(limit + 1).Find(&items).Error; err != nil {
		return nil, "", translate(err)
	}
	if len(items) > limit {
		items = items[:limit]
		last := items[limit-1]
		next = last.NextDueAt.UTC().Format(time.RFC3339Nano) + "~" + last.ID
	}
	return s.openAlerts(items, next, nil)
}

// AlertCount is how many alerts of a status there are, how many of these are past their next limit, and how many somebody has.
type AlertCount struct {
	Status           models.AlertStatus
	N, Overdue, Mine int
}

// CountAlerts counts alerts by where they stand; mine are those of an account.
func (s *Store) CountAlerts(ctx context.Context, f AlertFilter, mine string) ([]AlertCount, error) {
	var out []AlertCount
	err := s.alerts(ctx, f).Model(&models.Alert{}).
		Select("status, COUNT(*) AS n, SUM(CASE WHEN next_due_at <= ? THEN 1 ELSE 0 END) AS overdue, "+
			"SUM(CASE WHEN assigned_aide_id = ? THEN 1 ELSE 0 END) AS mine", s.Now(), nilID(mine)).
		Group("status").Order("status").Scan(&out).Error
	return out, translate(err)
}

// nilID is an id for a comparison; none equals nothing.
func nilID(id string) any {
	if id == "" {
		return nil
	}
	return id
}
