package flow

import (
	"context"
	"slices"
	"strconv"

	"zhulian/models"
	"zhulian/store"
)

// Visited is a visit with the window that it answers and the report that it made.
type Visited struct {
	Visit  *models.Visit
	Window *models.VisitWindow
	Report *models.ChildReport
}

// KeepVisit writes down a visit of a household, which must be held: it tells whether the visit counts, lets it satisfy at most one window, tells
// the town of a household that was not met on two days, and passes on a child at risk. Errors: Invalid, Conflict already_exists.
func KeepVisit(ctx context.Context, s *store.Store, by models.Actor, h *models.Household, in models.VisitDraft, with ...func(*models.Visit)) (*Visited, error) {
	now := s.Now()
	v := in.Row(h, models.Origin{At: now, By: by.AccountID, NewID: func() string { return models.NewID(now) }})
	for _, f := range with {
		f(v)
	}
	for _, id := range v.PersonsSeen {
		if !slices.ContainsFunc(h.Persons, func(p models.Person) bool { return p.ID == id }) {
			return nil, models.InvalidField("persons_seen", "not_a_member")
		}
	}
	w, err := judge(ctx, s, v, in.WindowID)
	if err != nil {
		return nil, err
	}
	out := &Visited{Visit: v}
	if w != nil {
		if v.WindowID = &w.ID; v.AlertID == nil {
			v.Kind = w.Kind
		}
	}
	if err := s.InsertVisit(ctx, v); err != nil {
		return nil, err
	}
	record(s, by, visitEvent(v, "record"), map[string]string{"household_id": h.ID, "mode": string(v.Mode), "valid": strconv.FormatBool(v.Valid), "flaw": string(v.InvalidReason)})
	if w != nil {
		if out.Window, err = w, answer(ctx, s, by, w, v); err != nil {
			return nil, err
		}
	}
	if err := tellAbsent(ctx, s, by, v); err != nil {
		return nil, err
	}
	out.Report, err = passOn(ctx, s, by, v, in.ChildNote)
	return out, err
}

func visitEvent(v *models.Visit, step string) models.Event {
	return models.Event{CountyCode: v.CountyCode, Noun: "visit", ObjectID: v.ID, RegionCode: v.RegionCode, Step: step}
}

// judge finds the window that a visit answers, and says on the visit whether it counts. Without a window it counts as a contact of any kind.
func judge(ctx context.Context, s *store.Store, v *models.Visit, asked string) (*models.VisitWindow, error) {
	day, at := models.DateOf(v.CheckedInAt), store.Key{County: v.CountyCode, ID: v.HouseholdID}
	earlier, _, err := s.Visits(ctx, store.VisitFilter{Scope: store.Scope{County: v.CountyCode}, Household: v.HouseholdID, Day: day},
		store.Page{Limit: models.VisitMostSameDay + 1})
	if err != nil {
		return nil, err
	}
	windows, err := s.WindowsOf(ctx, at, day, day)
	if err != nil {
		return nil, err
	}
	windows = slices.DeleteFunc(windows, func(w models.VisitWindow) bool { return !w.Answerable(day, models.DateOf(s.Now())) })
	w, err := windowFor(v, windows, asked, len(earlier))
	mode := models.WindowAny
	if w != nil {
		mode = w.Mode
	}
	v.InvalidReason = models.VisitFlaw(*v, mode, len(earlier))
	v.Valid = v.InvalidReason == ""
	return w, err
}

// windowFor chooses the window that was asked for; else that of the alert; else the first to end that the visit satisfies; else the first to end
// that a visit of its kind could have satisfied.
func windowFor(v *models.Visit, windows []models.VisitWindow, asked string, earlier int) (*models.VisitWindow, error) {
	find := func(holds func(models.VisitWindow) bool) *models.VisitWindow {
		if i := slices.IndexFunc(windows, holds); i >= 0 {
			return &windows[i]
		}
		return nil
	}
	if asked != "" {
		w := find(func(w models.VisitWindow) bool { return w.ID == asked })
		if w == nil {
			return nil, models.InvalidField("window_id", "window_closed")
		}
		return w, nil
	}
	flaw := func(w models.VisitWindow) models.VisitFlawCode { return models.VisitFlaw(*v, w.Mode, earlier) }
	for _, holds := range []func(models.VisitWindow) bool{
		func(w models.VisitWindow) bool {
			return v.AlertID != nil && w.AlertID != nil && *w.AlertID == *v.AlertID && flaw(w) == ""
		},
		func(w models.VisitWindow) bool { return flaw(w) == "" },
		func(w models.VisitWindow) bool {
			return flaw(w) != models.VisitWrongMode && models.VisitWindowSteps.Allows("fail", w.Status)
		},
	} {
		if w := find(holds); w != nil {
			return w, nil
		}
	}
	return nil, nil
}

