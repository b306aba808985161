package web

import (
	"cmp"
	"strings"

	"zhulian/locales"
	"zhulian/reports"
	"zhulian/templates"
)

type casesPage struct {
	indicatorPage
	Part  reports.Part
	Items []reports.Case
	Next  string
	ways  map[string]string
}

// indicatorCases are the very cases behind a number: those that fulfil it, those that do not, and those left out.
func (w *Web) indicatorCases(c *Call) error {
	q, code := c.asked(), c.Param("code")
	inner, err := w.indicatorPage(c, code, q)
	p := casesPage{indicatorPage: inner, Part: reports.Part(c.said("part")), ways: c.caseWays()}
	if p.Part == "" {
		p.Part = reports.PartUnmet
	}
	if err == nil {
		p.Page = p.In(address("/reports/indicators/"+code, q), p.Title)
		p.Title = p.T("page.reports.cases_of", "name", p.Title)
		p.Items, p.Next, err = w.casesOf(c, p.Part, code, q)
	}
	if form, status, ok := c.Crossed(err); ok {
		if p.Look == nil {
			return err
		}
		form.Values, p.Form = p.Form.Values, form
		return c.ShowAs(status, "report/cases", p)
	} else if err != nil {
		return err
	}
	return c.Show("report/cases", p)
}

func (w *Web) casesOf(c *Call, part reports.Part, code string, q reports.Query) ([]reports.Case, string, error) {
	return w.Reports.Cases(c.Ctx(), c.Actor, code, part, q, c.part())
}

// caseWays are the pages of the nouns of cases that the reader may open.
func (c *Call) caseWays() map[string]string {
	out := map[string]string{}
	for noun, path := range map[string]string{
		"need": "/needs/:id", "household": "/households/:id", "supplier": "/suppliers/:id", "alert": "/alerts/:id", "application": "/applications/:id",
		"audit_sample": "/reports/samples/:id", "suggestion": "/suggestions/:id", "visit_window": "/households/:id/visits", "match": "/needs/:id",
		"visit": "/visits/:id", "fulfilment": "/fulfilments/:id", "happiness_list": "/happiness/:id",
	} {
		if c.leads(path) {
			out[noun] = path
		}
	}
	return out
}

// Parts are the tabs: what fulfils the number, what does not, and what was left out.
func (p casesPage) Parts() []templates.Link {
	var out []templates.Link
	for _, part := range []reports.Part{reports.PartUnmet, reports.PartMet, reports.PartExcluded} {
		href := templates.With(p.With("part", part), "cursor", "")
		out = append(out, templates.Link{Href: href, Text: p.Word("page.reports.part", part), Current: part == p.Part})
	}
	return out
}

// Way is the page of a case; "" where the reader has none.
func (p casesPage) Way(k reports.Case) string {
	return strings.Replace(p.ways[k.Noun], ":id", cmp.Or(k.Owner, k.ID), 1)
}

// Called names a case: its public title, its category, or what kind of thing it is.
func (p casesPage) Called(k reports.Case) string {
	if k.Title == "" {
		return p.Word("noun", k.Noun)
	}
	if locales.Has(p.Lang, "page.reports.case."+k.Title) {
		return p.Word("page.reports.case", k.Title)
	}
	return p.Category(k.Title)
}

// State is the status of a case in words; "" for none.
func (p casesPage) State(k reports.Case) string {
	if key := "status." + k.Noun + "." + k.Status; locales.Has(p.Lang, key) {
		return p.T(key)
	}
	return k.Status
}

// Short is the end of an id, by which people tell cases apart that have no title.
func (casesPage) Short(id string) string { return strings.ToUpper(id[max(0, len(id)-6):]) }
