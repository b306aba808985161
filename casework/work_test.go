package casework_test

import (
	"context"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/casework"
	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
)

func grown(y *testdb.Tale) *models.Household {
	return y.Household(func(d *models.HouseholdDraft) {
		d.MonthlyIncomeFen = units(60000)
		d.Persons[0].CitizenNo, d.Persons[0].NoNumberWhy, d.Persons[0].BirthDate = "", "办理中", "1985-05-01"
		d.Persons = append(d.Persons,
			models.PersonDraft{Name: "李建国", NoNumberWhy: "办理中", BirthDate: "1983-02-01", Relation: "spouse"},
			models.PersonDraft{Name: "李小明", NoNumberWhy: "办理中", BirthDate: models.Date("2018-01-10"), Relation: "son"})
	})
}

func forWork(d *models.NeedDraft) {
	d.Category, d.Title, d.Unit, d.Quantity = "E03", "想学一门手艺", "人", units(1)
}

func training(places int64) func(*models.OfferDraft) {
	return func(d *models.OfferDraft) {
		d.Category, d.Title, d.Mode, d.Unit, d.Quantity = "E03", "养老护理员培训", "training", "人", units(places)
	}
}

// enrolled is a person with a place in a training.
func enrolled(t *testing.T, y *testdb.Tale, g *testdb.Giver, o *models.Offer, h *models.Household) *models.WorkPath {
	t.Helper()
	n := y.Need(h, forWork, func(d *models.NeedDraft) { d.PersonID = h.Persons[0].ID })
	r, err := y.Desk.Enrol(ctx, y.Aide, g.Promise(n, o, 1).ID, models.EnrolDraft{PersonID: h.Persons[0].ID})
	require.NoError(t, err)
	return r
}

func course(t *testing.T, y *testdb.Tale, g *testdb.Giver, o *models.Offer, in time.Duration) *models.CourseSession {
	t.Helper()
	at := y.Store.Now().Add(in)
	r, err := y.Desk.PostCourse(ctx, g.Admin, o.ID, models.CourseDraft{StartsAt: at, EndsAt: at.Add(2 * time.Hour), Place: "镇文化站二楼", WorkerID: g.Worker.AccountID})
	require.NoError(t, err)
	return r
}

func TestPlacesOfATrainingAreNeverOverbooked(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		o := g.Offer(training(3))
		var accepts []func() error
		for range 9 {
			m := y.Invite(y.Need(y.Household(), forWork), o, units(1))
			accepts = append(accepts, func() error {
				_, err := y.Desk.AcceptMatch(ctx, g.Admin, m.ID, models.Answer{})
				return err
			})
		}
		assert.Equal(t, 3, clean(t, race(accepts...)))
		assert.EqualValues(t, 3, y.Held(o.ID))
	})
}

func TestOfManyEnrolledAtOnceEachPlaceGoesToOne(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g, h := y.Supplier(), grown(y)
		m := g.Promise(y.Need(h, forWork), g.Offer(training(5)), 1)
		var runners []func() error
		for i := range 8 {
			runners = append(runners, func() error {
				_, err := y.Desk.Enrol(ctx, y.Aide, m.ID, models.EnrolDraft{PersonID: h.Persons[i%2].ID})
				return err
			})
		}
		assert.Equal(t, 1, clean(t, race(runners...)))
		rows, _, err := y.Desk.Works(ctx, y.Aide, casework.WorkFilter{Household: h.ID}, store.Page{Limit: 10})
		require.NoError(t, err)
		assert.Len(t, rows, 1)
	})
}

func TestWhoIsEnrolledHasAPromiseAndIsOldEnough(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g, h := y.Supplier(), grown(y)
		invited := y.Invite(y.Need(h, forWork), g.Offer(training(5)), units(1))
		_, err := y.Desk.Enrol(ctx, y.Aide, invited.ID, models.EnrolDraft{PersonID: h.Persons[0].ID})
		conflict(t, err, "match_not_active")
		rice := g.Promise(y.Need(h), g.Offer(), 1)
		_, err = y.Desk.Enrol(ctx, y.Aide, rice.ID, models.EnrolDraft{PersonID: h.Persons[0].ID})
		conflict(t, err, "no_course")
		m := g.Promise(y.Need(h, forWork), g.Offer(training(5)), 1)
		_, err = y.Desk.Enrol(ctx, y.Aide, m.ID, models.EnrolDraft{PersonID: h.Persons[2].ID})
		faulty(t, err, "person_id", "too_young_to_work")
		_, err = y.Desk.Enrol(ctx, y.Aide, m.ID, models.EnrolDraft{PersonID: y.ID()})
		faulty(t, err, "person_id", "unknown")
		_, err = y.Desk.Enrol(ctx, y.OtherAide, m.ID, models.EnrolDraft{PersonID: h.Persons[0].ID})
		absent(t, err)
		_, err = y.Desk.Enrol(ctx, g.Admin, m.ID, models.EnrolDraft{PersonID: h.Persons[0].ID})
		refused(t, err, models.KindForbidden, "role_may_not")
	})
}

