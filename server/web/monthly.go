package web

import (
	"net/http"
	"slices"

	"zhulian/locales"
	"zhulian/reports"
	"zhulian/templates"
)

// How many lines the report on paper takes of a long list.
const paperLines = 12

func (w *Web) monthlyRoutes() []Route {
	return []Route{get("/reports/monthly", w.monthly, reportReaders...)}
}

type monthlyPage struct {
	Page
	Tabs   []templates.Link
	Months []templates.Option
	Report *reports.Monthly // nil where the filter makes no sense
}

// monthly is a month's report as it is printed.
func (w *Web) monthly(c *Call) error {
	p := monthlyPage{Page: c.Page("page.monthly.title"), Tabs: c.tabs(), Months: c.monthsBack()}
	r, err := w.Reports.Monthly(c.Ctx(), c.Actor, c.said("month"))
	status := http.StatusOK
	if form, code, ok := c.Crossed(err); ok {
		p.Form, status = form, code
	} else if err != nil {
		return err
	} else {
		p.Report, p.Form = r, Holding("month", string(r.Month[:7]))
	}
	return c.ShowAs(status, "monthly/report", p)
}

// Named is an indicator's name in the reader's language.
func (p monthlyPage) Named(v reports.Value) string { return either(p.Page, v.NameZH, v.NameEN) }

func either(p Page, zh, en string) string {
	if p.Lang == locales.English {
		return en
	}
	return zh
}

// Left is how many were left out of an indicator.
func (monthlyPage) Left(v reports.Value) int64 { return counted(v.Exclusions) }

// Trends are the three rates over the last months.
func (p monthlyPage) Trends() templates.Chart {
	f := templates.Figures{ID: "trend", Title: p.T("page.monthly.trend"), Of: p.T("page.sample.month"), Top: 1}
	for i, h := range p.Report.Rates {
		s := templates.Series{Name: p.Named(h.Value)}
		for _, v := range h.Trend {
			if i == 0 {
				f.Labels = append(f.Labels, string(v.From[:7]))
			}
			s.Values, s.Texts = append(s.Values, v.Rate), append(s.Texts, p.Percent(v.Rate))
		}
		f.Series = append(f.Series, s)
	}
	return templates.Trend(f)
}

// Towns are the resolution rates of the month's needs by town.
func (p monthlyPage) Towns() templates.Chart {
	f := templates.Figures{ID: "towns", Title: p.T("page.monthly.towns"), Of: p.T("page.gap.town"), Top: 1, Tabled: true}
	s := templates.Series{Name: p.T("page.report.rate")}
	for _, g := range p.Report.Resolution.Groups {
		f.Labels = append(f.Labels, g.Label)
		s.Values, s.Texts = append(s.Values, g.Rate), append(s.Texts, p.T("page.monthly.of", "rate", p.Percent(g.Rate), "n", g.Numerator, "d", g.Denominator))
	}
	f.Series = []templates.Series{s}
	return templates.Bars(f)
}

// Funnel is the way of the month's needs from found to resolved.
func (p monthlyPage) Funnel() templates.Chart {
	f := templates.Figures{ID: "funnel", Title: p.T("page.monthly.funnel"), Of: p.T("paper.stage")}
	s := templates.Series{Name: p.T("page.gap.needs")}
	for _, stage := range p.Report.Pictures.Funnel {
		f.Labels = append(f.Labels, p.Word("paper_stage", stage.Name))
		s.Values, s.Texts = append(s.Values, templates.Value(stage.Count)), append(s.Texts, p.Number(stage.Count))
	}
	f.Series = []templates.Series{s}
	return templates.Funnel(f)
}

// Pace is how long the categories took of which most needs were resolved.
func (p monthlyPage) Pace() []reports.Pace {
	list := slices.Clone(p.Report.Pictures.Pace)
	slices.SortStableFunc(list, func(a, b reports.Pace) int { return b.N - a.N })
	return firstOf(list)
}

// Gaps are the largest of what is missing, without small cells.
func (p monthlyPage) Gaps() []reports.Gap { return firstOf(p.Report.Gaps.Cells) }

// Suppliers are those who were asked most.
func (p monthlyPage) Suppliers() []reports.Reliability { return firstOf(p.Report.Suppliers) }

func firstOf[T any](list []T) []T { return list[:min(len(list), paperLines)] }

// Kinds are the kinds of outliers, where the reader may see them.
func (p monthlyPage) Kinds() []string {
	if p.Report.Outliers == nil {
		return nil
	}
	return reports.OutlierKinds()
}

// BaseWord says how the county counts.
func (p monthlyPage) BaseWord() string {
	if p.Report.Base == "" {
		return p.Word("report_base", "usual")
	}
	return p.Word("report_base", p.Report.Base)
}
