package casework_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
)

func TestAnInvitationAcceptedReservesAndIsActiveAtOnce(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		o, n := g.Offer(), y.Need(y.Household())
		m := y.Invite(n, o, nil)
		assert.Equal(t, units(10), m.Quantity, "an open invitation asks for all that the need lacks")
		assert.NotNil(t, m.Score)
		assert.NotEmpty(t, m.Reasons)
		assert.Zero(t, y.Held(o.ID), "an invitation reserves nothing")
		assert.Equal(t, models.NeedMatched, y.NeedNow(n.ID).Status)

		m, err := y.Desk.AcceptMatch(ctx, g.Admin, m.ID, models.Answer{})
		require.NoError(t, err)
		assert.Equal(t, models.MatchActive, m.Status)
		assert.EqualValues(t, 10, m.Reserved)
		assert.Equal(t, []string{"invite", "accept", "declare", "sign", "start"}, y.Steps("match", m.ID))
		assert.EqualValues(t, 10, y.Held(o.ID))
		assert.Equal(t, models.NeedAgreed, y.NeedNow(n.ID).Status)
		assert.Equal(t, models.OfferExhausted, y.OfferNow(o.ID).Status)
	})
}

func TestAPartIsAcceptedAndTheNeedLooksForTheRest(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g, second := y.Supplier(), y.Supplier()
		o, other, n := g.Offer(), second.Offer(), y.Need(y.Household())
		m, err := y.Desk.AcceptMatch(ctx, g.Admin, y.Invite(n, o, nil).ID, models.Answer{Quantity: units(4)})
		require.NoError(t, err)
		assert.EqualValues(t, 4, m.Reserved)
		now := y.NeedNow(n.ID)
		assert.Equal(t, models.NeedOpen, now.Status, "partly promised needs stay open")
		left, known := now.Left()
		assert.True(t, known)
		assert.EqualValues(t, 6, left)

		rest := y.Invite(now, other, nil)
		assert.Equal(t, units(6), rest.Quantity)
		_, err = y.Desk.AcceptMatch(ctx, second.Admin, rest.ID, models.Answer{Quantity: units(7)})
		faulty(t, err, "quantity", "over_invited")
		_, err = y.Desk.AcceptMatch(ctx, second.Admin, rest.ID, models.Answer{})
		require.NoError(t, err)
		assert.Equal(t, models.NeedAgreed, y.NeedNow(n.ID).Status)
	})
}

func TestTwoInvitationsForOneNeedTogetherPromiseNoMoreThanItAsks(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g, second, third := y.Supplier(), y.Supplier(), y.Supplier()
		n := y.Need(y.Household())
		first, later, last := y.Invite(n, g.Offer(), nil), y.Invite(n, second.Offer(), nil), y.Invite(n, third.Offer(), nil)
		_, err := y.Desk.AcceptMatch(ctx, g.Admin, first.ID, models.Answer{Quantity: units(7)})
		require.NoError(t, err)
		_, err = y.Desk.AcceptMatch(ctx, second.Admin, later.ID, models.Answer{Quantity: units(5)})
		conflict(t, err, "over_need")
		m, err := y.Desk.AcceptMatch(ctx, second.Admin, later.ID, models.Answer{})
		require.NoError(t, err)
		assert.EqualValues(t, 3, m.Reserved, "accepting without a quantity takes what is still lacking")
		_, err = y.Desk.AcceptMatch(ctx, third.Admin, last.ID, models.Answer{})
		conflict(t, err, "need_not_open")
	})
}

func TestInvitationsAreRefusedWhenTheyCannotBeKept(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		o, h := g.Offer(), y.Household()
		n := y.Need(h)
		y.Invite(n, o, nil)
		_, err := y.Desk.Invite(ctx, y.Clerk, n.ID, models.Invitation{OfferID: o.ID})
		conflict(t, err, "match_exists")
		_, err = y.Desk.Invite(ctx, y.Clerk, n.ID, models.Invitation{OfferID: y.ID()})
		faulty(t, err, "offer_id", "offer_unknown")
		_, err = y.Desk.Invite(ctx, y.Clerk, n.ID, models.Invitation{OfferID: g.Offer().ID, Quantity: units(11)})
		faulty(t, err, "quantity", "over_need")
		_, err = y.Desk.Invite(ctx, y.Clerk, y.NeedSubmitted(h).ID, models.Invitation{OfferID: o.ID})
		conflict(t, err, "need_not_open")
		draft, err := y.Desk.PostOffer(ctx, g.Admin, g.Draft())
		require.NoError(t, err)
		_, err = y.Desk.Invite(ctx, y.Clerk, n.ID, models.Invitation{OfferID: draft.ID})
		conflict(t, err, "gate_closed")
	})
}

