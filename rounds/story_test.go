package rounds_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/market"
	"zhulian/models"
	"zhulian/rounds"
	"zhulian/store"
)

// scene is a story with a desk for rounds.
type scene struct {
	*testdb.Tale
	t    *testing.T
	desk *rounds.Desk
}

// tell runs a test of a fresh story on every database.
func tell(t *testing.T, test func(t *testing.T, y scene)) {
	t.Helper()
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y := scene{testdb.Story(t, s), t, &rounds.Desk{Store: s, Market: &market.Market{}}}
		test(t, y)
		y.Whole()
	})
}

// run runs a round as staff.
func (y scene) run() *rounds.Round {
	y.t.Helper()
	r, err := y.desk.Run(ctx, y.Staff, testdb.CountyCode, false)
	require.NoError(y.t, err)
	assert.Zero(y.t, r.Gap)
	assert.True(y.t, r.Complete)
	assert.Equal(y.t, models.AllocationFinished, r.Status)
	return r
}

// pairs are the units of a round by need and offer.
func pairs(r *rounds.Round) map[[2]string]int64 {
	out := map[[2]string]int64{}
	for _, p := range r.Proposals {
		out[[2]string{p.NeedID, p.OfferID}] = p.Quantity
	}
	return out
}

func bags(n int64, urgency models.Urgency) func(*models.NeedDraft) {
	return func(d *models.NeedDraft) { d.Quantity, d.Urgency = &n, urgency }
}

func stock(n int64, regions ...string) func(*models.OfferDraft) {
	return func(d *models.OfferDraft) {
		d.Quantity = &n
		if len(regions) > 0 {
			d.Regions = regions
		}
	}
}

func conflict(t *testing.T, err error, code string) {
	t.Helper()
	require.Error(t, err)
	assert.Equal(t, models.KindConflict, models.KindOf(err), err.Error())
	assert.Equal(t, code, models.CodeOf(err))
}

func TestScarceSupplyGoesToTheMoreUrgentAndTheRestIsToldWhy(t *testing.T) {
	tell(t, func(t *testing.T, y scene) {
		o := y.Supplier().Offer(stock(10))
		normal := y.Need(y.Household(), bags(6, models.UrgencyNormal))
		critical := y.Need(y.Household(), bags(6, models.UrgencyCritical))
		r := y.run()
		assert.Equal(t, map[[2]string]int64{{critical.ID, o.ID}: 6, {normal.ID, o.ID}: 4}, pairs(r))
		require.Len(t, r.Unmet, 1)
		u := r.Unmet[0]
		assert.Equal(t, normal.ID, u.NeedID)
		assert.EqualValues(t, 2, *u.Units)
		assert.Equal(t, models.UnmetMoreUrgent, u.Reason)
		assert.Equal(t, []string{critical.ID}, u.Args.Needs)
		require.Len(t, r.Gaps, 1)
		assert.Equal(t, []any{"A01", testdb.Town, int64(12), int64(10), models.UrgencyNormal},
			[]any{r.Gaps[0].Category, r.Gaps[0].Town, r.Gaps[0].Needed, r.Gaps[0].Offered, r.Gaps[0].Urgency})
		assert.Positive(t, r.Gaps[0].MarginalValue)
		assert.Empty(t, r.Idle)
		assert.Equal(t, []int{2, 1, 2}, []int{r.Needs, r.Offers, r.Edges})
	})
}

func TestProposalsPromiseNothingAndAskNobody(t *testing.T) {
	tell(t, func(t *testing.T, y scene) {
		g := y.Supplier()
		o, n := g.Offer(), y.Need(y.Household())
		r := y.run()
		require.Len(t, r.Proposals, 1)
		m := y.MatchNow(*r.Proposals[0].MatchID)
		assert.Equal(t, models.MatchProposed, m.Status)
		assert.Equal(t, "engine", m.ProposedBy)
		assert.Nil(t, m.RespondBy)
		assert.Empty(t, m.InvitedBy)
		assert.Positive(t, *m.Score)
		assert.NotEmpty(t, m.Reasons)
		assert.Zero(t, y.Held(o.ID))
		assert.Equal(t, models.NeedMatching, y.NeedNow(n.ID).Status)
		_, err := y.Desk.AcceptMatch(ctx, g.Admin, m.ID, models.Answer{})
		assert.Equal(t, models.KindNotFound, models.KindOf(err), "its supplier knows nothing of it")
		_, err = y.Desk.Match(ctx, g.Admin, m.ID)
		assert.Equal(t, models.KindNotFound, models.KindOf(err))
		seen, _, err := y.Desk.Matches(ctx, g.Admin, store.MatchFilter{}, store.Page{Limit: 5})
		require.NoError(t, err)
		assert.Empty(t, seen)
		events, err := y.Desk.Events(ctx, g.Admin, store.EventFilter{Noun: "match", Limit: 5})
		require.NoError(t, err)
		assert.Empty(t, events)
		assert.Equal(t, []string{"propose"}, y.Steps("match", m.ID))
		assert.Equal(t, []string{"start", "finish"}, y.Steps("allocation", r.ID))
	})
}