func TestAPathIsOneThreadFromASuggestionToAChangedIncome(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g, h := y.Supplier(), grown(y)
		o := g.Offer(training(5))
		n := y.Need(h, forWork)
		tip := y.Suggestion(h, func(r *models.Suggestion) {
			r.Kind, r.RuleCode, r.Status, r.ConvertedNoun, r.ConvertedID = models.SuggestJob, "R21", models.SuggestionConverted, "need", &n.ID
		})
		r, err := y.Desk.OpenWork(ctx, y.Aide, h.ID, models.WorkDraft{PersonID: h.Persons[0].ID, SuggestionID: tip.ID})
		require.NoError(t, err)
		assert.Equal(t, n.ID, *r.NeedID, "the need that came of the suggestion")
		_, err = y.Desk.OpenWork(ctx, y.Aide, h.ID, models.WorkDraft{PersonID: h.Persons[0].ID})
		conflict(t, err, "work_waiting")

		m := g.Promise(n, o, 1)
		same, err := y.Desk.Enrol(ctx, y.Aide, m.ID, models.EnrolDraft{PersonID: h.Persons[0].ID})
		require.NoError(t, err)
		assert.Equal(t, r.ID, same.ID)
		day := course(t, y, g, o, time.Hour)
		y.Clock.Advance(2 * time.Hour)
		_, err = y.Desk.MarkAttendance(ctx, g.Admin, day.ID, models.AttendanceDraft{Present: []string{r.ID}})
		require.NoError(t, err)
		_, err = y.Desk.EndTraining(ctx, y.Aide, r.ID, models.TrainingOutcome{Completed: true, Certificate: true, EndedOn: y.Today()})
		require.NoError(t, err)
		_, err = y.Desk.PlaceInJob(ctx, y.Aide, r.ID, models.JobDraft{Title: "护理员", Employer: "清河镇养老院", Since: y.Today(), PayFen: units(380000)})
		require.NoError(t, err)
		before := len(y.Steps("household", h.ID))
		_, err = y.Desk.RecordIncome(ctx, y.Aide, r.ID, models.IncomeDraft{MonthlyIncomeFen: units(180000)})
		require.NoError(t, err)

		f, err := y.Desk.Work(ctx, y.Aide, r.ID)
		require.NoError(t, err)
		assert.Equal(t, models.WorkPlaced, f.Status)
		assert.Equal(t, tip.ID, f.Suggestion.ID)
		assert.Equal(t, "护理员", f.Job.Title)
		assert.EqualValues(t, 120000, f.Income.Fen())
		assert.EqualValues(t, 180000, *f.HeadFen)
		require.Len(t, f.Sessions, 1)
		assert.True(t, *f.Sessions[0].Present)
		assert.Equal(t, []string{"suggest", "enrol", "complete", "place", "income"}, y.Steps("work_path", r.ID))

		now, err := y.Store.Household(ctx, store.Key{County: h.CountyCode, ID: h.ID})
		require.NoError(t, err)
		assert.Equal(t, h.Category, now.Category, "no class changes by itself")
		assert.Len(t, y.Steps("household", h.ID), before+1, "nothing but the edit")
		alerts, _, err := y.Store.Alerts(ctx, store.AlertFilter{Scope: store.Scope{County: h.CountyCode}, Household: h.ID}, store.Page{Limit: 5})
		require.NoError(t, err)
		assert.Empty(t, alerts)
	})
}

