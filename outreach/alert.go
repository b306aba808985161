package outreach

import (
	"context"
	"time"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

func alertSubject(a *models.Alert) flow.Subject {
	return flow.Subject{Noun: "alert", ID: a.ID, County: a.CountyCode, Region: a.RegionCode}
}

// Alerts lists alerts without what is known of the people, which takes a look at the one alert. Errors: Forbidden.
func (d *Desk) Alerts(ctx context.Context, by models.Actor, f AlertFilter, p Page) ([]models.Alert, string, error) {
	sc, err := flow.ListScope(by, models.AlertView)
	if err != nil {
		return nil, "", err
	}
	f.Scope = sc
	items, next, err := d.Store.Alerts(ctx, f, p)
	for i := range items {
		items[i].Evidence, items[i].Note = nil, ""
	}
	return items, next, err
}

// AlertFilter narrows a list of alerts.
type AlertFilter = store.AlertFilter

// Page asks for a part of a list.
type Page = store.Page

// AlertLine is one alert of a queue with what tells it apart: a masked name and the number of the household.
type AlertLine struct {
	models.Alert
	Who, No string
	Late    bool
}

// AlertQueue is one part of a queue of alerts, with how many wait for whom under the same filter.
type AlertQueue struct {
	Items   []AlertLine
	Next    string
	Counts  map[models.AlertGroup]int
	Regions []models.Region // those that the reader may look into
	Aides   map[string]string
	Rules   map[string]*models.AlertRule // by code, as they stand today
}

// AlertQueue lists the alerts of a group by how little time is left; of what has ended, the newest first. Names are masked. Errors: Forbidden.
func (d *Desk) AlertQueue(ctx context.Context, by models.Actor, g models.AlertGroup, f AlertFilter, p Page) (*AlertQueue, error) {
	sc, err := flow.ListScope(by, models.AlertView)
	if err != nil {
		return nil, err
	}
	f.Scope = sc
	out := &AlertQueue{}
	if out.Counts, err = d.countAlerts(ctx, f, by); err != nil {
		return nil, err
	}
	if out.Regions, err = d.regionsOf(ctx, by); err != nil {
		return nil, err
	}
	f.Statuses = g.Statuses()
	switch g {
	case models.AlertsMine:
		f.Aide = by.AccountID
	case models.AlertsOverdue:
		f.DueBefore = d.Store.Now()
	default:
	}
	var rows []models.Alert
	if g == models.AlertsVerified || g == models.AlertsEnded {
		p.After, _ = models.ParseID(p.After)
		rows, out.Next, err = d.Store.Alerts(ctx, f, p)
	} else {
		rows, out.Next, err = d.Store.AlertQueue(ctx, f, p)
	}
	if err != nil {
		return nil, err
	}
	own, err := d.Store.AlertRules(ctx, by.CountyCode, "")
	if err != nil {
		return nil, err
	}
	out.Rules = rulesToday(models.RulesWith(by.CountyCode, own), d.today())
	return out, d.fillLines(ctx, out, rows)
}

func rulesToday(all models.AlertRules, day models.Date) map[string]*models.AlertRule {
	out := map[string]*models.AlertRule{}
	for _, code := range all.Codes() {
		if r := all.In(code, day); r != nil {
			out[code] = r
		}
	}
	return out
}

func (d *Desk) fillLines(ctx context.Context, q *AlertQueue, rows []models.Alert) error {
	var homes, aides []string
	for i := range rows {
		homes, aides = appendID(homes, rows[i].HouseholdID), appendID(aides, rows[i].AssignedAideID)
	}
	if len(rows) == 0 {
		return nil
	}
	county, now := rows[0].CountyCode, d.Store.Now()
	households, err := d.Store.HouseholdsByID(ctx, county, homes)
	if err != nil {
		return err
	}
	persons, err := d.Store.Persons(ctx, county, homes...)
	if err != nil {
		return err
	}
	for i := range rows {
		a := &rows[i]
		line := AlertLine{Alert: *a, Late: a.Overdue(now)}
		line.Evidence, line.Note = nil, ""
		if a.HouseholdID != nil {
			line.No = households[*a.HouseholdID].No
			if people := persons[*a.HouseholdID]; len(people) > 0 {
				line.Who = masked(people[0], models.DateOf(now))
			}
		}
		q.Items = append(q.Items, line)
	}
	q.Aides, err = d.Store.AccountNames(ctx, county, aides)
	return err
}

func appendID(list []string, id *string) []string {
	if id == nil {
		return list
	}
	return append(list, *id)
}

// masked is a name as a list shows it; a child's has no surname.
func masked(p models.Person, today models.Date) string {
	if age := p.AgeOn(today); age >= 0 && age < 14 {
		return models.MaskChildName(p.Name)
	}
	return models.MaskName(p.Name)
}

// AlertWatch is how many alerts wait for somebody, of these how many are past their limit, and how many have nobody or have gone up.
type AlertWatch struct{ Open, Overdue, Unrouted, Escalated, Verified, Mine, MineOverdue int }

// AlertWatch counts the alerts that wait in the actor's scope. Errors: Forbidden.
func (d *Desk) AlertWatch(ctx context.Context, by models.Actor) (*AlertWatch, error) {
	sc, err := flow.ListScope(by, models.AlertView)
	if err != nil {
		return nil, err
	}
	counts, err := d.countAlerts(ctx, AlertFilter{Scope: sc}, by)
	if err != nil {
		return nil, err
	}
	mine, err := d.Store.CountAlerts(ctx, AlertFilter{Scope: sc, Aide: by.AccountID, Statuses: models.AlertsWaiting(), DueBefore: d.Store.Now()}, "")
	out := &AlertWatch{Open: counts[models.AlertsOpen], Overdue: counts[models.AlertsOverdue], Unrouted: counts[models.AlertsUnrouted],
		Escalated: counts[models.AlertsEscalated], Verified: counts[models.AlertsVerified], Mine: counts[models.AlertsMine]}
	for _, c := range mine {
		out.MineOverdue += c.N
	}
	return out, err
}

func (d *Desk) countAlerts(ctx context.Context, f AlertFilter, by models.Actor) (map[models.AlertGroup]int, error) {
	f.Statuses = nil
	rows, err := d.Store.CountAlerts(ctx, f, by.AccountID)
	out := map[models.AlertGroup]int{}
	for _, c := range rows {
		switch {
		case c.Status.Waits():
			out[models.AlertsOpen] += c.N
			out[models.AlertsOverdue] += c.Overdue
			out[models.AlertsMine] += c.Mine
			switch c.Status {
			case models.AlertEscalated:
				out[models.AlertsEscalated] += c.N
			case models.AlertNew, models.AlertReturned:
				out[models.AlertsUnrouted] += c.N
			default:
			}
		case c.Status == models.AlertVerified:
			out[models.AlertsVerified] += c.N
		default:
			out[models.AlertsEnded] += c.N
		}
	}
	return out, err
}

// regionsOf reads the parts of the county that the actor looks after, with the towns above them.
func (d *Desk) regionsOf(ctx context.Context, by models.Actor) ([]models.Region, error) {
	all, err := d.Store.Regions(ctx, by.CountyCode)
	var out []models.Region
	for _, r := range all {
		if r.Level == models.RegionCounty {
			continue
		}
		inside := by.Covers(r.Code)
		for _, own := range by.Regions {
			inside = inside || models.Covers(r.Code, own)
		}
		if inside {
			out = append(out, r)
		}
	}
	return out, err
}

// onAlert runs fn on an alert in the actor's scope, held, in a transaction, and returns the alert as it is afterwards.
func (d *Desk) onAlert(ctx context.Context, by models.Actor, act models.Action, id string, fn func(*store.Store, *models.Alert) error) (*models.Alert, error) {
	if _, err := models.Authorise(by, act); err != nil {
		return nil, err
	}
	err := d.Store.InTx(ctx, func(s *store.Store) error {
		a, err := s.HoldAlert(ctx, key(by, id))
		if err != nil {
			return err
		}
		if err := flow.Within(by, act, alertSubject(a)); err != nil {
			return err
		}
		return fn(s, a)
	})
	if err != nil {
		return nil, err
	}
	return d.Store.Alert(ctx, key(by, id))
}

// stepAlert takes a declared step of an alert and sets more columns with it; the clock follows from where it then stands.
func stepAlert(ctx context.Context, s *store.Store, by models.Actor, a *models.Alert, step string, set store.Change, data map[string]string) error {
	from := a.Status
	to, err := models.AlertSteps.Next(step, from)
	if err != nil {
		return err
	}
	a.Status = to
	set["status"] = to
	if err := setClock(ctx, s, a, set); err != nil {
		return err
	}
	if err := s.StepAlert(ctx, store.Key{County: a.CountyCode, ID: a.ID}, from, set); err != nil {
		return err
	}
	flow.Log(s, by, alertSubject(a), step, string(from), string(to), data)
	return nil
}

// setClock adds to a change what time will do to the alert from here.
func setClock(ctx context.Context, s *store.Store, a *models.Alert, set store.Change) error {
	if !a.Status.Waits() {
		set["next_due_at"], set["remind_at"], set["escalate_at"] = nil, nil, nil
		return nil
	}
	l, err := limitsOf(ctx, s, a.CountyCode)
	if err != nil {
		return err
	}
	l.schedule(a, s.Now())
	set["next_due_at"], set["remind_at"], set["escalate_at"], set["reminded_at"] = a.NextDueAt, a.RemindAt, a.EscalateAt, a.RemindedAt
	return nil
}

func ptrTime(t time.Time) *time.Time { return &t }
