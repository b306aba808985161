package outreach_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/clock"
	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/outreach"
	"zhulian/store"
)

// TestLimitsCountMakeUpWorkdaysAndTheSpringFestival raises alerts of every severity around the festival of 2026: off from Monday the 16th to Monday
// the 23rd of February, with work on Saturday the 14th and Saturday the 28th.
func TestLimitsCountMakeUpWorkdaysAndTheSpringFestival(t *testing.T) {
	at := func(s string) time.Time {
		v, err := time.ParseInLocation("2006-01-02 15:04", s, clock.Shanghai)
		require.NoError(t, err)
		return v.UTC()
	}
	for _, c := range []struct {
		raised          string
		severity        models.Severity
		contact, verify string
	}{
		{"2026-02-13 16:30", models.SeverityRed, "2026-02-13 20:30", "2026-02-14 16:30"},
		{"2026-02-18 03:00", models.SeverityRed, "2026-02-18 07:00", "2026-02-19 03:00"}, // hours run through the festival
		{"2026-02-13 16:30", models.SeverityOrange, "2026-02-15 00:00", "2026-02-25 00:00"},
		{"2026-02-14 09:00", models.SeverityYellow, "2026-02-27 00:00", "2026-03-01 00:00"},
		{"2026-02-13 09:00", models.SeverityBlue, "2026-03-06 00:00", "2026-03-20 00:00"},
	} {
		t.Run(c.raised+" "+string(c.severity), func(t *testing.T) {
			tell(t, func(t *testing.T, y *post) {
				h := y.Household()
				y.Clock.Set(at(c.raised))
				y.raise(y.finding(h, []string{y.signal(h)}, func(f *outreach.Finding) { f.Severity = c.severity }))
				a := y.only()
				assert.Equal(t, at(c.contact), a.ContactDueAt.UTC())
				assert.Equal(t, at(c.verify), a.DueAt.UTC())
			})
		})
	}
}

func TestAnAlertGoesTheWayThatIsKnown(t *testing.T) {
	tell(t, func(t *testing.T, y *post) {
		nobody := func(address, region string) outreach.Finding {
			id := y.signal(nil, func(g *models.Signal) {
				g.RegionCode, g.PersonIndex = region, []byte(address+region)
				g.Facts = map[string]string{"address": address}
			})
			return y.finding(nil, []string{id}, func(f *outreach.Finding) { f.RegionCode, f.PersonIndex = region, []byte(address+region) })
		}
		for _, c := range []struct {
			address, region, want string
			aide                  *models.Actor
		}{
			{"", testdb.OtherVillage, testdb.OtherVillage, &y.OtherAide},
			{"云溪县清河镇桥头村三组 8 号", testdb.County, testdb.NextVillage, &y.Aide},
			{"清河镇桥头五组", testdb.County, testdb.NextVillage, &y.Aide},
			{"白沙镇老街 3 号", testdb.County, testdb.OtherTown, nil},
			{"清河镇沙湾村", testdb.County, testdb.Town, nil}, // the village lies in another town: the town decides
			{"桥头村", testdb.OtherTown, testdb.OtherTown, nil},
			{"", testdb.Town, testdb.Town, nil},
			{"外地某处", testdb.County, testdb.County, nil},
		} {
			out := y.raise(nobody(c.address, c.region))
			require.Len(t, out.IDs, 1, c.address)
			a := y.alert(out.IDs[0])
			assert.Equal(t, c.want, a.RegionCode, c.address)
			if c.aide == nil {
				assert.Equal(t, models.AlertNew, a.Status, c.address)
				assert.Equal(t, []string{"raise", "queue"}, y.Steps("alert", a.ID))
				continue
			}
			assert.Equal(t, c.aide.AccountID, *a.AssignedAideID, c.address)
		}
		q, err := y.Desk.AlertQueue(ctx, y.OtherClerk, models.AlertsUnrouted, outreach.AlertFilter{}, outreach.Page{Limit: 20})
		require.NoError(t, err)
		assert.Len(t, q.Items, 2, "what lies in the clerk's town")
		q, err = y.Desk.AlertQueue(ctx, y.Staff, models.AlertsUnrouted, outreach.AlertFilter{}, outreach.Page{Limit: 20})
		require.NoError(t, err)
		assert.Len(t, q.Items, 5, "the county sees all")
	})
}

