package outreach

import (
	"context"
	"slices"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// AlertFile is an alert with all that belongs to it, as whoever looks into it reads it.
type AlertFile struct {
	models.Alert
	Can          AlertCan
	Late         bool
	Town         string // the names of the places
	Village      string
	Household    *models.Household // with its people; nil where nobody knows it, or for whoever may not see households
	Unknown      map[string]string // name, telephone and address as the list says them, of somebody who is not on file
	Why          []AlertWhy
	Signals      []models.Signal
	Visits       []models.Visit
	Needs        []models.Need // by their public titles
	Applications []models.Application
	Events       []models.Event // the newest first
	Names        map[string]string
	Aides        []models.Account // to whom it may be given; none for whoever may not
}

// AlertWhy is one reason of an alert with the rule's sentence, as it stood in the version that held.
type AlertWhy struct {
	models.AlertReason
	Rule *models.AlertRule // nil where the version is not known any more
}

// AlertCan says what an actor may do with an alert as it stands.
type AlertCan struct{ Accept, Contact, Return, Visit, Verify, Close, Assign bool }

// Any tells whether there is anything to do.
func (c AlertCan) Any() bool { return c != AlertCan{} }

// alertCan asks the permission table and the steps.
func alertCan(by models.Actor, a *models.Alert) AlertCan {
	step := func(act models.Action, name string) bool {
		return models.ScopeOf(by, act) != models.ScopeNone && models.AlertSteps.Allows(name, a.Status)
	}
	work := models.ScopeOf(by, models.AlertWork) != models.ScopeNone
	return AlertCan{
		Accept: step(models.AlertWork, "accept"), Return: step(models.AlertWork, "return"), Verify: step(models.AlertWork, "verify"),
		Close: step(models.AlertWork, "close"), Assign: step(models.AlertRoute, "assign"),
		Contact: work && a.Status.Waits() && a.ContactedAt == nil,
		Visit:   a.HouseholdID != nil && models.ScopeOf(by, models.VisitRecord) != models.ScopeNone && models.AlertSteps.Allows("verify", a.Status),
	}
}

// mostAlertEvents is how much of its history an alert's page shows.
const mostAlertEvents = 120

// Alert shows one alert with why it was raised and whom it is about, and writes the view into the disclosure log. Errors: NotFound, Forbidden.
func (d *Desk) Alert(ctx context.Context, by models.Actor, id string) (*AlertFile, error) {
	if _, err := models.Authorise(by, models.AlertView); err != nil {
		return nil, err
	}
	var f *AlertFile
	err := d.Store.InTx(ctx, func(s *store.Store) error {
		a, err := s.Alert(ctx, key(by, id))
		if err != nil {
			return err
		}
		if err := flow.Within(by, models.AlertView, alertSubject(a)); err != nil {
			return err
		}
		f = &AlertFile{Alert: *a, Can: alertCan(by, a), Late: a.Overdue(s.Now())}
		if err := fillWhom(ctx, s, by, f); err != nil {
			return err
		}
		return seenAlert(ctx, s, by, f)
	})
	if err != nil {
		return nil, err
	}
	if err := d.fillWhy(ctx, f); err != nil {
		return nil, err
	}
	if err := d.fillOutcome(ctx, f); err != nil {
		return nil, err
	}
	return f, d.fillAround(ctx, by, f)
}

// fillWhom reads whom an alert is about.
func fillWhom(ctx context.Context, s *store.Store, by models.Actor, f *AlertFile) (err error) {
	if f.Signals, err = s.SignalsOfAlert(ctx, store.Key{County: f.CountyCode, ID: f.ID}); err != nil {
		return err
	}
	if models.ScopeOf(by, models.HouseholdView) == models.ScopeNone {
		return nil
	}
	if f.HouseholdID != nil {
		f.Household, err = s.Household(ctx, store.Key{County: f.CountyCode, ID: *f.HouseholdID})
		return err
	}
	f.Unknown = map[string]string{}
	for _, g := range f.Signals {
		for _, field := range []models.FeedField{models.FeedName, models.FeedPhone, models.FeedAddress} {
			if said := g.Facts[string(field)]; said != "" {
				f.Unknown[string(field)] = said
			}
		}
	}
	return nil
}

// seenAlert logs that a government role has read whom an alert is about (tier 4 of domain report §17.2).
func seenAlert(ctx context.Context, s *store.Store, by models.Actor, f *AlertFile) error {
	if by.AccountID == "" || f.HouseholdID == nil && len(f.Unknown) == 0 {
		return nil
	}
	now := s.Now()
	row := &models.Disclosure{CountyCode: f.CountyCode, ID: models.NewID(now), At: now, AccountID: by.AccountID, Role: by.Role, Tier: 4, Purpose: "view",
		Fields: []string{"name", "phone", "address", "evidence"}}
	if f.HouseholdID != nil {
		row.HouseholdID = *f.HouseholdID
	}
	return s.InsertDisclosure(ctx, row)
}

// fillWhy puts the sentences of the rules beside the reasons.
func (d *Desk) fillWhy(ctx context.Context, f *AlertFile) error {
	reasons, err := d.Store.Reasons(ctx, f.CountyCode, f.ID)
	if err != nil {
		return err
	}
	list := reasons[f.ID]
	if len(list) == 0 { // from before reasons were kept
		list = []models.AlertReason{{RuleCode: f.RuleCode, RuleVersion: f.RuleVersion, Severity: f.Severity, Feed: f.Feed, EventOn: f.EventOn,
			AmountFen: f.AmountFen, Facts: f.Evidence, FoundAt: f.RaisedAt}}
	}
	rules, err := d.Store.AlertRules(ctx, f.CountyCode, "")
	if err != nil {
		return err
	}
	all := models.RulesWith(f.CountyCode, rules)
	for _, r := range list {
		f.Why = append(f.Why, AlertWhy{AlertReason: r, Rule: ruleVersion(all, r)})
	}
	return nil
}

// ruleVersion is the version of a rule that held, or else the one that stood on that day.
func ruleVersion(all models.AlertRules, r models.AlertReason) *models.AlertRule {
	for i := range all {
		if all[i].Code == r.RuleCode && all[i].RuleVersion == r.RuleVersion {
			return &all[i]
		}
	}
	return all.In(r.RuleCode, models.DateOf(r.FoundAt))
}

// fillOutcome reads the visits of an alert and what was opened through it or through them.
func (d *Desk) fillOutcome(ctx context.Context, f *AlertFile) (err error) {
	f.Visits, f.Needs, f.Applications, err = outcomeOf(ctx, d.Store, &f.Alert)
	return err
}

// outcomeOf is what has come of an alert: the visits that were recorded for it, and what was opened through it or through them, open requests into
// which one was merged included.
func outcomeOf(ctx context.Context, s *store.Store, a *models.Alert) (visits []models.Visit, needs []models.Need, applications []models.Application, err error) {
	alert := store.Key{County: a.CountyCode, ID: a.ID}
	if visits, err = s.VisitsForAlert(ctx, alert); err != nil {
		return nil, nil, nil, err
	}
	sources := []string{alert.ID}
	for i := range visits {
		sources = append(sources, visits[i].ID)
	}
	if needs, err = s.NeedsFrom(ctx, alert.County, sources); err != nil {
		return nil, nil, nil, err
	}
	if applications, err = s.ApplicationsFrom(ctx, alert.County, sources); err != nil || a.HouseholdID == nil {
		return visits, needs, applications, err
	}
	merged, err := mergedInto(ctx, s, store.Key{County: a.CountyCode, ID: *a.HouseholdID}, sources)
	for _, m := range merged {
		if !slices.ContainsFunc(applications, func(p models.Application) bool { return p.ID == m.ID }) {
			applications = append(applications, m)
		}
	}
	return visits, needs, applications, err
}

// mergedInto are the requests of a household into which one that came of some sources was merged; they keep the source that they have.
func mergedInto(ctx context.Context, s *store.Store, household store.Key, sources []string) ([]models.Application, error) {
	all, _, err := s.Applications(ctx, store.PaperFilter{Scope: store.Scope{County: household.County}, Household: household.ID}, store.Page{Limit: mostRequests})
	if err != nil || len(all) == 0 {
		return nil, err
	}
	ids := make([]string, len(all))
	for i := range all {
		ids[i] = all[i].ID
	}
	events, err := s.EventsAbout(ctx, household.County, map[string][]string{"application": ids}, mostAlertEvents)
	return slices.DeleteFunc(all, func(p models.Application) bool {
		return !slices.ContainsFunc(events, func(e models.Event) bool {
			return e.ObjectID == p.ID && e.Step == "merge" && slices.Contains(sources, e.Data["source_id"])
		})
	}), err
}

// mostRequests is how many of a household's latest requests are looked through.
const mostRequests = 20

// fillAround reads places, history, names, and to whom an alert may be given.
func (d *Desk) fillAround(ctx context.Context, by models.Actor, f *AlertFile) error {
	var err error
	if f.Town, f.Village, err = d.Store.PlaceNames(ctx, f.RegionCode); err != nil {
		return err
	}
	if f.Events, err = d.Store.EventsAbout(ctx, f.CountyCode, map[string][]string{"alert": {f.ID}}, mostAlertEvents); err != nil {
		return err
	}
	who := appendID(appendID(nil, f.AssignedAideID), f.CoversFor)
	for i := range f.Events {
		if f.Events[i].ActorID != "" {
			who = append(who, f.Events[i].ActorID)
		}
	}
	if f.Names, err = d.Store.AccountNames(ctx, f.CountyCode, distinct(who)); err != nil || !f.Can.Assign {
		return err
	}
	all, err := d.Store.Recipients(ctx, store.RecipientFilter{County: by.CountyCode, Roles: []models.Role{models.RoleAide, models.RoleTown},
		Status: models.AccountActive})
	for _, a := range all {
		if a.Actor("").Covers(f.RegionCode) || models.LevelOf(f.RegionCode) != models.RegionVillage && by.Covers(first(a.Regions)) {
			f.Aides = append(f.Aides, a)
		}
	}
	return err
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}