func TestASwapFreesWhatOnlyTheMoreUrgentNeedCanUse(t *testing.T) {
	tell(t, func(t *testing.T, y scene) {
		g := y.Supplier()
		wide, near := g.Offer(stock(5)), g.Offer(stock(5, testdb.Village))
		at := func(d *models.HouseholdDraft) { d.RegionCode = testdb.OtherVillage }
		normal := y.Need(y.Household(), bags(5, models.UrgencyNormal))
		critical := y.Need(y.Household(at), bags(5, models.UrgencyCritical))
		assert.Equal(t, map[[2]string]int64{{critical.ID, wide.ID}: 5, {normal.ID, near.ID}: 5}, pairs(y.run()))
	})
}

func TestSeveralOffersFillOneNeed(t *testing.T) {
	tell(t, func(t *testing.T, y scene) {
		g := y.Supplier()
		a, b := g.Offer(stock(4)), g.Offer(stock(8))
		n := y.Need(y.Household(), bags(10, models.UrgencyNormal))
		got := pairs(y.run())
		assert.EqualValues(t, 10, got[[2]string{n.ID, a.ID}]+got[[2]string{n.ID, b.ID}])
		assert.LessOrEqual(t, got[[2]string{n.ID, a.ID}], int64(4))
		assert.LessOrEqual(t, got[[2]string{n.ID, b.ID}], int64(8))
	})
}

func TestNoSupplierHasMoreThanItsShareOfAMonthUnlessItIsAlone(t *testing.T) {
	tell(t, func(t *testing.T, y scene) {
		a, b, c := y.Supplier(), y.Supplier(), y.Supplier()
		for range 6 { // more offers than may share one need
			a.Offer(stock(3))
		}
		b.Offer(stock(10))
		for range 5 {
			y.Need(y.Household(), bags(2, models.UrgencyNormal))
		}
		given := map[string]int64{}
		for _, p := range y.run().Proposals {
			given[p.SupplierID] += p.Quantity
		}
		assert.Equal(t, map[string]int64{a.ID: 4, b.ID: 4}, given, "40 % of ten units each")
		c.Offer(stock(10))
		r := y.run()
		clear(given)
		for _, p := range r.Proposals {
			given[p.SupplierID] += p.Quantity
		}
		assert.EqualValues(t, 10, given[a.ID]+given[b.ID]+given[c.ID])
		assert.LessOrEqual(t, max(given[a.ID], given[b.ID], given[c.ID]), int64(4))
		assert.Empty(t, r.Unmet)
	})
}

func TestAShareThatHoldsSupplyBackIsSaidToBeALimit(t *testing.T) {
	tell(t, func(t *testing.T, y scene) {
		y.Supplier().Offer()
		y.Supplier().Offer()
		n := y.Need(y.Household())
		r := y.run()
		require.Len(t, r.Unmet, 1)
		assert.Equal(t, n.ID, r.Unmet[0].NeedID)
		assert.EqualValues(t, 2, *r.Unmet[0].Units)
		assert.Equal(t, models.UnmetLimit, r.Unmet[0].Reason)
		assert.Empty(t, r.Unmet[0].Args.Needs)
	})
}

func TestANeedIsSharedByAFewOffersAtMost(t *testing.T) {
	tell(t, func(t *testing.T, y scene) {
		g := y.Supplier()
		for _, n := range []int64{3, 1, 2, 2, 1, 2} {
			g.Offer(stock(n))
		}
		y.Need(y.Household(), bags(11, models.UrgencyNormal))
		r, err := y.desk.Run(ctx, y.Staff, testdb.CountyCode, false)
		require.NoError(t, err)
		assert.Len(t, r.Proposals, 4)
		assert.EqualValues(t, 9, r.Units)
		assert.Equal(t, r.Bound, r.Value+r.Gap)
		assert.GreaterOrEqual(t, r.Gap, int64(0))
		require.Len(t, r.Unmet, 1)
		assert.Equal(t, models.UnmetLimit, r.Unmet[0].Reason)
		assert.EqualValues(t, 2, *r.Unmet[0].Units)
	})
}