func TestDecliningCostsNothingAndKeepsTheCode(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		o, n := g.Offer(), y.Need(y.Household())
		m, err := y.Desk.DeclineMatch(ctx, g.Admin, y.Invite(n, o, nil).ID, models.Answer{DeclineCode: "D2"})
		require.NoError(t, err)
		assert.Equal(t, models.MatchDeclined, m.Status)
		assert.Equal(t, "D2", m.DeclineCode)
		assert.Equal(t, models.NeedOpen, y.NeedNow(n.ID).Status)
		assert.Zero(t, y.Held(o.ID))
		_, err = y.Desk.AcceptMatch(ctx, g.Admin, m.ID, models.Answer{})
		conflict(t, err, "step_not_allowed")
		_, err = y.Desk.Invite(ctx, y.Clerk, n.ID, models.Invitation{OfferID: o.ID})
		conflict(t, err, "gate_closed")
		other, err := y.Desk.DeclineMatch(ctx, g.Admin, y.Invite(y.Need(y.Household()), o, nil).ID, models.Answer{})
		require.NoError(t, err)
		assert.Equal(t, "D7", other.DeclineCode)
		records, err := y.Store.TrackRecords(ctx, testdb.CountyCode)
		require.NoError(t, err)
		assert.Empty(t, records, "declining never lowers a record")
	})
}

func TestAnInvitationExpiresAfterTwoWorkingDaysOrFourHours(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		o := g.Offer()
		normal := y.Need(y.Household())
		critical := y.Need(y.Household(), func(d *models.NeedDraft) { d.Urgency = models.UrgencyCritical })
		slow, fast := y.Invite(normal, o, nil), y.Invite(critical, o, nil)
		assert.Equal(t, testdb.Start.Add(4*time.Hour), fast.RespondBy.UTC())
		assert.Equal(t, models.Date("2026-03-04").End(), slow.RespondBy.UTC(), "Monday and two working days: the end of Wednesday")

		y.Clock.Advance(4*time.Hour + time.Second)
		_, err := y.Desk.AcceptMatch(ctx, g.Admin, fast.ID, models.Answer{})
		conflict(t, err, "invitation_expired")
		swept, err := y.Desk.Sweep(ctx, testdb.CountyCode)
		require.NoError(t, err)
		assert.Equal(t, 1, swept.Invitations)
		assert.Equal(t, models.MatchExpired, y.MatchNow(fast.ID).Status)
		assert.Equal(t, models.NeedOpen, y.NeedNow(critical.ID).Status)
		assert.Equal(t, models.MatchInvited, y.MatchNow(slow.ID).Status)

		y.Clock.Set(models.Date("2026-03-04").End().Add(time.Second))
		swept, err = y.Desk.Sweep(ctx, testdb.CountyCode)
		require.NoError(t, err)
		assert.Equal(t, 1, swept.Invitations)
		again, err := y.Desk.Sweep(ctx, testdb.CountyCode)
		require.NoError(t, err)
		assert.Zero(t, again, "a sweep finds nothing twice")
	})
}

func TestCancellingGivesTheCapacityBack(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		o, n := g.Offer(), y.Need(y.Household())
		m := g.Promise(n, o, 10)
		g.Deliver(m, 3)
		m, err := y.Desk.CancelMatch(ctx, y.Staff, m.ID, "")
		require.NoError(t, err)
		assert.Equal(t, models.MatchCancelled, m.Status)
		assert.EqualValues(t, 3, y.Held(o.ID), "what was delivered stays used")
		assert.Equal(t, models.OfferPublished, y.OfferNow(o.ID).Status, "stock is back")
		now := y.NeedNow(n.ID)
		assert.Equal(t, models.NeedOpen, now.Status)
		left, _ := now.Left()
		assert.EqualValues(t, 7, left)
	})
}

func TestFailingNeedsAReasonAndCountsAgainstTheSupplier(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		o, n := g.Offer(), y.Need(y.Household())
		m := g.Promise(n, o, 6)
		_, err := y.Desk.FailMatch(ctx, y.Staff, m.ID, "  ")
		faulty(t, err, "reason", "required")
		m, err = y.Desk.FailMatch(ctx, y.Staff, m.ID, "从未上门")
		require.NoError(t, err)
		assert.Equal(t, models.MatchFailed, m.Status)
		assert.Zero(t, y.Held(o.ID))
		records, err := y.Store.TrackRecords(ctx, testdb.CountyCode)
		require.NoError(t, err)
		assert.Equal(t, 1, records[g.ID].Accepted)
		assert.Equal(t, 0, records[g.ID].Fulfilled)
		invited := y.Invite(n, o, nil)
		_, err = y.Desk.FailMatch(ctx, y.Staff, invited.ID, "只是邀请")
		conflict(t, err, "step_not_allowed")
	})
}