func TestSomebodyUnknownIsRecognisedOnceOnFile(t *testing.T) {
	tell(t, func(t *testing.T, y *post) {
		h := y.Household(func(d *models.HouseholdDraft) { d.RegionCode = testdb.NextVillage })
		p, err := y.Store.Person(ctx, store.Key{County: h.CountyCode, ID: h.Persons[0].ID})
		require.NoError(t, err)
		unknown := func(f *outreach.Finding) { f.PersonIndex = p.CitizenIndex }
		early := y.finding(nil, []string{y.signal(nil)}, unknown, red)
		y.raise(early)
		y.raise(y.finding(nil, []string{y.signal(nil)}, unknown, func(f *outreach.Finding) { f.Family, f.RuleCode = "work", "W07" }))
		y.raise(y.finding(h, []string{y.signal(h)}))
		y.Clock.Advance(time.Minute)
		require.NoError(t, y.Desk.Sweep(ctx, testdb.CountyCode))
		var waiting, merged []models.Alert
		for _, a := range y.all() {
			if a.Status == models.AlertMerged {
				merged = append(merged, a)
			} else {
				waiting = append(waiting, a)
				assert.Equal(t, h.ID, *a.HouseholdID)
				assert.Equal(t, testdb.NextVillage, a.RegionCode)
			}
		}
		require.Len(t, waiting, 2, "one a family")
		require.Len(t, merged, 1)
		into := y.alert(*merged[0].MergedInto)
		assert.Equal(t, models.SeverityRed, into.Severity, "the graver counts")
		assert.Len(t, y.attached(into.ID), 2, "no signal is lost")
		assert.Equal(t, outreach.Raised{Known: 1}, y.raise(y.finding(h, early.SignalIDs, red)), "told again of the household, it is nothing new")
	})
}

func TestRemindersComeBeforeTheLimitAndThenItGoesUp(t *testing.T) {
	tell(t, func(t *testing.T, y *post) {
		h := y.Household()
		y.raise(y.finding(h, []string{y.signal(h)}, red)) // nine in the morning; contact by one in the afternoon
		id := y.only().ID
		steps := func(after time.Duration) []string {
			y.Clock.Advance(after)
			require.NoError(t, y.Desk.Sweep(ctx, testdb.CountyCode))
			require.NoError(t, y.Desk.Sweep(ctx, testdb.CountyCode), "a second sweep finds nothing to do")
			return y.Steps("alert", id)[2:]
		}
		assert.Empty(t, steps(2*time.Hour+59*time.Minute))
		assert.Equal(t, []string{"remind"}, steps(time.Minute), "a quarter of the time is left")
		assert.Equal(t, []string{"remind"}, steps(59*time.Minute))
		assert.Equal(t, []string{"remind", "escalate"}, steps(time.Minute), "nobody was called in time")
		assert.Equal(t, models.EscalatedToTown, y.only().EscalatedTo)
		assert.Equal(t, models.AlertEscalated, y.only().Status)
		assert.Equal(t, []string{"remind", "escalate"}, steps(4*time.Hour-time.Minute))
		assert.Equal(t, []string{"remind", "escalate", "escalate_county"}, steps(time.Minute))
		assert.Equal(t, models.EscalatedToCounty, y.only().EscalatedTo)
		assert.Len(t, steps(100*time.Hour), 3, "nobody is above the county")
		_, err := y.Desk.AcceptAlert(ctx, y.Aide, id)
		require.NoError(t, err, "an alert that went up can still be taken up")
	})
}

func TestAContactMovesTheClockOnToTheVisit(t *testing.T) {
	tell(t, func(t *testing.T, y *post) {
		h := y.Household()
		y.raise(y.finding(h, []string{y.signal(h)}, red))
		id := y.only().ID
		a, err := y.Desk.ContactAlert(ctx, y.Aide, id, models.AlertContact{})
		require.NoError(t, err)
		assert.Nil(t, a.ContactedAt, "nobody was reached")
		a, err = y.Desk.ContactAlert(ctx, y.Aide, id, models.AlertContact{Reached: true})
		require.NoError(t, err)
		assert.Equal(t, a.DueAt.UTC(), a.NextDueAt.UTC())
		y.Clock.Advance(5 * time.Hour)
		require.NoError(t, y.Desk.Sweep(ctx, testdb.CountyCode))
		assert.Equal(t, models.AlertAssigned, y.only().Status, "the contact was in time")
		y.Clock.Advance(19 * time.Hour)
		require.NoError(t, y.Desk.Sweep(ctx, testdb.CountyCode))
		assert.Equal(t, models.AlertEscalated, y.only().Status, "the visit was not")
		assert.Equal(t, []string{"raise", "assign", "try", "contact", "remind", "escalate"}, withoutDoubles(y.Steps("alert", id)))
	})
}

// withoutDoubles keeps the first of equal neighbours.
func withoutDoubles(list []string) (out []string) {
	for i, s := range list {
		if i == 0 || list[i-1] != s {
			out = append(out, s)
		}
	}
	return out
}

