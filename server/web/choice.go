package web

import (
	"zhulian/models"
	"zhulian/templates"
)

// offerable are the categories that suppliers can offer, under their headings.
func (c *Call) offerable() []templates.Option {
	p := Page{Page: templates.Page{Lang: c.Lang()}}
	headings := map[string]string{}
	for _, g := range models.CategoryGroups() {
		headings[g.Code] = p.Heading(g)
	}
	var out []templates.Option
	for _, k := range models.Categories() {
		if !k.GovernmentOnly() {
			out = append(out, templates.Option{Value: k.Code, Text: p.Category(k.Code), Group: headings[k.Parent]})
		}
	}
	return out
}

// heading is the name of a heading of the category list by its code.
func (p Page) heading(code string) string {
	for _, g := range models.CategoryGroups() {
		if g.Code == code {
			return p.Heading(g)
		}
	}
	return code
}

// townChoices are the county as a whole, where it is asked for, and its towns.
func (w *Web) townChoices(c *Call, county bool) ([]templates.Option, error) {
	regions, err := w.Casework.Regions(c.Ctx(), c.Actor.CountyCode+"000000")
	var out []templates.Option
	for _, r := range regions {
		if r.Level == models.RegionTown || county && r.Level == models.RegionCounty {
			out = append(out, templates.Option{Value: r.Code, Text: r.Name})
		}
	}
	return out, err
}

// empty is a choice of nothing, before others.
func empty(text string, list []templates.Option) []templates.Option {
	return append([]templates.Option{{Text: text}}, list...)
}
