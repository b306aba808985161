package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm/clause"

	"zhulian/models"
)

// alertKeys is how many keys one query of alerts names.
const alertKeys = 400

// HoldAlerts lets one transaction at a time raise alerts in a county: on PostgreSQL others wait here; SQLite's transactions are one at a time
// anyway.
func (s *Store) HoldAlerts(ctx context.Context, county string) error {
	if s.dialect != Postgres {
		return nil
	}
	return translate(s.db.WithContext(ctx).Exec("SELECT pg_advisory_xact_lock(hashtext(?))", "zhulian.alert."+county).Error)
}

// WaitingAlerts reads the waiting alerts of keys, held until the transaction ends, in the order of their ids.
func (s *Store) WaitingAlerts(ctx context.Context, county string, keys []string) (map[string]*models.Alert, error) {
	out := map[string]*models.Alert{}
	for part := range slices.Chunk(keys, alertKeys) {
		var rows []models.Alert
		err := s.locking(ctx, toChange).Where("county_code = ? AND dedupe_key IN ? AND status IN ?", county, part, models.AlertsWaiting()).Order("id").Find(&rows).Error
		if err != nil {
			return nil, translate(err)
		}
		for i := range rows {
			if err := s.openAlert(&rows[i]); err != nil {
				return nil, err
			}
			out[rows[i].DedupeKey] = &rows[i]
		}
	}
	return out, nil
}

// RestingAlerts reads, by key, the newest alert that was looked into and rests on a day: not closed yet, or closed so shortly ago.
func (s *Store) RestingAlerts(ctx context.Context, county string, keys []string, day models.Date) (map[string]*models.Alert, error) {
	out := map[string]*models.Alert{}
	for part := range slices.Chunk(keys, alertKeys) {
		var rows []models.Alert
		err := s.read.WithContext(ctx).Where("county_code = ? AND dedupe_key IN ? AND (status = ? OR status = ? AND rest_until >= ?)", county, part,
			models.AlertVerified, models.AlertClosed, day).Order("raised_at, id").Find(&rows).Error
		if err != nil {
			return nil, translate(err)
		}
		for i := range rows {
			if err := s.openAlert(&rows[i]); err != nil {
				return nil, err
			}
			out[rows[i].DedupeKey] = &rows[i]
		}
	}
	return out, nil
}

// Attached is what hangs on the alerts of a key already: signals, and the rules that held with the day of their event.
type Attached struct {
	Signals map[string]bool
	Rules   map[string]map[models.Date]bool
}

// AttachedTo reads what hangs on any alert of keys, whatever became of it, but for alerts that were withdrawn with their batch.
func (s *Store) AttachedTo(ctx context.Context, county string, keys []string) (map[string]*Attached, error) {
	out := map[string]*Attached{}
	of := func(key string) *Attached {
		if out[key] == nil {
			out[key] = &Attached{map[string]bool{}, map[string]map[models.Date]bool{}}
		}
		return out[key]
	}
	for part := range slices.Chunk(keys, alertKeys) {
		var signals []struct{ DedupeKey, SignalID string }
		err := s.read.WithContext(ctx).Table("alert_signal AS g").Select("f.dedupe_key, g.signal_id").
			Joins("JOIN alert f ON f.county_code = g.county_code AND f.id = g.alert_id").
			Where("f.county_code = ? AND f.dedupe_key IN ? AND NOT ("+alertWithdrawn+")", county, part).Scan(&signals).Error
		if err != nil {
			return nil, translate(err)
		}
		var reasons []struct {
			DedupeKey, RuleCode string
			EventOn             models.Date
		}
		err = s.read.WithContext(ctx).Table("alert_reason AS r").Select("f.dedupe_key, r.rule_code, r.event_on").
			Joins("JOIN alert f ON f.county_code = r.county_code AND f.id = r.alert_id").
			Where("f.county_code = ? AND f.dedupe_key IN ? AND NOT ("+alertWithdrawn+")", county, part).Scan(&reasons).Error
		if err != nil {
			return nil, translate(err)
		}
		for _, r := range signals {
			of(r.DedupeKey).Signals[r.SignalID] = true
		}
		for _, r := range reasons {
			rules := of(r.DedupeKey).Rules
			if rules[r.RuleCode] == nil {
				rules[r.RuleCode] = map[models.Date]bool{}
			}
			rules[r.RuleCode][r.EventOn] = true
		}
	}
	return out, nil
}

// CountSignals notes on alerts how many signals hang on them; those withdrawn with their batch do not.
func (s *Store) CountSignals(ctx context.Context, county string, alerts []string) error {
	for part := range slices.Chunk(alerts, alertKeys) {
		err := s.db.WithContext(ctx).Exec(`UPDATE alert SET signals = (SELECT COUNT(*) FROM alert_signal g
			JOIN signal x ON x.county_code = g.county_code AND x.id = g.signal_id
			WHERE g.county_code = ? AND g.alert_id = alert.id AND x.withdrawn_at IS NULL)
			WHERE county_code = ? AND id IN ?`, county, county, part).Error
		if err != nil {
			return translate(err)
		}
	}
	return nil
}

// SignalFeeds reads of which feed signals are.
func (s *Store) SignalFeeds(ctx context.Context, county string, ids []string) (map[string]string, error) {
	out := map[string]string{}
	for part := range slices.Chunk(ids, batchKeys) {
		var rows []struct{ ID, Feed string }
		if err := s.read.WithContext(ctx).Table("signal").Select("id, feed").Where("county_code = ? AND id IN ?", county, part).Scan(&rows).Error; err != nil {
			return nil, translate(err)
		}
		for _, r := range rows {
			out[r.ID] = r.Feed
		}
	}
	return out, nil
}

