package rounds_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
)

func TestAPersonSendsAProposalAndTheSupplierIsFree(t *testing.T) {
	tell(t, func(t *testing.T, y scene) {
		g := y.Supplier()
		o, n := g.Offer(), y.Need(y.Household())
		id := *y.run().Proposals[0].MatchID
		_, err := y.Desk.SendMatch(ctx, y.OtherClerk, id)
		assert.Equal(t, models.KindNotFound, models.KindOf(err))
		_, err = y.Desk.SendMatch(ctx, g.Admin, id)
		assert.Equal(t, models.KindForbidden, models.KindOf(err))
		_, err = y.Desk.SendMatch(ctx, models.System(testdb.CountyCode), id)
		assert.Equal(t, models.KindForbidden, models.KindOf(err), "the house itself may not decide")
		m, err := y.Desk.SendMatch(ctx, y.Clerk, id)
		require.NoError(t, err)
		assert.Equal(t, models.MatchInvited, m.Status)
		assert.Equal(t, y.Clerk.AccountID, m.InvitedBy)
		require.NotNil(t, m.RespondBy)
		assert.True(t, models.Date("2026-03-04").End().Equal(*m.RespondBy), "two working days")
		assert.Equal(t, models.NeedMatched, y.NeedNow(n.ID).Status)
		_, err = y.Desk.SendMatch(ctx, y.Clerk, id)
		conflict(t, err, "step_not_allowed")
		_, err = y.Desk.AcceptMatch(ctx, g.Admin, id, models.Answer{})
		require.NoError(t, err)
		assert.EqualValues(t, 10, y.Held(o.ID))
		assert.Equal(t, []string{"propose", "invite", "accept", "declare", "sign", "start"}, y.Steps("match", id))
	})
}

func TestWhatWasProposedIsStillReservedOnlyOnce(t *testing.T) {
	tell(t, func(t *testing.T, y scene) {
		g := y.Supplier()
		o := g.Offer()
		y.Need(y.Household())
		r := y.run()
		quick := y.Need(y.Household(), bags(8, models.UrgencyNormal))
		g.Promise(quick, o, 8)
		sent, err := y.desk.Send(ctx, y.Staff, r.ID, nil)
		require.NoError(t, err)
		require.Len(t, sent.Matches, 1, "two bags are left, so the offer still fits")
		_, err = y.Desk.AcceptMatch(ctx, g.Admin, sent.Matches[0].ID, models.Answer{})
		conflict(t, err, "capacity_exhausted")
		_, err = y.Desk.AcceptMatch(ctx, g.Admin, sent.Matches[0].ID, models.Answer{Quantity: testdb.Units(2)})
		require.NoError(t, err)
		assert.EqualValues(t, 10, y.Held(o.ID))
	})
}

func TestARoundIsSentAsAWholeOrInPart(t *testing.T) {
	tell(t, func(t *testing.T, y scene) {
		g := y.Supplier()
		o := g.Offer(stock(30))
		needs := make([]*models.Need, 3)
		for i := range needs {
			needs[i] = y.Need(y.Household(), bags(5, models.UrgencyHigh))
		}
		r := y.run()
		require.Len(t, r.Proposals, 3)
		first := *r.Proposals[0].MatchID
		_, err := y.desk.Send(ctx, y.Staff, r.ID, []string{y.ID()})
		assert.Equal(t, models.KindInvalid, models.KindOf(err))
		sent, err := y.desk.Send(ctx, y.Staff, r.ID, []string{first})
		require.NoError(t, err)
		require.Len(t, sent.Matches, 1)
		assert.Equal(t, models.MatchInvited, sent.Matches[0].Status)
		assert.NotNil(t, sent.Matches[0].RespondBy)
		_, err = y.Desk.CancelMatch(ctx, y.Staff, *r.Proposals[1].MatchID, "")
		require.NoError(t, err)
		sent, err = y.desk.Send(ctx, y.Staff, r.ID, []string{first, *r.Proposals[1].MatchID})
		require.NoError(t, err)
		assert.Empty(t, sent.Matches)
		require.Len(t, sent.Refused, 2)
		assert.Equal(t, "step_not_allowed", sent.Refused[0].Error.Code)
		sent, err = y.desk.Send(ctx, y.Staff, r.ID, nil)
		require.NoError(t, err)
		assert.Len(t, sent.Matches, 1, "what is no proposal any more is passed over")
		assert.Empty(t, sent.Refused)
		now, err := y.desk.Round(ctx, y.Staff, r.ID)
		require.NoError(t, err)
		assert.Equal(t, []models.MatchStatus{models.MatchInvited, models.MatchCancelled, models.MatchInvited},
			[]models.MatchStatus{now.Proposals[0].Status, now.Proposals[1].Status, now.Proposals[2].Status})
		assert.Zero(t, y.Held(o.ID))
	})
}

