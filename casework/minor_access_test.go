package casework_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/casework"
	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
)

// minorOf is the child among members, as the reader sees it.
func minorOf(day models.Date, persons []models.Person) models.Person {
	for _, p := range persons {
		if p.MinorOn(day) || p.Shield {
			return p
		}
	}
	return models.Person{}
}

func TestStaffSeeMinorsOnlyApprovedUntilADayAndLogged(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		h := y.Household(func(d *models.HouseholdDraft) { d.Persons = append(d.Persons, y.Child()) })
		look := func(by models.Actor) models.Person {
			t.Helper()
			f, err := y.Desk.HouseholdFile(ctx, by, h.ID)
			require.NoError(t, err)
			return minorOf(y.Today(), f.Persons)
		}
		minorLooks := func() (n int) {
			t.Helper()
			log, _, err := y.Desk.Disclosures(ctx, y.Auditor, h.ID, store.Page{Limit: 100})
			require.NoError(t, err)
			for _, r := range log {
				for _, f := range r.Fields {
					if f == "minor" {
						n++
					}
				}
			}
			return n
		}
		for _, by := range []models.Actor{y.Staff, y.Clerk, y.Operator} {
			p := look(by)
			assert.True(t, p.Shield, by.Role)
			assert.Equal(t, "王*宝", p.Name, by.Role)
			assert.Empty(t, string(p.BirthDate)+p.CitizenNo+p.Phone, by.Role)
			assert.Equal(t, models.Profile{}, p.Profile, by.Role)
		}
		assert.Zero(t, minorLooks())
		assert.Equal(t, "王小宝", look(y.Aide).Name, "the aide meets the child")
		assert.Equal(t, 1, minorLooks())

		today := y.Today()
		r, err := y.Desk.AskMinors(ctx, y.Staff, h.ID, models.MinorAccessDraft{Purpose: "核对教育救助", EndsOn: today.AddDays(2)})
		require.NoError(t, err)
		_, err = y.Desk.AskMinors(ctx, y.Staff, h.ID, models.MinorAccessDraft{Purpose: "再次", EndsOn: today})
		assert.Equal(t, "minor_access_waits", models.CodeOf(err))
		_, err = y.Desk.DecideMinors(ctx, y.Staff, r.ID, true, "")
		assert.Equal(t, "second_person_required", models.CodeOf(err))
		assert.True(t, look(y.Staff).Shield, "nobody has approved it")
		done, err := y.Desk.DecideMinors(ctx, y.Clerk, r.ID, true, "")
		require.NoError(t, err)
		assert.Equal(t, models.MinorAccessApproved, done.Status)
		assert.Equal(t, "王小宝", look(y.Staff).Name)
		assert.Equal(t, 2, minorLooks())
		assert.True(t, look(y.SecondStaff).Shield, "it is of who asked")
		list, _, err := y.Desk.Households(ctx, y.Staff, store.HouseholdFilter{}, store.Page{Limit: 10})
		require.NoError(t, err)
		assert.Equal(t, "王小宝", minorOf(y.Today(), list[0].Persons).Name)
		y.Clock.Advance(3 * 24 * time.Hour)
		assert.True(t, look(y.Staff).Shield, "its day has passed")
		assert.Equal(t, []string{"ask", "approve"}, y.Steps("minor_access", r.ID))
	})
}