// answer moves a window to where a visit leads it.
func answer(ctx context.Context, s *store.Store, by models.Actor, w *models.VisitWindow, v *models.Visit) error {
	step := "fail"
	if v.Valid {
		step, w.ValidVisitID = "complete", &v.ID
	} else if !models.VisitWindowSteps.Allows(step, w.Status) {
		return nil // it was missed, or another visit did not count before
	}
	return TakeWindow(ctx, s, by, w, step)
}

// TakeWindow takes a declared step of a visit window. Errors: Conflict.
func TakeWindow(ctx context.Context, s *store.Store, by models.Actor, w *models.VisitWindow, step string) error {
	from := w.Status
	to, err := models.VisitWindowSteps.Next(step, from)
	if err != nil {
		return err
	}
	w.Status = to
	if err := s.StepWindow(ctx, w, from); err != nil {
		return err
	}
	record(s, by, models.Event{CountyCode: w.CountyCode, Noun: "visit_window", ObjectID: w.ID, RegionCode: w.RegionCode, Step: step,
		FromStatus: string(from), ToStatus: string(to)}, map[string]string{"household_id": w.HouseholdID})
	return nil
}

// absentLook is how many visits back it is asked whether somebody was met.
const absentLook = 20

// tellAbsent tells the town when a household was met on no visit of two days in a row.
func tellAbsent(ctx context.Context, s *store.Store, by models.Actor, v *models.Visit) error {
	if v.Reached {
		return nil
	}
	last, err := s.VisitsOf(ctx, store.Key{County: v.CountyCode, ID: v.HouseholdID}, absentLook)
	if err != nil {
		return err
	}
	today, days := models.DateOf(v.CheckedInAt), map[models.Date]bool{}
	first := true // the first in vain of its day: the note goes out once
	for _, r := range last {
		if r.Reached {
			break
		}
		day := models.DateOf(r.CheckedInAt)
		first = first && (r.ID == v.ID || day != today)
		days[day] = true
	}
	if len(days) == 2 && first {
		record(s, by, visitEvent(v, "absent_twice"), map[string]string{"household_id": v.HouseholdID})
	}
	return nil
}

// passOn makes the report of a child at risk. What was seen stays in it, and goes into no event and no need.
func passOn(ctx context.Context, s *store.Store, by models.Actor, v *models.Visit, seen string) (*models.ChildReport, error) {
	if !v.ChildAtRisk {
		return nil, nil
	}
	now := s.Now()
	r := &models.ChildReport{CountyCode: v.CountyCode, ID: models.NewID(now), VisitID: v.ID, HouseholdID: v.HouseholdID, RegionCode: v.RegionCode,
		Seen: models.CleanText(seen), Status: models.ChildOpen, ReportedTo: []string{}, CreatedBy: by.AccountID, CreatedAt: now, UpdatedAt: now, Version: 1}
	if err := s.InsertChildReport(ctx, r); err != nil {
		return nil, err
	}
	record(s, by, models.Event{CountyCode: r.CountyCode, Noun: "child_report", ObjectID: r.ID, RegionCode: r.RegionCode, Step: "raise",
		ToStatus: string(r.Status)}, map[string]string{"visit_id": v.ID})
	return r, nil
}

// KeepMealCard writes down a delivery of meals as a visit by a third party, for which the one who brought it answered the card. The
// household must be held.
func KeepMealCard(ctx context.Context, s *store.Store, by models.Actor, h *models.Household, f *models.Fulfilment, card models.MealCard) error {
	at := s.Now()
	if f.OccurredAt != nil {
		at = *f.OccurredAt
	}
	_, err := KeepVisit(ctx, s, by, h, card.Draft(h.ID, at, f.Minutes), func(v *models.Visit) { v.FulfilmentID = &f.ID })
	return err
}
