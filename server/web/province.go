package web

import (
	"zhulian/models"
	"zhulian/reports"
)

func (w *Web) provinceRoutes() []Route {
	return []Route{get("/province", w.province, models.RoleProvince)}
}

type provincePage struct {
	Page
	Report *reports.Resolution
}

// province is what a province sees: counts by county, without small ones.
func (w *Web) province(c *Call) error {
	from, to := c.days()
	p := provincePage{Page: c.Page("page.province.title")}
	report, err := w.Reports.Resolution(c.Ctx(), c.Actor, from, to, reports.ByCounty)
	if form, status, ok := c.Crossed(err); ok {
		form.Values = Holding("from", string(from), "to", string(to)).Values
		p.Form = form
		return c.ShowAs(status, "province/home", p)
	} else if err != nil {
		return err
	}
	p.Report, p.Form = report, Holding("from", string(report.From), "to", string(report.To))
	return c.Show("province/home", p)
}
