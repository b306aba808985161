package web

import (
	"net/http"
	"slices"

	"zhulian/casework"
	"zhulian/models"
	"zhulian/templates"
)

func (w *Web) searchRoutes() []Route {
	return []Route{get("/search", w.searchForm), post("/search", w.search)}
}

type searchPage struct {
	Page
	*casework.Found
	Places places
	Ways   map[string]bool // which kinds of things have a page for this reader
}

func (w *Web) searchForm(c *Call) error {
	return c.Show("search/found", searchPage{Page: c.Page("page.search.title")})
}

// search answers the box of the bar. It is a POST, so that a citizen number or phone never stands in an address.
func (w *Web) search(c *Call) error {
	values, err := c.Values()
	p := searchPage{Page: c.Page("page.search.title")}
	if err == nil {
		p.Found, err = w.Casework.Search(c.Ctx(), c.Actor, values.Get("q"))
	}
	if form, status, ok := c.Crossed(err); ok {
		p.Form = form
		return c.ShowAs(status, "search/found", p)
	} else if err != nil {
		return err
	}
	regions, err := w.Casework.Regions(c.Ctx(), c.Actor.CountyCode+"000000")
	if err != nil {
		return err
	}
	p.Places, p.Form = placeNames(regions), &templates.Form{Values: values}
	p.Ways = map[string]bool{}
	for kind, path := range map[string]string{"need": "/needs/:id", "household": "/households/:id", "offer": "/offers/:id", "supplier": "/suppliers/:id",
		"open_need": "/open-needs/:id"} {
		p.Ways[kind] = c.leads(path)
	}
	return c.Show("search/found", p)
}

// leads tells whether a page is there for the reader.
func (c *Call) leads(path string) bool {
	return slices.ContainsFunc(c.web.Routes(), func(r Route) bool {
		return r.Method == http.MethodGet && r.Path == path && (r.Roles == nil || slices.Contains(r.Roles, c.Actor.Role))
	})
}

// None tells whether nothing was found.
func (p searchPage) None() bool {
	return p.Found != nil && len(p.Needs)+len(p.OpenNeeds)+len(p.Offers)+len(p.Suppliers)+len(p.Households) == 0
}

// Head is the name of a household's head, masked; the page of the household shows it whole.
func (searchPage) Head(h models.Household) string {
	for _, m := range h.Persons {
		if m.IsHead {
			return models.MaskName(m.Name)
		}
	}
	return ""
}
