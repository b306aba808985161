package web

import (
	"net/http"
	"strconv"

	"zhulian/casework"
	"zhulian/models"
	"zhulian/templates"
)

func (w *Web) auditRoutes() []Route {
	who := []models.Role{models.RoleAuditor, models.RoleStaff}
	return []Route{get("/audit", w.audit, who...), get("/audit/events", w.eventLog, who...), get("/audit/disclosures", w.disclosureLog, who...)}
}

// days reads the period of a log; what is no day is left out.
func (c *Call) days() (from, to models.Date) {
	from, _ = models.ParseDate(c.said("from"))
	to, _ = models.ParseDate(c.said("to"))
	return from, to
}

type auditPage struct {
	Page
	*casework.Audit
	Steps, Views int
}

// audit is the counts first: what was done, and who looked at households.
func (w *Web) audit(c *Call) error {
	from, to := c.days()
	p := auditPage{Page: c.Page("page.audit.title")}
	found, err := w.Casework.Audit(c.Ctx(), c.Actor, from, to)
	if form, status, ok := c.Crossed(err); ok {
		form.Values = Holding("from", string(from), "to", string(to)).Values
		p.Form = form
		return c.ShowAs(status, "audit/overview", p)
	} else if err != nil {
		return err
	}
	p.Audit, p.Form = found, Holding("from", string(found.From), "to", string(found.To))
	for _, e := range found.Events {
		p.Steps += e.N
	}
	for _, d := range found.Disclosures {
		p.Views += d.Views
	}
	return c.Show("audit/overview", p)
}

// auditNouns are what events are about, in the order of a need's life.
var auditNouns = []string{"need", "match", "fulfilment", "offer", "supplier", "household", "consent", "allocation", "weights", "standard", "sla", "category",
	"calendar", "region", "alert", "visit", "application", "suggestion", "happiness_list", "audit_sample", "export_request", "account", "retention"}

type eventLogPage struct {
	Page
	Rows  []models.Event
	Next  string
	Names casework.LogNames
	Nouns []templates.Option
	Roles []templates.Option
}

func (w *Web) eventLog(c *Call) error {
	from, to := c.days()
	p := eventLogPage{Page: c.auditPage("page.audit.events")}
	f := casework.LogFilter{Noun: c.said("noun"), Role: models.Role(c.said("role"))}
	before, _ := strconv.ParseInt(c.said("cursor"), 10, 64)
	var next int64
	var err error
	p.Rows, next, p.Names, err = w.Casework.EventLog(c.Ctx(), c.Actor, f, from, to, max(0, before), listed)
	p.Nouns = c.any(options(c, "noun", auditNouns))
	p.Roles = c.any(options(c, "role", append(models.Roles(), models.RoleSystem)))
	if next > 0 {
		p.Next = strconv.FormatInt(next, 10)
	}
	return c.showLog(err, "audit/events", &p.Page, func() any { return p })
}

type disclosureLogPage struct {
	Page
	Rows  []models.Disclosure
	Next  string
	Names casework.LogNames
	Roles []templates.Option
	Tiers []templates.Option
}

func (w *Web) disclosureLog(c *Call) error {
	from, to := c.days()
	p := disclosureLogPage{Page: c.auditPage("page.audit.disclosures")}
	tier, _ := strconv.Atoi(c.said("tier"))
	home, _ := models.ParseID(c.said("household"))
	f := casework.LogFilter{Role: models.Role(c.said("role")), Tier: tier, Household: home}
	var err error
	p.Rows, p.Next, p.Names, err = w.Casework.DisclosureLog(c.Ctx(), c.Actor, f, from, to, c.part())
	p.Roles = c.any(options(c, "role", append(models.Roles(), models.RoleSystem)))
	p.Tiers = c.any(levels(2, 4))
	return c.showLog(err, "audit/disclosures", &p.Page, func() any { return p })
}

func (c *Call) auditPage(title string) Page {
	return c.Page(title).In("/audit", c.T("page.audit.title"))
}

// showLog shows a log with the filters of the address as they are.
func (c *Call) showLog(err error, name string, p *Page, data func() any) error {
	status := http.StatusOK
	held := Holding("from", c.said("from"), "to", c.said("to"), "noun", c.said("noun"), "role", c.said("role"), "tier", c.said("tier"))
	if form, code, ok := c.Crossed(err); ok {
		form.Values, status, held = held.Values, code, form
	} else if err != nil {
		return err
	}
	p.Form = held
	return c.ShowAs(status, name, data())
}

// NameOr is a name by id, or a stroke.
func (Page) NameOr(names map[string]string, id string) string {
	if name := names[id]; name != "" {
		return name
	}
	return "–"
}
