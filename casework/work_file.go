package casework

import (
	"context"
	"slices"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// WorkFilter narrows a list of paths to work.
type WorkFilter = store.WorkFilter

// WorkLine is a path in a list, with whose it is and what the training is.
type WorkLine struct {
	models.WorkPath
	PersonName, OfferTitle, SupplierName, Village string
}

// Works lists paths to work with whose they are; the look is logged. Errors: Forbidden.
func (d *Desk) Works(ctx context.Context, by models.Actor, f WorkFilter, p store.Page) ([]WorkLine, string, error) {
	sc, err := flow.ListScope(by, models.WorkView)
	if err != nil {
		return nil, "", err
	}
	f.Scope = sc
	rows, next, err := d.Store.Works(ctx, f, p)
	if err != nil || len(rows) == 0 {
		return nil, next, err
	}
	out, err := d.workLines(ctx, by, rows)
	if err != nil {
		return nil, "", err
	}
	var households []string
	for _, r := range rows {
		if !slices.Contains(households, r.HouseholdID) {
			households = append(households, r.HouseholdID)
		}
	}
	err = d.Store.InTx(ctx, func(s *store.Store) error { return d.seen(ctx, s, by, "list", []string{"name"}, households...) })
	return out, next, err
}

// workLines names whose the paths are; a minor only to who may see it.
func (d *Desk) workLines(ctx context.Context, by models.Actor, rows []models.WorkPath) ([]WorkLine, error) {
	county := by.CountyCode
	var households, offers, suppliers, places []string
	for _, r := range rows {
		households, places = append(households, r.HouseholdID), append(places, r.RegionCode)
		if r.OfferID != nil {
			offers, suppliers = append(offers, *r.OfferID), append(suppliers, r.SupplierID)
		}
	}
	members, err := d.Store.Persons(ctx, county, households...)
	if err != nil {
		return nil, err
	}
	if _, err := flow.ShieldMinors(ctx, d.Store, by, members); err != nil {
		return nil, err
	}
	titles, err := d.Store.OffersByID(ctx, county, offers)
	if err != nil {
		return nil, err
	}
	givers, err := d.Store.SuppliersByID(ctx, county, suppliers)
	if err != nil {
		return nil, err
	}
	names, err := d.Store.RegionNames(ctx, places)
	out := make([]WorkLine, len(rows))
	for i, r := range rows {
		out[i] = WorkLine{WorkPath: r, SupplierName: givers[r.SupplierID].Name, Village: names[r.RegionCode]}
		if p := member(members[r.HouseholdID], r.PersonID); p != nil {
			out[i].PersonName = p.Name
		}
		if r.OfferID != nil {
			out[i].OfferTitle = titles[*r.OfferID].Title
		}
	}
	return out, err
}

// WorkFile is a path with everything that its page shows: the thread, the sessions with who came, the checks, and what may be done now.
type WorkFile struct {
	WorkLine
	HouseholdNo string
	HeadFen     *int64 // what the household has now, a month for each head
	Suggestion  *models.Suggestion
	NeedTitle   string
	Sessions    []Attended
	Checks      []models.WorkCheck
	Promises    []models.Match // with places for this person
	Events      []models.Event
	Names       map[string]string
	Due         int // the check that is due, in days; 0 for none
	Can         WorkCan
}

// Attended is a session with whether the person came; nil: not marked.
type Attended struct {
	models.CourseSession
	Present *bool
}

// Came tells whether the person was marked as having come.
func (a Attended) Came() bool { return a.Present != nil && *a.Present }

// WorkCan says what the actor may do with a path as it stands.
type WorkCan struct{ Enrol, End, Place, Check, Lose, Income, Close bool }

func workCan(by models.Actor, r *models.WorkPath, today models.Date) WorkCan {
	if models.ScopeOf(by, models.WorkEdit) == models.ScopeNone {
		return WorkCan{}
	}
	allows := models.WorkSteps.Allows
	return WorkCan{Enrol: r.Status == models.WorkSuggested, End: allows("complete", r.Status), Place: allows("place", r.Status),
		Check: r.DueCheck(today) > 0 && r.Status != models.WorkClosed, Lose: allows("lose", r.Status),
		Income: r.Status != models.WorkClosed, Close: allows("close", r.Status)}
}

// Work shows one path; the look is logged. Errors: NotFound.
func (d *Desk) Work(ctx context.Context, by models.Actor, id string) (*WorkFile, error) {
	if _, err := models.Authorise(by, models.WorkView); err != nil {
		return nil, err
	}
	r, err := d.Store.Work(ctx, key(by, id))
	if err != nil {
		return nil, err
	}
	if err := flow.Within(by, models.WorkView, workSubject(*r)); err != nil {
		return nil, err
	}
	lines, err := d.workLines(ctx, by, []models.WorkPath{*r})
	if err != nil {
		return nil, err
	}
	f := &WorkFile{WorkLine: lines[0], Due: r.DueCheck(d.today()), Can: workCan(by, r, d.today())}
	for _, fill := range []func(context.Context, *WorkFile) error{d.fillThread, d.fillSessions, d.fillPromises, d.fillWorkEvents} {
		if err := fill(ctx, f); err != nil {
			return nil, err
		}
	}
	return f, d.Store.InTx(ctx, func(s *store.Store) error {
		return d.seen(ctx, s, by, "view", []string{"name", "job", "income"}, r.HouseholdID)
	})
}

func (d *Desk) fillThread(ctx context.Context, f *WorkFile) error {
	h, err := d.Store.Household(ctx, store.Key{County: f.CountyCode, ID: f.HouseholdID})
	if err != nil {
		return err
	}
	f.HouseholdNo, f.HeadFen = h.No, h.MonthlyIncomeFen
	f.Can.Enrol = f.Can.Enrol && h.Status == models.HouseholdActive
	if f.SuggestionID != nil {
		if f.Suggestion, err = d.Store.Suggestion(ctx, store.Key{County: f.CountyCode, ID: *f.SuggestionID}); err != nil {
			return err
		}
	}
	if f.NeedID != nil {
		n, err := d.Store.Need(ctx, store.Key{County: f.CountyCode, ID: *f.NeedID})
		if err != nil {
			return err
		}
		f.NeedTitle = n.TitlePublic
	}
	f.Checks, err = d.Store.WorkChecks(ctx, store.Key{County: f.CountyCode, ID: f.ID})
	return err
}

func (d *Desk) fillSessions(ctx context.Context, f *WorkFile) error {
	if f.OfferID == nil {
		return nil
	}
	sessions, err := d.Store.Courses(ctx, f.CountyCode, *f.OfferID)
	if err != nil {
		return err
	}
	marks, err := d.Store.AttendancesOf(ctx, store.Key{County: f.CountyCode, ID: f.ID})
	came := map[string]*bool{}
	for i := range marks {
		came[marks[i].SessionID] = &marks[i].Present
	}
	for _, r := range sessions[*f.OfferID] {
		f.Sessions = append(f.Sessions, Attended{r, came[r.ID]})
	}
	return err
}

// fillPromises finds the promises of the household under which this person could be given a place.
func (d *Desk) fillPromises(ctx context.Context, f *WorkFile) error {
	if !f.Can.Enrol {
		return nil
	}
	rows, err := d.Store.AllMatches(ctx, store.MatchFilter{Scope: store.Scope{County: f.CountyCode}, Household: f.HouseholdID,
		Statuses: []models.MatchStatus{models.MatchActive}})
	if err != nil {
		return err
	}
	for i := range rows {
		switch err := hasPlace(ctx, d.Store, &rows[i]); models.KindOf(err) {
		case models.KindConflict:
		default:
			if err != nil {
				return err
			}
			f.Promises = append(f.Promises, rows[i])
		}
	}
	return nil
}

func (d *Desk) fillWorkEvents(ctx context.Context, f *WorkFile) (err error) {
	if f.Events, err = d.Store.EventsAbout(ctx, f.CountyCode, map[string][]string{"work_path": {f.ID}}, mostEvents); err != nil {
		return err
	}
	var people []string
	for i := range f.Events {
		people = append(people, f.Events[i].ActorID)
	}
	f.Names, err = d.Store.AccountNames(ctx, f.CountyCode, people)
	return err
}
