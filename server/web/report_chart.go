package web

import (
	"slices"
	"strings"

	"zhulian/models"
	"zhulian/reports"
	"zhulian/templates"
)

// How many lines a picture takes: what is beyond is in the lists that it leads to.
const (
	paceShown = 10
	keptShown = 12
	heatShown = 14
)

// ranked puts lines in the order of their rates, the best first and those without one last.
func ranked(lines []reports.Line) []reports.Line {
	out := slices.Clone(lines)
	slices.SortStableFunc(out, func(a, b reports.Line) int {
		switch {
		case a.Rate == nil && b.Rate == nil:
			return 0
		case a.Rate == nil:
			return 1
		case b.Rate == nil || *a.Rate > *b.Rate:
			return -1
		case *a.Rate < *b.Rate:
			return 1
		}
		return 0
	})
	return out
}

// rank is a rate town by town.
func (p Page) rank(h reports.Headline, lines []reports.Line) templates.Chart {
	name := p.NameOf(h.Indicator)
	f := templates.Figures{ID: "rank-" + h.Code, Title: name, About: p.counted(h.Value), Of: p.T("page.reports.place"), Top: 1}
	if h.Rate != nil {
		f.Mark, f.Marked = h.Rate, p.T("page.reports.whole", "rate", p.Percent(h.Rate))
	}
	p.lines(&f, name, lines)
	return templates.Bars(f)
}

// lines makes the lines of a breakdown the figures of a chart: the rate, and beside it what it is made of.
func (p Page) lines(f *templates.Figures, name string, lines []reports.Line) {
	rate := templates.Series{Name: name}
	met, of := templates.Series{Name: p.T("page.reports.numerator")}, templates.Series{Name: p.T("page.reports.denominator")}
	for _, l := range lines {
		f.Labels = append(f.Labels, l.Label)
		rate.Values, rate.Texts = append(rate.Values, l.Rate), append(rate.Texts, p.Percent(l.Rate))
		met.Texts, of.Texts = append(met.Texts, p.Number(l.Numerator)), append(of.Texts, p.Number(l.Denominator))
	}
	f.Series, f.Beside = []templates.Series{rate}, []templates.Series{met, of}
}

func (p reportsPage) monthNames() []string {
	var out []string
	for _, m := range p.Course.Months {
		out = append(out, p.Either(m.Time().Format("1月"), m.Time().Format("Jan")))
	}
	return out
}

func (p reportsPage) series(code, name string) (rate, met, of templates.Series) {
	rate.Name, met.Name, of.Name = name, p.T("page.reports.numerator"), p.T("page.reports.denominator")
	for _, v := range p.Course.Lines[code] {
		rate.Values, rate.Texts, rate.Short = append(rate.Values, v.Rate), append(rate.Texts, p.Percent(v.Rate)), append(rate.Short, p.whole(v.Rate))
		met.Texts, of.Texts = append(met.Texts, p.Number(v.Numerator)), append(of.Texts, p.Number(v.Denominator))
	}
	return rate, met, of
}

func (p reportsPage) months() (templates.Chart, bool) {
	rate, met, of := p.series("K2", p.T("page.reports.rate"))
	f := templates.Figures{ID: "months", Title: p.T("page.reports.by_month"), About: p.T("page.reports.by_month_about"), Of: p.T("page.reports.month"), Top: 1,
		Labels: p.monthNames(), Series: []templates.Series{rate}, Beside: []templates.Series{met, of}}
	return templates.Columns(f), drawn(rate)
}

func (p reportsPage) cohorts() (templates.Chart, bool) {
	f := templates.Figures{ID: "cohorts", Title: p.T("page.reports.cohorts"), About: p.T("page.reports.cohorts_about"), Of: p.T("page.reports.month"), Top: 1,
		Labels: p.monthNames()}
	something := false
	for _, code := range []string{"K2d30", "K2d60", "K2d90"} {
		rate, _, _ := p.series(code, p.T("page.reports.within", "n", code[3:]))
		f.Series = append(f.Series, rate)
		something = something || drawn(rate)
	}
	return templates.Trend(f), something
}

// drawn tells whether a series has a value at all.
func drawn(s templates.Series) bool {
	return slices.ContainsFunc(s.Values, func(v *float64) bool { return v != nil })
}

func (p reportsPage) pace() (templates.Chart, bool) {
	list := slices.Clone(p.Of.Pace)
	slices.SortStableFunc(list, func(a, b reports.Pace) int { return b.N - a.N })
	f := templates.Figures{ID: "pace", Title: p.T("page.reports.pace"), About: p.T("page.reports.pace_about"), Of: p.T("page.reports.category")}
	median, p90 := templates.Series{Name: p.T("page.reports.median")}, templates.Series{Name: p.T("page.reports.p90")}
	n := templates.Series{Name: p.T("page.reports.resolved")}
	for _, x := range list[:min(paceShown, len(list))] {
		f.Labels = append(f.Labels, p.Category(x.Category))
		median.Values, median.Texts = append(median.Values, &x.Median), append(median.Texts, p.days(x.Median))
		p90.Values, p90.Texts = append(p90.Values, &x.P90), append(p90.Texts, p.days(x.P90))
		n.Texts = append(n.Texts, p.Number(x.N))
	}
	f.Series, f.Beside = []templates.Series{median, p90}, []templates.Series{n}
	return templates.Bars(f), len(list) > 0
}

