package entitlement

import (
	"context"
	"time"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// Page asks for a part of a list.
type Page = store.Page

// ReliefFilter narrows a list of requests for relief.
type ReliefFilter = store.ReliefFilter

// ReliefFile is a request with all that its page shows beside it.
type ReliefFile struct {
	models.Application
	Household  *models.Household
	Applicant  *models.Person
	Minor      bool // a child asks, through a guardian
	Place      string
	Pictures   []models.Attachment // without their content
	Visits     []models.Visit      // valid ones of the last months that may verify it
	Visit      *models.Visit
	Duplicate  *models.Application
	Complaints []models.Complaint // without their texts
	Events     []models.Event     // the newest first
	Names      map[string]string
	Can        ReliefCan
	Delegated  *int64 // the sum that towns may decide; nil where none
}

// visitsSince is how old a visit may be that verifies a request.
const visitsSince = 60 * 24 * time.Hour

// Application shows one request, and writes the look into the disclosure log. Errors: NotFound.
func (d *Desk) Application(ctx context.Context, by models.Actor, id string) (*models.Application, error) {
	var out *models.Application
	err := d.Store.InTx(ctx, func(s *store.Store) (err error) {
		if out, err = d.view(ctx, s, by, id); err != nil {
			return err
		}
		return d.seen(ctx, s, by, out, "view")
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

func (d *Desk) view(ctx context.Context, s *store.Store, by models.Actor, id string) (*models.Application, error) {
	if _, err := models.Authorise(by, models.ApplicationView); err != nil {
		return nil, err
	}
	a, err := s.Application(ctx, key(by, id))
	if err != nil {
		return nil, err
	}
	return a, flow.Within(by, models.ApplicationView, applicationSubject(*a))
}

// ReliefFile shows one request with its household and history, and writes the look into the disclosure log. Errors: NotFound.
func (d *Desk) ReliefFile(ctx context.Context, by models.Actor, id string) (*ReliefFile, error) {
	a, err := d.Application(ctx, by, id)
	if err != nil {
		return nil, err
	}
	f := &ReliefFile{Application: *a}
	for _, part := range []func(context.Context, models.Actor, *ReliefFile) error{d.fillHousehold, d.fillVisits, d.fillBeside, d.fillHistory} {
		if err := part(ctx, by, f); err != nil {
			return nil, err
		}
	}
	f.Can = d.reliefCan(by, f)
	return f, nil
}

func (d *Desk) fillHousehold(ctx context.Context, by models.Actor, f *ReliefFile) (err error) {
	if f.Household, err = d.Store.Household(ctx, store.Key{County: f.CountyCode, ID: f.HouseholdID}); err != nil {
		return err
	}
	for i := range f.Household.Persons {
		if p := &f.Household.Persons[i]; f.PersonID != nil && p.ID == *f.PersonID {
			f.Applicant, f.Minor = p, minor(*p, d.today())
		}
	}
	if _, err := flow.ShieldHouseholds(ctx, d.Store, by, f.Household); err != nil {
		return err
	}
	if f.Place, err = d.placeName(ctx, f.RegionCode); err != nil {
		return err
	}
	all, err := d.Store.Standards(ctx, f.CountyCode)
	if err != nil {
		return err
	}
	if most, ok := all.Value(models.StandardReliefTown, f.RegionCode, d.today()); ok {
		f.Delegated = &most
	}
	return nil
}

// placeName is the name of a town, or of a village after that of its town.
func (d *Desk) placeName(ctx context.Context, code string) (string, error) {
	town := models.TownOf(code)
	names, err := d.Store.RegionNames(ctx, []string{code, town})
	if err != nil || code == town {
		return names[town], err
	}
	return names[town] + " " + names[code], nil
}

func (d *Desk) fillVisits(ctx context.Context, _ models.Actor, f *ReliefFile) error {
	rows, _, err := d.Store.Visits(ctx, store.VisitFilter{Scope: store.Scope{County: f.CountyCode}, Household: f.HouseholdID}, Page{Limit: 20})
	if err != nil {
		return err
	}
	since := d.Store.Now().Add(-visitsSince)
	for _, v := range rows {
		if v.Valid && v.CheckedInAt.After(since) {
			f.Visits = append(f.Visits, v)
		}
	}
	if f.VisitID == nil {
		return nil
	}
	f.Visit, err = d.Store.Visit(ctx, store.Key{County: f.CountyCode, ID: *f.VisitID})
	if models.KindOf(err) == models.KindNotFound {
		return nil
	}
	return err
}

func (d *Desk) fillBeside(ctx context.Context, by models.Actor, f *ReliefFile) (err error) {
	if f.Pictures, err = d.Store.Attachments(ctx, f.CountyCode, "application", f.ID); err != nil {
		return err
	}
	if f.PassID != nil {
		more, err := d.Store.Attachments(ctx, f.CountyCode, "resident_pass", *f.PassID)
		if err != nil {
			return err
		}
		f.Pictures = append(f.Pictures, more...)
	}
	if f.DuplicateOf != nil {
		if f.Duplicate, err = d.Store.Application(ctx, store.Key{County: f.CountyCode, ID: *f.DuplicateOf}); err != nil {
			return err
		}
	}
	if models.ScopeOf(by, models.ComplaintView) == models.ScopeNone {
		return nil
	}
	f.Complaints, _, err = d.Complaints(ctx, by, ComplaintFilter{Application: f.ID}, Page{Limit: 20})
	return err
}

func (d *Desk) fillHistory(ctx context.Context, _ models.Actor, f *ReliefFile) (err error) {
	if f.Events, err = d.Store.EventsAbout(ctx, f.CountyCode, map[string][]string{"application": {f.ID}}, 80); err != nil {
		return err
	}
	f.Names, err = d.actors(ctx, f.CountyCode, f.Events)
	return err
}

func (d *Desk) actors(ctx context.Context, county string, events []models.Event) (map[string]string, error) {
	var people []string
	for _, e := range events {
		if e.ActorID != "" {
			people = append(people, e.ActorID)
		}
	}
	return d.Store.AccountNames(ctx, county, people)
}

// ReliefCan says what an actor may do now with a request: what the verbs would not refuse for its status, the actor's role, or because the same
// person has done the step before. Wait says why a decision is not possible yet: the code of what the verb would answer.
type ReliefCan struct {
	Accept, Transfer, Ask, Supplement, TurnAway, Verify, Propose, Publicise, Print, Object, AnswerObjection bool
	Approve, Refuse, FirstAid, Paperwork, Pay, Archive, Appeal, Resume, Withdraw, Complain, Visit           bool
	Wait                                                                                                    string
}

// Any tells whether there is anything to do that moves the request on.
func (c ReliefCan) Any() bool {
	c.Print, c.Complain, c.Visit, c.Wait = false, false, false, ""
	return c != ReliefCan{}
}

// Steps lists what may be done, by the last parts of the addresses of the steps.
func (c ReliefCan) Steps() []string {
	out := []string{}
	for _, s := range []struct {
		may  bool
		name string
	}{
		{c.Accept, "accept"}, {c.Transfer, "transfer"}, {c.Ask, "ask"}, {c.Supplement, "supplement"}, {c.TurnAway, "turn-away"}, {c.Verify, "verify"},
		{c.Propose, "propose"}, {c.Publicise, "publicise"}, {c.Object, "object"}, {c.AnswerObjection, "answer-objection"}, {c.Approve, "approve"},
		{c.Refuse, "refuse"}, {c.FirstAid, "first-aid"}, {c.Paperwork, "complete-paperwork"}, {c.Pay, "pay"}, {c.Archive, "archive"},
		{c.Appeal, "appeal"}, {c.Resume, "resume"}, {c.Resume, "uphold"}, {c.Withdraw, "withdraw"},
	} {
		if s.may {
			out = append(out, s.name)
		}
	}
	return out
}

func (d *Desk) reliefCan(by models.Actor, f *ReliefFile) ReliefCan {
	a := &f.Application
	may := func(step string, acts ...models.Action) bool {
		return models.ApplicationSteps.Allows(step, a.Status) && models.ScopeOf(by, mostOf(by, acts)) != models.ScopeNone
	}
	town, known := models.ApplicationPropose, a.Kind != models.ApplicationUnknown
	either := []models.Action{town, models.ApplicationDecide}
	c := ReliefCan{
		Accept: may("accept", town) && known, Transfer: may("transfer", town) && !known, Ask: may("ask", town), Supplement: may("supplement", asking...),
		TurnAway: may("turn_away", town) && known, Verify: may("verify", asking...), Propose: may("propose", town), Publicise: may("publicise", town),
		Print: a.InPublicity(d.today()), Object: may("object", asking...) && a.InPublicity(d.today()),
		AnswerObjection: a.ObjectionOpen() && may("answer_objection", either...), Archive: may("archive", either...),
		Appeal: may("appeal", asking...) && a.DecidedAt != nil && !d.Store.Now().After(appealEnd(*a.DecidedAt)),
		Resume: may("resume", countyOne...) && !is(a.DecidedBy, by), Withdraw: may("withdraw", asking...),
		Complain: models.ScopeOf(by, models.ComplaintFile) != models.ScopeNone,
		Visit:    (may("verify", asking...) || may("visit", asking...)) && models.ScopeOf(by, models.VisitRecord) != models.ScopeNone,
	}
	c.FirstAid = may("first_aid", deciding...) && (a.Emergency || by.Role == models.RoleStaff)
	c.Paperwork = may("complete_paperwork", either...) && !is(a.DecidedBy, by)
	d.canDecide(by, f, may, &c)
	return c
}

// canDecide says whether an actor may decide and record the payment, and why an approval must wait.
func (d *Desk) canDecide(by models.Actor, f *ReliefFile, may func(string, ...models.Action) bool, c *ReliefCan) {
	a := &f.Application
	small := f.Delegated != nil && a.AmountFen != nil && !a.Special && a.Kind == models.ApplicationTempRelief && *a.AmountFen <= *f.Delegated
	mine := small || models.ScopeOf(by, models.ApplicationDecide) != models.ScopeNone
	c.Pay = may("pay", deciding...) && mine
	c.Refuse = may("refuse", deciding...) && mine && !is(a.ProposedBy, by)
	c.Wait = d.waits(by, a, small)
	c.Approve = may("approve", deciding...) && mine && c.Wait == ""
}

// waits says why an approval must wait, as its verb would.
func (d *Desk) waits(by models.Actor, a *models.Application, small bool) string {
	switch {
	case !models.ApplicationSteps.Allows("approve", a.Status):
		return ""
	case is(a.ProposedBy, by):
		return "proposer_decides"
	case a.Status == models.ApplicationProposed && !small && !a.Emergency:
		return "publicity_needed"
	case a.Status == models.ApplicationPublicity && d.today() <= a.PublicityTo:
		return "publicity_running"
	case a.Status == models.ApplicationPublicity && a.ObjectionOpen():
		return "objection_open"
	}
	return ""
}

func is(id *string, by models.Actor) bool { return id != nil && *id == by.AccountID }
