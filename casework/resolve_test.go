package casework_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
)

// served tells of a need of ten of which some are confirmed.
func served(y *testdb.Tale, confirmed int64) (*models.Need, *testdb.Giver, *models.Match) {
	g := y.Supplier()
	n := y.Need(y.Household())
	m := g.Promise(n, g.Offer(), 10)
	if confirmed > 0 {
		y.Confirm(g.Deliver(m, confirmed))
	}
	return n, g, m
}

func TestResolveNeedsProofOfDelivery(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		n, g, m := served(y, 0)
		_, err := y.Desk.ResolveNeed(ctx, y.Aide, n.ID, models.Closing{})
		faulty(t, err, "resolution_code", "required")
		_, err = y.Desk.ResolveNeed(ctx, y.Aide, n.ID, models.Closing{ResolutionCode: "U1"})
		faulty(t, err, "resolution_code", "code_not_of_step")
		_, err = y.Desk.ResolveNeed(ctx, y.Aide, n.ID, models.Closing{ResolutionCode: "R2"})
		conflict(t, err, "nothing_confirmed")
		f := g.Deliver(m, 10)
		_, err = y.Desk.ResolveNeed(ctx, y.Aide, n.ID, models.Closing{ResolutionCode: "R1"})
		conflict(t, err, "not_all_confirmed")
		y.Confirm(f)
		r, err := y.Desk.ResolveNeed(ctx, y.Aide, n.ID, models.Closing{ResolutionCode: "R1", Satisfaction: ptr(5)})
		require.NoError(t, err)
		assert.Equal(t, models.NeedResolved, r.Status)
		assert.Equal(t, "R1", r.ResolutionCode)
		assert.Equal(t, 5, *r.Satisfaction)
		assert.NotNil(t, r.ResolvedAt)
		_, err = y.Desk.ResolveNeed(ctx, y.Aide, n.ID, models.Closing{ResolutionCode: "R1"})
		conflict(t, err, "step_not_allowed")
	})
}

func TestResolvingPartlyGivesTheRestBack(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		n, _, m := served(y, 3)
		second := y.Supplier()
		r, err := y.Desk.ResolveNeed(ctx, y.Aide, n.ID, models.Closing{ResolutionCode: "R2", Satisfaction: ptr(4)})
		require.NoError(t, err)
		assert.Equal(t, models.NeedResolved, r.Status)
		assert.EqualValues(t, 3, r.Reserved)
		assert.Equal(t, models.MatchCancelled, y.MatchNow(m.ID).Status)
		assert.EqualValues(t, 3, y.Held(m.OfferID))
		_, err = y.Desk.Invite(ctx, y.Clerk, n.ID, models.Invitation{OfferID: second.Offer().ID})
		conflict(t, err, "need_not_open")
	})
}

func TestPolicyOrTheHouseholdItselfResolvesAtAnyTime(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		h := y.Household()
		for _, code := range []string{"R3", "R4"} {
			n := y.Need(h)
			r, err := y.Desk.ResolveNeed(ctx, y.Clerk, n.ID, models.Closing{ResolutionCode: code})
			require.NoError(t, err)
			assert.Equal(t, code, r.ResolutionCode)
		}
	})
}

func TestAnAideCannotAloneResolveWhatIsWorthMoreThanTwoThousandYuan(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		worth := func(fen int64) func(*models.NeedDraft) { return func(d *models.NeedDraft) { d.ValueEstFen = &fen } }
		h := y.Household()
		dear, cheap := y.Need(h, worth(200_001)), y.Need(h, worth(200_000))
		_, err := y.Desk.ResolveNeed(ctx, y.Aide, dear.ID, models.Closing{ResolutionCode: "R4"})
		refused(t, err, models.KindForbidden, "second_person_required")
		_, err = y.Desk.ResolveNeed(ctx, y.Aide, cheap.ID, models.Closing{ResolutionCode: "R4"})
		require.NoError(t, err)
		_, err = y.Desk.ResolveNeed(ctx, y.Clerk, dear.ID, models.Closing{ResolutionCode: "R4"})
		require.NoError(t, err)
	})
}

func TestAResolvedNeedIsReopenedWithinThirtyDays(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		n, g, _ := served(y, 10)
		_, err := y.Desk.ResolveNeed(ctx, y.Aide, n.ID, models.Closing{ResolutionCode: "R1"})
		require.NoError(t, err)
		_, err = y.Desk.ReopenNeed(ctx, y.Clerk, n.ID, "", nil)
		faulty(t, err, "reason", "required")
		_, err = y.Desk.ReopenNeed(ctx, y.Clerk, n.ID, "又缺了", units(0))
		faulty(t, err, "quantity", "min")
		y.Clock.Advance(30 * 24 * time.Hour)
		r, err := y.Desk.ReopenNeed(ctx, y.Clerk, n.ID, "又缺了", units(2))
		require.NoError(t, err, "thirty days are within")
		assert.Equal(t, models.NeedReopened, r.Status)
		assert.Equal(t, 1, r.ReopenedCount)
		assert.Empty(t, r.ResolutionCode)
		assert.Nil(t, r.ResolvedAt)
		assert.Nil(t, r.ClosedAt)
		left, _ := r.Left()
		assert.EqualValues(t, 2, left)

		m := g.Promise(r, g.Offer(), 2)
		y.Confirm(g.Deliver(m, 2))
		r, err = y.Desk.ResolveNeed(ctx, y.Aide, n.ID, models.Closing{ResolutionCode: "R1"})
		require.NoError(t, err)
		y.Clock.Advance(30*24*time.Hour + time.Second)
		_, err = y.Desk.ReopenNeed(ctx, y.Clerk, r.ID, "太晚了", nil)
		conflict(t, err, "reopen_too_late")
	})
}