// SignalsByID reads signals with their facts, in the order of their ids.
func (s *Store) SignalsByID(ctx context.Context, county string, ids []string) ([]models.Signal, error) {
	var rows []models.Signal
	if err := s.read.WithContext(ctx).Where("county_code = ? AND id IN ?", county, ids).Order("id").Find(&rows).Error; err != nil {
		return nil, translate(err)
	}
	return s.openSignals(rows)
}

func (s *Store) sealReason(r *models.AlertReason) error {
	z := &sealing{s: s, county: r.CountyCode, id: r.AlertID}
	r.FactsSealed = z.sealJSON("alert_reason.facts."+r.RuleCode, r.Facts, len(r.Facts) == 0)
	return z.err
}

// PutReasons writes why alerts were raised; a rule that an alert has already is brought up to date.
func (s *Store) PutReasons(ctx context.Context, rows []models.AlertReason) error {
	if len(rows) == 0 {
		return nil
	}
	if err := sealEach(rows, s.sealReason); err != nil {
		return err
	}
	return translate(s.db.WithContext(ctx).Clauses(clause.OnConflict{
		Columns: []clause.Column{{Name: "county_code"}, {Name: "alert_id"}, {Name: "rule_code"}}, UpdateAll: true,
	}).CreateInBatches(rows, bulkRows).Error)
}

// Reasons reads why alerts were raised, by alert, the gravest first.
func (s *Store) Reasons(ctx context.Context, county string, alerts ...string) (map[string][]models.AlertReason, error) {
	out := map[string][]models.AlertReason{}
	for part := range slices.Chunk(alerts, alertKeys) {
		var rows []models.AlertReason
		err := s.read.WithContext(ctx).Where("county_code = ? AND alert_id IN ?", county, part).Order("alert_id, rule_code").Find(&rows).Error
		if err != nil {
			return nil, translate(err)
		}
		for _, r := range rows {
			z := &sealing{s: s, county: county, id: r.AlertID}
			if z.openJSON("alert_reason.facts."+r.RuleCode, r.FactsSealed, &r.Facts); z.err != nil {
				return nil, fmt.Errorf("facts of an alert: %w", z.err)
			}
			out[r.AlertID] = append(out[r.AlertID], r)
		}
	}
	for _, list := range out {
		slices.SortStableFunc(list, func(a, b models.AlertReason) int { return a.Severity.Rank() - b.Severity.Rank() })
	}
	return out, nil
}

// AlertsToRemind reads the waiting alerts whose reminder is due, and AlertsToEscalate those that go up, the longest overdue first.
func (s *Store) AlertsToRemind(ctx context.Context, county string, now time.Time, limit int) ([]models.Alert, error) {
	return s.alertsTimed(ctx, county, "remind_at", now, limit)
}

// AlertsToEscalate reads the waiting alerts that go up, the longest overdue first.
func (s *Store) AlertsToEscalate(ctx context.Context, county string, now time.Time, limit int) ([]models.Alert, error) {
	return s.alertsTimed(ctx, county, "escalate_at", now, limit)
}

func (s *Store) alertsTimed(ctx context.Context, county, column string, now time.Time, limit int) ([]models.Alert, error) {
	var rows []models.Alert
	err := s.read.WithContext(ctx).Where("county_code = ? AND status IN ? AND "+column+" <= ?", county, models.AlertsWaiting(), now).
		Order(column + ", id").Limit(limit).Find(&rows).Error
	return rows, translate(err)
}

// AlertKnown is a waiting alert of somebody who was unknown, with the person and household that are on file by now.
type AlertKnown struct{ AlertID, PersonID, HouseholdID, RegionCode string }

// AlertsKnownNow reads the waiting alerts of unknown persons who have been put on file since.
func (s *Store) AlertsKnownNow(ctx context.Context, county string, limit int) ([]AlertKnown, error) {
	var out []AlertKnown
	err := s.read.WithContext(ctx).Table("alert AS a").Select("a.id AS alert_id, p.id AS person_id, h.id AS household_id, h.region_code").
		Joins("JOIN person p ON p.county_code = a.county_code AND p.citizen_index = a.unmatched_index").
		Joins("JOIN household h ON h.county_code = p.county_code AND h.id = p.household_id").
		Where("a.county_code = ? AND a.household_id IS NULL AND a.unmatched_index IS NOT NULL AND a.status IN ?", county, models.AlertsWaiting()).
		Order("a.id").Limit(limit).Scan(&out).Error
	return out, translate(err)
}

// MoveSignals gives what hangs on one alert to another: signals and reasons; where both have a rule, the other's stays.
func (s *Store) MoveSignals(ctx context.Context, county, from, to string) error {
	for _, q := range []string{
		`INSERT INTO alert_signal (county_code, alert_id, signal_id, attached_at) SELECT county_code, @to, signal_id, attached_at FROM alert_signal
			WHERE county_code = @county AND alert_id = @from ON CONFLICT DO NOTHING`,
		`DELETE FROM alert_signal WHERE county_code = @county AND alert_id = @from`,
	} {
		if err := s.db.WithContext(ctx).Exec(q, map[string]any{"county": county, "from": from, "to": to}).Error; err != nil {
			return translate(err)
		}
	}
	return nil
}
