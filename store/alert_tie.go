package store

import (
	"context"
	"slices"
	"time"

	"zhulian/models"
)

// Tie is a signal that hangs on an alert, with when it came and when it was tied.
type Tie struct {
	AlertID, SignalID, BatchID, Feed, SourceDept string
	HouseholdID                                  *string
	EventOn                                      models.Date
	CreatedAt, AttachedAt                        time.Time
}

// Ties reads the signals that hang on alerts and were not withdrawn, by alert, in the order of their events.
func (s *Store) Ties(ctx context.Context, county string, alerts []string) (map[string][]Tie, error) {
	out := map[string][]Tie{}
	for keys := range slices.Chunk(alerts, alertKeys) {
		var rows []Tie
		err := s.db.WithContext(ctx).Table("alert_signal AS a").
			Select("a.alert_id, a.signal_id, a.attached_at, g.batch_id, g.feed, g.source_dept, g.household_id, g.event_on, g.created_at").
			Joins("JOIN signal g ON g.county_code = a.county_code AND g.id = a.signal_id").
			Where("a.county_code = ? AND a.alert_id IN ? AND g.withdrawn_at IS NULL", county, keys).Order("a.alert_id, g.event_on, g.id").Scan(&rows).Error
		if err != nil {
			return nil, translate(err)
		}
		for _, t := range rows {
			out[t.AlertID] = append(out[t.AlertID], t)
		}
	}
	return out, nil
}

// Untie loosens signals from an alert.
func (s *Store) Untie(ctx context.Context, county, alert string, signals []string) error {
	for keys := range slices.Chunk(signals, alertKeys) {
		err := s.db.WithContext(ctx).Where("county_code = ? AND alert_id = ? AND signal_id IN ?", county, alert, keys).Delete(&models.AlertSignal{}).Error
		if err != nil {
			return translate(err)
		}
	}
	return nil
}

// DropReasons takes reasons from an alert, by the codes of their rules.
func (s *Store) DropReasons(ctx context.Context, county, alert string, codes []string) error {
	if len(codes) == 0 {
		return nil
	}
	return translate(s.db.WithContext(ctx).Where("county_code = ? AND alert_id = ? AND rule_code IN ?", county, alert, codes).Delete(&models.AlertReason{}).Error)
}

// WaitingOf reads the alerts of households that wait, in the order of their ids.
func (s *Store) WaitingOf(ctx context.Context, county string, households []string) ([]models.Alert, error) {
	var out []models.Alert
	for keys := range slices.Chunk(households, alertKeys) {
		var rows []models.Alert
		err := s.db.WithContext(ctx).Where("county_code = ? AND household_id IN ? AND status IN ?", county, keys, models.AlertsWaiting()).Order("id").Find(&rows).Error
		rows, _, err = s.openAlerts(rows, "", translate(err))
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
	}
	return out, nil
}

// WindowsOfAlerts reads the windows that alerts asked for and that no visit answers, in the order of their ids.
func (s *Store) WindowsOfAlerts(ctx context.Context, county string, alerts []string) ([]models.VisitWindow, error) {
	var out []models.VisitWindow
	for keys := range slices.Chunk(alerts, alertKeys) {
		var rows []models.VisitWindow
		err := s.db.WithContext(ctx).Where("county_code = ? AND alert_id IN ? AND status IN ?", county, keys,
			[]models.VisitWindowStatus{models.WindowPlanned, models.WindowDue, models.WindowMissed}).
			Where("NOT EXISTS (SELECT 1 FROM visit v WHERE v.county_code = visit_window.county_code AND v.window_id = visit_window.id)").Order("id").Find(&rows).Error
		if err != nil {
			return nil, translate(err)
		}
		out = append(out, rows...)
	}
	return out, nil
}

// DeleteWindows deletes windows.
func (s *Store) DeleteWindows(ctx context.Context, county string, ids []string) error {
	for keys := range slices.Chunk(ids, alertKeys) {
		if err := s.db.WithContext(ctx).Where("county_code = ? AND id IN ?", county, keys).Delete(&models.VisitWindow{}).Error; err != nil {
			return translate(err)
		}
	}
	return nil
}
