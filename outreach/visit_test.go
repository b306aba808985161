package outreach_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/outreach"
	"zhulian/store"
)

func code(err error) string {
	if e, ok := err.(*models.Error); ok { //nolint:errorlint // verbs answer it bare
		if len(e.Fields) > 0 {
			return e.Fields[0].Field + " " + e.Fields[0].Code
		}
		return e.Code
	}
	return ""
}

// What is said of a visit, what becomes of it and of the two windows that are open: one at home until the 31st, one of any kind until the 15th.
func TestAVisitAnswersTheFirstWindowThatItSatisfies(t *testing.T) {
	phone := func(d *models.VisitDraft) {
		d.Mode, d.DurationMin, d.PaperSignature = models.VisitByPhone, ptr(2), false
	}
	for name, c := range map[string]struct {
		say       func(*models.VisitDraft)
		valid     bool
		flaw      models.VisitFlawCode
		home, any models.VisitWindowStatus
	}{
		"at home: the first to end":               {func(*models.VisitDraft) {}, true, "", "due", "done"},
		"by phone: the one of any kind":           {phone, true, "", "due", "done"},
		"by phone, for a minute":                  {func(d *models.VisitDraft) { phone(d); d.DurationMin = ptr(1) }, false, "too_short", "due", "invalid"},
		"at home, nobody there":                   {func(d *models.VisitDraft) { d.Reached = ptr(false) }, false, "nobody_reached", "due", "invalid"},
		"at home, a place 556 metres away":        {func(d *models.VisitDraft) { d.PaperSignature, d.Lat, d.Lng = false, ptr(28.905), ptr(123.6) }, false, "too_far", "due", "invalid"},
		"at home, a place 445 metres away":        {func(d *models.VisitDraft) { d.PaperSignature, d.Lat, d.Lng = false, ptr(28.904), ptr(123.6) }, true, "", "due", "done"},
		"at home, one of five left out":           {func(d *models.VisitDraft) { d.AllFine, d.Health = false, ptr(0) }, false, "form_incomplete", "due", "invalid"},
		"at home, all fine but one":               {func(d *models.VisitDraft) { d.Health = ptr(2) }, true, "", "due", "done"},
		"by phone for the one that asks for home": {func(d *models.VisitDraft) { phone(d); d.WindowID = "home" }, false, "wrong_mode", "invalid", "due"},
		"at home for the one that was asked for":  {func(d *models.VisitDraft) { d.WindowID = "home" }, true, "", "done", "due"},
	} {
		t.Run(name, func(t *testing.T) {
			testdb.Each(t, func(t *testing.T, s *store.Store) {
				v := settle(t, s)
				h := v.Household(func(d *models.HouseholdDraft) { d.Lat, d.Lng = ptr(28.9), ptr(123.6) })
				due := func(w *models.VisitWindow) { w.Status = models.WindowDue }
				home := v.Window(h, "2026-03-01", "2026-03-31", due)
				other := v.Window(h, "2026-03-01", "2026-03-15", due, func(w *models.VisitWindow) { w.Mode = models.WindowAny })
				in := fine(h)
				if c.say(&in); in.WindowID == "home" {
					in.WindowID = home.ID
				}
				got, err := v.desk.RecordVisit(v.ctx, v.Aide, in)
				require.NoError(t, err)
				require.Equal(t, c.valid, got.Valid)
				require.Equal(t, c.flaw, got.InvalidReason)
				for w, want := range map[string]models.VisitWindowStatus{home.ID: c.home, other.ID: c.any} {
					row, err := s.VisitWindow(v.ctx, store.Key{County: h.CountyCode, ID: w})
					require.NoError(t, err)
					require.Equal(t, want, row.Status)
				}
			})
		})
	}
}

