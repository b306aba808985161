package web

import (
	"net/http"

	"zhulian/casework"
	"zhulian/models"
	"zhulian/templates"
)

func (w *Web) supplierStaffRoutes() []Route {
	staff := models.RoleStaff
	return []Route{
		get("/suppliers", w.supplierList, deskRoles...), get("/suppliers/:id", w.supplier, deskRoles...), post("/suppliers/:id/review", w.reviewSupplier, staff),
		post("/suppliers/:id/licence", w.addLicence, staff), post("/suppliers/:id/unlicence", w.dropLicence, staff),
		post("/suppliers/:id/edit", w.editSupplier, staff),
	}
}

type supplierListPage struct {
	Page
	*casework.SupplierList
	Tabs  []templates.Link
	Kinds []templates.Option
	Today models.Date
	Any   bool
}

func (w *Web) supplierList(c *Call) error {
	f := casework.SupplierFilter{Kind: c.said("kind"), Q: c.said("q"), Status: c.said("status")}
	list, err := w.Casework.SupplierList(c.Ctx(), c.Actor, f, c.part())
	if err != nil {
		return err
	}
	p := supplierListPage{Page: c.Page("page.suppliers.title"), SupplierList: list, Today: c.Today(), Any: f.Kind != "" || f.Q != ""}
	p.Form = Holding("kind", f.Kind, "q", f.Q)
	p.Kinds = c.any(options(c, "supplier_kind", models.SupplierKinds()))
	p.Tabs = statusTabs(c, p.Page, "supplier", models.SupplierSteps.Statuses(), list.Counts, list.Total)
	return c.Show("supplier/list", p)
}

// statusTabs are the statuses of a noun that a list holds any of, with how many, and all.
func statusTabs[S ~string](c *Call, p Page, noun string, statuses []S, counts map[S]int, total int) []templates.Link {
	here := S(c.said("status"))
	to := func(s S) string { return templates.With(templates.With(p.Here, "cursor", ""), "status", string(s)) }
	out := []templates.Link{{Href: to(""), Text: c.T("page.suppliers.all"), Count: total, Current: here == ""}}
	for _, s := range statuses {
		if counts[s] > 0 || s == here {
			out = append(out, templates.Link{Href: to(s), Text: p.Word("status."+noun, s), Count: counts[s], Current: s == here})
		}
	}
	return out
}

// Clear is the list without its filters.
func (p supplierListPage) Clear() string { return cleared(p.Here, "status") }

// Ends is the first day on which one of a supplier's licences ends, or "".
func (p supplierListPage) Ends(s models.Supplier) models.Date { return firstEnd(s.Licences) }

// Soon tells whether a licence has ended or ends within thirty days.
func (p supplierListPage) Soon(d models.Date) bool { return d != "" && d <= p.Today.AddDays(30) }

func firstEnd(list []models.Licence) (first models.Date) {
	for _, l := range list {
		if first == "" || l.ValidTo < first {
			first = l.ValidTo
		}
	}
	return first
}

type supplierPage struct {
	Page
	Supplier   *casework.SupplierFile
	Kinds      []templates.Option
	Clearances []templates.Option
	crossed    string
}

func (w *Web) supplier(c *Call) error {
	id, err := c.ID("supplier")
	if err != nil {
		return err
	}
	return w.showSupplier(c, id, "", nil, http.StatusOK)
}

