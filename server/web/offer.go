package web

import (
	"net/http"
	"slices"
	"strconv"

	"zhulian/casework"
	"zhulian/models"
	"zhulian/templates"
)

func (w *Web) offerRoutes() []Route {
	own := models.RoleSupplierAdmin
	readers := append([]models.Role{own}, deskRoles...) // government roles have a view of their own at the same addresses
	return []Route{
		get("/offers", w.offerList, readers...), get("/offers/new", w.offerNew, own), get("/offers/reach", w.offerReach, own), post("/offers", w.postOffer, own),
		get("/offers/:id", w.offerShow, readers...), get("/offers/:id/edit", w.offerEdit, own), post("/offers/:id", w.editOffer, own),
		post("/offers/:id/step", w.stepOffer, own),
	}
}

type offerListPage struct {
	Page
	Offers   []casework.OfferState
	Next     string
	Statuses []templates.Option
	Filtered bool
	Today    models.Date
}

func (w *Web) offerList(c *Call) error {
	if !c.Actor.Role.IsSupplier() {
		return w.offerListStaff(c)
	}
	f := casework.OfferFilter{Status: c.said("status"), Q: c.said("q")}
	rows, next, err := w.Casework.Offers(c.Ctx(), c.Actor, f, c.part())
	if err != nil {
		return err
	}
	p := offerListPage{Page: c.Page("page.offer.title"), Offers: rows, Next: next, Filtered: f.Status != "" || f.Q != "", Today: c.Today()}
	p.Form = Holding("status", f.Status, "q", f.Q)
	p.Statuses = c.any(options(c, "status.offer", models.OfferSteps.Statuses()))
	return c.Show("offer/list", p)
}

// offerForm is what both forms of an offer show.
type offerForm struct {
	Page
	Offer                               *casework.OfferState // nil for a new one
	Categories, Modes, Kinds, Periods   []templates.Option
	Places, Fees, Deliveries, Audiences []templates.Option
	Reach                               *Reached
	Today                               models.Date
}

// Reached is the reach of an offer in words.
type Reached struct {
	Text  string   `json:"text"`
	Fixes []string `json:"fixes"`
}

func (c *Call) offerPage(title string) (offerForm, error) {
	p := offerForm{Page: c.Page(title).In("/offers", c.T("page.offer.title")), Categories: empty(c.T("page.offer.choose"), c.offerable()), Today: c.Today()}
	p.Modes, p.Fees = options(c, "offer_mode", models.OfferModes()), options(c, "fee_mode", models.FeeModes())
	p.Deliveries = empty(c.T("page.offer.any_delivery"), options(c, "delivery", models.Deliveries()))
	p.Kinds = []templates.Option{{Value: "count", Text: c.T("page.offer.kind_count")}, {Value: "rate", Text: c.T("page.offer.kind_rate")}}
	p.Periods = empty("–", options(c, "period", []models.Period{models.PeriodDay, models.PeriodWeek, models.PeriodMonth}))
	for _, t := range models.PersonTags() {
		if !t.Hidden {
			p.Audiences = append(p.Audiences, templates.Option{Value: t.NameZH, Text: nameOf(c, t.NameZH, t.NameEN)})
		}
	}
	var err error
	p.Places, err = c.web.townChoices(c, true)
	return p, err
}

func nameOf(c *Call, zh, en string) string {
	if c.Lang() == "en" {
		return en
	}
	return zh
}

func (w *Web) offerNew(c *Call) error {
	p, err := c.offerPage("page.offer.new")
	if err != nil {
		return err
	}
	p.Form = Holding("valid_from", string(c.Today()), "valid_to", string(c.Today().AddDays(180)), "regions", c.Actor.CountyCode+"000000",
		"category", c.said("category"))
	return c.Show("offer/new", p)
}

// postOffer records a new offer, publishes it at once, or only looks how far it would reach.
func (w *Web) postOffer(c *Call) error {
	in, err := Bind[models.OfferDraft](c)
	values, _ := c.Values()
	var r *models.Offer
	if err == nil {
		switch values.Get("then") {
		case "look":
			return w.showOfferForm(c, http.StatusOK, in, &templates.Form{Values: values})
		case "publish":
			r, err = w.Casework.PublishOffer(c.Ctx(), c.Actor, in)
		default:
			r, err = w.Casework.PostOffer(c.Ctx(), c.Actor, in)
		}
	}
	if form, status, ok := c.Crossed(err); ok {
		return w.showOfferForm(c, status, in, form)
	} else if err != nil {
		return err
	}
	return c.Go("/offers/"+r.ID, "offer_"+string(r.Status))
}

