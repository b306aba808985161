package rounds_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/errands"
	"zhulian/internal/testdb"
	"zhulian/market"
	"zhulian/models"
	"zhulian/rounds"
	"zhulian/store"
)

func TestARoundGoesOnWhileNobodyWaits(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y, ctx := testdb.Story(t, s), context.Background()
		runner := errands.New(s, 1, slog.New(slog.DiscardHandler))
		t.Cleanup(runner.Close)
		desk := &rounds.Desk{Store: s, Market: &market.Market{}, Errands: runner}
		n, o := y.Need(y.Household()), y.Supplier().Offer()
		order := rounds.Order{County: testdb.CountyCode, Say: func(error) string { return "said" }, Told: func(a models.Allocation) string { return "told" }}
		a, err := desk.Begin(ctx, y.Staff, order)
		require.NoError(t, err)
		assert.Equal(t, models.AllocationRunning, a.Status)
		var sheet *rounds.Sheet
		require.Eventually(t, func() bool {
			sheet, err = desk.Sheet(ctx, y.Staff, a.ID, rounds.ShowProposals, 0, 10)
			return err == nil && sheet.Status == models.AllocationFinished
		}, 20*time.Second, 5*time.Millisecond)
		require.Len(t, sheet.Round.Proposals, 1)
		assert.Equal(t, 1, sheet.Waiting)
		assert.Equal(t, n.TitlePublic, sheet.Needs[n.ID].TitlePublic)
		assert.Equal(t, o.Title, sheet.Offers[o.ID].Title)
		assert.NotEmpty(t, sheet.Suppliers[o.SupplierID].Name)
		beyond, err := desk.Sheet(ctx, y.Staff, a.ID, rounds.ShowProposals, 99, 10)
		require.NoError(t, err)
		assert.Empty(t, beyond.Round.Proposals)
		assert.Equal(t, 1, beyond.Counts[rounds.ShowProposals])
		require.Eventually(t, func() bool {
			rows, _, err := runner.Errands(ctx, y.Staff, store.Page{Limit: 5})
			return err == nil && len(rows) == 1 && rows[0].Outcome == "told"
		}, 20*time.Second, 5*time.Millisecond)

		for name, by := range map[string]models.Actor{"operator": y.Operator, "clerk": y.Clerk, "auditor": y.Auditor} {
			_, err := desk.Begin(ctx, by, order)
			assert.Equal(t, models.KindForbidden, models.KindOf(err), name)
			_, err = desk.RoundList(ctx, by, store.Page{Limit: 1})
			assert.Equal(t, models.KindForbidden, models.KindOf(err), name)
		}
		_, err = desk.Begin(ctx, y.FarStaff, order)
		assert.Equal(t, models.KindNotFound, models.KindOf(err))
		_, err = desk.Sheet(ctx, y.FarStaff, a.ID, rounds.ShowGaps, 0, 10)
		assert.Equal(t, models.KindNotFound, models.KindOf(err))
	})
}

func TestARoundThatItsServerLeavesFails(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y, ctx := testdb.Story(t, s), context.Background()
		runner := errands.New(s, 1, slog.New(slog.DiscardHandler))
		desk := &rounds.Desk{Store: s, Errands: runner}
		runner.Close() // the server ends before the round has its turn
		order := rounds.Order{County: testdb.CountyCode, Say: func(error) string { return "said" }, Told: func(models.Allocation) string { return "told" }}
		a, err := desk.Begin(ctx, y.Staff, order)
		require.NoError(t, err)
		runner.Close()
		y.Clock.Advance(6 * time.Minute)
		sheet, err := desk.Sheet(ctx, y.Staff, a.ID, rounds.ShowProposals, 0, 10)
		require.NoError(t, err)
		assert.True(t, sheet.Lost || sheet.Status == models.AllocationFailed, "its page does not wait for ever")
		_, err = desk.Begin(ctx, y.Staff, order)
		require.NoError(t, err, "and the next may start")
		runner.Close()
	})
}
