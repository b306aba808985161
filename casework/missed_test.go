package casework_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
)

// steady is a weekly service that has run for four weeks and counts as resolved.
func steady(t *testing.T, y *testdb.Tale) (*testdb.Giver, *models.Need, *models.Match) {
	t.Helper()
	g := y.Supplier()
	n := y.Need(y.Household(), func(d *models.NeedDraft) {
		d.Quantity, d.Frequency = testdb.Units(8), &models.Frequency{Every: models.PeriodWeek, Until: y.Today().AddDays(80)}
	})
	m := g.Promise(n, g.Offer(), 8)
	if m.Status == models.MatchCOIOk {
		_, err := y.Desk.SignMatch(ctx, g.Admin, m.ID, models.Answer{AgreementNo: "协议2026-1"})
		require.NoError(t, err)
	}
	for range 4 {
		y.Confirm(g.Deliver(m, 1))
		y.Clock.Advance(7 * 24 * time.Hour)
	}
	n, err := y.Desk.ResolveNeed(ctx, y.Aide, n.ID, models.Closing{ResolutionCode: "R1"})
	require.NoError(t, err)
	return g, n, m
}

func TestTwoMissesInARowReopenARecurringNeed(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g, n, m := steady(t, y)
		miss := func() {
			now := y.Store.Now()
			_, err := y.Desk.RecordFulfilment(ctx, g.Admin, m.ID, models.FulfilmentDraft{OccurredAt: &now, Outcome: models.FulfilmentNoShowSup})
			require.NoError(t, err)
			y.Clock.Advance(7 * 24 * time.Hour)
		}
		miss()
		assert.Equal(t, models.NeedResolved, y.NeedNow(n.ID).Status)
		y.Confirm(g.Deliver(m, 1))
		y.Clock.Advance(7 * 24 * time.Hour)
		miss()
		assert.Equal(t, models.NeedResolved, y.NeedNow(n.ID).Status, "a delivery came between the misses")
		miss()
		after := y.NeedNow(n.ID)
		assert.Equal(t, models.NeedInService, after.Status)
		assert.Contains(t, y.Steps("need", n.ID), "reopen")
		assert.Equal(t, 1, after.ReopenedCount)
		assert.Nil(t, after.ResolvedAt)
	})
}

func TestASupplierCannotGiveItselfALicence(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		licences := []models.Licence{{Kind: "medical", Number: "自填", ValidTo: "2030-01-01"}}
		_, err := y.Desk.EditSupplier(ctx, g.Admin, g.ID, 1, models.SupplierPatch{Licences: &licences})
		assert.Equal(t, models.KindForbidden, models.KindOf(err))
		now, err := y.Desk.Supplier(ctx, y.Staff, g.ID)
		require.NoError(t, err)
		now, err = y.Desk.EditSupplier(ctx, y.Staff, g.ID, now.Version, models.SupplierPatch{Licences: &licences})
		require.NoError(t, err)
		assert.Len(t, now.Licences, 1)
	})
}

func TestAnOperatorReviewsWhatIsPublishedAndNothingElse(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		n := y.Need(y.Household())
		title, detail := "米面十袋", "改写"
		_, err := y.Desk.EditNeed(ctx, y.Operator, n.ID, n.Version, models.NeedPatch{TitlePublic: &title, Detail: &detail})
		assert.Equal(t, models.KindForbidden, models.KindOf(err))
		after, err := y.Desk.EditNeed(ctx, y.Operator, n.ID, n.Version, models.NeedPatch{TitlePublic: &title})
		require.NoError(t, err)
		assert.Equal(t, title, after.TitlePublic)
	})
}