// days writes a number of days without a needless ".0".
func (p Page) days(n float64) string { return strings.TrimSuffix(p.Decimal(&n), ".0") }

func (p reportsPage) ageing() (templates.Chart, bool) {
	f := templates.Figures{ID: "ageing", Title: p.T("page.reports.ageing"), About: p.T("page.reports.ageing_about"), Of: p.T("page.reports.age")}
	within, late := templates.Series{Name: p.T("page.reports.in_time")}, templates.Series{Name: p.T("page.reports.late")}
	all := int64(0)
	for _, a := range p.Of.Ageing {
		all += a.Open
		f.Labels = append(f.Labels, p.T("page.reports.aged", "band", strings.Replace(a.Band, "-", "–", 1)))
		within.Values, within.Texts = append(within.Values, templates.Value(a.Open-a.Due)), append(within.Texts, p.Number(a.Open-a.Due))
		late.Values, late.Texts = append(late.Values, templates.Value(a.Due)), append(late.Texts, p.Number(a.Due))
		f.Sums = append(f.Sums, p.T("page.reports.aged_sum", "n", p.Number(a.Open), "late", p.Number(a.Due)))
	}
	f.Series = []templates.Series{within, late}
	return templates.Stacked(f), all > 0
}

func (p reportsPage) funnel() (templates.Chart, bool) {
	f := templates.Figures{ID: "funnel", Title: p.T("page.reports.funnel"), About: p.T("page.reports.funnel_about"), Of: p.T("page.reports.step")}
	s := templates.Series{Name: p.T("page.reports.needs")}
	for _, stage := range p.Of.Funnel {
		share := 0.0
		if first := p.Of.Funnel[0].Count; first > 0 {
			share = float64(stage.Count) / float64(first)
		}
		f.Labels = append(f.Labels, p.Word("page.reports.stage", stage.Name))
		s.Values, s.Texts = append(s.Values, templates.Value(stage.Count)), append(s.Texts, p.Number(stage.Count)+" · "+templates.Whole(share))
	}
	f.Series = []templates.Series{s}
	return templates.Funnel(f), len(p.Of.Funnel) > 0 && p.Of.Funnel[0].Count > 0
}

func (p reportsPage) kept() (templates.Chart, bool) {
	list := slices.Clone(p.Kept)
	slices.SortStableFunc(list, func(a, b reports.Reliability) int { return int(b.Accepted - a.Accepted) })
	list = list[:min(keptShown, len(list))]
	f := templates.Figures{ID: "kept", Title: p.T("page.reports.kept"), About: p.T("page.reports.kept_about"), Of: p.T("page.reports.supplier"), Top: 1}
	rate := templates.Series{Name: p.T("page.reports.kept_rate")}
	heads := []string{"invited", "accepted", "declined", "expired", "completed", "no_show"}
	beside := make([]templates.Series, len(heads))
	for i, h := range heads {
		beside[i].Name = p.Word("page.reports.kept_of", h)
	}
	for _, r := range list {
		f.Labels = append(f.Labels, r.Name)
		rate.Values, rate.Texts = append(rate.Values, r.Kept), append(rate.Texts, p.Percent(r.Kept))
		for i, n := range []int64{r.Invited, r.Accepted, r.Declined, r.Expired, r.Completed, r.NoShow} {
			beside[i].Texts = append(beside[i].Texts, p.Number(n))
		}
	}
	f.Series, f.Beside = []templates.Series{rate}, beside
	return templates.Bars(f), len(list) > 0
}

func (p reportsPage) equity() (templates.Chart, bool) {
	f := templates.Figures{ID: "equity", Title: p.T("page.reports.equity"), About: p.T("page.reports.equity_about"), Of: p.T("page.reports.town")}
	need, served := templates.Series{Name: p.T("page.reports.share_need")}, templates.Series{Name: p.T("page.reports.share_served")}
	found, resolved := templates.Series{Name: p.T("page.reports.needs")}, templates.Series{Name: p.T("page.reports.resolved")}
	for _, e := range p.Of.Equity {
		f.Labels = append(f.Labels, e.Label)
		need.Values, need.Texts = append(need.Values, e.ShareFound), append(need.Texts, p.Percent(e.ShareFound))
		served.Values, served.Texts = append(served.Values, e.ShareServed), append(served.Texts, p.Percent(e.ShareServed))
		found.Texts, resolved.Texts = append(found.Texts, p.Number(e.Found)), append(resolved.Texts, p.Number(e.Resolved))
	}
	f.Series, f.Beside = []templates.Series{need, served}, []templates.Series{found, resolved}
	return templates.Bars(f), len(p.Of.Equity) > 1
}

