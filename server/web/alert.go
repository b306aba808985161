package web

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"zhulian/locales"
	"zhulian/models"
	"zhulian/outreach"
	"zhulian/templates"
)

// alertRoles are the roles that see alerts; fieldRoles those who look into them; routeRoles those who give them out.
var (
	alertRoles = []models.Role{models.RoleAide, models.RoleTown, models.RoleStaff, models.RoleOperator}
	fieldRoles = []models.Role{models.RoleAide, models.RoleTown}
	routeRoles = []models.Role{models.RoleTown, models.RoleStaff}
)

func (w *Web) alertRoutes() []Route {
	out := []Route{
		get("/alerts", w.alertList, alertRoles...), get("/alerts/fatigue", w.alertFatigue, routeRoles...), get("/alerts/:id", w.alert, alertRoles...),
		get("/absences", w.absences, routeRoles...), post("/absences", w.planAbsence, routeRoles...), post("/absences/:id/end", w.endAbsence, routeRoles...),
	}
	for _, s := range alertSteps {
		roles := fieldRoles
		if s.name == "assign" {
			roles = routeRoles
		}
		out = append(out, post("/alerts/:id/"+s.name, w.takeAlertStep(s), roles...))
	}
	return out
}

type alertListPage struct {
	Page
	*outreach.AlertQueue
	Group  models.AlertGroup
	Tabs   []templates.Link
	Places places
	Filter alertFilters
	now    time.Time
}

// alertFilters are the choices of the filters.
type alertFilters struct {
	Severities, Regions, Rules []templates.Option
	Any                        bool // one of them narrows
}

// alertGroups are the parts of the queue that a role works by, the first being what it begins with.
func alertGroups(role models.Role) []models.AlertGroup {
	if role == models.RoleAide {
		return []models.AlertGroup{models.AlertsMine, models.AlertsOpen, models.AlertsOverdue, models.AlertsVerified, models.AlertsEnded}
	}
	return []models.AlertGroup{models.AlertsOpen, models.AlertsOverdue, models.AlertsUnrouted, models.AlertsEscalated, models.AlertsVerified, models.AlertsEnded}
}

func (w *Web) alertList(c *Call) error {
	groups := alertGroups(c.Actor.Role)
	group := models.AlertGroup(c.said("group"))
	if !slices.Contains(groups, group) {
		group = groups[0]
	}
	f := outreach.AlertFilter{RuleCode: c.said("rule")}
	if s := models.Severity(c.said("severity")); slices.Contains(models.Severities(), s) {
		f.Severity = s
	}
	f.Region, _ = models.ParseRegionCode(c.said("region"))
	queue, err := w.Outreach.AlertQueue(c.Ctx(), c.Actor, group, f, outreach.Page{Limit: listed, After: c.said("cursor")})
	if err != nil {
		return err
	}
	p := alertListPage{Page: c.Page("page.alert.list"), AlertQueue: queue, Group: group, Places: placeNames(queue.Regions), now: w.Clock.Now()}
	for _, g := range groups {
		p.Tabs = append(p.Tabs, templates.Link{Href: tab(p.Here, string(g)), Text: c.T("alert_group." + string(g)), Count: queue.Counts[g], Current: g == group})
	}
	p.Form = Holding("severity", string(f.Severity), "region", c.said("region"), "rule", f.RuleCode)
	p.Filter = alertFilters{Severities: c.any(options(c, "severity", models.Severities())), Regions: c.any(regions(queue.Regions)),
		Rules: c.any(c.ruleNames(queue.Rules)), Any: len(p.Form.Values) > 0}
	return c.Show("alert/list", p)
}

// ruleNames are rules as the choices of a filter, in the order of their codes.
func (c *Call) ruleNames(rules map[string]*models.AlertRule) []templates.Option {
	var out []templates.Option
	for code, r := range rules {
		out = append(out, templates.Option{Value: code, Text: code + " " + ruleName(r, c.Lang())})
	}
	slices.SortFunc(out, func(a, b templates.Option) int { return strings.Compare(a.Value, b.Value) })
	return out
}

func ruleName(r *models.AlertRule, lang locales.Lang) string {
	if r == nil {
		return ""
	}
	if lang == locales.English && r.NameEN != "" {
		return r.NameEN
	}
	return r.NameZH
}

// Rule is the name of a rule by its code.
func (p alertListPage) Rule(code string) string {
	if name := ruleName(p.Rules[code], p.Lang); name != "" {
		return capital(name)
	}
	return code
}

// Clear is the list without its filters.
func (p alertListPage) Clear() string { return cleared(p.Here, "group") }

// Left says how much time is left until a limit, or how late it is.
func (p alertListPage) Left(due *time.Time) templates.Mark { return p.TimeLeft(due, p.now) }

// TimeLeft says how much time is left until a limit, or how late it is: in hours within two days, else in days.
func (p Page) TimeLeft(due *time.Time, now time.Time) templates.Mark {
	if due == nil {
		return p.Tone("–", "quiet")
	}
	left := due.Sub(now)
	key, tone := "left", "wait"
	switch {
	case left <= 0:
		key, tone, left = "late", "bad", -left
	case left < 24*time.Hour:
		tone = "warn"
	}
	unit, n := "hours", int(left.Hours())
	if left >= 48*time.Hour {
		unit, n = "days", int(left.Hours())/24
	}
	return p.Tone(p.T("alert_time."+key+"_"+unit, "n", n), tone)
}

