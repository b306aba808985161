package web

import (
	"net/http"

	"zhulian/exchange"
	"zhulian/models"
	"zhulian/templates"
)

func (w *Web) exportRoutes() []Route {
	staff, audit := models.RoleStaff, models.RoleAuditor
	return []Route{
		get("/exports", w.exports, staff, audit), post("/exports", w.askExport, staff), get("/exports/:id", w.export, staff, audit),
		post("/exports/:id/approve", w.approveExport, staff), post("/exports/:id/refuse", w.refuseExport, staff), post("/exports/:id/take", w.takeExport, staff),
	}
}

type exportsPage struct {
	Page
	Rows           []exchange.Requested
	Next           string
	Status         models.ExportStatus
	Tabs           []templates.Link
	Kinds, Formats []templates.Option
	MayAsk         bool
}

func (w *Web) exports(c *Call) error { return w.showExports(c, http.StatusOK, nil) }

// showExports lists the requests of a status, with the form to ask for another.
func (w *Web) showExports(c *Call, code int, form *templates.Form) error {
	status := models.ExportStatus(c.said("status"))
	rows, next, err := w.Exchange.Requests(c.Ctx(), c.Actor, status, c.part())
	if err != nil {
		return err
	}
	p := exportsPage{Page: c.Page("page.export.title"), Rows: rows, Next: next, Status: status, Kinds: options(c, "page.lists.kind", []string{"households", "needs"}),
		Formats: []templates.Option{{Value: "xlsx", Text: ".xlsx"}, {Value: "csv", Text: ".csv"}}, MayAsk: models.ScopeOf(c.Actor, models.ExportAsk) != models.ScopeNone}
	p.Form = form
	for _, s := range append([]models.ExportStatus{""}, models.ExportSteps.Statuses()...) {
		tab := templates.Link{Href: templates.With("/exports", "status", string(s)), Text: c.T("page.export.all"), Current: s == status}
		if s != "" {
			tab.Text = p.Word("status.export_request", s)
		}
		p.Tabs = append(p.Tabs, tab)
	}
	return c.ShowAs(code, "export/list", p)
}

func (w *Web) askExport(c *Call) error {
	in, err := Bind[models.ExportDraft](c)
	var r *models.ExportRequest
	if err == nil {
		r, err = w.Exchange.AskIdentified(c.Ctx(), c.Actor, in)
	}
	if form, status, ok := c.Crossed(err); ok {
		return w.showExports(c, status, form)
	} else if err != nil {
		return err
	}
	return c.Go("/exports/"+r.ID, "export_asked")
}

type exportPage struct {
	Page
	*exchange.Requested
}

func (w *Web) export(c *Call) error { return w.showExport(c, http.StatusOK, nil) }

func (w *Web) showExport(c *Call, status int, form *templates.Form) error {
	id, err := c.ID("export_request")
	if err != nil {
		return err
	}
	r, err := w.Exchange.Request(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	p := exportPage{c.Page("page.export.one").In("/exports", c.T("page.export.title")), r}
	p.Form = form
	return c.ShowAs(status, "export/show", p)
}

func (w *Web) approveExport(c *Call) error { return w.decideExport(c, true, "export_approved") }

func (w *Web) refuseExport(c *Call) error { return w.decideExport(c, false, "export_refused") }

func (w *Web) decideExport(c *Call, approve bool, done string) error {
	id, err := c.ID("export_request")
	if err != nil {
		return err
	}
	values, err := c.Values()
	if err == nil {
		_, err = w.Exchange.DecideIdentified(c.Ctx(), c.Actor, id, approve, values.Get("reason"))
	}
	if form, status, ok := c.Crossed(err); ok {
		return w.showExport(c, status, form)
	} else if err != nil {
		return err
	}
	return c.Go("/exports/"+id, done)
}

func (w *Web) takeExport(c *Call) error {
	id, err := c.ID("export_request")
	if err != nil {
		return err
	}
	e, err := w.Exchange.TakeIdentified(c.Ctx(), c.Actor, id, c.Lang())
	if form, status, ok := c.Crossed(err); ok {
		return w.showExport(c, status, form)
	} else if err != nil {
		return err
	}
	return c.Go("/errands/"+e.ID, "")
}
