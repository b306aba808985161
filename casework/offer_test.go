package casework_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
)

func stepped(t *testing.T, y *testdb.Tale, by models.Actor, o *models.Offer, step string) models.OfferStatus {
	t.Helper()
	state, err := y.Desk.StepOffer(ctx, by, o.ID, step, "")
	require.NoError(t, err, step)
	return state.Status
}

func TestTheLifeOfAnOffer(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		o, err := y.Desk.PostOffer(ctx, g.Admin, g.Draft())
		require.NoError(t, err)
		assert.Equal(t, models.OfferDrafted, o.Status)
		_, err = y.Desk.StepOffer(ctx, g.Admin, o.ID, "pause", "")
		conflict(t, err, "step_not_allowed")
		assert.Equal(t, models.OfferPublished, stepped(t, y, g.Admin, o, "publish"))
		assert.Equal(t, models.OfferPaused, stepped(t, y, g.Admin, o, "pause"))
		assert.Equal(t, models.OfferPublished, stepped(t, y, y.Staff, o, "publish"))
		assert.Equal(t, models.OfferWithdrawn, stepped(t, y, g.Admin, o, "withdraw"))
		for _, step := range []string{"publish", "pause", "withdraw"} {
			_, err := y.Desk.StepOffer(ctx, g.Admin, o.ID, step, "")
			conflict(t, err, "step_not_allowed")
		}
		assert.Equal(t, []string{"post", "publish", "pause", "publish", "withdraw"}, y.Steps("offer", o.ID))
	})
}

func TestPeopleTakeOnlyTheStepsThatAreTheirs(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		o := g.Offer()
		for _, step := range []string{"exhaust", "expire", "replenish", "post", ""} {
			_, err := y.Desk.StepOffer(ctx, g.Admin, o.ID, step, "")
			conflict(t, err, "step_not_allowed")
		}
		assert.Equal(t, models.OfferPublished, y.OfferNow(o.ID).Status)
	})
}

func TestAnOfferIsExhaustedAndReplenished(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		o := g.Offer()
		m := g.Promise(y.Need(y.Household()), o, 10)
		assert.Equal(t, models.OfferExhausted, y.OfferNow(o.ID).Status)
		_, err := y.Desk.Invite(ctx, y.Clerk, y.Need(y.Household()).ID, models.Invitation{OfferID: o.ID})
		conflict(t, err, "gate_closed")
		state, err := y.Desk.EditOffer(ctx, g.Admin, o.ID, y.OfferNow(o.ID).Version, models.OfferPatch{Quantity: units(12)})
		require.NoError(t, err)
		assert.Equal(t, models.OfferPublished, state.Status, "more stock replenishes")
		left, known := state.Left(y.Today())
		assert.True(t, known)
		assert.EqualValues(t, 2, left)
		_, err = y.Desk.EditOffer(ctx, g.Admin, o.ID, state.Version, models.OfferPatch{Quantity: units(9)})
		conflict(t, err, "limit_reached")
		state, err = y.Desk.EditOffer(ctx, g.Admin, o.ID, state.Version, models.OfferPatch{Quantity: units(10)})
		require.NoError(t, err)
		assert.Equal(t, models.OfferExhausted, state.Status)
		assert.Equal(t, models.OfferPaused, stepped(t, y, g.Admin, o, "pause"))
		assert.Equal(t, models.OfferExhausted, stepped(t, y, g.Admin, o, "publish"), "published without stock, it is exhausted at once")
		_, err = y.Desk.CancelMatch(ctx, y.Staff, m.ID, "")
		require.NoError(t, err)
		assert.Equal(t, models.OfferPublished, y.OfferNow(o.ID).Status)
	})
}

func TestAnOfferExpiresAfterItsLastDayWithItsInvitations(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		o := g.Offer(func(d *models.OfferDraft) { d.ValidTo = y.Today() })
		n := y.Need(y.Household())
		m := y.Invite(n, o, nil)
		y.Clock.Set(y.Today().End().Add(-time.Second))
		swept, err := y.Desk.Sweep(ctx, testdb.CountyCode)
		require.NoError(t, err)
		assert.Zero(t, swept.Offers, "the last day still counts")
		y.Clock.Advance(2 * time.Second)
		swept, err = y.Desk.Sweep(ctx, testdb.CountyCode)
		require.NoError(t, err)
		assert.Equal(t, 1, swept.Offers)
		assert.Equal(t, models.OfferExpired, y.OfferNow(o.ID).Status)
		assert.Equal(t, models.MatchCancelled, y.MatchNow(m.ID).Status)
		assert.Equal(t, models.NeedOpen, y.NeedNow(n.ID).Status)
		_, err = y.Desk.EditOffer(ctx, g.Admin, o.ID, y.OfferNow(o.ID).Version, models.OfferPatch{Title: ptr("再来")})
		conflict(t, err, "offer_ended")
	})
}