// SeverityMark is the mark of how grave an alert is.
func (p Page) SeverityMark(s models.Severity) templates.Mark {
	tone := map[models.Severity]string{models.SeverityRed: "bad", models.SeverityOrange: "warn", models.SeverityYellow: "wait", models.SeverityBlue: "going"}[s]
	return p.Tone(p.Word("severity", s), tone)
}

type alertPage struct {
	Page
	File    *outreach.AlertFile
	Results []templates.Option
	Aides   []templates.Option
	Ways    alertWays
	crossed string // the form that came back
	now     time.Time
}

// alertWays lead from an alert to what is done about it, where the reader has such a page.
type alertWays struct {
	Visit, Application, Need, Household string
	Applications                        bool // the reader may open them
}

// alert shows all about one alert, and what may be done with it now.
func (w *Web) alert(c *Call) error {
	id, err := c.ID("alert")
	if err != nil {
		return err
	}
	return w.showAlert(c, id, "", nil, http.StatusOK)
}

func (w *Web) showAlert(c *Call, id, crossed string, form *templates.Form, status int) error {
	f, err := w.Outreach.Alert(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	title := f.RuleCode
	if len(f.Why) > 0 && f.Why[0].Rule != nil {
		title = capital(ruleName(f.Why[0].Rule, c.Lang()))
	}
	p := alertPage{Page: c.Titled(title).In("/alerts", c.T("page.alert.list")), File: f, Ways: c.alertWays(f), crossed: crossed, now: w.Clock.Now()}
	for _, r := range models.AlertResults() {
		p.Results = append(p.Results, templates.Option{Value: string(r), Text: string(r) + " " + p.Either(r.NameZH(), r.NameEN())})
	}
	for _, a := range f.Aides {
		name := a.DisplayName
		if name == "" {
			name = a.Username
		}
		p.Aides = append(p.Aides, templates.Option{Value: a.ID, Text: name + " · " + c.T("role."+string(a.Role))})
	}
	p.Form = form
	return c.ShowAs(status, "alert/file", p)
}

func (c *Call) alertWays(f *outreach.AlertFile) alertWays {
	out := alertWays{Applications: c.leads("/applications/:id")}
	way := func(path, address string) string {
		if c.leads(path) {
			return address
		}
		return ""
	}
	if f.Can.Visit {
		out.Visit = way("/visits/new", "/visits/new?alert="+f.ID)
	}
	if f.HouseholdID == nil || models.ScopeOf(c.Actor, models.AlertWork) == models.ScopeNone {
		return out
	}
	out.Household = way("/households/:id", "/households/"+*f.HouseholdID)
	if f.Household == nil || f.Household.Status != models.HouseholdActive {
		return out // nothing is asked for a household that has left
	}
	out.Need = way("/needs/new", "/needs/new?household="+*f.HouseholdID+"&source=alert&source_id="+f.ID)
	out.Application = way("/applications/new", "/applications/new?household="+*f.HouseholdID+"&source=alert&source_id="+f.ID)
	return out
}

// Act is one form of the page by its name, posting below the alert's address.
func (p alertPage) Act(name string) act {
	a := act{Page: p.Page, Name: name, To: "/alerts/" + p.File.ID + "/" + name, Open: p.crossed == name}
	if !a.Open {
		a.Form = nil
	}
	a.Page.Page = a.Named(name)
	return a
}

// Left says how much time is left until a limit, or how late it is.
func (p alertPage) Left(due *time.Time) templates.Mark { return p.TimeLeft(due, p.now) }

// Sentence is what a rule looks for, in the reader's language.
func (p alertPage) Sentence(w outreach.AlertWhy) string {
	if w.Rule == nil {
		return w.RuleCode
	}
	return w.Rule.Sentence(p.Lang != locales.English)
}

// Result is the name of the result.
func (p alertPage) Result() string {
	r := p.File.ResultCode
	return string(r) + " " + p.Either(r.NameZH(), r.NameEN())
}

// Who is the name of somebody in the alert's history; the house itself where nobody did it.
func (p alertPage) Who(e models.Event) string {
	if name := p.File.Names[e.ActorID]; name != "" {
		return name
	}
	return p.RoleName(e.ActorRole)
}

// Phone is the number under which the household is reached first: of its head, or else of whoever has one.
func (p alertPage) Phone() string {
	if p.File.Household == nil {
		return p.File.Unknown[string(models.FeedPhone)]
	}
	for _, m := range p.File.Household.Persons {
		if m.Phone != "" && m.DeceasedOn == "" {
			return m.Phone
		}
	}
	return ""
}

// CanReach tells whether there is something to do about the first contact.
func (p alertPage) CanReach() bool { return p.File.Can.Contact }

// Aide is the name of whoever has the alert, "" for nobody known.
func (p alertPage) Aide() string {
	if p.File.AssignedAideID == nil {
		return ""
	}
	return p.File.Names[*p.File.AssignedAideID]
}

// Covered is the absent aide for whom somebody stands in.
func (p alertPage) Covered() string {
	if p.File.CoversFor == nil {
		return ""
	}
	return *p.File.CoversFor
}

// Aide is the name of whoever has an alert of the list.
func (p alertListPage) Aide(id *string) string {
	if id == nil {
		return ""
	}
	return p.Aides[*id]
}