func (w *Web) showOfferForm(c *Call, status int, in models.OfferDraft, form *templates.Form) error {
	p, err := c.offerPage("page.offer.new")
	if err != nil {
		return err
	}
	p.Form, p.Reach = form, w.reached(c, in)
	return c.ShowAs(status, "offer/new", p)
}

// reached is the reach of a draft in words; nil where nothing can be said of it.
func (w *Web) reached(c *Call, in models.OfferDraft) *Reached {
	if in.Category == "" || w.Rates.fit(c) != nil {
		return nil
	}
	r, err := w.Casework.OfferReach(c.Ctx(), c.Actor, in)
	if err != nil {
		return nil
	}
	return c.inWords(r)
}

func (c *Call) inWords(r *casework.Reach) *Reached {
	p := Page{Page: templates.Page{Lang: c.Lang()}}
	out := &Reached{Fixes: []string{}}
	switch {
	case r.Count > 0 && r.More:
		out.Text = p.T("page.offer.reach_more", "n", r.Count)
	case r.Count > 0:
		out.Text = p.T("page.offer.reach_many", "n", r.Count)
	case r.Few:
		out.Text = p.T("page.offer.reach_few")
	default:
		out.Text = p.T("page.offer.reach_none")
	}
	for _, f := range r.Fixes {
		out.Fixes = append(out.Fixes, p.Phrase(f))
	}
	for _, x := range r.Wanted {
		out.Fixes = append(out.Fixes, p.T("page.offer.wanted", "Heading", p.heading(x.Group), "n", x.Count))
	}
	return out
}

// offerReach tells a script, while somebody writes, how far the draft in the address would reach.
func (w *Web) offerReach(c *Call) error {
	if err := w.Rates.fit(c); err != nil {
		return err
	}
	in := models.OfferDraft{Category: c.said("category"), Mode: c.said("mode"), Unit: c.said("unit"), CapacityKind: models.CapacityKind(c.said("capacity_kind")),
		Period: models.Period(c.said("period")), Regions: c.QueryArray("regions"), ValidFrom: models.Date(c.said("valid_from")),
		ValidTo: models.Date(c.said("valid_to")), GoodsExpiry: models.Date(c.said("goods_expiry")), DeliveryMode: c.said("delivery_mode")}
	if n, err := strconv.ParseInt(c.said("quantity"), 10, 64); err == nil {
		in.Quantity = &n
	}
	if n, err := strconv.Atoi(c.said("lead_time_hours")); err == nil {
		in.LeadTimeHours = min(n, 24*90)
	}
	told := &Reached{Text: c.T("page.offer.reach_unknown"), Fixes: []string{}}
	if in.Category != "" {
		r, err := w.Casework.OfferReach(c.Ctx(), c.Actor, in)
		if err != nil {
			return err
		}
		told = c.inWords(r)
	}
	c.Header("Cache-Control", "no-store")
	c.JSON(http.StatusOK, told)
	return nil
}

type offerPage struct {
	Page
	Offer  *casework.OfferState
	Places []string
	Today  models.Date
	Can    map[string]bool
	Reach  *Reached
}

// LeadsToWork tells whether the offer has sessions.
func (p offerPage) LeadsToWork() bool { return models.LeadsToWork(p.Offer.Category) }

func (w *Web) offerShow(c *Call) error {
	if !c.Actor.Role.IsSupplier() {
		return w.offerStaff(c)
	}
	return w.showOffer(c, http.StatusOK, nil)
}

func (w *Web) showOffer(c *Call, status int, form *templates.Form) error {
	o, err := w.offer(c)
	if err != nil {
		return err
	}
	p := offerPage{Page: c.Titled(o.Title).In("/offers", c.T("page.offer.title")), Offer: o, Today: c.Today(), Can: map[string]bool{}}
	p.Form = form
	for _, step := range []string{"publish", "pause", "withdraw"} {
		p.Can[step] = models.OfferSteps.Allows(step, o.Status)
	}
	p.Can["edit"] = p.Can["withdraw"]
	if p.Places, err = w.placeNames(c, o.Regions); err != nil {
		return err
	}
	if p.Can["withdraw"] {
		p.Reach = w.reached(c, draftOf(o))
	}
	return c.ShowAs(status, "offer/show", p)
}

