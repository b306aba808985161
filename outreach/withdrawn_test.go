package outreach_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/models"
	"zhulian/store"
)

// alerts are those of a household, the oldest first.
func (o bureau) alerts(h *models.Household) []models.Alert {
	o.t.Helper()
	out, _, err := o.Store.Alerts(context.Background(), store.AlertFilter{Scope: store.Scope{County: h.CountyCode}, Household: h.ID}, store.Page{Limit: 50, Oldest: true})
	require.NoError(o.t, err)
	return out
}

func TestAnAlertThatWasWithdrawnWithItsBatchLeavesTheCounts(t *testing.T) {
	eachBureau(t, func(o bureau) {
		ctx, day := context.Background(), o.y.Today()
		h, other := o.home(3, "李建国"), o.home(4, "王秀英")
		list := bills(bill(someone(3), "李建国", "", o.today(5), "21300", "S1"))
		o.brings(list)
		batch := o.signals()[0].BatchID
		o.y.Clock.Advance(time.Second)
		o.brings(bills(bill(someone(4), "王秀英", "", o.today(5), "21300", "S2")))
		require.Len(t, o.alerts(h), 1)
		require.NoError(t, o.RollBackBatch(ctx, o.y.Staff, batch, "部门重复报送"))
		require.Equal(t, models.AlertClosed, o.alerts(h)[0].Status)

		scope := store.Scope{County: h.CountyCode}
		tallies, err := o.Store.RuleTallies(ctx, scope, day.Start(), day.End())
		require.NoError(t, err)
		require.Len(t, tallies, 1)
		assert.EqualValues(t, 1, tallies[0].Flagged, "that of the other household")
		marks, err := o.Store.AlertMarks(ctx, h.CountyCode, []string{h.ID, other.ID}, day.AddDays(-30))
		require.NoError(t, err)
		assert.Empty(t, marks[h.ID], "nor does it add to another alert")
		assert.Len(t, marks[other.ID], 1)

		o.y.Clock.Advance(60 * 24 * time.Hour)
		due, err := o.Store.Tallies(ctx, "alert_due", store.CountAsk{Scope: scope, From: day, To: o.y.Today(), AsOf: o.Store.Now()})
		require.NoError(t, err)
		require.Len(t, due, 1)
		assert.EqualValues(t, 1, due[0].Of[0])
		assert.Equal(t, map[string]int64{"withdrawn": 1}, due[0].Excluded)
	})
}

func TestAListThatComesAgainAfterItsRollBackRaisesItsAlertsAgain(t *testing.T) {
	eachBureau(t, func(o bureau) {
		h := o.home(3, "李建国")
		list := bills(bill(someone(3), "李建国", "", o.today(5), "61300", "S1"))
		o.brings(list)
		require.NoError(t, o.RollBackBatch(context.Background(), o.y.Staff, o.newest().ID, "金额有误，待核"))
		o.y.Clock.Advance(time.Second)
		o.brings(list)
		all := o.alerts(h)
		require.Len(t, all, 2)
		assert.Equal(t, models.AlertClosed, all[0].Status)
		assert.True(t, all[1].Status.Waits())
	})
}
