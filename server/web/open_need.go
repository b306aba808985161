package web

import (
	"net/http"
	"net/url"

	"zhulian/casework"
	"zhulian/models"
	"zhulian/templates"
)

func (w *Web) openNeedRoutes() []Route {
	own := models.RoleSupplierAdmin
	return []Route{get("/open-needs", w.openNeedList, own), get("/open-needs/:id", w.openNeedShow, own), post("/open-needs/:id/claim", w.claimNeed, own)}
}

type openNeedListPage struct {
	Page
	Needs                        []casework.FittingNeed
	Next                         string
	Categories, Towns, Urgencies []templates.Option
	All                          bool
}

func (w *Web) openNeedList(c *Call) error {
	f := casework.FittingFilter{Category: c.said("category"), Town: c.said("town"), Urgency: c.said("urgency"), All: c.said("all") == "true"}
	rows, next, err := w.Casework.FittingNeeds(c.Ctx(), c.Actor, f, c.part())
	if err != nil {
		return err
	}
	p := openNeedListPage{Page: c.Page("page.open_need.title"), Needs: rows, Next: next, All: f.All, Categories: c.any(c.offerable())}
	p.Form = Holding("category", f.Category, "town", f.Town, "urgency", f.Urgency, "all", c.said("all"))
	towns, err := w.townChoices(c, false)
	p.Towns = c.any(towns)
	p.Urgencies = c.any(options(c, "urgency", []models.Urgency{models.UrgencyCritical, models.UrgencyHigh, models.UrgencyNormal, models.UrgencyLow}))
	if err != nil {
		return err
	}
	return c.Show("open_need/list", p)
}

type openNeedPage struct {
	Page
	Need   *casework.FittingNeed
	Offers []templates.Option
}

func (w *Web) openNeedShow(c *Call) error { return w.showOpenNeed(c, http.StatusOK, nil) }

func (w *Web) showOpenNeed(c *Call, status int, form *templates.Form) error {
	id, err := c.ID("open_need")
	if err != nil {
		return err
	}
	n, err := w.Casework.FittingNeed(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	p := openNeedPage{Page: c.Titled(n.Title).In("/open-needs", c.T("page.open_need.title")), Need: n}
	for _, f := range n.Fits {
		p.Offers = append(p.Offers, templates.Option{Value: f.OfferID, Text: f.Title, Advice: p.T("page.open_need.left", "Left", p.Units(f.Left, f.Unit))})
	}
	if p.Form = form; form == nil && len(n.Fits) > 0 {
		p.Form = Holding("offer_id", n.Fits[0].OfferID, "quantity", digits(n.Left))
	}
	return c.ShowAs(status, "open_need/show", p)
}

// declared asks for the declaration that there is no conflict of interest (慈善法 40, 59).
func declared(values url.Values) error {
	if values.Get("no_conflict") != "true" {
		return models.InvalidField("no_conflict", "required")
	}
	return nil
}

func (w *Web) claimNeed(c *Call) error {
	id, err := c.ID("open_need")
	if err != nil {
		return err
	}
	in, err := Bind[models.Invitation](c)
	values, _ := c.Values()
	if err == nil {
		err = declared(values)
	}
	var m *models.Match
	if err == nil {
		m, err = w.Casework.ClaimNeed(c.Ctx(), c.Actor, id, in)
	}
	if form, status, ok := c.Crossed(err); ok {
		return w.showOpenNeed(c, status, form)
	} else if err != nil {
		return err
	}
	return c.Go("/matches/"+m.ID, "need_claimed")
}