func TestNinetyDaysAfterATrainingSomebodyAsks(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		r := enrolled(t, y, g, g.Offer(training(5)), grown(y))
		_, err := y.Desk.EndTraining(ctx, y.Aide, r.ID, models.TrainingOutcome{Completed: true, EndedOn: y.Today()})
		require.NoError(t, err)
		waits := func() int64 {
			day, err := y.Desk.Day(ctx, y.Aide)
			require.NoError(t, err)
			return day.WorkChecks
		}
		y.Clock.Advance(29 * 24 * time.Hour)
		assert.EqualValues(t, 0, waits())
		_, err = y.Desk.CheckWork(ctx, y.Aide, r.ID, models.CheckDraft{Employed: models.EmployedNo})
		conflict(t, err, "check_not_due")
		y.Clock.Advance(24 * time.Hour)
		assert.EqualValues(t, 1, waits())
		_, err = y.Desk.CheckWork(ctx, y.Aide, r.ID, models.CheckDraft{Employed: models.EmployedNo})
		require.NoError(t, err)
		assert.EqualValues(t, 0, waits())
		y.Clock.Advance(60 * 24 * time.Hour)
		assert.EqualValues(t, 1, waits(), "the ninetieth day")
		other, err := y.Desk.Day(ctx, y.OtherAide)
		require.NoError(t, err)
		assert.EqualValues(t, 0, other.WorkChecks)

		_, err = y.Desk.CheckWork(ctx, y.Aide, r.ID, models.CheckDraft{Employed: models.EmployedYes})
		conflict(t, err, "job_first")
		_, err = y.Desk.PlaceInJob(ctx, y.Aide, r.ID, models.JobDraft{Title: "护理员", Employer: "清河镇养老院", Since: y.Today()})
		require.NoError(t, err)
		now, err := y.Desk.CheckWork(ctx, y.Aide, r.ID, models.CheckDraft{Employed: models.EmployedYes, PayFen: units(400000)})
		require.NoError(t, err)
		assert.Equal(t, models.WorkResultDay, now.Checked)
		assert.Equal(t, now.TrainedOn.AddDays(180), now.NextCheckOn)
		y.Clock.Advance(90 * 24 * time.Hour)
		now, err = y.Desk.CheckWork(ctx, y.Aide, r.ID, models.CheckDraft{Employed: models.EmployedNo})
		require.NoError(t, err)
		assert.Equal(t, models.WorkLost, now.Status)
		assert.Empty(t, now.NextCheckOn)
		assert.EqualValues(t, 0, waits())
	})
}

func TestASupplierSeesNobodyBeforeAPlaceIsPromised(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g, other := y.Supplier(), y.Supplier()
		o := g.Offer(training(5))
		day := course(t, y, g, o, 25*time.Hour)
		h := grown(y)
		y.Invite(y.Need(h, forWork), o, units(1))
		roster := func(by models.Actor) *casework.Roster {
			r, err := y.Desk.Roster(ctx, by, day.ID)
			require.NoError(t, err)
			return r
		}
		assert.Empty(t, roster(g.Admin).People, "invited is not promised")
		enrolled(t, y, g, o, grown(y))
		require.Len(t, roster(g.Admin).People, 1)
		seen := roster(g.Admin).People[0].Whom
		assert.Equal(t, 2, seen.Tier)
		assert.Contains(t, seen.CalledName, "王")
		assert.NotContains(t, seen.CalledName, "秀英")
		assert.Empty(t, seen.Address)
		assert.Equal(t, 2, roster(g.Worker).People[0].Whom.Tier, "the day before")
		y.Clock.Advance(25 * time.Hour)
		taught := roster(g.Worker).People[0].Whom
		assert.Equal(t, "王秀英", taught.CalledName)
		assert.Empty(t, taught.Address)

		_, err := y.Desk.Roster(ctx, other.Admin, day.ID)
		absent(t, err)
		_, err = y.Desk.Roster(ctx, other.Worker, day.ID)
		absent(t, err)
		_, err = y.Desk.Roster(ctx, y.Staff, day.ID)
		refused(t, err, models.KindForbidden, "role_may_not")
	})
}

func TestARosterIsReadInAsManyStatementsForManyAsForOne(t *testing.T) {
	for _, dialect := range testdb.Dialects(t) {
		t.Run(dialect, func(t *testing.T) {
			address := testdb.Address(t, dialect)
			s := testdb.Open(t, address)
			var said atomic.Int64
			counted, err := store.Open(ctx, address, store.Options{Vault: testdb.Vault(t), Clock: testdb.Clock(s),
				Watch: func(context.Context, store.Statement) { said.Add(1) }})
			require.NoError(t, err)
			t.Cleanup(func() { _ = counted.Close() })
			y := testdb.Story(t, s)
			g := y.Supplier()
			o := g.Offer(training(9))
			day := course(t, y, g, o, 25*time.Hour)
			desk := *y.Desk
			desk.Store = counted
			statements := func(seats int) int64 {
				said.Store(0)
				r, err := desk.Roster(ctx, g.Admin, day.ID)
				require.NoError(t, err)
				require.Len(t, r.People, seats)
				for _, p := range r.People {
					require.Equal(t, 2, p.Whom.Tier)
					require.NotEmpty(t, p.Whom.CalledName)
					require.NotEmpty(t, p.Whom.RegionName)
				}
				return said.Load()
			}
			enrolled(t, y, g, o, grown(y))
			one := statements(1)
			for range 7 {
				enrolled(t, y, g, o, grown(y))
			}
			require.Equal(t, one, statements(8))
			seen, _, err := s.Disclosures(ctx, testdb.CountyCode, "", store.Page{Limit: 50})
			require.NoError(t, err)
			assert.Len(t, slices.DeleteFunc(seen, func(r models.Disclosure) bool { return r.Purpose != "fulfil" }), 9, "whoever is shown is logged, each time")
		})
	}
}