// draftOf is an offer as it could be written anew.
func draftOf(o *casework.OfferState) models.OfferDraft {
	out := models.OfferDraft{Category: o.Category, Mode: o.Mode, Unit: o.Unit, CapacityKind: o.CapacityKind, Quantity: o.Quantity, Regions: o.Regions,
		ValidFrom: o.ValidFrom, ValidTo: o.ValidTo, GoodsExpiry: o.GoodsExpiry, DeliveryMode: o.DeliveryMode, LeadTimeHours: o.LeadTimeHours}
	if o.Period != nil {
		out.Period = *o.Period
	}
	return out
}

func (w *Web) offer(c *Call) (*casework.OfferState, error) {
	id, err := c.ID("offer")
	if err != nil {
		return nil, err
	}
	return w.Casework.Offer(c.Ctx(), c.Actor, id)
}

func (w *Web) placeNames(c *Call, codes []string) ([]string, error) {
	regions, err := w.Casework.Regions(c.Ctx(), c.Actor.CountyCode+"000000")
	var out []string
	for _, r := range regions {
		if slices.Contains(codes, r.Code) {
			out = append(out, r.Name)
		}
	}
	return out, err
}

func (w *Web) offerEdit(c *Call) error {
	o, err := w.offer(c)
	if err != nil {
		return err
	}
	form := Holding("title", o.Title, "description", o.Description, "valid_from", string(o.ValidFrom), "valid_to", string(o.ValidTo),
		"fee_mode", o.FeeMode, "lead_time_hours", strconv.Itoa(o.LeadTimeHours), "version", strconv.Itoa(o.Version), "quantity", digits(o.Quantity),
		"per_household_limit", digits(o.PerHouseholdLimit))
	form.Values["regions"], form.Values["target_tags"] = o.Regions, o.TargetTags
	return w.showOfferEdit(c, http.StatusOK, form)
}

func digits(n *int64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatInt(*n, 10)
}

func (w *Web) showOfferEdit(c *Call, status int, form *templates.Form) error {
	o, err := w.offer(c)
	if err != nil {
		return err
	}
	p, err := c.offerPage("page.offer.edit")
	if err != nil {
		return err
	}
	p.Page = p.In("/offers/"+o.ID, o.Title)
	p.Form, p.Offer = form, o
	for _, code := range o.Regions { // villages that were named elsewhere stay as they are
		if !slices.ContainsFunc(p.Places, func(x templates.Option) bool { return x.Value == code }) {
			names, err := w.placeNames(c, []string{code})
			if err != nil {
				return err
			}
			p.Places = append(p.Places, templates.Option{Value: code, Text: p.Join(append(names, code)[:1])})
		}
	}
	draft := draftOf(o)
	draft.Regions = form.Values["regions"]
	draft.ValidFrom, draft.ValidTo = models.Date(form.Values.Get("valid_from")), models.Date(form.Values.Get("valid_to"))
	p.Reach = w.reached(c, draft)
	return c.ShowAs(status, "offer/edit", p)
}

// offerChange is a change of an offer with the version that was looked at.
type offerChange struct {
	models.OfferPatch
	Version int `json:"version"`
}

func (w *Web) editOffer(c *Call) error {
	id, err := c.ID("offer")
	if err != nil {
		return err
	}
	in, err := Bind[offerChange](c)
	if err == nil {
		values, _ := c.Values()
		if values.Has("description") && in.Description == nil {
			in.Description = new(string)
		}
		if in.TargetTags == nil {
			in.TargetTags = &[]string{}
		}
		_, err = w.Casework.EditOffer(c.Ctx(), c.Actor, id, in.Version, in.OfferPatch)
	}
	if form, status, ok := c.Crossed(err); ok {
		return w.showOfferEdit(c, status, form)
	} else if err != nil {
		return err
	}
	return c.Go("/offers/"+id, "offer_changed")
}

func (w *Web) stepOffer(c *Call) error {
	id, err := c.ID("offer")
	if err != nil {
		return err
	}
	values, err := c.Values()
	if err != nil {
		return err
	}
	o, err := w.Casework.StepOffer(c.Ctx(), c.Actor, id, values.Get("step"), "")
	if form, status, ok := c.Crossed(err); ok {
		return w.showOffer(c, status, form)
	} else if err != nil {
		return err
	}
	return c.Go("/offers/"+id, "offer_"+string(o.Status))
}
