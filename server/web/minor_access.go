package web

import (
	"net/http"

	"zhulian/casework"
	"zhulian/models"
	"zhulian/templates"
)

// minorRoles see what is known of minors only where somebody has approved it.
var minorRoles = []models.Role{models.RoleStaff, models.RoleTown, models.RoleOperator}

type minorAccessPage struct {
	Page
	Rows    []casework.MinorAccessLine
	Next    string
	Tabs    []templates.Link
	crossed string // the request whose form came back
}

// MinorAsk is one request with the page that its forms stand on.
type minorAsk struct {
	Page
	R    casework.MinorAccessLine
	Open bool
}

// Of is the page with the forms of one request.
func (p minorAccessPage) Of(r casework.MinorAccessLine) minorAsk {
	return p.Page.minorAsk(r, p.crossed)
}

// MinorAsk is one request on the page of its household.
func (p householdPage) MinorAsk(r casework.MinorAccessLine) minorAsk { return p.Page.minorAsk(r, "") }

func (p Page) minorAsk(r casework.MinorAccessLine, crossed string) minorAsk {
	out := minorAsk{Page: p, R: r, Open: crossed == r.ID}
	if !out.Open {
		out.Form = nil
	}
	out.Page.Page = out.Named("m" + r.ID)
	return out
}

func (w *Web) minorAccesses(c *Call) error { return w.showMinors(c, http.StatusOK, "", nil) }

func (w *Web) showMinors(c *Call, status int, crossed string, form *templates.Form) error {
	at := models.MinorAccessStatus(c.said("status"))
	p := minorAccessPage{Page: c.Page("page.minor.title").In("/households", c.T("page.household.list")), crossed: crossed}
	p.Form = form
	for _, s := range append([]models.MinorAccessStatus{""}, models.MinorAccessSteps.Statuses()...) {
		tab := templates.Link{Href: templates.With("/minor-access", "status", string(s)), Text: c.T("page.export.all"), Current: s == at}
		if s != "" {
			tab.Text = p.Word("status.minor_access", s)
		}
		p.Tabs = append(p.Tabs, tab)
	}
	var err error
	if p.Rows, p.Next, err = w.Casework.MinorAccesses(c.Ctx(), c.Actor, casework.MinorAccessFilter{Status: at}, c.part()); err != nil {
		return err
	}
	return c.ShowAs(status, "minor/list", p)
}

func (w *Web) askMinors(c *Call) error {
	id, err := c.ID("household")
	if err != nil {
		return err
	}
	in, err := Bind[models.MinorAccessDraft](c)
	if err == nil {
		_, err = w.Casework.AskMinors(c.Ctx(), c.Actor, id, in)
	}
	if form, status, ok := c.Crossed(err); ok {
		return w.showHousehold(c, status, form)
	} else if err != nil {
		return err
	}
	return c.Go("/households/"+id, "minor_asked")
}

// onMinors decides on a request or ends it, and shows its household again.
func (w *Web) onMinors(to string) func(*Call) error {
	return func(c *Call) error {
		id, err := c.ID("minor_access")
		if err != nil {
			return err
		}
		values, err := c.Values()
		if err != nil {
			return err
		}
		var r *models.MinorAccess
		if to == "ended" {
			r, err = w.Casework.EndMinors(c.Ctx(), c.Actor, id)
		} else {
			r, err = w.Casework.DecideMinors(c.Ctx(), c.Actor, id, to == "approved", values.Get("reason"))
		}
		if form, status, ok := c.Crossed(err); ok {
			return w.showMinors(c, status, id, form)
		} else if err != nil {
			return err
		}
		return c.Go("/households/"+r.HouseholdID, "minor_"+to)
	}
}
