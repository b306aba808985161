package web

import (
	"net/http"

	"zhulian/models"
	"zhulian/templates"
)

func (w *Web) reportBaseRoutes() []Route {
	return []Route{get("/reports/base", w.reportBase, models.RoleStaff), post("/reports/base", w.setReportBase, models.RoleStaff)}
}

type basePage struct {
	Page
	Now   models.ReportBase
	Bases []templates.Option
}

// reportBase shows by what the county counts, with the form that changes it.
func (w *Web) reportBase(c *Call) error { return w.baseForm(c, http.StatusOK, nil) }

func (w *Web) baseForm(c *Call, status int, form *templates.Form) error {
	now, err := w.Reports.Base(c.Ctx(), c.Actor)
	if err != nil {
		return err
	}
	p := basePage{Page: c.Page("page.reports.base").In("/reports", c.T("page.reports.title")), Now: now}
	for _, b := range []models.ReportBase{models.BaseHousehold, models.BaseTask} {
		p.Bases = append(p.Bases, templates.Option{Value: string(b), Text: p.Word("page.reports.base_by", b), Advice: p.Word("page.reports.base_advice", b)})
	}
	if p.Form = form; form == nil {
		p.Form = Holding("base", string(now))
	}
	return c.ShowAs(status, "report/base", p)
}

func (w *Web) setReportBase(c *Call) error {
	in, err := Bind[models.ReportBaseDraft](c)
	if err == nil {
		err = w.Reports.SetBase(c.Ctx(), c.Actor, in)
	}
	if form, status, ok := c.Crossed(err); ok {
		return w.baseForm(c, status, form)
	} else if err != nil {
		return err
	}
	return c.Go("/reports/indicators", "report_base")
}
