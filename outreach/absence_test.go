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

func TestAnAbsentAidesAlertsGoToTheSubstituteAndBack(t *testing.T) {
	tell(t, func(t *testing.T, y *post) {
		sub := y.helper(testdb.NextVillage)
		h, late, gone := y.Household(), y.Household(), y.Household()
		y.raise(y.finding(h, []string{y.signal(h)}), y.finding(gone, []string{y.signal(gone)}))
		draft := models.AbsenceDraft{AideID: y.Aide.AccountID, SubstituteID: sub.AccountID, FromOn: y.Today().AddDays(1), ToOn: y.Today().AddDays(3), Reason: "leave"}
		a, err := y.Desk.PlanAbsence(ctx, y.Clerk, draft)
		require.NoError(t, err)
		assert.Equal(t, models.AbsencePlanned, a.Status)
		_, err = y.Desk.PlanAbsence(ctx, y.Clerk, draft)
		refused(t, err, models.KindConflict, "absence_overlaps")
		has := func(h *models.Household) (aide string, covers *string) {
			for _, a := range y.all() {
				if *a.HouseholdID == h.ID {
					return *a.AssignedAideID, a.CoversFor
				}
			}
			return "", nil
		}
		aide, _ := has(h)
		assert.Equal(t, y.Aide.AccountID, aide, "not yet")
		y.Clock.Advance(24 * time.Hour)
		require.NoError(t, y.Desk.Sweep(ctx, testdb.CountyCode))
		aide, covers := has(h)
		assert.Equal(t, sub.AccountID, aide)
		assert.Equal(t, y.Aide.AccountID, *covers)
		y.raise(y.finding(late, []string{y.signal(late)}))
		aide, _ = has(late)
		assert.Equal(t, sub.AccountID, aide, "new ones go to the substitute too")
		for _, a := range y.all() {
			if *a.HouseholdID == gone.ID {
				_, err := y.Desk.VerifyAlert(ctx, y.Aide, a.ID, models.AlertVerdict{ResultCode: "A5"})
				require.NoError(t, err)
			}
		}
		regions, err := y.Store.SubstituteRegions(ctx, store.Key{County: testdb.CountyCode, ID: sub.AccountID}, y.Today())
		require.NoError(t, err)
		assert.Equal(t, y.Aide.Regions, regions)
		y.Clock.Advance(3 * 24 * time.Hour)
		require.NoError(t, y.Desk.Sweep(ctx, testdb.CountyCode))
		for _, one := range []*models.Household{h, late} {
			aide, covers = has(one)
			assert.Equal(t, y.Aide.AccountID, aide, "the aide is back")
			assert.Nil(t, covers)
		}
		aide, _ = has(gone)
		assert.Equal(t, sub.AccountID, aide, "what was looked into meanwhile stays with whoever had it")
		regions, err = y.Store.SubstituteRegions(ctx, store.Key{County: testdb.CountyCode, ID: sub.AccountID}, y.Today())
		require.NoError(t, err)
		assert.Empty(t, regions)
	})
}

func TestAnAbsenceThatBeginsTodayHandsOverAtOnceAndCanEndEarly(t *testing.T) {
	tell(t, func(t *testing.T, y *post) {
		sub := y.helper(testdb.NextVillage)
		h := y.Household()
		y.raise(y.finding(h, []string{y.signal(h)}))
		a, err := y.Desk.PlanAbsence(ctx, y.Clerk, models.AbsenceDraft{AideID: y.Aide.AccountID, SubstituteID: sub.AccountID, FromOn: y.Today(),
			ToOn: y.Today().AddDays(9), Reason: "sick"})
		require.NoError(t, err)
		assert.Equal(t, sub.AccountID, *y.only().AssignedAideID)
		_, err = y.Desk.EndAbsence(ctx, y.OtherClerk, a.ID)
		refused(t, err, models.KindNotFound, "not_found")
		a, err = y.Desk.EndAbsence(ctx, y.Clerk, a.ID)
		require.NoError(t, err)
		assert.Equal(t, models.AbsenceEnded, a.Status)
		assert.Equal(t, y.Aide.AccountID, *y.only().AssignedAideID)
		_, err = y.Desk.EndAbsence(ctx, y.Clerk, a.ID)
		refused(t, err, models.KindConflict, "step_not_allowed")
	})
}

func TestWhoStandsInMustBeThere(t *testing.T) {
	tell(t, func(t *testing.T, y *post) {
		sub, third := y.helper(testdb.NextVillage), y.helper(testdb.Village)
		plan := func(aide, sub models.Actor, from, to int) error {
			_, err := y.Desk.PlanAbsence(ctx, y.Clerk, models.AbsenceDraft{AideID: aide.AccountID, SubstituteID: sub.AccountID, FromOn: y.Today().AddDays(from),
				ToOn: y.Today().AddDays(to), Reason: "training"})
			return err
		}
		require.NoError(t, plan(sub, third, 5, 8))
		refused(t, plan(y.Aide, sub, 8, 9), models.KindConflict, "absence_stands_in")
		refused(t, plan(third, y.Aide, 3, 5), models.KindConflict, "absence_stands_in")
		require.NoError(t, plan(y.Aide, sub, 9, 9))
		faulty(t, plan(y.Aide, y.Aide, 20, 21), "substitute_id", "absence_self")
		faulty(t, plan(y.Aide, y.OtherAide, 20, 21), "substitute_id", "account_unknown")
		faulty(t, plan(y.OtherAide, sub, 20, 21), "aide_id", "account_unknown")
		faulty(t, plan(y.Aide, sub, 20, 19), "to_on", "before_start")
		faulty(t, plan(y.Aide, sub, -3, -1), "to_on", "in_past")
		_, err := y.Desk.PlanAbsence(ctx, y.Aide, models.AbsenceDraft{})
		refused(t, err, models.KindForbidden, "role_may_not")
		_, err = y.Desk.Absences(ctx, y.Aide)
		refused(t, err, models.KindForbidden, "role_may_not")
		book, err := y.Desk.Absences(ctx, y.Clerk)
		require.NoError(t, err)
		assert.Len(t, book.Items, 2)
		assert.Len(t, book.Aides, 3)
	})
}