func TestTwoVisitsAtOnceAnswerOneWindowOnce(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		v := settle(t, s)
		h := v.Household()
		w := v.Window(h, "2026-03-01", "2026-03-31")
		var all sync.WaitGroup
		got, errs := make([]*models.Visit, 4), make([]error, 4)
		for i := range got {
			all.Go(func() { got[i], errs[i] = v.desk.RecordVisit(v.ctx, v.Aide, fine(h)) })
		}
		all.Wait()
		answered, counted := 0, 0
		for i, r := range got {
			require.NoError(t, errs[i])
			if r.Valid {
				counted++
			}
			if r.WindowID != nil {
				require.Equal(t, w.ID, *r.WindowID)
				require.True(t, r.Valid)
				answered++
			}
		}
		require.Equal(t, []int{1, 2}, []int{answered, counted}, "one window, and two of a day count")
		row, err := s.VisitWindow(v.ctx, store.Key{County: h.CountyCode, ID: w.ID})
		require.NoError(t, err)
		require.Equal(t, models.WindowDone, row.Status)
	})
}

func TestAVisitWrittenDownLateStillCounts(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		v := settle(t, s)
		h := v.Household()
		w := v.Window(h, "2026-03-01", "2026-03-04")
		at := s.Now()
		v.Clock.Advance(4 * 24 * time.Hour)
		v.sweep()
		row, err := s.VisitWindow(v.ctx, store.Key{County: h.CountyCode, ID: w.ID})
		require.NoError(t, err)
		require.Equal(t, models.WindowMissed, row.Status)
		in := fine(h)
		in.CheckedInAt = &at
		got, err := v.desk.RecordVisit(v.ctx, v.Aide, in)
		require.NoError(t, err)
		require.Equal(t, w.ID, *got.WindowID)
		in.CheckedInAt = ptr(at.AddDate(0, 0, -10))
		_, err = v.desk.RecordVisit(v.ctx, v.Aide, in)
		require.Equal(t, "checked_in_at too_old", code(err))
		in.CheckedInAt = ptr(s.Now().Add(time.Hour))
		_, err = v.desk.RecordVisit(v.ctx, v.Aide, in)
		require.Equal(t, "checked_in_at in_future", code(err))
		in = fine(h)
		in.WindowID = w.ID
		_, err = v.desk.RecordVisit(v.ctx, v.Aide, in)
		require.Equal(t, "window_id window_closed", code(err))
		in = fine(h)
		in.PersonsSeen = []string{v.ID()}
		_, err = v.desk.RecordVisit(v.ctx, v.Aide, in)
		require.Equal(t, "persons_seen not_a_member", code(err))
		in = fine(h)
		in.DurationMin, in.CheckedInAt = nil, ptr(s.Now().Add(-12*time.Minute))
		got, err = v.desk.RecordVisit(v.ctx, v.Aide, in)
		require.NoError(t, err)
		require.Equal(t, 12, got.DurationMin, "until it was saved")
	})
}

func (v *village) events(noun, step string) (n int) {
	v.t.Helper()
	rows, err := v.Store.Events(v.ctx, store.EventFilter{CountyCode: testdb.CountyCode, Noun: noun, Limit: 1000})
	require.NoError(v.t, err)
	for _, e := range rows {
		if e.Step == step {
			n++
		}
	}
	return n
}

func TestTheTownHearsOfAHouseholdThatIsNotMetOnTwoDays(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		v := settle(t, s)
		h := v.Household()
		absent := fine(h)
		absent.Reached = ptr(false)
		try := func(in models.VisitDraft) int {
			_, err := v.desk.RecordVisit(v.ctx, v.Aide, in)
			require.NoError(t, err)
			return v.events("visit", "absent_twice")
		}
		require.Equal(t, []int{0, 0}, []int{try(absent), try(absent)}, "twice on one day")
		v.Clock.Advance(24 * time.Hour)
		require.Equal(t, []int{1, 1}, []int{try(absent), try(absent)}, "told once")
		v.Clock.Advance(24 * time.Hour)
		require.Equal(t, 1, try(fine(h)))
		v.Clock.Advance(24 * time.Hour)
		require.Equal(t, 1, try(absent), "met in between")
		v.Clock.Advance(24 * time.Hour)
		require.Equal(t, 2, try(absent))
	})
}