func TestAServiceOfMoreThanAMonthWaitsForItsAgreement(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		weekly := func(until models.Date) func(*models.NeedDraft) {
			return func(d *models.NeedDraft) {
				d.Category, d.Title, d.Unit = "B04", "上门理发", "次"
				d.Frequency = &models.Frequency{Every: models.PeriodWeek, Until: until}
			}
		}
		haircuts := func(d *models.OfferDraft) {
			d.Category, d.Title, d.Mode, d.Unit, d.Quantity = "B04", "理发", "service", "次", units(40)
		}
		o := g.Offer(haircuts)
		m := g.Promise(y.Need(y.Household(), weekly(y.Today().AddDays(60))), o, 10)
		assert.Equal(t, models.MatchCOIOk, m.Status)
		assert.EqualValues(t, 10, y.Held(o.ID), "the promise holds its units while it waits")
		now := y.Store.Now()
		_, err := y.Desk.RecordFulfilment(ctx, g.Admin, m.ID, models.FulfilmentDraft{Quantity: 1, OccurredAt: &now})
		conflict(t, err, "match_not_active")
		_, err = y.Desk.SignMatch(ctx, g.Admin, m.ID, models.Answer{AgreementNo: "　"})
		faulty(t, err, "agreement_no", "required")
		m, err = y.Desk.SignMatch(ctx, g.Admin, m.ID, models.Answer{AgreementNo: "协议2026-1"})
		require.NoError(t, err)
		assert.Equal(t, models.MatchActive, m.Status)
		g.Deliver(m, 1)
		short := g.Promise(y.Need(y.Household(), weekly(y.Today().AddDays(30))), o, 4)
		assert.Equal(t, models.MatchActive, short.Status, "a month is not more than a month")
		direct, err := y.Desk.AcceptMatch(ctx, g.Admin, y.Invite(y.Need(y.Household(), weekly(y.Today().AddDays(90))), o, nil).ID, models.Answer{AgreementNo: "协议2026-2"})
		require.NoError(t, err)
		assert.Equal(t, models.MatchActive, direct.Status)
		_, err = y.Desk.CancelMatch(ctx, y.Staff, m.ID, "")
		require.NoError(t, err)
		assert.EqualValues(t, 15, y.Held(o.ID))
	})
}

func TestASupplierClaimsAnOpenNeed(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g, stranger := y.Supplier(), y.Supplier()
		o, n := g.Offer(), y.Need(y.Household())
		_, err := y.Desk.ClaimNeed(ctx, stranger.Admin, n.ID, models.Invitation{OfferID: o.ID})
		faulty(t, err, "offer_id", "offer_unknown")
		m, err := y.Desk.ClaimNeed(ctx, g.Admin, n.ID, models.Invitation{OfferID: o.ID, Quantity: units(4)})
		require.NoError(t, err)
		assert.Equal(t, models.MatchActive, m.Status)
		assert.Equal(t, "supplier_claim", m.ProposedBy)
		assert.EqualValues(t, 4, y.Held(o.ID))
		assert.Equal(t, []string{"claim", "accept", "declare", "sign", "start"}, y.Steps("match", m.ID))
	})
}

func TestAConflictOfInterestIsNotAccepted(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		h := y.Household()
		o, n := g.Offer(), y.Need(h)
		m := y.Invite(n, o, nil)
		_, err := y.Desk.AcceptMatch(ctx, g.Admin, m.ID, models.Answer{ConflictOfInterest: true})
		conflict(t, err, "conflict_of_interest")
		_, err = y.Desk.DeclineMatch(ctx, g.Admin, m.ID, models.Answer{DeclineCode: "D5"})
		require.NoError(t, err)
		_, err = y.Desk.Invite(ctx, y.Clerk, y.Need(h).ID, models.Invitation{OfferID: o.ID})
		conflict(t, err, "gate_closed")
	})
}

func TestASuspendedSupplierAcceptsNothing(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		m := y.Invite(y.Need(y.Household()), g.Offer(), nil)
		_, err := y.Desk.ReviewSupplier(ctx, y.Staff, g.ID, "suspend", "许可证到期")
		require.NoError(t, err)
		_, err = y.Desk.AcceptMatch(ctx, g.Admin, m.ID, models.Answer{})
		conflict(t, err, "supplier_not_active")
		_, err = y.Desk.DeclineMatch(ctx, g.Admin, m.ID, models.Answer{})
		require.NoError(t, err, "turning down is always free")
	})
}