// mapped is the towns where they lie: the more needs the larger, the more of them resolved the deeper.
func (p reportsPage) mapped() (templates.Chart, bool) {
	at := map[string]models.Region{}
	for _, r := range p.land {
		if r.Lat != nil && r.Lng != nil {
			at[r.Code] = r
		}
	}
	f := templates.Figures{ID: "map", Title: p.T("page.reports.map"), About: p.T("page.reports.map_about"), Of: p.T("page.reports.town")}
	rate, found := templates.Series{Name: p.T("page.reports.rate")}, templates.Series{Name: p.T("page.reports.needs")}
	most := int64(1)
	for _, e := range p.Of.Equity {
		most = max(most, e.Found)
	}
	var pins []templates.Pin
	for _, e := range p.Of.Equity {
		r, ok := at[e.Town]
		if !ok {
			continue
		}
		share := shareOf(e.Resolved, e.Found)
		f.Labels = append(f.Labels, e.Label)
		rate.Texts, found.Texts = append(rate.Texts, p.Percent(share)), append(found.Texts, p.Number(e.Found))
		pin := templates.Pin{Label: e.Label, Text: p.whole(share), Lat: *r.Lat, Lng: *r.Lng, Size: float64(e.Found) / float64(most)}
		if share != nil {
			pin.Level = templates.Level(*share, 1)
		}
		pins = append(pins, pin)
	}
	f.Beside = []templates.Series{rate, found}
	c := templates.Map(f, pins)
	for i, key := range []string{"page.reports.map_low", "page.reports.map_middle", "page.reports.map_high"} {
		c.Keys = append(c.Keys, templates.ChartKey{Class: []string{"h1", "h3", "h5"}[i], Text: p.T(key), Shape: "circle"})
	}
	return c, len(pins) > 1
}

func shareOf(n, of int64) *float64 {
	if of == 0 {
		return nil
	}
	return templates.Value(float64(n) / float64(of))
}

// missing is what is wanted and not offered, by category and town: the number of needs, and below it the units that nobody offers.
func (p Page) missing(b *reports.GapBoard, region string) *templates.Heat {
	towns, wanted, names := map[string]string{}, map[string]int64{}, []string{}
	cells, most := map[[2]string]reports.Gap{}, int64(0)
	for _, g := range b.Cells {
		if g.Needs == 0 || region != "" && !models.Covers(region, g.Town) {
			continue
		}
		towns[g.Town], cells[[2]string{g.Category, g.Town}] = g.TownName, g
		if wanted[g.Category] == 0 {
			names = append(names, g.Category)
		}
		wanted[g.Category] += g.Needs
		if lacking(g) > 0 {
			most = max(most, g.Needs)
		}
	}
	if len(cells) == 0 {
		return nil
	}
	slices.SortFunc(names, func(a, b string) int {
		if wanted[a] != wanted[b] {
			return int(wanted[b] - wanted[a])
		}
		return strings.Compare(a, b)
	})
	h := &templates.Heat{ID: "missing", Title: p.T("page.reports.missing"), About: p.T("page.reports.missing_about"), Of: p.T("page.reports.category"),
		Keys: []templates.ChartKey{{Class: "h1", Text: p.T("page.reports.missing_few")}, {Class: "h5", Text: p.T("page.reports.missing_many")}}}
	codes := sortedKeys(towns)
	for _, code := range codes {
		h.Columns = append(h.Columns, towns[code])
	}
	for _, category := range names[:min(heatShown, len(names))] {
		h.Rows = append(h.Rows, p.missingRow(category, codes, cells, most))
	}
	return h
}

func (p Page) missingRow(category string, towns []string, cells map[[2]string]reports.Gap, most int64) templates.HeatRow {
	row := templates.HeatRow{Label: p.Category(category), Href: "/needs?group=match&category=" + category}
	for _, town := range towns {
		g, ok := cells[[2]string{category, town}]
		if !ok {
			row.Cells = append(row.Cells, templates.HeatCell{Text: "·", Said: p.T("page.reports.nothing_wanted")})
			continue
		}
		cell := templates.HeatCell{Text: p.Number(g.Needs), Small: p.T("page.reports.supplied"), Href: "/needs?group=match&category=" + category + "&region=" + town}
		if n := lacking(g); n > 0 {
			cell.Small, cell.Level = p.T("page.reports.lacking", "n", p.Number(n)), templates.Level(float64(g.Needs), float64(most))
		}
		row.Cells = append(row.Cells, cell)
	}
	return row
}

// lacking is what a gap lacks: units that are needed and that the last round could not find.
func lacking(g reports.Gap) int64 { return max(0, g.Needed-g.Offered) }

func sortedKeys(m map[string]string) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
