package outreach_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/outreach"
	"zhulian/store"
)

// windows are the visits at home that are planned for a household after an alert.
func (y *post) windows(h *models.Household) (out []models.VisitWindow) {
	y.t.Helper()
	rows, err := y.Store.WindowsOf(ctx, store.Key{County: h.CountyCode, ID: h.ID}, y.Today(), y.Today().AddDays(60))
	require.NoError(y.t, err)
	for _, w := range rows {
		if w.Kind == models.VisitAlert {
			out = append(out, w)
		}
	}
	return out
}

// It is Monday, the 2nd of March 2026, nine in the morning.
func TestARedAlertAsksForAVisitAtHomeWithinADayOrTwo(t *testing.T) {
	tell(t, func(t *testing.T, y *post) {
		for level, last := range map[int]models.Date{1: "2026-03-03", 2: "2026-03-03", 3: "2026-03-04", 4: "2026-03-04"} {
			h := y.Level(y.Household(), level, 50)
			out := y.raise(y.finding(h, []string{y.signal(h)}, red))
			w := y.windows(h)
			require.Len(t, w, 1)
			assert.Equal(t, last, w[0].EndsOn, "level %d", level)
			assert.Equal(t, []any{y.Today(), out.IDs[0], y.Aide.AccountID, models.WindowHome, models.WindowDue},
				[]any{w[0].StartsOn, *w[0].AlertID, *w[0].AideID, w[0].Mode, w[0].Status})
			y.raise(y.finding(h, []string{y.signal(h)}, red))
			assert.Len(t, y.windows(h), 1, "an alert asks once")
		}
	})
}

func TestAnAlertThatBecomesRedAsksThenAndADownwardOneNever(t *testing.T) {
	tell(t, func(t *testing.T, y *post) {
		h, other := y.Household(), y.Household()
		y.raise(y.finding(h, []string{y.signal(h)}))
		assert.Empty(t, y.windows(h))
		y.raise(y.finding(h, []string{y.signal(h)}, red))
		assert.Len(t, y.windows(h), 1)
		y.raise(y.finding(other, []string{y.signal(other)}, red, func(f *outreach.Finding) { f.Kind = models.RuleDownward }))
		assert.Empty(t, y.windows(other))
		y.raise(y.finding(nil, []string{y.signal(nil)}, red)) // nobody to go to
	})
}

func TestARecordedVisitMovesItsAlertAndAnswersItsWindow(t *testing.T) {
	tell(t, func(t *testing.T, y *post) {
		h := y.Household()
		y.raise(y.finding(h, []string{y.signal(h)}, red))
		id := y.only().ID
		in := fine(h)
		in.AlertID, in.Reached = id, ptr(false)
		v, err := y.Desk.RecordVisit(ctx, y.Aide, in)
		require.NoError(t, err)
		assert.Equal(t, []any{false, models.VisitAlert}, []any{v.Valid, v.Kind})
		assert.Equal(t, models.AlertVisiting, y.only().Status)
		assert.Nil(t, y.only().ContactedAt, "nobody was at home")
		y.Clock.Advance(time.Hour)
		in.Reached = ptr(true)
		v, err = y.Desk.RecordVisit(ctx, y.Aide, in)
		require.NoError(t, err)
		require.True(t, v.Valid, v.InvalidReason)
		assert.Equal(t, y.Store.Now().UTC(), y.only().ContactedAt.UTC())
		assert.Equal(t, models.WindowDone, y.windows(h)[0].Status)
		in.AlertID = y.ID()
		_, err = y.Desk.RecordVisit(ctx, y.Aide, in)
		faulty(t, err, "alert_id", "alert_of_another")
		in = fine(y.Household())
		in.AlertID = id
		_, err = y.Desk.RecordVisit(ctx, y.Aide, in)
		faulty(t, err, "alert_id", "alert_of_another")
	})
}

func TestAScoreThatRoseFastIsFoundByTheConfirmedLevels(t *testing.T) {
	eachRule(t, func(t *testing.T, y *testdb.Tale, d *outreach.Desk) {
		h := y.Level(y.Household(), 4, 20)
		y.Clock.Advance(40 * 24 * time.Hour)
		b := y.Batch()
		assert.NotContains(t, codesOf(judged(t, y, d, y.Signal(b, h))), "W22")
		y.Level(h, 3, 39)
		assert.NotContains(t, codesOf(judged(t, y, d, y.Signal(b, h, func(r *models.Signal) { r.Line = 2 }))), "W22", "19 points")
		y.Clock.Advance(time.Hour)
		y.Level(h, 3, 40)
		assert.Contains(t, codesOf(judged(t, y, d, y.Signal(b, h, func(r *models.Signal) { r.Line = 3 }))), "W22")
	})
}
