package rounds_test

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/rounds"
	"zhulian/store"
)

// Page asks for all rounds of a story.
var Page = rounds.Page{Limit: 50}

// proposed lists the live proposals of the county.
func (y scene) proposed() []models.Match {
	y.t.Helper()
	rows, err := y.Store.AllMatches(ctx, store.MatchFilter{Scope: store.Scope{County: testdb.CountyCode}, Statuses: []models.MatchStatus{models.MatchProposed}})
	require.NoError(y.t, err)
	return rows
}

func TestADryRunTellsAndLeavesNothing(t *testing.T) {
	tell(t, func(t *testing.T, y scene) {
		o := y.Supplier().Offer()
		n := y.Need(y.Household())
		r, err := y.desk.Run(ctx, y.Staff, testdb.CountyCode, true)
		require.NoError(t, err)
		assert.Equal(t, map[[2]string]int64{{n.ID, o.ID}: 10}, pairs(r))
		assert.True(t, r.DryRun)
		assert.Nil(t, r.Proposals[0].MatchID)
		assert.NotEmpty(t, r.Proposals[0].Reasons)
		assert.Empty(t, y.proposed())
		assert.Equal(t, models.NeedOpen, y.NeedNow(n.ID).Status)
		_, err = y.desk.Send(ctx, y.Staff, r.ID, nil)
		conflict(t, err, "round_dry")
		sent := y.run()
		assert.Nil(t, sent.EarlierID, "a dry run is nothing to compare with")
		assert.Equal(t, pairs(r), pairs(sent))
		list, _, err := y.desk.Rounds(ctx, y.Staff, Page)
		require.NoError(t, err)
		assert.Len(t, list, 2)
	})
}

func TestTheNextRoundTakesTheUnsentBackAndSaysWhatChanged(t *testing.T) {
	tell(t, func(t *testing.T, y scene) {
		g := y.Supplier()
		o := g.Offer(stock(30))
		stays, ends := y.Need(y.Household(), bags(5, models.UrgencyNormal)), y.Need(y.Household(), bags(5, models.UrgencyNormal))
		first := y.run()
		require.Len(t, first.Proposals, 2)
		_, err := y.Desk.CancelNeed(ctx, y.Staff, ends.ID, models.Closing{ResolutionCode: "V5"})
		require.NoError(t, err)
		comes := y.Need(y.Household(), bags(5, models.UrgencyNormal))
		y.Clock.Advance(24 * time.Hour)
		second := y.run()
		assert.Equal(t, map[[2]string]int64{{stays.ID, o.ID}: 5, {comes.ID, o.ID}: 5}, pairs(second))
		assert.Equal(t, []int{1, 1, 1}, []int{second.PairsNew, second.PairsGone, second.PairsSame})
		assert.Equal(t, first.ID, *second.EarlierID)
		assert.Len(t, y.proposed(), 2)
		for _, p := range first.Proposals {
			if p.NeedID == stays.ID {
				assert.Equal(t, []string{"propose", "expire"}, y.Steps("match", *p.MatchID))
			}
		}
		assert.Equal(t, models.NeedMatching, y.NeedNow(stays.ID).Status)
		_, err = y.Desk.StepOffer(ctx, y.Staff, o.ID, "pause", "停一停")
		require.NoError(t, err)
		third := y.run()
		assert.Empty(t, third.Proposals)
		assert.Equal(t, 2, third.PairsGone)
		assert.Empty(t, y.proposed())
		assert.Equal(t, models.NeedOpen, y.NeedNow(stays.ID).Status, "nobody is proposed for it any more")
	})
}

func TestWhatIsWorkedOnWhileARoundIsCountedIsLeftToPeople(t *testing.T) {
	tell(t, func(t *testing.T, y scene) {
		g := y.Supplier()
		o, n := g.Offer(stock(30)), y.Need(y.Household(), bags(5, models.UrgencyNormal))
		a, err := rounds.Start(y.desk, ctx, y.Staff, false)
		require.NoError(t, err)
		y.desk.Market = nil
		between := rounds.Between(func() { y.Invite(n, o, nil) })
		defer between()
		require.NoError(t, rounds.Work(y.desk, ctx, y.Staff, a))
		r, err := y.desk.Round(ctx, y.Staff, a.ID)
		require.NoError(t, err)
		assert.Empty(t, r.Proposals)
		require.Len(t, r.Unmet, 1)
		assert.Equal(t, models.UnmetChanged, r.Unmet[0].Reason)
		assert.Empty(t, y.proposed())
	})
}

func TestARoundThatDiedHoldsTheCountyOnlyForItsLease(t *testing.T) {
	tell(t, func(t *testing.T, y scene) {
		y.Supplier().Offer()
		y.Need(y.Household())
		dead, err := rounds.Start(y.desk, ctx, y.Staff, false) // and never goes on
		require.NoError(t, err)
		_, err = y.desk.Run(ctx, y.Staff, testdb.CountyCode, true)
		conflict(t, err, "round_running")
		y.Clock.Advance(6 * time.Minute)
		r := y.run()
		require.Len(t, r.Proposals, 1)
		before, err := y.desk.Round(ctx, y.Staff, dead.ID)
		require.NoError(t, err)
		assert.Equal(t, models.AllocationAbandoned, before.Status)
		conflict(t, rounds.Work(y.desk, ctx, y.Staff, dead), "round_lost")
		live := y.proposed()
		require.Len(t, live, 1)
		assert.Equal(t, *r.Proposals[0].MatchID, live[0].ID, "who comes too late writes nothing")
	})
}

func TestOfManyRoundsAtOnceNoTwoRun(t *testing.T) {
	tell(t, func(t *testing.T, y scene) {
		g := y.Supplier()
		g.Offer(stock(100))
		for range 8 {
			y.Need(y.Household(), bags(5, models.UrgencyNormal))
		}
		errs := make([]error, 8)
		var wg sync.WaitGroup
		for i := range errs {
			wg.Go(func() { _, errs[i] = y.desk.Run(ctx, y.Staff, testdb.CountyCode, false) })
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
				continue
			}
			conflict(t, err, "round_running")
		}
		assert.Positive(t, won)
		assert.Len(t, y.proposed(), 8)
	})
}

func TestARoundThatFailsLetsTheNextStartAtOnce(t *testing.T) {
	tell(t, func(t *testing.T, y scene) {
		y.Supplier().Offer()
		y.Need(y.Household())
		broken, stop := contextThatEnds()
		between := rounds.Between(stop)
		_, err := y.desk.Run(broken, y.Staff, testdb.CountyCode, false)
		between()
		require.Error(t, err)
		list, _, err := y.desk.Rounds(ctx, y.Staff, Page)
		require.NoError(t, err)
		require.Len(t, list, 1)
		assert.Equal(t, models.AllocationFailed, list[0].Status)
		assert.Len(t, y.run().Proposals, 1)
	})
}