func TestTheGatesAreAskedAgainWhenAProposalIsSent(t *testing.T) {
	tell(t, func(t *testing.T, y scene) {
		o := y.Supplier().Offer()
		h := y.HouseholdUnasked()
		c := y.Consent(h, models.ConsentShare)
		y.Need(h)
		r := y.run()
		require.Len(t, r.Proposals, 1)
		_, err := y.Desk.StepOffer(ctx, y.Staff, o.ID, "pause", "停一停")
		require.NoError(t, err)
		sent, err := y.desk.Send(ctx, y.Staff, r.ID, nil)
		require.NoError(t, err)
		require.Len(t, sent.Refused, 1)
		assert.Equal(t, "gate_closed", sent.Refused[0].Error.Code)
		assert.Equal(t, "published", sent.Refused[0].Error.Args["gate"])
		_ = c
	})
}

func TestOnlyStaffOfTheCountyRunAndSeeRounds(t *testing.T) {
	tell(t, func(t *testing.T, y scene) {
		g := y.Supplier()
		g.Offer()
		y.Need(y.Household())
		for _, by := range []models.Actor{y.Operator, y.Clerk, y.Aide, y.Auditor, y.Province, y.Sysadmin, g.Admin, g.Worker} {
			_, err := y.desk.Run(ctx, by, testdb.CountyCode, true)
			assert.Equal(t, models.KindForbidden, models.KindOf(err), by.Role)
			_, _, err = y.desk.Rounds(ctx, by, Page)
			assert.Equal(t, models.KindForbidden, models.KindOf(err), by.Role)
		}
		_, err := y.desk.Run(ctx, models.Actor{}, testdb.CountyCode, true)
		assert.Equal(t, models.KindUnauthenticated, models.KindOf(err))
		_, err = y.desk.Run(ctx, y.FarStaff, testdb.CountyCode, false)
		assert.Equal(t, models.KindNotFound, models.KindOf(err))
		_, err = y.desk.Run(ctx, models.System("330197"), "330197", false)
		assert.Equal(t, models.KindNotFound, models.KindOf(err))
		r := y.run()
		_, err = y.desk.Round(ctx, y.FarStaff, r.ID)
		assert.Equal(t, models.KindNotFound, models.KindOf(err))
		_, err = y.desk.Send(ctx, y.FarStaff, r.ID, nil)
		assert.Equal(t, models.KindNotFound, models.KindOf(err))
		_, err = y.desk.Send(ctx, models.System(testdb.CountyCode), r.ID, nil)
		assert.Equal(t, models.KindForbidden, models.KindOf(err), "a machine proposes, a person sends")
		far, _, err := y.desk.Rounds(ctx, y.FarStaff, Page)
		require.NoError(t, err)
		assert.Empty(t, far)
	})
}

func TestAnInvitationOfACriticalNeedWaitsFourHours(t *testing.T) {
	tell(t, func(t *testing.T, y scene) {
		y.Supplier().Offer()
		y.Need(y.Household(), bags(1, models.UrgencyCritical))
		sent, err := y.desk.Send(ctx, y.Staff, y.run().ID, nil)
		require.NoError(t, err)
		assert.True(t, y.Store.Now().Add(4*time.Hour).Equal(*sent.Matches[0].RespondBy))
	})
}