func TestWithdrawingKeepsPromisesAndCancelsInvitations(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		o := g.Offer()
		kept := g.Promise(y.Need(y.Household()), o, 4)
		n := y.Need(y.Household())
		asked := y.Invite(n, o, units(3))
		stepped(t, y, g.Admin, o, "withdraw")
		assert.Equal(t, models.MatchActive, y.MatchNow(kept.ID).Status)
		assert.Equal(t, models.MatchCancelled, y.MatchNow(asked.ID).Status)
		assert.Equal(t, models.NeedOpen, y.NeedNow(n.ID).Status)
		_, err := y.Desk.CancelMatch(ctx, y.Staff, kept.ID, "")
		require.NoError(t, err)
		assert.Equal(t, models.OfferWithdrawn, y.OfferNow(o.ID).Status, "stock that comes back does not bring it back")
	})
}

func TestAPausedOfferPromisesNothing(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		o := g.Offer()
		m := y.Invite(y.Need(y.Household()), o, nil)
		stepped(t, y, g.Admin, o, "pause")
		_, err := y.Desk.AcceptMatch(ctx, g.Admin, m.ID, models.Answer{})
		conflict(t, err, "offer_not_published")
	})
}

func TestOnlyAnActiveSupplierPublishes(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		o, err := y.Desk.PostOffer(ctx, g.Admin, g.Draft())
		require.NoError(t, err)
		late, err := y.Desk.PostOffer(ctx, g.Admin, g.Draft(func(d *models.OfferDraft) { d.ValidFrom, d.ValidTo = "2026-01-01", "2026-02-01" }))
		require.NoError(t, err)
		_, err = y.Desk.StepOffer(ctx, g.Admin, late.ID, "publish", "")
		conflict(t, err, "offer_ended")
		_, err = y.Desk.ReviewSupplier(ctx, y.Staff, g.ID, "suspend", "年报未交")
		require.NoError(t, err)
		_, err = y.Desk.StepOffer(ctx, g.Admin, o.ID, "publish", "")
		conflict(t, err, "supplier_not_active")
	})
}

func TestAllFaultsOfAnOfferAreToldAtOnce(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		post := func(with func(*models.OfferDraft)) error {
			_, err := y.Desk.PostOffer(ctx, g.Admin, g.Draft(with))
			return err
		}
		err := post(func(d *models.OfferDraft) {
			d.Title, d.ValidTo, d.Regions, d.Quantity, d.MinAge, d.MaxAge = "\u3000", "2026-01-01", []string{"330198000000"}, units(-1), ptr(60), ptr(50)
		})
		for field, code := range map[string]string{"title": "required", "valid_to": "before_start", "regions": "region_outside_county", "quantity": "min",
			"max_age": "below_minimum"} {
			faulty(t, err, field, code)
		}
		faulty(t, post(func(d *models.OfferDraft) { d.Category = "K02" }), "category", "category_government_only")
		faulty(t, post(func(d *models.OfferDraft) { d.CapacityKind = models.CapacityRate }), "period", "required")
		faulty(t, post(func(d *models.OfferDraft) {
			d.CapacityKind, d.Period, d.Quantity = models.CapacityRate, models.PeriodMonth, nil
		}), "quantity", "required")
		faulty(t, post(func(d *models.OfferDraft) { d.Period = models.PeriodMonth }), "period", "only_for_rate")
		faulty(t, post(func(d *models.OfferDraft) { d.Lat = ptr(30.0) }), "lng", "coordinates_pair")
		faulty(t, post(func(d *models.OfferDraft) { d.ID = "018f-not-an-id" }), "id", "client_id")
	})
}

func TestTheSameChosenIDIsAConflict(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		id := y.ID()
		same := func(d *models.OfferDraft) { d.ID = id }
		assert.Equal(t, id, g.Offer(same).ID)
		_, err := y.Desk.PostOffer(ctx, g.Admin, g.Draft(same))
		conflict(t, err, "already_exists")
	})
}

func TestStaffPostForASupplierAndSuppliersOnlyForThemselves(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g, other := y.Supplier(), y.Supplier()
		o, err := y.Desk.PostOffer(ctx, y.Staff, g.Draft(func(d *models.OfferDraft) { d.SupplierID = g.ID }))
		require.NoError(t, err)
		assert.Equal(t, g.ID, o.SupplierID)
		_, err = y.Desk.PostOffer(ctx, y.Staff, g.Draft())
		faulty(t, err, "supplier_id", "required")
		o, err = y.Desk.PostOffer(ctx, g.Admin, g.Draft(func(d *models.OfferDraft) { d.SupplierID = other.ID }))
		require.NoError(t, err)
		assert.Equal(t, g.ID, o.SupplierID, "a supplier's own is taken from the login")
		own, _, err := y.Desk.Offers(ctx, other.Admin, store.OfferFilter{Supplier: g.ID}, store.Page{Limit: 10})
		require.NoError(t, err)
		assert.Empty(t, own)
	})
}
