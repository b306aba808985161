package outreach

import (
	"context"
	"slices"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// VisitFilter narrows a list of visits.
type VisitFilter = store.VisitFilter

// Visits lists visits in the actor's scope, without where they took place and what they found: that takes a look at the one. Errors: Forbidden.
func (d *Desk) Visits(ctx context.Context, by models.Actor, f VisitFilter, p Page) ([]models.Visit, string, error) {
	sc, err := flow.ListScope(by, models.VisitView)
	if err != nil {
		return nil, "", err
	}
	f.Scope = sc
	rows, next, err := d.Store.Visits(ctx, f, p)
	for i := range rows {
		rows[i].Place, rows[i].Found = nil, models.VisitFound{}
	}
	return rows, next, err
}

// VisitFile is one visit with whose it is, the window that it answers, and what it led to.
type VisitFile struct {
	models.Visit
	Of           Place
	By           string // who made it
	Seen         []string
	Window       *models.VisitWindow
	Needs        []models.Need
	Applications []models.Application
	Photos       []models.Attachment
	Report       *models.ChildReport // for those who follow it up
	MayAdd       bool                // pictures
	MayAsk       bool                // needs and applications: of a household that is looked after
}

// Visit shows one visit with what it found, and logs that it was seen. The place itself is shown to nobody. Errors: Forbidden, NotFound.
func (d *Desk) Visit(ctx context.Context, by models.Actor, id string) (*VisitFile, error) {
	v, err := d.visit(ctx, d.Store, by, models.VisitView, id)
	if err != nil {
		return nil, err
	}
	v.Place = nil
	out := &VisitFile{Visit: *v, MayAdd: models.ScopeOf(by, models.VisitRecord) != models.ScopeNone}
	places, err := d.places(ctx, by, []string{v.HouseholdID})
	if err != nil {
		return nil, err
	}
	out.Of = places[v.HouseholdID]
	homes, err := d.Store.HouseholdsByID(ctx, by.CountyCode, []string{v.HouseholdID})
	if err != nil {
		return nil, err
	}
	out.MayAsk = out.MayAdd && homes[v.HouseholdID].Status == models.HouseholdActive
	if err := d.fillVisit(ctx, by, out); err != nil {
		return nil, err
	}
	return out, d.Store.InTx(ctx, func(s *store.Store) error { return seen(ctx, s, by, "visit", []string{"found"}, v.HouseholdID) })
}

func (d *Desk) fillVisit(ctx context.Context, by models.Actor, out *VisitFile) error {
	names, err := d.Store.AccountNames(ctx, by.CountyCode, []string{out.AideID})
	if err != nil {
		return err
	}
	out.By = names[out.AideID]
	persons, err := d.Store.Persons(ctx, by.CountyCode, out.HouseholdID)
	if err != nil {
		return err
	}
	if _, err := flow.ShieldMinors(ctx, d.Store, by, persons); err != nil {
		return err
	}
	for _, p := range persons[out.HouseholdID] {
		if slices.Contains(out.PersonsSeen, p.ID) {
			out.Seen = append(out.Seen, p.Name)
		}
	}
	if out.WindowID != nil {
		if out.Window, err = d.Store.VisitWindow(ctx, key(by, *out.WindowID)); err != nil {
			return err
		}
	}
	if out.Needs, err = d.Store.NeedsOf(ctx, key(by, out.HouseholdID), "visit", out.ID); err != nil {
		return err
	}
	f := store.PaperFilter{Scope: store.Scope{County: by.CountyCode}, Household: out.HouseholdID}
	papers, _, err := d.Store.Applications(ctx, f, Page{Limit: 100})
	if err != nil {
		return err
	}
	for _, a := range papers {
		if a.Source == "visit" && a.SourceID != nil && *a.SourceID == out.ID {
			out.Applications = append(out.Applications, a)
		}
	}
	if out.Photos, err = d.Store.Attachments(ctx, by.CountyCode, "visit", out.ID); err != nil || !out.ChildAtRisk {
		return err
	}
	if models.ScopeOf(by, models.ChildReportView) != models.ScopeNone {
		out.Report, err = d.Store.ReportOfVisit(ctx, key(by, out.ID))
	}
	return err
}

func (d *Desk) visit(ctx context.Context, s *store.Store, by models.Actor, act models.Action, id string) (*models.Visit, error) {
	if _, err := models.Authorise(by, act); err != nil {
		return nil, err
	}
	v, err := s.Visit(ctx, key(by, id))
	if err != nil {
		return nil, err
	}
	return v, flow.Within(by, act, flow.Subject{Noun: "visit", ID: v.ID, County: v.CountyCode, Region: v.RegionCode})
}

// History is a household's visits, the windows around today, and the plans that it had.
type History struct {
	Household models.Household
	Of        Place
	Plan      *models.VisitPlan
	Plans     []models.VisitPlan
	Windows   []models.VisitWindow // the latest end first
	Visits    []models.Visit
	MayRecord bool
	MayAsk    bool
	MayExempt bool
	MayOrder  bool
	MayLevel  bool
}

// How far back and ahead a household's history looks, and how many visits it shows.
const (
	historyDays   = 200
	historyVisits = 60
)

// History shows how a household is visited. Errors: Forbidden, NotFound.
func (d *Desk) History(ctx context.Context, by models.Actor, household string) (*History, error) {
	h, err := d.household(ctx, d.Store, by, models.VisitView, household)
	if err != nil {
		return nil, err
	}
	can := func(act models.Action) bool { return models.ScopeOf(by, act) != models.ScopeNone }
	alive := h.Status == models.HouseholdActive || h.Status == models.HouseholdSuspended
	out := &History{Household: *h, MayRecord: alive && can(models.VisitRecord), MayAsk: can(models.VisitRecord), MayExempt: can(models.VisitExempt),
		MayOrder: alive && can(models.VisitOrder), MayLevel: can(models.LevelView)}
	at := key(by, h.ID)
	if out.Plans, err = d.Store.Plans(ctx, at); err != nil {
		return nil, err
	}
	if len(out.Plans) > 0 && out.Plans[0].EndsOn == "" {
		out.Plan = &out.Plans[0]
	}
	if out.Windows, err = d.Store.WindowsOf(ctx, at, d.today().AddDays(-historyDays), d.today().AddDays(historyDays)); err != nil {
		return nil, err
	}
	slices.Reverse(out.Windows)
	if out.Visits, err = d.Store.VisitsOf(ctx, at, historyVisits); err != nil {
		return nil, err
	}
	for i := range out.Visits {
		out.Visits[i].Place = nil
	}
	places, err := d.places(ctx, by, []string{h.ID})
	out.Of = places[h.ID]
	return out, err
}

// VisitForm is what the form of a visit needs to know: the household with its members, the window that is to be answered, and the others that
// are open today.
type VisitForm struct {
	Household models.Household
	Of        Place
	Window    *models.VisitWindow
	Open      []models.VisitWindow
	Alert     *models.Alert
}

// VisitForm looks at the household that somebody is about to visit. Errors: Forbidden, NotFound.
func (d *Desk) VisitForm(ctx context.Context, by models.Actor, household, window, alert string) (*VisitForm, error) {
	if alert != "" {
		a, err := d.Store.Alert(ctx, key(by, alert))
		if err != nil {
			return nil, err
		}
		if err := flow.Within(by, models.VisitRecord, flow.Subject{Noun: "alert", ID: a.ID, County: a.CountyCode, Region: a.RegionCode}); err != nil {
			return nil, err
		}
		if household == "" && a.HouseholdID != nil {
			household = *a.HouseholdID
		}
		if household == "" {
			return nil, models.Conflict("alert_without_household")
		}
	}
	h, err := d.household(ctx, d.Store, by, models.VisitRecord, household)
	if err != nil {
		return nil, err
	}
	out := &VisitForm{Household: *h}
	if alert != "" {
		if out.Alert, err = d.Store.Alert(ctx, key(by, alert)); err != nil {
			return nil, err
		}
	}
	rows, err := d.Store.WindowsOf(ctx, key(by, h.ID), d.today().AddDays(-models.VisitLateDays), d.today())
	if err != nil {
		return nil, err
	}
	for i, w := range rows {
		if w.ID == window {
			out.Window = &rows[i]
		}
		if w.Answerable(d.today(), d.today()) {
			out.Open = append(out.Open, w)
		}
	}
	places, err := d.places(ctx, by, []string{h.ID})
	out.Of = places[h.ID]
	return out, err
}
