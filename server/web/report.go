package web

import (
	"net/http"
	"slices"

	"zhulian/models"
	"zhulian/reports"
	"zhulian/templates"
)

func (w *Web) resolutionRoutes() []Route {
	return []Route{get("/reports/resolution", w.resolution, models.RoleStaff, models.RoleOperator, models.RoleTown, models.RoleAuditor, models.RoleProvince)}
}

type resolutionPage struct {
	Page
	Tabs   []templates.Link
	Report *reports.Resolution // nil where the filters make no sense
	Groups []templates.Option
	Group  reports.Grouping
	asking // its periods only for whoever sees counts, who asks quarter by quarter
}

// resolution is the rate of resolved needs of a period, broken down as the address asks.
func (w *Web) resolution(c *Call) error {
	from, to, group := models.Date(c.said("from")), models.Date(c.said("to")), reports.Grouping(c.said("group_by"))
	p := resolutionPage{Page: c.Page("page.report.title"), Tabs: c.tabs(), Group: group}
	p.Groups = append([]templates.Option{{Text: c.T("page.report.whole")}}, options(c, "grouping", groupings(c.Actor))...)
	period, err := w.quarterAsked(c, &p, &from, &to)
	var report *reports.Resolution
	if err == nil {
		report, err = w.resolutionOf(c, from, to, group)
	}
	status := http.StatusOK
	if form, code, ok := c.Crossed(err); ok {
		form.Values = Holding("from", string(from), "to", string(to), "group_by", string(group), "period", period).Values
		p.Form, status = form, code
	} else if err != nil {
		return err
	} else {
		p.Report = report
		p.Form = Holding("from", string(report.From), "to", string(report.To), "group_by", string(group), "period", period)
	}
	return c.ShowAs(status, "report/resolution", p)
}

// quarterAsked reads the quarter that somebody asks for who sees counts only; others ask from one day to another.
func (w *Web) quarterAsked(c *Call, p *resolutionPage, from, to *models.Date) (period string, err error) {
	if !c.countsOnly() {
		return "", nil
	}
	period = c.said("period")
	if p.asking, err = w.asking(c, reports.Query{Period: period}); err == nil && *from == "" && *to == "" {
		*from, *to, err = reports.ParsePeriod(period, c.Today())
	}
	return period, err
}

func (w *Web) resolutionOf(c *Call, from, to models.Date, group reports.Grouping) (*reports.Resolution, error) {
	for name, day := range map[string]models.Date{"from": from, "to": to} {
		if _, ok := models.ParseDate(string(day)); day != "" && !ok {
			return nil, models.InvalidField(name, "date")
		}
	}
	return w.Reports.Resolution(c.Ctx(), c.Actor, from, to, group)
}

// groupings are those that an actor may ask for: whoever sees counts only sees no supplier and no aide.
func groupings(by models.Actor) []reports.Grouping {
	if models.ScopeOf(by, models.ReportView) == models.ScopeCounts {
		return []reports.Grouping{reports.ByCounty, reports.ByTown, reports.ByCategory, reports.ByMonth}
	}
	return slices.DeleteFunc(reports.Groupings(), func(g reports.Grouping) bool { return g == reports.ByCounty }) // a county has one line
}

// Chart draws the groups; the page has their table.
func (p resolutionPage) Chart() templates.Chart {
	f := templates.Figures{ID: "groups", Title: p.T("page.report.chart"), Of: p.Word("grouping", p.Group), Top: 1, Section: true, Tabled: true}
	rate := templates.Series{Name: p.T("page.report.rate")}
	for _, g := range p.Report.Groups {
		f.Labels = append(f.Labels, p.Label(g))
		rate.Values, rate.Texts = append(rate.Values, g.Rate), append(rate.Texts, p.Percent(g.Rate))
	}
	f.Series = []templates.Series{rate}
	return templates.Bars(f)
}

// Label is the name of a group in the reader's language.
func (p resolutionPage) Label(g reports.Rate) string {
	switch {
	case g.Key == "":
		return p.T("page.report.nobody")
	case p.Group == reports.ByCategory:
		return p.Category(g.Key)
	}
	return g.Label
}

// Excluded is how many needs a line leaves out.
func (p resolutionPage) Excluded(g reports.Rate) string { return leftOut(p.Page, g.Exclusions) }

// leftOut is how many were left out by their codes. Who sees a place by counts alone is not told, which is not the same as none.
func leftOut[N int | int64](p Page, codes map[string]N) string {
	if models.ScopeOf(models.Actor{Role: models.Role(p.Reader.RoleCode)}, models.ReportView) == models.ScopeCounts {
		return "–"
	}
	return p.Number(counted(codes))
}

// counted is how many were left out, whatever their codes.
func counted[N int | int64](codes map[string]N) (n int64) {
	for _, k := range codes {
		n += int64(k)
	}
	return n
}