func TestAChildAtRiskIsPassedOnAndNeverBecomesANeed(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		v := settle(t, s)
		h := v.Household(func(d *models.HouseholdDraft) { d.Persons = append(d.Persons, v.Child()) })
		in := fine(h)
		in.ChildAtRisk = true
		_, err := v.desk.RecordVisit(v.ctx, v.Aide, in)
		require.Equal(t, "child_note required", code(err))
		in.ChildNote = "孩子身上有伤"
		visit, err := v.desk.RecordVisit(v.ctx, v.Aide, in)
		require.NoError(t, err)
		require.Equal(t, 1, v.events("child_report", "raise"))
		lines, _, err := v.desk.ChildReports(v.ctx, v.Clerk, models.ChildOpen, store.Page{Limit: 10})
		require.NoError(t, err)
		require.Len(t, lines, 1)
		require.Empty(t, lines[0].Seen, "a list tells nothing")
		for _, by := range []models.Actor{v.Staff, v.Clerk} {
			r, err := v.desk.ChildReport(v.ctx, by, lines[0].ID)
			require.NoError(t, err)
			require.Equal(t, "孩子身上有伤", r.Seen)
		}
		for _, by := range []models.Actor{v.OtherClerk, v.FarStaff} {
			_, err = v.desk.ChildReport(v.ctx, by, lines[0].ID)
			require.Equal(t, models.KindNotFound, models.KindOf(err))
		}
		for _, by := range []models.Actor{v.Aide, v.Operator, v.Auditor, v.Supplier().Admin} {
			_, err = v.desk.ChildReport(v.ctx, by, lines[0].ID)
			require.Equal(t, models.KindForbidden, models.KindOf(err), by.Role)
		}
		needs, _, err := s.Needs(v.ctx, store.NeedFilter{Scope: store.Scope{County: h.CountyCode}}, store.Page{Limit: 10})
		require.NoError(t, err)
		require.Empty(t, needs)
		move := models.ChildReportMove{Done: "已电话报告派出所"}
		require.Equal(t, "reported_to required", code(v.desk.MoveChildReport(v.ctx, v.Clerk, lines[0].ID, "report", move)))
		require.Equal(t, models.KindConflict, models.KindOf(v.desk.MoveChildReport(v.ctx, v.Clerk, lines[0].ID, "close", move)))
		move.ReportedTo = []string{"police", "civil_affairs"}
		require.NoError(t, v.desk.MoveChildReport(v.ctx, v.Clerk, lines[0].ID, "report", move))
		require.NoError(t, v.desk.MoveChildReport(v.ctx, v.Staff, lines[0].ID, "close", models.ChildReportMove{Done: "已安置"}))
		require.Equal(t, "step_not_allowed", code(v.desk.MoveChildReport(v.ctx, v.Clerk, lines[0].ID, "report", move)))
		file, err := v.desk.Visit(v.ctx, v.Aide, visit.ID)
		require.NoError(t, err)
		require.Nil(t, file.Report, "the aide has passed it on")
	})
}

func TestWhatAVisitFoundBecomesANeedThatLeadsBack(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		v := settle(t, s)
		h, other := v.Household(), v.Household()
		in := fine(h)
		in.Living, in.Wants = ptr(2), "缺米"
		visit, err := v.desk.RecordVisit(v.ctx, v.Aide, in)
		require.NoError(t, err)
		draft := models.NeedDraft{HouseholdID: h.ID, Category: "A01", Title: "缺米", Quantity: ptr(int64(2)), Unit: "袋", Urgency: "normal", Source: "visit", SourceID: visit.ID}
		n, err := v.Desk.SubmitNeed(v.ctx, v.Aide, draft)
		require.NoError(t, err)
		file, err := v.desk.Visit(v.ctx, v.Clerk, visit.ID)
		require.NoError(t, err)
		require.Equal(t, []string{n.ID}, file.IssuesCreated)
		require.Len(t, file.Needs, 1)
		require.Equal(t, "缺米", file.Found.Wants)
		require.Nil(t, file.Place)
		draft.HouseholdID = other.ID
		_, err = v.Desk.SubmitNeed(v.ctx, v.Aide, draft)
		require.Equal(t, "source_id source_of_another", code(err))
		draft.HouseholdID, draft.SourceID = h.ID, v.ID()
		_, err = v.Desk.SubmitNeed(v.ctx, v.Aide, draft)
		require.Equal(t, "source_id source_of_another", code(err))
	})
}

