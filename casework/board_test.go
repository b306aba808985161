package casework_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/market"
	"zhulian/models"
	"zhulian/rounds"
	"zhulian/store"
)

func TestTheBoardCountsWhatWaitsInTheScope(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y, ctx := testdb.Story(t, s), context.Background()
		h, far := y.Household(), y.Household(func(d *models.HouseholdDraft) { d.RegionCode = testdb.OtherVillage })
		late := y.Need(h, func(d *models.NeedDraft) { d.Category, d.Title = "G04", "水管漏水" })
		y.NeedSubmitted(h, func(d *models.NeedDraft) { d.Category, d.Title = "B04", "理发" })
		y.Clock.Advance(10 * 24 * time.Hour)
		_, err := y.Desk.ApplySupplier(ctx, y.Application())
		require.NoError(t, err)
		g := y.Supplier()
		draft, err := y.Desk.PostOffer(ctx, g.Admin, g.Draft())
		require.NoError(t, err)
		_, err = y.Desk.StepOffer(ctx, g.Admin, draft.ID, "submit", "")
		require.NoError(t, err)
		n := y.Need(far)
		stock := g.Offer(func(d *models.OfferDraft) { d.Quantity = testdb.Units(100) })
		m, err := y.Desk.Invite(ctx, y.Staff, n.ID, models.Invitation{OfferID: stock.ID, Quantity: testdb.Units(10)})
		require.NoError(t, err)
		m, err = y.Desk.AcceptMatch(ctx, g.Admin, m.ID, models.Answer{})
		require.NoError(t, err)
		f := g.Deliver(m, 4)
		_, err = y.Desk.DisputeFulfilment(ctx, y.Staff, f.ID, models.Confirmation{Note: "没有收到"})
		require.NoError(t, err)
		critical := y.Need(h, func(d *models.NeedDraft) { d.Urgency = models.UrgencyCritical })
		y.Invite(critical, stock, testdb.Units(1))
		_, err = (&rounds.Desk{Store: s, Market: &market.Market{}}).Run(ctx, y.Staff, testdb.CountyCode, false)
		require.NoError(t, err)

		b, err := y.Desk.Board(ctx, y.Staff)
		require.NoError(t, err)
		assert.Equal(t, store.NeedWatch{Overdue: 1, Slow: 1}, b.Needs)
		assert.Equal(t, 1, b.Groups[models.NeedsForTown])
		assert.Equal(t, []int{1, 1}, []int{*b.Suppliers, *b.Offers})
		require.Len(t, b.Expiring, 1)
		assert.Equal(t, critical.ID, b.Expiring[0].NeedID)
		assert.Equal(t, critical.TitlePublic, b.Expiring[0].Title)
		require.Len(t, b.Disputes, 1)
		assert.Equal(t, n.ID, b.Disputes[0].NeedID)
		require.Equal(t, 2, b.GapsAll)
		assert.Equal(t, []string{critical.Category, late.Category}, []string{b.Gaps[0].Category, b.Gaps[1].Category}, "what is more urgent first; nobody mends pipes")
		assert.Equal(t, "清河镇", b.Regions[b.Gaps[0].Town])

		town, err := y.Desk.Board(ctx, y.OtherClerk)
		require.NoError(t, err)
		assert.Zero(t, town.Needs)
		assert.Nil(t, town.Suppliers)
		assert.Nil(t, town.Offers)
		assert.Len(t, town.Disputes, 1)
		assert.Empty(t, town.Gaps, "another town's gaps")
		operator, err := y.Desk.Board(ctx, y.Operator)
		require.NoError(t, err)
		assert.Nil(t, operator.Suppliers, "an operator approves no supplier")
		assert.Equal(t, 1, *operator.Offers)
		for name, by := range map[string]models.Actor{"aide": y.Aide, "auditor": y.Auditor, "province": y.Province, "supplier": g.Admin} {
			_, err := y.Desk.Board(ctx, by)
			assert.Equal(t, models.KindForbidden, models.KindOf(err), name)
		}
	})
}