func TestAnAlertOfTheWrongPlaceIsReturnedAndAssignedAnew(t *testing.T) {
	tell(t, func(t *testing.T, y *post) {
		out := y.raise(y.finding(nil, []string{y.signal(nil)}, func(f *outreach.Finding) { f.RegionCode, f.PersonIndex = testdb.Village, []byte("x") }))
		id := out.IDs[0]
		_, err := y.Desk.ReturnAlert(ctx, y.Aide, id, " ")
		faulty(t, err, "reason", "required")
		a, err := y.Desk.ReturnAlert(ctx, y.Aide, id, "不是本村人")
		require.NoError(t, err)
		assert.Nil(t, a.AssignedAideID)
		_, err = y.Desk.AssignAlert(ctx, y.Clerk, id, models.AlertAssignment{AideID: y.OtherAide.AccountID})
		faulty(t, err, "aide_id", "aide_elsewhere")
		_, err = y.Desk.AssignAlert(ctx, y.Clerk, id, models.AlertAssignment{AideID: y.OtherAide.AccountID, RegionCode: testdb.OtherVillage})
		faulty(t, err, "region_code", "region_outside")
		_, err = y.Desk.AssignAlert(ctx, y.OtherClerk, id, models.AlertAssignment{AideID: y.OtherAide.AccountID})
		refused(t, err, models.KindNotFound, "not_found")
		a, err = y.Desk.AssignAlert(ctx, y.Staff, id, models.AlertAssignment{AideID: y.OtherAide.AccountID, RegionCode: testdb.OtherVillage})
		require.NoError(t, err)
		assert.Equal(t, models.AlertAssigned, a.Status)
		assert.Equal(t, testdb.OtherVillage, a.RegionCode)
		_, err = y.Desk.AcceptAlert(ctx, y.Aide, id)
		refused(t, err, models.KindNotFound, "not_found")
		_, err = y.Desk.AcceptAlert(ctx, y.OtherAide, id)
		require.NoError(t, err)
	})
}

func TestOfTwoWhoAcceptAtOnceOneDoes(t *testing.T) {
	tell(t, func(t *testing.T, y *post) {
		other := y.helper(testdb.Village)
		h := y.Household()
		y.raise(y.finding(h, []string{y.signal(h)}))
		id := y.only().ID
		var wg sync.WaitGroup
		errs := make([]error, 6)
		for i := range errs {
			by := []models.Actor{y.Aide, other}[i%2]
			wg.Go(func() { _, errs[i] = y.Desk.AcceptAlert(ctx, by, id) })
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
				continue
			}
			assert.Equal(t, models.KindConflict, models.KindOf(err), err)
		}
		assert.Equal(t, 1, won)
	})
}

func TestAResultLinksTheVisitTheApplicationAndTheNeeds(t *testing.T) {
	tell(t, func(t *testing.T, y *post) {
		h, other := y.Household(), y.Household()
		y.raise(y.finding(h, []string{y.signal(h)}))
		id := y.only().ID
		p, far := y.ReliefApplication(h), y.ReliefApplication(other)
		n := y.NeedSubmitted(h)
		w := y.Window(h, y.Today(), y.Today(), func(w *models.VisitWindow) { w.Kind = models.VisitAlert })
		v := y.Visit(w, y.Today(), func(v *models.Visit) { v.AlertID = &id })
		for _, c := range []struct {
			in          models.AlertVerdict
			field, code string
		}{
			{models.AlertVerdict{}, "result_code", "required"},
			{models.AlertVerdict{ResultCode: "A9"}, "result_code", "alert_result"},
			{models.AlertVerdict{ResultCode: "A4"}, "note", "note_for_result"},
			{models.AlertVerdict{ResultCode: "A5", NeedIDs: []string{n.ID}}, "need_ids", "not_of_result"},
			{models.AlertVerdict{ResultCode: "A3", ApplicationID: p.ID}, "application_id", "not_of_result"},
			{models.AlertVerdict{ResultCode: "A2", ApplicationID: far.ID}, "application_id", "of_other_household"},
			{models.AlertVerdict{ResultCode: "A3", NeedIDs: []string{y.ID()}}, "need_ids", "of_other_household"},
			{models.AlertVerdict{ResultCode: "A5", VisitID: y.ID()}, "visit_id", "of_other_household"},
		} {
			_, err := y.Desk.VerifyAlert(ctx, y.Aide, id, c.in)
			faulty(t, err, c.field, c.code)
		}
		a, err := y.Desk.VerifyAlert(ctx, y.Aide, id, models.AlertVerdict{ResultCode: "A2", Note: "住院自费两万多", ApplicationID: p.ID, NeedIDs: []string{n.ID}})
		require.NoError(t, err)
		assert.Equal(t, v.ID, *a.VerifyVisitID, "the visit recorded for it")
		assert.Equal(t, "住院自费两万多", a.Note)
		assert.Nil(t, a.NextDueAt)
		had, err := y.Store.Application(ctx, store.Key{County: h.CountyCode, ID: p.ID})
		require.NoError(t, err)
		assert.Equal(t, id, *had.SourceID)
		assert.Equal(t, id, *y.NeedNow(n.ID).SourceID)
		assert.Equal(t, "alert", y.NeedNow(n.ID).Source)
		_, err = y.Desk.VerifyAlert(ctx, y.Aide, id, models.AlertVerdict{ResultCode: "A5"})
		refused(t, err, models.KindConflict, "step_not_allowed")
		a, err = y.Desk.CloseAlert(ctx, y.Aide, id)
		require.NoError(t, err)
		assert.Equal(t, y.Today().AddDays(90), a.RestUntil)
	})
}