func TestAnApprovalEndsEarlyIsRefusedWithAReasonOrComesTooLate(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		h, today := y.Household(func(d *models.HouseholdDraft) { d.Persons = append(d.Persons, y.Child()) }), y.Today()
		ask := func(by models.Actor, days int) *models.MinorAccess {
			t.Helper()
			r, err := y.Desk.AskMinors(ctx, by, h.ID, models.MinorAccessDraft{Purpose: "核对", EndsOn: today.AddDays(days)})
			require.NoError(t, err)
			return r
		}
		r := ask(y.Operator, 10)
		_, err := y.Desk.DecideMinors(ctx, y.Clerk, r.ID, false, "  ")
		assert.Equal(t, models.KindInvalid, models.KindOf(err))
		refused, err := y.Desk.DecideMinors(ctx, y.Clerk, r.ID, false, "用途不明")
		require.NoError(t, err)
		assert.Equal(t, "用途不明", refused.StatusReason)
		_, err = y.Desk.DecideMinors(ctx, y.Clerk, r.ID, true, "")
		assert.Equal(t, models.KindConflict, models.KindOf(err), "decided is decided")
		again := ask(y.Operator, 10)
		_, err = y.Desk.DecideMinors(ctx, y.Staff, again.ID, true, "")
		require.NoError(t, err)
		_, err = y.Desk.EndMinors(ctx, y.Operator, again.ID)
		require.NoError(t, err)
		f, err := y.Desk.HouseholdFile(ctx, y.Operator, h.ID)
		require.NoError(t, err)
		assert.Equal(t, 1, f.Hidden)
		late := ask(y.Staff, 0)
		y.Clock.Advance(24 * time.Hour)
		_, err = y.Desk.DecideMinors(ctx, y.Clerk, late.ID, true, "")
		assert.Equal(t, "minor_access_over", models.CodeOf(err))
		lines, _, err := y.Desk.MinorAccesses(ctx, y.Clerk, casework.MinorAccessFilter{Household: h.ID}, casework.Page{Limit: 10})
		require.NoError(t, err)
		assert.Len(t, lines, 3)
	})
}

func TestWhoMayNotAskToSeeMinors(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		h, today := y.Household(func(d *models.HouseholdDraft) { d.Persons = append(d.Persons, y.Child()) }), y.Today()
		good := models.MinorAccessDraft{Purpose: "核对", EndsOn: today}
		for _, by := range []models.Actor{y.Aide, y.Auditor, y.Actor(models.RoleSupplierAdmin), y.Actor(models.RoleProvince)} {
			_, err := y.Desk.AskMinors(ctx, by, h.ID, good)
			assert.Equal(t, models.KindForbidden, models.KindOf(err), by.Role)
			_, err = y.Desk.DecideMinors(ctx, by, y.ID(), true, "")
			assert.Equal(t, models.KindForbidden, models.KindOf(err), by.Role)
			_, _, err = y.Desk.MinorAccesses(ctx, by, casework.MinorAccessFilter{}, casework.Page{Limit: 1})
			assert.Equal(t, models.KindForbidden, models.KindOf(err), by.Role)
		}
		far := y.Actor(models.RoleTown, testdb.OtherTown)
		_, err := y.Desk.AskMinors(ctx, far, h.ID, good)
		assert.Equal(t, models.KindNotFound, models.KindOf(err), "another town's household")
		r, err := y.Desk.AskMinors(ctx, y.Staff, h.ID, good)
		require.NoError(t, err)
		stranger := y.SecondStaff
		stranger.CountyCode = "330198"
		for _, by := range []models.Actor{far, stranger} {
			_, err = y.Desk.DecideMinors(ctx, by, r.ID, true, "")
			assert.Equal(t, models.KindNotFound, models.KindOf(err))
			_, err = y.Desk.EndMinors(ctx, by, r.ID)
			assert.Equal(t, models.KindNotFound, models.KindOf(err))
		}
		_, err = y.Desk.EndMinors(ctx, y.Operator, r.ID)
		assert.Equal(t, models.KindNotFound, models.KindOf(err), "of somebody else, and no responsible person")
		for field, in := range map[string]models.MinorAccessDraft{"purpose": {EndsOn: today}, "ends_on": {Purpose: "核对", EndsOn: today.AddDays(91)}} {
			_, err = y.Desk.AskMinors(ctx, y.Clerk, h.ID, in)
			var e *models.Error
			require.ErrorAs(t, err, &e)
			require.Len(t, e.Fields, 1)
			assert.Equal(t, field, e.Fields[0].Field)
		}
		_, err = y.Desk.AskMinors(ctx, y.Clerk, y.Household().ID, good)
		assert.Equal(t, "minor_access_none", models.CodeOf(err))
	})
}
