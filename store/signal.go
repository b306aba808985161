package store

import (
	"context"
	"slices"

	"gorm.io/gorm/clause"

	"zhulian/models"
)

func (s *Store) sealSignal(r *models.Signal) error {
	z := &sealing{s: s, county: r.CountyCode, id: r.ID}
	r.FactsSealed = z.sealJSON("signal.facts", r.Facts, len(r.Facts) == 0)
	return z.err
}

func (s *Store) openSignal(r *models.Signal) error {
	z := &sealing{s: s, county: r.CountyCode, id: r.ID}
	z.openJSON("signal.facts", r.FactsSealed, &r.Facts)
	return z.err
}

func (s *Store) openSignals(rows []models.Signal) ([]models.Signal, error) {
	for i := range rows {
		if err := s.openSignal(&rows[i]); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// InsertSignals writes many signals. A row that is here already, in whichever file it came, is a Conflict.
func (s *Store) InsertSignals(ctx context.Context, rows []models.Signal) error {
	return s.InsertAll(ctx, rows)
}

// SignalFilter narrows a list of signals; an empty field does not narrow. Withdrawn signals are never listed.
type SignalFilter struct {
	Scope Scope
	Batch string
	Feed  string
}

// Signals lists signals, with their facts.
func (s *Store) Signals(ctx context.Context, f SignalFilter, p Page) ([]models.Signal, string, error) {
	q := s.scoped(ctx, f.Scope).Where("withdrawn_at IS NULL")
	for column, v := range map[string]string{"batch_id": f.Batch, "feed": f.Feed} {
		if v != "" {
			q = q.Where(column+" = ?", v)
		}
	}
	items, next, err := pageOf(q, p, func(r models.Signal) string { return r.ID })
	if err != nil {
		return nil, "", err
	}
	items, err = s.openSignals(items)
	return items, next, err
}

// SignalsOf reads the signals of households whose event is not before a day, by household, in the order of their events.
func (s *Store) SignalsOf(ctx context.Context, county string, households []string, since models.Date) (map[string][]models.Signal, error) {
	out := map[string][]models.Signal{}
	for keys := range slices.Chunk(households, batchKeys) {
		var rows []models.Signal
		err := s.read.WithContext(ctx).Where("county_code = ? AND household_id IN ? AND event_on >= ? AND withdrawn_at IS NULL", county, keys, since).
			Order("household_id, event_on, id").Find(&rows).Error
		if err != nil {
			return nil, translate(err)
		}
		if rows, err = s.openSignals(rows); err != nil {
			return nil, err
		}
		for _, r := range rows {
			out[*r.HouseholdID] = append(out[*r.HouseholdID], r)
		}
	}
	return out, nil
}

// AttachSignals ties signals to alerts; what is tied already stays so.
func (s *Store) AttachSignals(ctx context.Context, rows []models.AlertSignal) error {
	if len(rows) == 0 {
		return nil
	}
	return translate(s.db.WithContext(ctx).Clauses(clause.OnConflict{DoNothing: true}).CreateInBatches(rows, bulkRows).Error)
}

// SignalsOfAlert reads the signals that hang on an alert, in the order of their events, withdrawn ones too.
func (s *Store) SignalsOfAlert(ctx context.Context, alert Key) ([]models.Signal, error) {
	var rows []models.Signal
	err := s.read.WithContext(ctx).Where("county_code = ? AND id IN (SELECT signal_id FROM alert_signal WHERE county_code = ? AND alert_id = ?)",
		alert.County, alert.County, alert.ID).Order("event_on, id").Find(&rows).Error
	if err != nil {
		return nil, translate(err)
	}
	return s.openSignals(rows)
}