func TestWhoMayVisit(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		v := settle(t, s)
		h := v.Household()
		w := v.Window(h, "2026-03-01", "2026-03-31")
		visit, err := v.desk.RecordVisit(v.ctx, v.Aide, fine(h))
		require.NoError(t, err)
		for _, by := range []models.Actor{v.Clerk, v.Staff, v.Operator, v.Auditor, v.Province, v.Sysadmin, v.DeptSource, v.Supplier().Admin} {
			_, err := v.desk.RecordVisit(v.ctx, by, fine(h))
			require.Equal(t, models.KindForbidden, models.KindOf(err), by.Role)
		}
		for _, by := range []models.Actor{v.OtherAide, v.FarAide} {
			_, err = v.desk.RecordVisit(v.ctx, by, fine(h))
			require.Equal(t, "household_id household_unknown", code(err))
			_, err = v.desk.Visit(v.ctx, by, visit.ID)
			require.Equal(t, models.KindNotFound, models.KindOf(err))
		}
		in := models.ExemptDraft{Code: models.ExemptLeft, Reason: "已迁出"}
		require.Equal(t, models.KindForbidden, models.KindOf(v.desk.GrantExempt(v.ctx, v.Aide, w.ID, in)), "an exemption takes a clerk")
		require.Equal(t, models.KindNotFound, models.KindOf(v.desk.GrantExempt(v.ctx, v.OtherClerk, w.ID, in)))
		require.Equal(t, "step_not_allowed", code(v.desk.GrantExempt(v.ctx, v.Clerk, w.ID, in)), "done is done")
		next := v.Window(h, "2026-04-01", "2026-04-30")
		require.Equal(t, "exempt_not_asked", code(v.desk.RefuseExempt(v.ctx, v.Clerk, next.ID)))
		require.NoError(t, v.desk.AskExempt(v.ctx, v.Aide, next.ID, in))
		lines, _, err := v.desk.Asked(v.ctx, v.Clerk, store.Page{Limit: 10})
		require.NoError(t, err)
		require.Len(t, lines, 1)
		require.Equal(t, "已迁出", lines[0].ExemptReason)
		require.NoError(t, v.desk.RefuseExempt(v.ctx, v.Clerk, next.ID))
		require.NoError(t, v.desk.GrantExempt(v.ctx, v.Clerk, next.ID, in))
		round := models.RoundDraft{Cause: models.RoundTyphoon, Towns: []string{testdb.OtherTown}, StartsOn: "2026-03-03", EndsOn: "2026-03-05"}
		_, err = v.desk.OrderRound(v.ctx, v.Clerk, round)
		require.Equal(t, "towns region_outside_scope", code(err))
	})
}

func TestARoundVisitsEveryHouseholdOfItsTownsOnce(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		v := settle(t, s)
		v.comes("安", "D1", "1948-05-01", "elderly_alone")
		v.comes("陈", "E1", "1980-06-01")
		v.sweep()
		in := models.RoundDraft{Cause: models.RoundFestival, Towns: []string{testdb.Town}, StartsOn: "2026-03-10", EndsOn: "2026-03-12"}
		r, err := v.desk.OrderRound(v.ctx, v.Staff, in)
		require.NoError(t, err)
		require.Equal(t, 2, r.Windows)
		_, err = v.desk.OrderRound(v.ctx, v.Clerk, in)
		require.Equal(t, "round_empty", code(err), "ordered already")
		in.Cause, in.Groups = models.RoundTyphoon, []string{"key"}
		r, err = v.desk.OrderRound(v.ctx, v.Clerk, in)
		require.NoError(t, err)
		require.Equal(t, 1, r.Windows)
		in.EndsOn = "2026-05-01"
		_, err = v.desk.OrderRound(v.ctx, v.Staff, in)
		require.Equal(t, "ends_on round_too_long", code(err))
		require.NoError(t, v.desk.OrderEventVisit(v.ctx, v.Clerk, v.home["陈"].ID, models.EventVisitDraft{Event: models.EventFire}))
		rows := v.windows("陈")
		var event models.VisitWindow
		for _, w := range rows {
			if w.Kind == models.VisitFollowUp && w.PlanID == nil {
				event = w
			}
		}
		require.Equal(t, [3]string{"2026-03-02", "2026-03-04", "home"}, [3]string{string(event.StartsOn), string(event.EndsOn), event.Mode}, "forty-eight hours")
	})
}

