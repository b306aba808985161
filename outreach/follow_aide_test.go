package outreach_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
)

// visitor is who has a window.
func (y *post) visitor(w *models.VisitWindow) string {
	y.t.Helper()
	now, err := y.Store.VisitWindow(ctx, store.Key{County: w.CountyCode, ID: w.ID})
	require.NoError(y.t, err)
	require.NotNil(y.t, now.AideID)
	return *now.AideID
}

func (y *post) sweep() {
	y.t.Helper()
	require.NoError(y.t, y.Desk.Sweep(ctx, testdb.CountyCode))
}

func TestOpenVisitsFollowTheAideOfTheVillage(t *testing.T) {
	tell(t, func(t *testing.T, y *post) {
		h, today := y.Household(), y.Today()
		by := func(w *models.VisitWindow) { w.AideID = &y.Aide.AccountID }
		open, missed := y.Window(h, today, today.AddDays(6), by), y.Miss(y.Window(h, today.AddDays(-9), today.AddDays(-3), by))
		next := y.helper(testdb.Village)
		y.sweep()
		assert.Equal(t, y.Aide.AccountID, y.visitor(open), "of two aides of a village each keeps what they have")
		y.write(func(s *store.Store) error {
			return s.StepAccount(ctx, store.Key{County: testdb.CountyCode, ID: y.Aide.AccountID}, models.AccountActive, models.AccountDisabled)
		})
		y.sweep()
		assert.Equal(t, next.AccountID, y.visitor(open))
		assert.Equal(t, y.Aide.AccountID, y.visitor(missed), "what was missed was the other's")
		assert.Contains(t, y.Steps("visit_window", h.RegionCode), "hand_over")
		n := len(y.Steps("visit_window", h.RegionCode))
		y.sweep()
		assert.Len(t, y.Steps("visit_window", h.RegionCode), n, "once")
	})
}

func TestVisitsGoToWhoStandsInAndBack(t *testing.T) {
	tell(t, func(t *testing.T, y *post) {
		h, sub := y.Household(), y.helper(testdb.NextVillage)
		w := y.Window(h, y.Today(), y.Today().AddDays(20), func(w *models.VisitWindow) { w.AideID = &y.Aide.AccountID })
		a, err := y.Desk.PlanAbsence(ctx, y.Clerk, models.AbsenceDraft{AideID: y.Aide.AccountID, SubstituteID: sub.AccountID, FromOn: y.Today().AddDays(1),
			ToOn: y.Today().AddDays(9), Reason: "leave"})
		require.NoError(t, err)
		y.sweep()
		assert.Equal(t, y.Aide.AccountID, y.visitor(w), "not yet")
		y.Clock.Advance(24 * time.Hour)
		y.sweep()
		assert.Equal(t, sub.AccountID, y.visitor(w))
		_, err = y.Desk.EndAbsence(ctx, y.Clerk, a.ID)
		require.NoError(t, err)
		y.sweep()
		assert.Equal(t, y.Aide.AccountID, y.visitor(w))
		regions, err := y.Store.SubstituteRegions(ctx, store.Key{County: testdb.CountyCode, ID: sub.AccountID}, y.Today())
		require.NoError(t, err)
		assert.Empty(t, regions, "whoever stood in sees the village no longer")
	})
}

func TestARequestThatWasMergedCountsForTheAlertItCameOf(t *testing.T) {
	tell(t, func(t *testing.T, y *post) {
		h, other := y.Household(), y.Household()
		y.raise(y.finding(h, []string{y.signal(h)}), y.finding(other, []string{y.signal(other)}))
		mine, theirs := y.all()[0], y.all()[1]
		if *mine.HouseholdID != h.ID {
			mine, theirs = theirs, mine
		}
		open := y.ReliefApplication(h)
		verdict := models.AlertVerdict{ResultCode: models.AlertApplication, MustLink: true}
		_, err := y.Desk.VerifyAlert(ctx, y.Aide, mine.ID, verdict)
		require.Equal(t, models.KindInvalid, models.KindOf(err), "nothing has come of it yet")
		y.write(func(s *store.Store) error {
			s.Record(models.Event{CountyCode: h.CountyCode, Noun: "application", ObjectID: open.ID, RegionCode: h.RegionCode, Step: "merge",
				FromStatus: string(open.Status), ToStatus: string(open.Status), Data: map[string]string{"source": "alert", "source_id": mine.ID}})
			return nil
		})
		f, err := y.Desk.Alert(ctx, y.Aide, mine.ID)
		require.NoError(t, err)
		require.Len(t, f.Applications, 1)
		a, err := y.Desk.VerifyAlert(ctx, y.Aide, mine.ID, verdict)
		require.NoError(t, err)
		assert.Equal(t, models.AlertApplication, a.ResultCode)
		_, err = y.Desk.VerifyAlert(ctx, y.Aide, theirs.ID, verdict)
		assert.Equal(t, models.KindInvalid, models.KindOf(err))
	})
}