func TestWithoutConsentASeatHasNoName(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g, h := y.Supplier(), grown(y)
		o := g.Offer(training(5))
		n := y.Need(h, forWork)
		_, err := y.Desk.Enrol(ctx, y.Aide, g.Promise(n, o, 1).ID, models.EnrolDraft{PersonID: h.Persons[1].ID}) // it is the first who consented
		require.NoError(t, err)
		day := course(t, y, g, o, time.Hour)
		r, err := y.Desk.Roster(ctx, g.Admin, day.ID)
		require.NoError(t, err)
		require.Len(t, r.People, 1)
		assert.Equal(t, 1, r.People[0].Whom.Tier)
		assert.Empty(t, r.People[0].Whom.CalledName)
	})
}

func TestAMinorOnTheWayToWorkHasNoNameForStaff(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		h := y.Household(func(d *models.HouseholdDraft) {
			d.Persons = append(d.Persons, models.PersonDraft{Name: "李小满", NoNumberWhy: "办理中", BirthDate: y.Today().AddMonths(-17 * 12), Relation: "daughter"})
		})
		r, err := y.Desk.OpenWork(ctx, y.Aide, h.ID, models.WorkDraft{PersonID: h.Persons[1].ID})
		require.NoError(t, err)
		for by, want := range map[*models.Actor]string{&y.Staff: "李*满", &y.Clerk: "李*满", &y.Aide: "李小满"} {
			f, err := y.Desk.Work(ctx, *by, r.ID)
			require.NoError(t, err)
			assert.Equal(t, want, f.PersonName, by.Role)
			list, _, err := y.Desk.Works(ctx, *by, casework.WorkFilter{}, store.Page{Limit: 10})
			require.NoError(t, err)
			require.Len(t, list, 1)
			assert.Equal(t, want, list[0].PersonName, by.Role)
		}
	})
}

func TestSessionsAreOfWorkAndWithinTheOffer(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g, other := y.Supplier(), y.Supplier()
		o := g.Offer(training(5))
		at := y.Store.Now().Add(time.Hour)
		good := models.CourseDraft{StartsAt: at, EndsAt: at.Add(time.Hour), Place: "文化站"}
		_, err := y.Desk.PostCourse(ctx, g.Admin, g.Offer().ID, good)
		conflict(t, err, "no_course")
		_, err = y.Desk.PostCourse(ctx, other.Admin, o.ID, good)
		absent(t, err)
		for _, c := range []struct {
			change      func(*models.CourseDraft)
			field, code string
		}{
			{func(d *models.CourseDraft) { d.EndsAt = d.StartsAt }, "ends_at", "before_start"},
			{func(d *models.CourseDraft) { d.EndsAt = d.StartsAt.Add(25 * time.Hour) }, "ends_at", "longer_than_a_day"},
			{func(d *models.CourseDraft) {
				d.StartsAt = at.AddDate(0, 0, 200)
				d.EndsAt = d.StartsAt.Add(time.Hour)
			}, "starts_at", "outside_offer"},
			{func(d *models.CourseDraft) { d.Place = " " }, "place", "required"},
			{func(d *models.CourseDraft) { d.WorkerID = other.Worker.AccountID }, "worker_id", "not_of_supplier"},
		} {
			draft := good
			c.change(&draft)
			_, err := y.Desk.PostCourse(ctx, g.Admin, o.ID, draft)
			faulty(t, err, c.field, c.code)
		}
		r, err := y.Desk.PostCourse(ctx, g.Admin, o.ID, good)
		require.NoError(t, err)
		_, err = y.Desk.MarkAttendance(ctx, g.Admin, r.ID, models.AttendanceDraft{})
		conflict(t, err, "course_not_begun")
		list, err := y.Desk.OpenCourses(ctx, y.Staff)
		require.NoError(t, err)
		require.Len(t, list, 1)
		assert.Equal(t, r.ID, list[0].Next(y.Today()).ID)
		y.Clock.Advance(time.Hour)
		_, err = y.Desk.MarkAttendance(ctx, g.Admin, r.ID, models.AttendanceDraft{Present: []string{y.ID()}})
		faulty(t, err, "present", "unknown")
		_, err = y.Desk.CancelCourse(ctx, g.Admin, r.ID)
		require.NoError(t, err)
		_, err = y.Desk.MarkAttendance(ctx, g.Admin, r.ID, models.AttendanceDraft{})
		conflict(t, err, "step_not_allowed")
	})
}

