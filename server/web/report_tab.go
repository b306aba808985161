package web

import "zhulian/templates"

// reportTabs are the pages of reports in the order of their tabs: the address, and the key of its text.
var reportTabs = []struct{ href, key string }{
	{"/reports", "page.reports.tab_home"}, {"/province", "page.reports.tab_province"}, {"/reports/indicators", "page.reports.tab_indicators"},
	{"/reports/resolution", "page.reports.tab_resolution"}, {"/reports/gaps", "page.reports.tab_gaps"}, {"/reports/monthly", "page.reports.tab_monthly"},
	{"/reports/alert-rules", "page.hits.tab"}, {"/reports/training", "page.training.tab"}, {"/reports/samples", "page.reports.tab_samples"},
	{"/reports/outliers", "page.reports.tab_outliers"},
}

// tabs are the report pages that the reader may open; the one that is open is current.
func (c *Call) tabs() []templates.Link {
	var out []templates.Link
	for _, t := range reportTabs {
		if c.leads(t.href) {
			out = append(out, templates.Link{Href: t.href, Text: c.T(t.key), Current: c.Request.URL.Path == t.href})
		}
	}
	return out
}
