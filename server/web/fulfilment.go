package web

import (
	"context"
	"net/http"

	"zhulian/casework"
	"zhulian/models"
	"zhulian/templates"
)

func (w *Web) fulfilmentRoutes() []Route {
	return []Route{
		get("/fulfilments", w.fulfilmentList), get("/fulfilments/:id", w.fulfilment),
		post("/fulfilments/:id/confirm", w.confirmFulfilment), post("/fulfilments/:id/dispute", w.disputeFulfilment),
		get("/proofs/:id", w.proof, models.RoleStaff, models.RoleOperator, models.RoleTown, models.RoleAide, models.RoleAuditor),
	}
}

type fulfilmentListPage struct {
	Page
	Deliveries []casework.Delivery
	Next       string
	Tabs       []templates.Link
	MayConfirm bool
}

// fulfilmentTabs are the parts of the list, by the name in the address.
var fulfilmentTabs = []struct {
	name, text string
	statuses   []models.FulfilmentStatus
}{
	{"waiting", "page.fulfilment.tab.waiting", models.FulfilmentSteps.From("confirm")},
	{"planned", "page.fulfilment.tab.planned", []models.FulfilmentStatus{models.FulfilmentPlanned, models.FulfilmentCheckedIn}},
	{"disputed", "page.fulfilment.tab.disputed", []models.FulfilmentStatus{models.FulfilmentDisputed}},
	{"confirmed", "page.fulfilment.tab.confirmed", []models.FulfilmentStatus{models.FulfilmentConfirmed}},
	{"all", "page.fulfilment.tab.all", nil},
}

func (w *Web) fulfilmentList(c *Call) error {
	if c.Actor.Role.IsSupplier() {
		return w.deliveryList(c)
	}
	p := fulfilmentListPage{Page: c.Page("page.fulfilment.list"), MayConfirm: may(c.Actor, models.FulfilmentConfirm)}
	here := c.said("status")
	if here == "" {
		here = fulfilmentTabs[0].name
	}
	var f casework.FulfilmentFilter
	for _, tab := range fulfilmentTabs {
		p.Tabs = append(p.Tabs, templates.Link{Href: "/fulfilments?status=" + tab.name, Text: c.T(tab.text), Current: tab.name == here})
		if tab.name == here {
			f.Statuses = tab.statuses
		}
	}
	var err error
	if p.Deliveries, p.Next, err = w.Casework.Deliveries(c.Ctx(), c.Actor, f, c.part()); err != nil {
		return err
	}
	return c.Show("fulfilment/list", p)
}

type fulfilmentPage struct {
	Page
	D        *casework.Delivery
	Contents []templates.Option
	Offline  bool // a confirmation waits in the browser where there is no signal
}

func (w *Web) fulfilment(c *Call) error {
	if c.Actor.Role.IsSupplier() {
		return w.taskShow(c)
	}
	return w.showFulfilment(c, http.StatusOK, nil)
}

func (w *Web) showFulfilment(c *Call, status int, form *templates.Form) error {
	id, err := c.ID("fulfilment")
	if err != nil {
		return err
	}
	d, err := w.Casework.Delivery(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	p := fulfilmentPage{Page: c.Page("page.fulfilment.title").In("/fulfilments", c.T("page.fulfilment.list")), D: d,
		Offline: c.Actor.Role == models.RoleAide, Contents: options(c, "content", []string{"5", "4", "3", "2", "1"})}
	p.Form = form
	return c.ShowAs(status, "fulfilment/show", p)
}

// IsPicture tells whether a proof can be looked at in the page.
func (fulfilmentPage) IsPicture(a models.Attachment) bool { return a.ContentType != "application/pdf" }

// Content says how content the household is, or "".
func (p fulfilmentPage) Content() string {
	if p.D.Satisfaction == nil {
		return ""
	}
	return p.Word("content", *p.D.Satisfaction)
}

type confirmVerb func(context.Context, models.Actor, string, models.Confirmation) (*models.Fulfilment, error)

func (w *Web) confirmFulfilment(c *Call) error {
	return w.settleFulfilment(c, "fulfilment_confirmed", w.Casework.ConfirmFulfilment)
}

func (w *Web) disputeFulfilment(c *Call) error {
	return w.settleFulfilment(c, "fulfilment_disputed", w.Casework.DisputeFulfilment)
}

func (w *Web) settleFulfilment(c *Call, done string, verb confirmVerb) error {
	id, err := c.ID("fulfilment")
	if err != nil {
		return err
	}
	in, err := Bind[models.Confirmation](c)
	if err == nil {
		_, err = verb(c.Ctx(), c.Actor, id, in)
	}
	if form, status, ok := c.Crossed(err); ok {
		return w.showFulfilment(c, status, form)
	} else if err != nil {
		return err
	}
	return c.Go("/fulfilments/"+id, done)
}

// proof shows an uploaded picture or document.
func (w *Web) proof(c *Call) error {
	id, err := c.ID("attachment")
	if err != nil {
		return err
	}
	a, err := w.Casework.Proof(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	return c.handOver(a)
}
