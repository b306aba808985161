package web

import (
	"time"

	"zhulian/models"
	"zhulian/reports"
	"zhulian/templates"
)

func (w *Web) reportsRoutes() []Route { return []Route{get("/reports", w.reportsHome, reportRoles...)} }

// courseMonths is how far back the resolution rate goes month by month.
const courseMonths = 12

type reportsPage struct {
	Page
	asking
	Tabs   []templates.Link
	Rates  []rateCard
	Ranks  []templates.Chart
	Unit   string // what the ranks compare: towns or villages
	Of     *reports.Dashboard
	Course *reports.Course
	Gaps   *reports.GapBoard
	Kept   []reports.Reliability
	Data   bool // the question makes sense
	Board  bool // there is a page of all gaps
	Staff  bool // the reader may choose the base
}

// reportsHome is what a county or a town looks at: the three rates, how needs are resolved, supply against demand, and who is served.
func (w *Web) reportsHome(c *Call) error {
	q := c.asked()
	p := reportsPage{Page: c.Page("page.reports.title"), Tabs: c.tabs(), Board: c.leads("/reports/gaps"), Staff: c.Actor.Role == models.RoleStaff}
	var err error
	if p.asking, err = w.asking(c, q); err != nil {
		return err
	}
	p.Form = holding(q)
	err = w.fillReports(c, q, &p)
	if form, status, ok := c.Crossed(err); ok {
		form.Values = holding(q).Values
		p.Form = form
		return c.ShowAs(status, "report/home", p)
	} else if err != nil {
		return err
	}
	p.Data = true
	return c.Show("report/home", p)
}

func (w *Web) fillReports(c *Call, q reports.Query, p *reportsPage) error {
	rates, err := w.Reports.Headlines(c.Ctx(), c.Actor, q)
	if err != nil {
		return err
	}
	p.Rates = p.rateCards(rates, q)
	if err := w.ranks(c, q, rates, p); err != nil {
		return err
	}
	if p.Of, err = w.Reports.Dashboard(c.Ctx(), c.Actor, q); err != nil {
		return err
	}
	if p.Course, err = w.Reports.Course(c.Ctx(), c.Actor, q, courseMonths); err != nil {
		return err
	}
	if p.Gaps, err = w.Reports.Gaps(c.Ctx(), c.Actor); err != nil {
		return err
	}
	p.Kept, err = w.Reports.Suppliers(c.Ctx(), c.Actor, q.Period)
	return err
}

// ranks compares the towns by each rate; where there is only one, its villages.
func (w *Web) ranks(c *Call, q reports.Query, rates []reports.Headline, p *reportsPage) error {
	p.Unit = "town"
	if q.Region != "" || len(c.Actor.Regions) > 0 && models.LevelOf(c.Actor.Regions[0]) != models.RegionCounty {
		p.Unit = "village"
	}
	for _, h := range rates {
		lines := h.Towns
		if p.Unit == "village" {
			b, err := w.Reports.Breakdown(c.Ctx(), c.Actor, h.Code, q, reports.DimVillage)
			if err != nil {
				return err
			}
			lines = ranked(b.Lines)
		}
		if len(lines) > 1 {
			p.Ranks = append(p.Ranks, p.rank(h, lines))
		}
	}
	return nil
}

// AsOf is the instant at which the rows were counted.
func (p reportsPage) AsOf() time.Time { return p.Rates[0].AsOf }

// Waited writes days of waiting; "–" for none.
func (p reportsPage) Waited(n *float64) string {
	if n == nil {
		return "–"
	}
	return p.T("page.reports.days", "n", p.days(*n))
}

// Missing is the heat table of categories and towns, or nil where nothing is wanted.
func (p reportsPage) Missing() *templates.Heat { return p.missing(p.Gaps, p.Query.Region) }

// Picture calls a chart by its name, nil where there is nothing to draw.
func (p reportsPage) Picture(name string) *templates.Chart {
	draw := map[string]func() (templates.Chart, bool){
		"months": p.months, "cohorts": p.cohorts, "pace": p.pace, "ageing": p.ageing, "funnel": p.funnel, "kept": p.kept, "equity": p.equity, "map": p.mapped,
	}[name]
	if c, ok := draw(); ok {
		return &c
	}
	return nil
}
