package web

import (
	"net/http"

	"zhulian/models"
	"zhulian/outreach"
	"zhulian/templates"
)

func (w *Web) visitPlanRoutes() []Route {
	who, order := visitReaders, []models.Role{models.RoleTown, models.RoleStaff}
	return []Route{
		get("/visit-plan", w.visitPlan, who...), get("/visit-rounds", w.visitRounds, order...), post("/visit-rounds", w.orderVisitRound, order...),
		get("/levels", w.levelsWaiting, order...), get("/households/:id/level", w.level, models.RoleAide, models.RoleTown, models.RoleStaff),
		post("/households/:id/level", w.proposeLevel, models.RoleAide),
		post("/levels/:id/confirm", w.confirmLevel, order...), post("/levels/:id/reject", w.rejectLevel, order...),
		get("/child-reports", w.childReports, order...), get("/child-reports/:id", w.childReport, order...),
		post("/child-reports/:id/report", w.reportChild, order...), post("/child-reports/:id/close", w.closeChild, order...),
	}
}

type visitPlanPage struct {
	Page
	O        *outreach.Overview
	Groups   []models.PlanGroup
	MayOrder bool
	Order    bool // the reader decides about levels, exemptions and reports
}

// Count is how many households of a row are in a group.
func (visitPlanPage) Count(r outreach.TownPlan, g models.PlanGroup) int { return r.Groups[g] }

func (w *Web) visitPlan(c *Call) error {
	o, err := w.Outreach.Overview(c.Ctx(), c.Actor)
	if err != nil {
		return err
	}
	p := visitPlanPage{Page: c.Page("page.visit.plan"), O: o, Groups: models.PlanGroups(), MayOrder: may(c.Actor, models.VisitOrder), Order: may(c.Actor, models.LevelConfirm)}
	return c.Show("visit/plan", p)
}

type visitRoundsPage struct {
	Page
	Rounds []models.VisitRound
	Next   string
	Names  map[string]string
	Causes []templates.Option
	Groups []templates.Option
	Towns  []templates.Option
	Today  models.Date
}

// TownNames lists the towns of a round.
func (p visitRoundsPage) TownNames(r models.VisitRound) string {
	names := make([]string, len(r.Towns))
	for i, code := range r.Towns {
		names[i] = p.Names[code]
	}
	return p.Join(names)
}

func (w *Web) visitRounds(c *Call) error {
	return w.showVisitRounds(c, http.StatusOK, Holding("starts_on", string(c.Today()), "ends_on", string(c.Today().AddDays(2))))
}

func (w *Web) showVisitRounds(c *Call, status int, form *templates.Form) error {
	rows, next, err := w.Outreach.Rounds(c.Ctx(), c.Actor, c.part())
	if err != nil {
		return err
	}
	towns, err := w.townChoices(c, false)
	if err != nil {
		return err
	}
	p := visitRoundsPage{Page: c.Page("page.visit.rounds").In("/visit-plan", c.T("page.visit.plan")), Rounds: rows, Next: next, Names: map[string]string{}, Today: c.Today(),
		Causes: options(c, "page.visit.cause", models.RoundCauses()), Groups: options(c, "page.visit.group", models.PlanGroups())}
	for _, t := range towns {
		p.Names[t.Value] = t.Text
		if models.Reaches(c.Actor, models.ScopeOf(c.Actor, models.VisitOrder), c.Actor.CountyCode, t.Value, "") {
			p.Towns = append(p.Towns, t)
		}
	}
	p.Form = form
	return c.ShowAs(status, "visit/rounds", p)
}

func (w *Web) orderVisitRound(c *Call) error {
	in, err := Bind[models.RoundDraft](c)
	if err == nil {
		_, err = w.Outreach.OrderRound(c.Ctx(), c.Actor, in)
	}
	if form, status, ok := c.Crossed(err); ok {
		return w.showVisitRounds(c, status, form)
	} else if err != nil {
		return err
	}
	return c.Go("/visit-rounds", "round_ordered")
}

type childReportsPage struct {
	Page
	Lines []outreach.ReportLine
	Next  string
	Tabs  []templates.Link
}

func (w *Web) childReports(c *Call) error {
	status := models.ChildReportStatus(c.said("status"))
	if status != models.ChildReported && status != models.ChildClosed {
		status = models.ChildOpen
	}
	rows, next, err := w.Outreach.ChildReports(c.Ctx(), c.Actor, status, c.part())
	if err != nil {
		return err
	}
	p := childReportsPage{Page: c.Page("page.child.list").In("/visit-plan", c.T("page.visit.plan")), Lines: rows, Next: next}
	for _, s := range models.ChildReportSteps.Statuses() {
		p.Tabs = append(p.Tabs, templates.Link{Href: "/child-reports?status=" + string(s), Text: p.Word("status.child_report", s), Current: s == status})
	}
	return c.Show("child/list", p)
}

type childReportPage struct {
	Page
	R           *outreach.ReportLine
	Authorities []templates.Option
	Can         map[string]bool
}

// Told lists the authorities that a report went to.
func (p childReportPage) Told() string {
	words := make([]string, len(p.R.ReportedTo))
	for i, a := range p.R.ReportedTo {
		words[i] = p.Word("child_authority", a)
	}
	return p.Join(words)
}

func (w *Web) childReport(c *Call) error { return w.showChildReport(c, http.StatusOK, nil) }

func (w *Web) showChildReport(c *Call, status int, form *templates.Form) error {
	id, err := c.ID("child_report")
	if err != nil {
		return err
	}
	r, err := w.Outreach.ChildReport(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	p := childReportPage{Page: c.Titled(c.T("page.child.one")+" · "+r.Of.Name).In("/child-reports", c.T("page.child.list")), R: r, Can: map[string]bool{},
		Authorities: options(c, "child_authority", models.ChildAuthorities())}
	for _, step := range []string{"report", "close"} {
		p.Can[step] = models.ChildReportSteps.Allows(step, r.Status)
	}
	p.Form = form
	return c.ShowAs(status, "child/show", p)
}

func (w *Web) reportChild(c *Call) error { return w.moveChild(c, "report", "child_reported") }

func (w *Web) closeChild(c *Call) error { return w.moveChild(c, "close", "child_closed") }

func (w *Web) moveChild(c *Call, step, done string) error {
	id, err := c.ID("child_report")
	if err != nil {
		return err
	}
	in, err := Bind[models.ChildReportMove](c)
	if err == nil {
		err = w.Outreach.MoveChildReport(c.Ctx(), c.Actor, id, step, in)
	}
	if form, status, ok := c.Crossed(err); ok {
		return w.showChildReport(c, status, form)
	} else if err != nil {
		return err
	}
	return c.Go("/child-reports/"+id, done)
}
