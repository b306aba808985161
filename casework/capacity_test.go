package casework_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
)

// haircuts is a rate of so many haircuts a month.
func haircuts(perMonth int64) func(*models.OfferDraft) {
	return func(d *models.OfferDraft) {
		d.Category, d.Title, d.Mode, d.Unit, d.Quantity = "B04", "上门理发", "service", "次", &perMonth
		d.CapacityKind, d.Period = models.CapacityRate, models.PeriodMonth
		d.ValidTo = d.ValidFrom.AddDays(300)
	}
}

func haircut(times int64) func(*models.NeedDraft) {
	return func(d *models.NeedDraft) { d.Category, d.Title, d.Unit, d.Quantity = "B04", "理发", "次", &times }
}

func TestARateIsReservedMonthByMonth(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		o := g.Offer(haircuts(20))
		g.Promise(y.Need(y.Household(), haircut(15)), o, 15)
		n := y.Need(y.Household(), haircut(6))
		m := y.Invite(n, o, nil)
		_, err := y.Desk.AcceptMatch(ctx, g.Admin, m.ID, models.Answer{})
		conflict(t, err, "capacity_exhausted")
		assert.Equal(t, models.OfferPublished, y.OfferNow(o.ID).Status, "a rate is never used up")
		m, err = y.Desk.AcceptMatch(ctx, g.Admin, m.ID, models.Answer{ServiceFrom: "2026-04-02"})
		require.NoError(t, err)
		assert.Equal(t, models.Date("2026-04-02"), m.ServiceFrom)
		assert.Equal(t, map[models.Date]int64{"2026-03-01": 15, "2026-04-01": 6}, y.Promised(o.ID))
	})
}

func TestARecurringNeedIsSpreadOverTheWindowsOfItsRun(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		o := g.Offer(haircuts(4))
		n := y.Need(y.Household(), haircut(10), func(d *models.NeedDraft) {
			d.Frequency = &models.Frequency{Every: models.PeriodWeek, Until: "2026-05-20"}
		})
		m, err := y.Desk.AcceptMatch(ctx, g.Admin, y.Invite(n, o, nil).ID, models.Answer{AgreementNo: "协议1"})
		require.NoError(t, err)
		assert.Equal(t, map[models.Date]int64{"2026-03-01": 4, "2026-04-01": 3, "2026-05-01": 3}, y.Promised(o.ID))
		g.Deliver(m, 2)
		_, err = y.Desk.CancelMatch(ctx, y.Staff, m.ID, "")
		require.NoError(t, err)
		assert.Equal(t, map[models.Date]int64{"2026-03-01": 2, "2026-04-01": 0, "2026-05-01": 0}, y.Promised(o.ID), "the latest windows are given back first")
	})
}

func TestAnAcceptThatDoesNotFitIntoEveryWindowReservesNothing(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		o := g.Offer(haircuts(4))
		g.Promise(y.Need(y.Household(), haircut(3), func(d *models.NeedDraft) { d.Earliest = "2026-05-02" }), o, 3)
		n := y.Need(y.Household(), haircut(9), func(d *models.NeedDraft) {
			d.Frequency = &models.Frequency{Every: models.PeriodWeek, Until: "2026-05-20"}
		})
		_, err := y.Desk.AcceptMatch(ctx, g.Admin, y.Invite(n, o, nil).ID, models.Answer{})
		conflict(t, err, "capacity_exhausted")
		assert.EqualValues(t, 3, y.Held(o.ID))
	})
}

func TestServiceStartsWithinTheOffersTime(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		o := g.Offer(haircuts(4))
		m := y.Invite(y.Need(y.Household(), haircut(2)), o, nil)
		_, err := y.Desk.AcceptMatch(ctx, g.Admin, m.ID, models.Answer{ServiceFrom: "2026-03-01"})
		faulty(t, err, "service_from", "in_past")
		_, err = y.Desk.AcceptMatch(ctx, g.Admin, m.ID, models.Answer{ServiceFrom: o.ValidTo.AddDays(1)})
		conflict(t, err, "offer_ended")
		later := g.Offer(haircuts(4), func(d *models.OfferDraft) { d.ValidFrom = y.Today().AddDays(5) })
		m = y.Invite(y.Need(y.Household(), haircut(2), func(d *models.NeedDraft) { d.Earliest = y.Today().AddDays(5) }), later, nil)
		_, err = y.Desk.AcceptMatch(ctx, g.Admin, m.ID, models.Answer{ServiceFrom: y.Today()})
		faulty(t, err, "service_from", "before_start")
	})
}

func TestNoHouseholdHoldsMoreThanItsLimitOfAnOffer(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		o := g.Offer(func(d *models.OfferDraft) { d.PerHouseholdLimit = units(3) })
		h := y.Household()
		first := g.Promise(y.Need(h), o, 2)
		again := y.Invite(y.Need(h), o, nil)
		_, err := y.Desk.AcceptMatch(ctx, g.Admin, again.ID, models.Answer{Quantity: units(2)})
		conflict(t, err, "household_limit")
		_, err = y.Desk.AcceptMatch(ctx, g.Admin, again.ID, models.Answer{Quantity: units(1)})
		require.NoError(t, err)
		g.Promise(y.Need(y.Household()), o, 3)
		_, err = y.Desk.CancelMatch(ctx, y.Staff, first.ID, "")
		require.NoError(t, err)
		g.Promise(y.Need(h), o, 2)
	})
}

func TestARateFollowsItsQuantityFromTheRunningMonthOn(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		o := g.Offer(haircuts(4))
		g.Promise(y.Need(y.Household(), haircut(4)), o, 4)
		_, err := y.Desk.EditOffer(ctx, g.Admin, o.ID, y.OfferNow(o.ID).Version, models.OfferPatch{Quantity: units(3)})
		conflict(t, err, "limit_reached")
		y.Clock.Set(models.Date("2026-04-03").Start())
		state, err := y.Desk.EditOffer(ctx, g.Admin, o.ID, y.OfferNow(o.ID).Version, models.OfferPatch{Quantity: units(3)})
		require.NoError(t, err, "what is past stays as it was")
		left, known := state.Left(y.Today())
		assert.True(t, known)
		assert.EqualValues(t, 3, left)
	})
}
