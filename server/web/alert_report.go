package web

import (
	"zhulian/models"
	"zhulian/outreach"
	"zhulian/reports"
	"zhulian/templates"
)

type fatiguePage struct {
	Page
	*outreach.Fatigue
}

// alertFatigue shows whether alerts come too often to be read.
func (w *Web) alertFatigue(c *Call) error {
	f, err := w.Outreach.Fatigue(c.Ctx(), c.Actor)
	if err != nil {
		return err
	}
	return c.Show("alert/fatigue", fatiguePage{c.Page("page.fatigue.title").In("/alerts", c.T("page.alert.list")), f})
}

// Each is how many alerts a household had on average, in a month in which it had any.
func (p fatiguePage) Each(alerts, households int64) *float64 {
	if households == 0 {
		return nil
	}
	v := float64(alerts) / float64(households)
	return &v
}

// Who is the name of an aide.
func (p fatiguePage) Who(id string) string {
	if name := p.Names[id]; name != "" {
		return name
	}
	return p.T("page.fatigue.nobody")
}

func (w *Web) alertReportRoutes() []Route {
	return []Route{get("/reports/alert-rules", w.alertRules, models.RoleStaff, models.RoleTown, models.RoleOperator, models.RoleAuditor)}
}

type alertRulesPage struct {
	Page
	Tabs    []templates.Link
	Periods []templates.Option
	Report  *reports.RuleReport
	By      string
	Lines   []reports.RuleHit
	Bys     []templates.Option
}

// alertRules is the published hit rate: whether early warning works.
func (w *Web) alertRules(c *Call) error {
	period := c.said("period")
	r, err := w.Reports.AlertRules(c.Ctx(), c.Actor, period)
	p := alertRulesPage{Page: c.Page("page.hits.title"), Tabs: c.tabs(), Periods: c.periods(), Report: r, By: c.said("by"), Lines: []reports.RuleHit{}}
	p.Form = Holding("period", period, "by", p.By)
	if back, status, ok := c.Crossed(err); ok {
		back.Values = p.Form.Values
		p.Form, p.Report = back, nil
		p.Bys = options(c, "page.hits.by", []string{"rule", "feed", "both"})
		return c.ShowAs(status, "report/alert_rules", p)
	}
	if err != nil {
		return err
	}
	switch p.By {
	case "feed":
		p.Lines = r.Feeds
	case "both":
		p.Lines = r.Items
	default:
		p.By, p.Lines = "rule", r.Rules
	}
	p.Bys = options(c, "page.hits.by", []string{"rule", "feed", "both"})
	return c.Show("report/alert_rules", p)
}

// Line is what a line is about: a rule, a feed, or both.
func (p alertRulesPage) Line(h reports.RuleHit) string {
	rule := h.RuleCode
	if name := ruleName(p.Report.Names[h.RuleCode], p.Lang); name != "" {
		rule += " " + name
	}
	feed := h.SourceDept
	if h.Feed != "" {
		feed += " · " + h.Feed
	}
	switch p.By {
	case "feed":
		return feed
	case "both":
		return rule + " · " + feed
	}
	return rule
}

// Share is a rate as the width of a bar of 100.
func (alertRulesPage) Share(rate *float64) int {
	if rate == nil {
		return 0
	}
	return int(*rate * 100)
}