func TestALevelIsProposedByTheProgramAndConfirmedByAClerk(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		v := settle(t, s)
		h := v.comes("薄", "D1", "1945-01-01", "elderly_alone")
		v.sweep()
		f, err := v.desk.Level(v.ctx, v.Clerk, h.ID)
		require.NoError(t, err)
		require.NotNil(t, f.Waiting)
		require.Equal(t, []any{1, models.LevelByChange, ""}, []any{f.Waiting.Level, f.Waiting.Cause, f.Waiting.ProposedBy})
		for _, by := range []models.Actor{v.Aide, v.Operator} {
			_, err = v.desk.ConfirmLevel(v.ctx, by, f.Waiting.ID)
			require.Equal(t, models.KindForbidden, models.KindOf(err))
		}
		_, err = v.desk.ConfirmLevel(v.ctx, v.Clerk, f.Waiting.ID)
		require.NoError(t, err)
		now, err := s.Household(v.ctx, store.Key{County: h.CountyCode, ID: h.ID})
		require.NoError(t, err)
		require.Equal(t, 1, now.Level)
		v.Clock.Advance(24 * time.Hour)
		v.sweep()
		in := models.LevelDraft{Housing: ptr(3), Reason: "房屋鉴定为D级"}
		require.NoError(t, v.desk.ProposeLevel(v.ctx, v.Aide, h.ID, in))
		require.Equal(t, models.KindForbidden, models.KindOf(v.desk.ProposeLevel(v.ctx, v.Clerk, h.ID, in)))
		f, err = v.desk.Level(v.ctx, v.Clerk, h.ID)
		require.NoError(t, err)
		require.Equal(t, "房屋鉴定为D级", f.Waiting.Assessment.Lines[5].Person)
		_, err = v.desk.RejectLevel(v.ctx, v.Clerk, f.Waiting.ID, " ")
		require.Equal(t, "reason required", code(err))
		_, err = v.desk.RejectLevel(v.ctx, v.Clerk, f.Waiting.ID, "以鉴定报告为准")
		require.NoError(t, err)
		visit := fine(h)
		visit.Mood = ptr(2)
		_, err = v.desk.RecordVisit(v.ctx, v.Aide, visit)
		require.NoError(t, err)
		f, err = v.desk.Level(v.ctx, v.Clerk, h.ID)
		require.NoError(t, err)
		require.Nil(t, f.Waiting, "the visit leaves it on level I")
		require.Equal(t, 2, f.Found.Value(models.DimSocial))
		require.Equal(t, "2026-03-02", string(f.InForce.FromOn))
		lines, _, err := v.desk.LevelsWaiting(v.ctx, v.Clerk, store.Page{Limit: 5})
		require.NoError(t, err)
		require.Empty(t, lines)
	})
}

func TestAVisitThatChangesALevelProposesIt(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		v := settle(t, s)
		h := v.comes("陈", "E1", "1980-06-01")
		v.sweep()
		f, err := v.desk.Level(v.ctx, v.Clerk, h.ID)
		require.NoError(t, err)
		before := f.Waiting.Score
		v.Clock.Advance(time.Minute)
		in := fine(h)
		in.Safety, in.Mood = ptr(2), ptr(2)
		_, err = v.desk.RecordVisit(v.ctx, v.Aide, in)
		require.NoError(t, err)
		f, err = v.desk.Level(v.ctx, v.Clerk, h.ID)
		require.NoError(t, err)
		require.Equal(t, models.LevelByVisit, f.Waiting.Cause)
		require.Greater(t, f.Waiting.Score, before)
		require.Len(t, f.History, 2)
		require.Equal(t, models.LevelReplaced, f.History[1].Status)
	})
}

func TestWhoTurnsSixtyComesOnTheElderlyList(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		v := settle(t, s)
		h := v.comes("安", "E1", "1966-03-20", "elderly_alone")
		listed := func() (days []models.Date) {
			rows, err := s.Listings(v.ctx, store.Key{County: h.CountyCode, ID: h.ID})
			require.NoError(t, err)
			for _, l := range rows {
				if l.PersonID != nil {
					days = append(days, l.ListedFrom)
				}
			}
			return days
		}
		v.at("2026-03-19")
		require.Empty(t, listed())
		v.at("2026-03-21")
		v.sweep()
		require.Equal(t, []models.Date{"2026-03-20"}, listed())
	})
}

