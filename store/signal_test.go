package store_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
)

func TestSignalsAreReadByHouseholdInTheOrderOfTheirEvents(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y := testdb.Story(t, s)
		h, other, b := y.Household(), y.Household(), y.Batch()
		late := y.Signal(b, h)
		early := y.Signal(b, h, func(r *models.Signal) { r.EventOn, r.Line = r.EventOn.AddDays(-40), 3 })
		y.Signal(b, h, func(r *models.Signal) { r.EventOn = r.EventOn.AddDays(-400) })
		y.Signal(b, other)
		got, err := s.SignalsOf(context.Background(), h.CountyCode, []string{h.ID}, y.Today().AddDays(-365))
		require.NoError(t, err)
		require.Len(t, got, 1)
		require.Len(t, got[h.ID], 2)
		assert.Equal(t, []string{early.ID, late.ID}, []string{got[h.ID][0].ID, got[h.ID][1].ID})
		assert.Equal(t, map[string]string{"hospital": "县人民医院"}, got[h.ID][0].Facts)
		assert.NotContains(t, everything(t, s), "县人民医院", "facts are sealed")
		all, _, err := s.Signals(context.Background(), store.SignalFilter{Scope: store.Scope{County: h.CountyCode}, Batch: b.ID}, store.Page{Limit: 10})
		require.NoError(t, err)
		assert.Len(t, all, 4)
	})
}

func TestTheSameRowOrTheSameFileCountsOnce(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y := testdb.Story(t, s)
		h, b := y.Household(), y.Batch()
		first := y.Signal(b, h)
		again := *first
		again.ID = y.ID()
		insert := func() error {
			return s.InTx(context.Background(), func(s *store.Store) error {
				return s.InsertSignals(context.Background(), []models.Signal{again})
			})
		}
		assert.Equal(t, models.KindConflict, models.KindOf(insert()))
		now := s.Now()
		again.WithdrawnAt = &now
		assert.NoError(t, insert(), "what was withdrawn stands in nobody's way")

		file := *b
		file.ID = y.ID()
		assert.Equal(t, models.KindConflict, models.KindOf(s.InsertBatch(context.Background(), &file)))
		b.Status = models.BatchRolledBack
		require.NoError(t, s.StepBatch(context.Background(), b, models.BatchApplied))
		assert.NoError(t, s.InsertBatch(context.Background(), &file))
	})
}

func TestSignalsHangOnAlerts(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y := testdb.Story(t, s)
		h, b := y.Household(), y.Batch()
		a, one, two := y.Alert(h), y.Signal(b, h), y.Signal(b, h)
		at := store.Key{County: a.CountyCode, ID: a.ID}
		tie := func(signals ...*models.Signal) {
			var rows []models.AlertSignal
			for _, r := range signals {
				rows = append(rows, models.AlertSignal{CountyCode: a.CountyCode, AlertID: a.ID, SignalID: r.ID, AttachedAt: s.Now()})
			}
			require.NoError(t, s.AttachSignals(context.Background(), rows))
		}
		tie(one)
		tie(one, two)
		got, err := s.SignalsOfAlert(context.Background(), at)
		require.NoError(t, err)
		assert.Len(t, got, 2)
	})
}
