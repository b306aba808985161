package web

import (
	"net/http"
	"strconv"

	"zhulian/casework"
	"zhulian/models"
	"zhulian/templates"
)

func (w *Web) ownSupplierRoutes() []Route {
	own := models.RoleSupplierAdmin
	return []Route{get("/supplier", w.ownSupplier, own), get("/supplier/edit", w.ownSupplierForm, own), post("/supplier", w.editOwnSupplier, own)}
}

type supplierDayPage struct {
	Page
	Day   *casework.SupplierDay
	Today models.Date
}

// supplierHome is what waits for a supplier.
func (w *Web) supplierHome(c *Call) error {
	day, err := w.Casework.SupplierDay(c.Ctx(), c.Actor)
	if err != nil {
		return err
	}
	return c.Show("own/day", supplierDayPage{c.Titled(day.Supplier.Name), day, c.Today()})
}

type ownSupplierPage struct {
	Page
	Supplier *models.Supplier
	Team     []models.Account
	Papers   []models.Attachment
	Place    string
	Soon     models.Date // what ends before is to be renewed
	Today    models.Date
}

func (w *Web) ownSupplier(c *Call) error {
	r, err := w.Casework.OwnSupplier(c.Ctx(), c.Actor)
	if err != nil {
		return err
	}
	p := ownSupplierPage{Page: c.Page("page.own.title"), Supplier: &r.Supplier, Team: r.Team, Papers: r.Papers, Place: r.Place,
		Soon: c.Today().AddDays(casework.LicenceEndsWithin), Today: c.Today()}
	return c.Show("own/show", p)
}

// ownSupplierDraft is what a supplier may change of itself.
type ownSupplierDraft struct {
	Description string `json:"description"`
	Name        string `json:"contact.name"`
	Phone       string `json:"contact.phone"`
	HideName    bool   `json:"hide_name"`
	Version     int    `json:"version"`
}

func (w *Web) ownSupplierForm(c *Call) error {
	r, err := w.Casework.Supplier(c.Ctx(), c.Actor, c.Actor.SupplierID)
	if err != nil {
		return err
	}
	form := Holding("description", r.Description, "contact.name", r.ContactName, "contact.phone", r.ContactPhone, "version", strconv.Itoa(r.Version))
	if r.HideName {
		form.Values.Set("hide_name", "true")
	}
	return w.showOwnSupplierForm(c, http.StatusOK, form)
}

func (w *Web) showOwnSupplierForm(c *Call, status int, form *templates.Form) error {
	p := c.Page("page.own.edit").In("/supplier", c.T("page.own.title"))
	p.Form = form
	return c.ShowAs(status, "own/edit", p)
}

func (w *Web) editOwnSupplier(c *Call) error {
	in, err := Bind[ownSupplierDraft](c)
	if err == nil {
		patch := models.SupplierPatch{Description: &in.Description, Contact: &models.ContactDraft{Name: in.Name, Phone: in.Phone}, HideName: &in.HideName}
		_, err = w.Casework.EditSupplier(c.Ctx(), c.Actor, c.Actor.SupplierID, in.Version, patch)
	}
	if form, status, ok := c.Crossed(err); ok {
		return w.showOwnSupplierForm(c, status, form)
	} else if err != nil {
		return err
	}
	return c.Go("/supplier", "supplier_changed")
}