func TestAPictureOfAVisitIsDrawnAnew(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		v := settle(t, s)
		visit, err := v.desk.RecordVisit(v.ctx, v.Aide, fine(v.Household()))
		require.NoError(t, err)
		var plain bytes.Buffer
		require.NoError(t, jpeg.Encode(&plain, image.NewGray(image.Rect(0, 0, 8, 8)), nil))
		place := append([]byte("\xff\xd8\xff\xe1\x00\x10Exif\x00\x00GPS 28.9"), plain.Bytes()[2:]...)
		a, err := v.desk.AddVisitPhoto(v.ctx, v.Aide, visit.ID, "", place)
		require.NoError(t, err)
		read, err := v.desk.VisitPhoto(v.ctx, v.Clerk, visit.ID, a.ID)
		require.NoError(t, err)
		require.NotContains(t, string(read.Content), "GPS")
		for range outreach.PhotoMost - 1 {
			_, err = v.desk.AddVisitPhoto(v.ctx, v.Aide, visit.ID, "", plain.Bytes())
			require.NoError(t, err)
		}
		_, err = v.desk.AddVisitPhoto(v.ctx, v.Aide, visit.ID, "", plain.Bytes())
		require.Equal(t, "photos_full", code(err))
		_, err = v.desk.AddVisitPhoto(v.ctx, v.Aide, visit.ID, "", []byte("no picture"))
		require.Equal(t, models.KindUnsupported, models.KindOf(err))
		_, err = v.desk.VisitPhoto(v.ctx, v.OtherClerk, visit.ID, a.ID)
		require.Equal(t, models.KindNotFound, models.KindOf(err))
	})
}

func TestADeliveryOfMealsCountsAsAVisitOnlyWithItsCard(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		v := settle(t, s)
		h, g := v.Household(), v.Supplier(func(d *models.SupplierDraft) {
			d.Licences = []models.Licence{{Kind: models.LicenceFood, Number: "JY1", ValidTo: "2028-01-01"}}
		})
		meals := v.Need(h, func(d *models.NeedDraft) { d.Category, d.Title, d.Unit = models.MealCategory, "送餐", "份" })
		m := g.Promise(meals, g.Offer(func(d *models.OfferDraft) { d.Category, d.Unit, d.Mode = models.MealCategory, "份", "service" }), 10)
		w := v.Window(h, "2026-03-01", "2026-03-31", func(w *models.VisitWindow) { w.Mode = models.WindowAny })
		deliver := func(card *models.MealCard, minutes *int) (*models.Fulfilment, error) {
			return v.Desk.RecordFulfilment(v.ctx, g.Admin, m.ID, models.FulfilmentDraft{Quantity: 1, OccurredAt: ptr(s.Now()), Minutes: minutes, Card: card})
		}
		_, err := deliver(nil, ptr(10))
		require.NoError(t, err)
		rows, err := s.VisitsOf(v.ctx, store.Key{County: h.CountyCode, ID: h.ID}, 10)
		require.NoError(t, err)
		require.Empty(t, rows, "no card, no visit")
		_, err = deliver(&models.MealCard{Well: ptr(0), Eats: ptr(1)}, ptr(10))
		require.Equal(t, "card.home required", code(err))
		f, err := deliver(&models.MealCard{Well: ptr(0), Eats: ptr(1), Home: ptr(0)}, ptr(6))
		require.NoError(t, err)
		rows, err = s.VisitsOf(v.ctx, store.Key{County: h.CountyCode, ID: h.ID}, 10)
		require.NoError(t, err)
		require.Len(t, rows, 1)
		require.Equal(t, []any{models.VisitThirdParty, true, f.ID, w.ID, 1}, []any{rows[0].Mode, rows[0].Valid, *rows[0].FulfilmentID, *rows[0].WindowID, rows[0].Found.Living})
		rice := g.Promise(v.Need(h), g.Offer(), 10)
		_, err = v.Desk.RecordFulfilment(v.ctx, g.Admin, rice.ID, models.FulfilmentDraft{Quantity: 1, OccurredAt: ptr(s.Now()), Card: &models.MealCard{Well: ptr(0), Eats: ptr(0), Home: ptr(0)}})
		require.Equal(t, "card card_not_meal", code(err))
	})
}