func (w *Web) showSupplier(c *Call, id, crossed string, form *templates.Form, status int) error {
	file, err := w.Casework.SupplierFile(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	p := supplierPage{Page: c.Titled(file.Name).In("/suppliers", c.T("page.suppliers.title")), Supplier: file, crossed: crossed}
	p.Form = form
	p.Kinds = options(c, "licence", []string{"food", "care", "medical", "psych", "law", "child", "build", "driver", "charity", "social"})
	for _, n := range []string{"0", "1", "2"} {
		p.Clearances = append(p.Clearances, templates.Option{Value: n, Text: c.T("clearance." + n)})
	}
	return c.ShowAs(status, "supplier/file", p)
}

// Act is one form of the page by its name.
func (p supplierPage) Act(name string) act {
	a := act{Page: p.Page, Name: name, To: "/suppliers/" + p.Supplier.ID + "/" + name, Open: p.crossed == name}
	if name == "reject" || name == "approve" || name == "suspend" || name == "reinstate" || name == "exit" {
		a.To = "/suppliers/" + p.Supplier.ID + "/review"
	}
	if !a.Open {
		a.Form = nil
	}
	a.Page.Page = a.Named(name)
	return a
}

// reasoned is a form that takes a reason.
type reasoned struct {
	act
	Label string
}

// Reasoned is one form of the page that takes a reason, under the words of its button.
func (p supplierPage) Reasoned(name, label string) reasoned { return reasoned{p.Act(name), label} }

// Who is the name of somebody in the supplier's history.
func (p supplierPage) Who(e models.Event) string {
	if name := p.Supplier.Names[e.ActorID]; name != "" {
		return name
	}
	return p.RoleName(e.ActorRole)
}

// Over tells how a licence's end stands: ended, ends within thirty days, or good for longer.
func (p supplierPage) Over(l models.Licence) templates.Mark {
	switch {
	case l.ValidTo < p.Supplier.Today:
		return p.Tone(p.T("page.supplier.ended"), "bad")
	case l.ValidTo <= p.Supplier.Today.AddDays(30):
		return p.Tone(p.T("page.supplier.ends_soon"), "warn")
	}
	return p.Tone(p.T("page.supplier.valid"), "good")
}

// Kept is the share of promises kept; nil where none has ended yet.
func (p supplierPage) Kept() *float64 {
	if p.Supplier.Record.Accepted == 0 {
		return nil
	}
	share := float64(p.Supplier.Record.Fulfilled) / float64(p.Supplier.Record.Accepted)
	return &share
}

// Left is what an offer can still promise.
func (p supplierPage) Left(o casework.OfferState) string { return leftOf(p.Page, o, p.Supplier.Today) }

func leftOf(p Page, o casework.OfferState, today models.Date) string {
	left, known := o.Left(today)
	if !known {
		return p.T("page.unit.unknown")
	}
	text := p.Amount(left, o.Unit)
	if o.Period != nil {
		text += " " + p.Word("period", *o.Period)
	}
	return text
}

type supplierForm struct {
	Step    string `json:"step"`
	Reason  string `json:"reason"`
	Version int    `json:"version"`
	models.Licence
	Clearance *int `json:"sensitivity_clearance"`
	Charity   bool `json:"is_charity"`
}

func (w *Web) reviewSupplier(c *Call) error {
	return w.onSupplier(c, "supplier_reviewed", func(id string, in supplierForm) (string, error) {
		return in.Step, only(w.Casework.ReviewSupplier(c.Ctx(), c.Actor, id, in.Step, in.Reason))
	})
}

func (w *Web) addLicence(c *Call) error {
	return w.onSupplier(c, "licence_added", func(id string, in supplierForm) (string, error) {
		return "licence", only(w.Casework.AddLicence(c.Ctx(), c.Actor, id, in.Version, in.Licence))
	})
}

func (w *Web) dropLicence(c *Call) error {
	return w.onSupplier(c, "licence_dropped", func(id string, in supplierForm) (string, error) {
		return "licence", only(w.Casework.DropLicence(c.Ctx(), c.Actor, id, in.Version, in.Licence))
	})
}

func (w *Web) editSupplier(c *Call) error {
	return w.onSupplier(c, "supplier_edited", func(id string, in supplierForm) (string, error) {
		patch := models.SupplierPatch{SensitivityClearance: in.Clearance, IsCharity: &in.Charity}
		return "edit", only(w.Casework.EditSupplier(c.Ctx(), c.Actor, id, in.Version, patch))
	})
}

// onSupplier takes one form of a supplier: do says which form it was.
func (w *Web) onSupplier(c *Call, done string, do func(id string, in supplierForm) (string, error)) error {
	id, err := c.ID("supplier")
	if err != nil {
		return err
	}
	form := ""
	in, err := Bind[supplierForm](c)
	if err == nil {
		form, err = do(id, in)
	}
	if back, status, ok := c.Crossed(err); ok {
		return w.showSupplier(c, id, form, back, status)
	}
	if err != nil {
		return err
	}
	return c.Go("/suppliers/"+id, done)
}