func TestAVisitForAnAlertIsItsContact(t *testing.T) {
	tell(t, func(t *testing.T, y *post) {
		h := y.Household()
		y.raise(y.finding(h, []string{y.signal(h)}))
		id := y.only().ID
		v := &models.Visit{CountyCode: h.CountyCode, HouseholdID: h.ID, AlertID: &id}
		y.write(func(s *store.Store) error { return outreach.VisitedAlert(ctx, s, y.Aide, v) })
		assert.Equal(t, models.AlertVisiting, y.only().Status)
		assert.Nil(t, y.only().ContactedAt, "nobody was at home")
		v.Reached = true
		y.write(func(s *store.Store) error { return outreach.VisitedAlert(ctx, s, y.Aide, v) })
		assert.NotNil(t, y.only().ContactedAt)
		err := y.Store.InTx(ctx, func(s *store.Store) error {
			return outreach.VisitedAlert(ctx, s, y.Aide, &models.Visit{CountyCode: h.CountyCode, HouseholdID: y.ID(), AlertID: &id})
		})
		faulty(t, err, "alert_id", "alert_of_another")
	})
}

func TestNobodyReachesAnAlertBeyondTheirPlaceOrRole(t *testing.T) {
	tell(t, func(t *testing.T, y *post) {
		h := y.Household()
		y.raise(y.finding(h, []string{y.signal(h)}))
		id := y.only().ID
		verbs := map[string]func(models.Actor) error{
			"accept": func(by models.Actor) error { _, err := y.Desk.AcceptAlert(ctx, by, id); return err },
			"contact": func(by models.Actor) error {
				_, err := y.Desk.ContactAlert(ctx, by, id, models.AlertContact{})
				return err
			},
			"return": func(by models.Actor) error { _, err := y.Desk.ReturnAlert(ctx, by, id, "不对"); return err },
			"visit":  func(by models.Actor) error { _, err := y.Desk.VisitAlert(ctx, by, id); return err },
			"verify": func(by models.Actor) error {
				_, err := y.Desk.VerifyAlert(ctx, by, id, models.AlertVerdict{ResultCode: "A5"})
				return err
			},
			"close": func(by models.Actor) error { _, err := y.Desk.CloseAlert(ctx, by, id); return err },
		}
		for name, verb := range verbs {
			for _, by := range []models.Actor{y.OtherAide, y.OtherClerk, y.FarAide} {
				refused(t, verb(by), models.KindNotFound, "not_found")
			}
			for _, by := range []models.Actor{y.Staff, y.Operator, y.Auditor, y.Province, y.DeptSource, y.Resident} {
				assert.Equal(t, models.KindForbidden, models.KindOf(verb(by)), "%s by %s", name, by.Role)
			}
		}
		assign := models.AlertAssignment{AideID: y.Aide.AccountID}
		_, err := y.Desk.AssignAlert(ctx, y.Aide, id, assign)
		refused(t, err, models.KindForbidden, "role_may_not")
		for _, by := range []models.Actor{y.Resident, y.DeptSource, y.Province} {
			_, _, err := y.Desk.Alerts(ctx, by, outreach.AlertFilter{}, outreach.Page{Limit: 1})
			assert.Equal(t, models.KindForbidden, models.KindOf(err), by.Role)
		}
	})
}

func TestAReasonThatIsTooLongIsToldHowLongItMayBe(t *testing.T) {
	tell(t, func(t *testing.T, y *post) {
		long := strings.Repeat("字", 301)
		_, alert := y.Desk.ReturnAlert(ctx, y.Aide, y.ID(), long)
		_, level := y.Desk.RejectLevel(ctx, y.Clerk, y.ID(), long)
		for _, err := range []error{alert, level} {
			var fault *models.Error
			require.ErrorAs(t, err, &fault)
			assert.Equal(t, []models.FieldError{{Field: "reason", Code: "text_too_long", Args: models.Args{"param": 300}}}, fault.Fields)
		}
	})
}