func TestReopeningWithoutAQuantityAsksForAllAgain(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		n, _, _ := served(y, 10)
		_, err := y.Desk.ResolveNeed(ctx, y.Aide, n.ID, models.Closing{ResolutionCode: "R1"})
		require.NoError(t, err)
		r, err := y.Desk.ReopenNeed(ctx, y.Clerk, n.ID, "东西坏了", nil)
		require.NoError(t, err)
		left, _ := r.Left()
		assert.EqualValues(t, 10, left)
		_, err = y.Desk.ReopenNeed(ctx, y.Clerk, n.ID, "再开一次", nil)
		conflict(t, err, "step_not_allowed")
	})
}

func TestGovernmentsOwnCategoriesAreReferredAndResolvedByPolicy(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		relief := func(d *models.NeedDraft) { d.Category, d.Title, d.Unit, d.Quantity = "K03", "临时救助", "件", nil }
		n := y.Need(y.Household(), relief)
		assert.Equal(t, models.NeedReferredGov, n.Status)
		assert.Equal(t, []string{"submit", "accept", "refer"}, y.Steps("need", n.ID))
		_, err := y.Desk.Candidates(ctx, y.Clerk, n.ID, 5)
		conflict(t, err, "need_not_open")
		n, err = y.Desk.ResolveNeed(ctx, y.Clerk, n.ID, models.Closing{ResolutionCode: "R3"})
		require.NoError(t, err)
		n, err = y.Desk.ReopenNeed(ctx, y.Clerk, n.ID, "待遇被停", nil)
		require.NoError(t, err)
		assert.Equal(t, models.NeedReferredGov, n.Status)
		n, err = y.Desk.SuspendNeed(ctx, y.Clerk, n.ID, "住院")
		require.NoError(t, err)
		n, err = y.Desk.ResumeNeed(ctx, y.Clerk, n.ID)
		require.NoError(t, err)
		assert.Equal(t, models.NeedReferredGov, n.Status)
	})
}

func TestARecurringServiceCountsAsResolvedWhenItsFirstFourAreKept(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		n := y.Need(y.Household(), func(d *models.NeedDraft) {
			d.Category, d.Title, d.Unit = "B04", "上门理发", "次"
			d.Frequency = &models.Frequency{Every: models.PeriodWeek, Until: y.Today().AddDays(70)}
		})
		o := g.Offer(func(d *models.OfferDraft) { d.Category, d.Title, d.Mode, d.Unit = "B04", "理发", "service", "次" })
		m, err := y.Desk.AcceptMatch(ctx, g.Admin, y.Invite(n, o, nil).ID, models.Answer{AgreementNo: "协议1"})
		require.NoError(t, err)
		for week := range 4 {
			_, err := y.Desk.ResolveNeed(ctx, y.Aide, n.ID, models.Closing{ResolutionCode: "R1"})
			conflict(t, err, "recurring_not_steady")
			y.Confirm(g.Deliver(m, 1))
			y.Clock.Advance(7 * 24 * time.Hour)
			_ = week
		}
		r, err := y.Desk.ResolveNeed(ctx, y.Aide, n.ID, models.Closing{ResolutionCode: "R1"})
		require.NoError(t, err)
		assert.Equal(t, models.NeedResolved, r.Status)
		assert.Equal(t, models.MatchActive, y.MatchNow(m.ID).Status, "the service goes on")
		y.Confirm(g.Deliver(m, 1))
		now := y.NeedNow(n.ID)
		assert.EqualValues(t, 5, now.Confirmed)
		assert.Equal(t, models.NeedResolved, now.Status)
	})
}

func TestAnUnknownQuantityIsNeverOne(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g, second := y.Supplier(), y.Supplier()
		unknown := func(d *models.NeedDraft) { d.Quantity = nil }
		n := y.Need(y.Household(), unknown)
		_, known := n.Left()
		assert.False(t, known)
		m := y.Invite(n, g.Offer(), nil)
		assert.Nil(t, m.Quantity)
		_, err := y.Desk.AcceptMatch(ctx, g.Admin, m.ID, models.Answer{})
		faulty(t, err, "quantity", "required")
		m, err = y.Desk.AcceptMatch(ctx, g.Admin, m.ID, models.Answer{Quantity: units(3)})
		require.NoError(t, err)
		assert.Equal(t, models.NeedAgreed, y.NeedNow(n.ID).Status, "the first promise counts as the whole")
		y.Confirm(g.Deliver(m, 3))
		assert.Equal(t, models.NeedConfirmed, y.NeedNow(n.ID).Status)

		stock := second.Offer(func(d *models.OfferDraft) { d.Quantity = nil })
		big := y.Need(y.Household(), func(d *models.NeedDraft) { d.Quantity = units(5000) })
		second.Promise(big, stock, 5000)
		assert.Equal(t, models.OfferPublished, y.OfferNow(stock.ID).Status, "an unknown stock is never exhausted by the house")
		r, err := y.Desk.ResolveNeed(ctx, y.Aide, n.ID, models.Closing{ResolutionCode: "R1"})
		require.NoError(t, err)
		_, err = y.Desk.ReopenNeed(ctx, y.Clerk, r.ID, "又缺了", nil)
		faulty(t, err, "quantity", "required")
		r, err = y.Desk.ReopenNeed(ctx, y.Clerk, r.ID, "又缺了", units(1))
		require.NoError(t, err)
		left, _ := r.Left()
		assert.EqualValues(t, 1, left)
	})
}
