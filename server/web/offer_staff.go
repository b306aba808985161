package web

import (
	"net/http"

	"zhulian/casework"
	"zhulian/models"
	"zhulian/templates"
)

func (w *Web) offerStaffRoutes() []Route {
	return []Route{post("/offers/:id/review", w.reviewOffer, models.RoleStaff, models.RoleOperator)}
}

type offerDeskPage struct {
	Page
	*casework.OfferDesk
	Tabs       []templates.Link
	Categories []templates.Option
	Any        bool
}

// offerListStaff is the list of offers for government roles: the queue of those to review first.
func (w *Web) offerListStaff(c *Call) error {
	f := casework.OfferFilter{Status: c.said("status"), Q: c.said("q"), Supplier: c.said("supplier")}
	if categoryKnown(c.said("category")) {
		f.Category = c.said("category")
	}
	if _, ok := models.ParseID(f.Supplier); !ok {
		f.Supplier = ""
	}
	desk, err := w.Casework.OfferDesk(c.Ctx(), c.Actor, f, c.part())
	if err != nil {
		return err
	}
	p := offerDeskPage{Page: c.Page("page.offers.title"), OfferDesk: desk, Any: f.Q != "" || f.Category != "" || f.Supplier != ""}
	p.Form = Holding("q", f.Q, "category", f.Category)
	p.Categories = c.any(c.categories(false))
	p.Tabs = statusTabs(c, p.Page, "offer", models.OfferSteps.Statuses(), desk.Counts, desk.Total)
	return c.Show("offer/desk", p)
}

// Clear is the list without its filters.
func (p offerDeskPage) Clear() string { return cleared(p.Here, "status") }

// Left is what an offer can still promise.
func (p offerDeskPage) Left(o casework.OfferState) string { return leftOf(p.Page, o, p.Today) }

type offerFilePage struct {
	Page
	Offer   *casework.OfferFile
	crossed string
}

// offerStaff is one offer for government roles.
func (w *Web) offerStaff(c *Call) error {
	id, err := c.ID("offer")
	if err != nil {
		return err
	}
	return w.showOfferFile(c, id, "", nil, http.StatusOK)
}

func (w *Web) showOfferFile(c *Call, id, crossed string, form *templates.Form, status int) error {
	file, err := w.Casework.OfferFile(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	p := offerFilePage{Page: c.Titled(file.Title).In("/offers", c.T("page.offers.title")), Offer: file, crossed: crossed}
	p.Form = form
	return c.ShowAs(status, "offer/review", p)
}

// Act is one form of the page by the step that it takes.
func (p offerFilePage) Act(step string) act {
	a := act{Page: p.Page, Name: step, To: "/offers/" + p.Offer.ID + "/review", Open: p.crossed == step}
	if !a.Open {
		a.Form = nil
	}
	a.Page.Page = a.Named(step)
	return a
}

// Any tells whether there is anything to do.
func (p offerFilePage) Any() bool { return p.Offer.Can != (casework.OfferCan{}) }

// Left is what the offer can still promise.
func (p offerFilePage) Left() string { return leftOf(p.Page, p.Offer.OfferState, p.Offer.Today) }

// Where are the names of the regions served.
func (p offerFilePage) Where() []string {
	out := make([]string, len(p.Offer.OfferState.Regions))
	for i, code := range p.Offer.OfferState.Regions {
		if out[i] = p.Offer.Regions[code]; out[i] == "" {
			out[i] = code
		}
	}
	return out
}

// Who is the name of somebody in the offer's history.
func (p offerFilePage) Who(e models.Event) string {
	if name := p.Offer.Names[e.ActorID]; name != "" {
		return name
	}
	return p.RoleName(e.ActorRole)
}

// reviewOffer publishes an offer, returns it with a reason, pauses or withdraws it.
func (w *Web) reviewOffer(c *Call) error {
	id, err := c.ID("offer")
	if err != nil {
		return err
	}
	in, err := Bind[supplierForm](c)
	if err == nil && in.Step == "return" && in.Reason == "" {
		err = models.InvalidField("reason", "required")
	}
	if err == nil {
		err = only(w.Casework.StepOffer(c.Ctx(), c.Actor, id, in.Step, in.Reason))
	}
	if back, status, ok := c.Crossed(err); ok {
		return w.showOfferFile(c, id, in.Step, back, status)
	}
	if err != nil {
		return err
	}
	return c.Go("/offers/"+id, "offer_reviewed")
}