func TestWhoDroppedOutOrEndedIsAskedNoMore(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		o := g.Offer(training(5))
		r := enrolled(t, y, g, o, grown(y))
		_, err := y.Desk.EndTraining(ctx, y.Aide, r.ID, models.TrainingOutcome{Certificate: true, EndedOn: y.Today()})
		faulty(t, err, "certificate", "not_completed")
		r, err = y.Desk.EndTraining(ctx, y.Aide, r.ID, models.TrainingOutcome{EndedOn: y.Today()})
		require.NoError(t, err)
		assert.Equal(t, models.WorkDropped, r.Status)
		assert.Empty(t, r.NextCheckOn)
		second := enrolled(t, y, g, o, grown(y))
		_, err = y.Desk.EndTraining(ctx, y.Aide, second.ID, models.TrainingOutcome{Completed: true, EndedOn: y.Today()})
		require.NoError(t, err)
		_, err = y.Desk.CloseWork(ctx, y.Aide, second.ID, models.WorkClosing{Code: models.VoidMovedAway})
		require.NoError(t, err)
		y.Clock.Advance(200 * 24 * time.Hour)
		day, err := y.Desk.Day(ctx, y.Aide)
		require.NoError(t, err)
		assert.EqualValues(t, 0, day.WorkChecks)
		_, err = y.Desk.CheckWork(ctx, y.Aide, second.ID, models.CheckDraft{Employed: models.EmployedNo})
		conflict(t, err, "check_not_due")
	})
}

func TestWhoCameToTheEndOfATrainingHasReceivedIt(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g, h := y.Supplier(), grown(y)
		n := y.Need(h, forWork, func(d *models.NeedDraft) { d.Quantity = units(2) })
		m := g.Promise(n, g.Offer(training(5)), 2)
		first, second := g.Deliver(m, 1), g.Deliver(m, 1)
		var paths []*models.WorkPath
		for i := range 2 {
			r, err := y.Desk.Enrol(ctx, y.Aide, m.ID, models.EnrolDraft{PersonID: h.Persons[i].ID})
			require.NoError(t, err)
			paths = append(paths, r)
		}
		confirmed := func() (n int) {
			for _, id := range []string{first.ID, second.ID} {
				f, err := y.Store.Fulfilment(ctx, store.Key{County: testdb.CountyCode, ID: id})
				require.NoError(t, err)
				if f.Status == models.FulfilmentConfirmed {
					n++
				}
			}
			return n
		}
		_, err := y.Desk.EndTraining(ctx, y.Aide, paths[0].ID, models.TrainingOutcome{Completed: true, EndedOn: y.Today()})
		require.NoError(t, err)
		assert.Equal(t, 1, confirmed(), "one came to the end")
		assert.EqualValues(t, 1, y.MatchNow(m.ID).Confirmed)
		_, err = y.Desk.EndTraining(ctx, y.Aide, paths[1].ID, models.TrainingOutcome{Completed: false, EndedOn: y.Today()})
		require.NoError(t, err)
		assert.Equal(t, 1, confirmed(), "what was recorded for who left it somebody confirms like everything")
	})
}

func TestADueCheckIsToldOnce(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g, h := y.Supplier(), grown(y)
		r := enrolled(t, y, g, g.Offer(training(5)), h)
		_, err := y.Desk.EndTraining(ctx, y.Aide, r.ID, models.TrainingOutcome{Completed: true, EndedOn: y.Today()})
		require.NoError(t, err)
		told := func() (n int) {
			for _, step := range y.Steps("work_path", r.ID) {
				if step == "check_due" {
					n++
				}
			}
			return n
		}
		for _, want := range []struct{ days, told int }{{29, 0}, {1, 1}, {1, 1}, {58, 1}, {1, 2}, {90, 3}} {
			y.Clock.Advance(time.Duration(want.days) * 24 * time.Hour)
			for range 2 {
				_, err := y.Desk.Sweep(ctx, testdb.CountyCode)
				require.NoError(t, err)
			}
			assert.Equal(t, want.told, told(), "after %d more days", want.days)
		}
	})
}
