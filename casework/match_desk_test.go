package casework_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/matching"
	"zhulian/models"
	"zhulian/store"
)

func TestTheMatchDeskSaysWhoWhyAndWhyNot(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y := testdb.Story(t, s)
		ctx, n := context.Background(), y.Need(y.Household())
		near, far := y.Supplier(), y.Supplier(func(d *models.SupplierDraft) { d.RegionCode = testdb.OtherTown })
		fits := near.Offer(func(d *models.OfferDraft) { d.Quantity = testdb.Units(4) })
		far.Offer(func(d *models.OfferDraft) { d.Regions = []string{testdb.OtherTown} })
		far.Offer(func(d *models.OfferDraft) { d.Category, d.Title = "B04", "理发" })
		desk, err := y.Desk.MatchDesk(ctx, y.Clerk, n.ID, 10)
		require.NoError(t, err)
		require.Len(t, desk.Choices, 1)
		c := desk.Choices[0]
		assert.Equal(t, fits.ID, c.Offer.ID)
		assert.Equal(t, near.Name, c.SupplierName)
		assert.Equal(t, "清河镇", c.Home)
		assert.Equal(t, int64(4), *c.Left)
		assert.Equal(t, int64(4), *c.Suggested, "no more than the offer has")
		assert.LessOrEqual(t, len(c.Reasons), 4)
		assert.Equal(t, "default-1", desk.Weights.Version)
		require.Len(t, desk.Closed, 2)
		assert.Equal(t, []matching.Gate{matching.GateCategory, matching.GateArea}, []matching.Gate{desk.Closed[0].Gate, desk.Closed[1].Gate})
		assert.Equal(t, far.Name, desk.Closed[1].Offers[0].SupplierName)
		assert.NotEmpty(t, desk.Closed[1].Offers[0].Fix.Key)

		for name, by := range map[string]models.Actor{"other town": y.OtherClerk, "other aide": y.OtherAide} {
			_, err := y.Desk.MatchDesk(ctx, by, n.ID, 10)
			assert.Equal(t, models.KindNotFound, models.KindOf(err), name)
		}
		_, err = y.Desk.MatchDesk(ctx, y.Auditor, n.ID, 10)
		assert.Equal(t, models.KindForbidden, models.KindOf(err))
	})
}

func TestSeveralInvitationsGoOutAndTheRefusedSayWhy(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y := testdb.Story(t, s)
		ctx, n := context.Background(), y.Need(y.Household(), func(d *models.NeedDraft) { d.Quantity = testdb.Units(25) })
		a, b, c := y.Supplier().Offer(), y.Supplier().Offer(), y.Supplier().Offer()
		y.Invite(n, c, testdb.Units(5))
		done, err := y.Desk.InviteAll(ctx, y.Staff, n.ID, []models.Invitation{
			{OfferID: a.ID, Quantity: testdb.Units(10)}, {OfferID: b.ID, Quantity: testdb.Units(10)}, {OfferID: c.ID}, {OfferID: y.ID()},
		})
		require.NoError(t, err)
		assert.Equal(t, []string{a.ID, b.ID}, done.Sent)
		require.Len(t, done.Refused, 2)
		assert.Equal(t, "match_exists", done.Refused[0].Error.Code)
		assert.Equal(t, models.KindInvalid, done.Refused[1].Error.Kind)
		desk, err := y.Desk.MatchDesk(ctx, y.Staff, n.ID, 10)
		require.NoError(t, err)
		assert.Len(t, desk.Asked, 3)
		for _, choice := range desk.Choices {
			assert.True(t, choice.Asked)
		}
		_, err = y.Desk.InviteAll(ctx, y.Staff, n.ID, nil)
		assert.Equal(t, models.KindInvalid, models.KindOf(err))
		_, err = y.Desk.InviteAll(ctx, y.OtherClerk, n.ID, []models.Invitation{{OfferID: a.ID}})
		assert.Equal(t, models.KindNotFound, models.KindOf(err))
	})
}
