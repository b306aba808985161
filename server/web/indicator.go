package web

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"zhulian/locales"
	"zhulian/models"
	"zhulian/reports"
	"zhulian/templates"
)

func (w *Web) indicatorRoutes() []Route {
	who := append(slices.Clone(reportRoles), models.RoleProvince)
	return []Route{
		get("/reports/indicators", w.indicatorList, who...), get("/reports/indicators/:code", w.indicator, who...),
		get("/reports/indicators/:code/cases", w.indicatorCases, reportRoles...), get("/reports/formulas", w.formulas, who...),
	}
}

type indicatorsPage struct {
	Page
	asking
	Tabs  []templates.Link
	Items []reports.Value
}

// Way leads to one indicator, asked as the page is.
func (p indicatorsPage) Way(v reports.Value) string {
	return address("/reports/indicators/"+v.Code, p.Query)
}

// AsOf is the instant at which the rows were counted.
func (p indicatorsPage) AsOf() time.Time { return p.Items[0].AsOf }

// indicatorList is K1 to K17 of a period.
func (w *Web) indicatorList(c *Call) error {
	q := c.asked()
	p := indicatorsPage{Page: c.Page("page.reports.indicators"), Tabs: c.tabs()}
	var err error
	if p.asking, err = w.asking(c, q); err != nil {
		return err
	}
	p.Form = holding(q)
	p.Items, err = w.Reports.Indicators(c.Ctx(), c.Actor, q)
	if form, status, ok := c.Crossed(err); ok {
		form.Values, p.Form = p.Form.Values, form
		return c.ShowAs(status, "report/indicators", p)
	} else if err != nil {
		return err
	}
	return c.Show("report/indicators", p)
}

type indicatorPage struct {
	Page
	asking
	*reports.Look
	By    reports.Dimension
	Break *reports.Breakdown // nil where the question makes no sense
	Cases bool               // the reader may see the very cases
}

// indicator is one indicator with all that it is made of, broken down as the address asks.
func (w *Web) indicator(c *Call) error {
	q, code := c.asked(), c.Param("code")
	p, err := w.indicatorPage(c, code, q)
	if form, status, ok := c.Crossed(err); ok {
		form.Values = holding(q).Values
		list := indicatorsPage{Page: c.Page("page.reports.indicators"), asking: p.asking, Tabs: c.tabs()}
		list.Form = form
		return c.ShowAs(status, "report/indicators", list)
	} else if err != nil {
		return err
	}
	if p.Break, err = w.Reports.Breakdown(c.Ctx(), c.Actor, code, q, p.By); err == nil && p.By != reports.DimMonth {
		p.Break.Lines = ranked(p.Break.Lines)
	}
	if form, status, ok := c.Crossed(err); ok {
		form.Values, p.Form = p.Form.Values, form
		return c.ShowAs(status, "report/indicator", p)
	} else if err != nil {
		return err
	}
	return c.Show("report/indicator", p)
}

// indicatorPage is the page without its numbers. Without a dimension in the address the first below what was asked is taken.
func (w *Web) indicatorPage(c *Call, code string, q reports.Query) (p indicatorPage, err error) {
	if p.asking, err = w.asking(c, q); err != nil {
		return p, err
	}
	if p.Look, err = w.Reports.Look(c.Ctx(), c.Actor, code, q); err != nil {
		return p, err
	}
	p.Page = c.Titled(c.T("page.reports.indicator_code")+" "+code).In("/reports/indicators", c.T("page.reports.indicators"))
	p.Title = code + " " + p.NameOf(p.Look.Indicator)
	p.By, p.Cases = reports.Dimension(c.said("group_by")), p.Source != "" && c.leads("/reports/indicators/:code/cases")
	if p.By == "" && len(p.Ways) > 0 {
		p.By = p.Ways[0]
		if models.LevelOf(q.Region) == models.RegionTown && slices.Contains(p.Ways, reports.DimVillage) {
			p.By = reports.DimVillage
		}
	}
	p.Form = holding(q)
	p.Form.Values.Set("group_by", string(p.By))
	return p, nil
}

// Tabs are the ways in which the indicator may be broken down.
func (p indicatorPage) Tabs() []templates.Link {
	out := make([]templates.Link, len(p.Ways))
	for i, dim := range p.Ways {
		out[i] = templates.Link{Href: p.With("group_by", dim), Text: p.Word("page.reports.by", dim), Current: dim == p.By}
	}
	return out
}

// Chips are what narrows the page, each with the way to be rid of it.
func (p indicatorPage) Chips() []templates.Link {
	var out []templates.Link
	add := func(name, text string) { out = append(out, templates.Link{Href: p.With(name, ""), Text: text}) }
	if q := p.Query; q.Category != "" {
		add("category", p.Category(q.Category))
	}
	if q := p.Query; q.Aide != "" {
		add("aide", p.orElse(p.Names[q.Aide], "page.reports.no_aide"))
	}
	if q := p.Query; q.Supplier != "" {
		add("supplier", p.orElse(p.Names[q.Supplier], "page.reports.supplier"))
	}
	return out
}

func (p Page) orElse(text, key string) string {
	if text == "" {
		return p.T(key)
	}
	return text
}

// LabelOf names a line.
func (p indicatorPage) LabelOf(l reports.Line) string {
	switch {
	case l.Key == "":
		return p.T("page.reports.nobody")
	case p.By == reports.DimCategory:
		return p.Category(l.Key)
	case p.By == reports.DimMonth:
		return p.Period(l.Key)
	}
	return l.Label
}

// deeper is the dimension that a line of each leads on to.
var deeper = map[reports.Dimension]reports.Dimension{
	reports.DimCounty: reports.DimTown, reports.DimTown: reports.DimVillage, reports.DimVillage: reports.DimAide, reports.DimAide: reports.DimCategory,
	reports.DimCategory: reports.DimTown, reports.DimSupplier: reports.DimCategory, reports.DimMonth: reports.DimTown,
}

// Into leads from a line to what it is made of: the same indicator, narrowed to it; "" where nothing lies below.
func (p indicatorPage) Into(l reports.Line) string {
	if l.Key == "" {
		return ""
	}
	to := templates.With(address("/reports/indicators/"+p.Code, p.narrowed(l.Key)), "group_by", "")
	next := deeper[p.By]
	if !slices.Contains(p.Ways, next) {
		return ""
	}
	return templates.With(to, "group_by", string(next))
}

// narrowed is the question of the page for one line.
func (p indicatorPage) narrowed(key string) reports.Query {
	q := p.Query
	switch p.By {
	case reports.DimCounty:
		q.Region = key + "000000"
	case reports.DimTown, reports.DimVillage:
		q.Region = key
	case reports.DimAide:
		q.Aide = key
	case reports.DimCategory:
		q.Category = key
	case reports.DimSupplier:
		q.Supplier = key
	case reports.DimMonth:
		q.Period = key
	}
	return q
}

// CasesOf leads to the very cases of a part of the whole, or of a line; "" where they cannot be listed.
func (p indicatorPage) CasesOf(part string, line ...reports.Line) string {
	q := p.Query
	if len(line) > 0 {
		if line[0].Key == "" {
			return ""
		}
		q = p.narrowed(line[0].Key)
	}
	if !p.Cases {
		return ""
	}
	return templates.With(address("/reports/indicators/"+p.Code+"/cases", q), "part", part)
}

// Chart draws the lines: rates, or what the indicator counts instead. Of many lines it draws the largest; the table has all.
func (p indicatorPage) Chart() *templates.Chart {
	lines := largest(p.Break.Lines, linesDrawn)
	if len(lines) == 0 {
		return nil
	}
	name, by := p.NameOf(p.Look.Indicator), p.Word("page.reports.by", p.By)
	f := templates.Figures{ID: "lines", Title: p.T("page.reports.lines_by", "name", name, "by", by), Of: by, Section: true, Tabled: true}
	if len(lines) < len(p.Break.Lines) {
		f.About = p.T("page.reports.largest", "n", len(lines))
	}
	s := templates.Series{Name: name}
	for _, l := range lines {
		v, top := measured(l.Value)
		f.Top, f.Labels = top, append(f.Labels, p.drawnLabel(l))
		s.Values, s.Texts, s.Short = append(s.Values, v), append(s.Texts, p.Outcome(l.Value)), append(s.Short, p.shortOutcome(l.Value))
	}
	f.Series = []templates.Series{s}
	draw := templates.Bars
	if p.By == reports.DimMonth && f.Top == 1 {
		draw = templates.Columns
	} else if f.Top == 1 && p.Break.Middle != nil {
		f.Mark, f.Marked = p.Break.Middle, p.T("page.reports.middle", "rate", p.Percent(p.Break.Middle))
	}
	c := draw(f)
	return &c
}

// linesDrawn is how many lines a picture of an indicator has at most.
const linesDrawn = 24

// largest keeps the lines with the largest denominators, in their order.
func largest(lines []reports.Line, n int) []reports.Line {
	if len(lines) <= n {
		return lines
	}
	sizes := make([]int64, len(lines))
	for i, l := range lines {
		sizes[i] = l.Denominator
	}
	slices.Sort(sizes)
	least := sizes[len(sizes)-n]
	var out []reports.Line
	for _, l := range lines {
		if l.Denominator >= least && len(out) < n {
			out = append(out, l)
		}
	}
	return out
}

// drawnLabel names a line in the picture, where months have little room.
func (p indicatorPage) drawnLabel(l reports.Line) string {
	if p.By == reports.DimMonth && l.Key != "" {
		day := models.Date(l.Key + "-01")
		return p.ShortPeriod(day, day)
	}
	return p.LabelOf(l)
}

// shortOutcome is an outcome where there is little room.
func (p Page) shortOutcome(v reports.Value) string {
	if _, top := measured(v); top == 1 && !v.Suppressed {
		return p.whole(v.Rate)
	}
	return p.Outcome(v)
}

// measured is what a chart draws of an indicator, and what fills its whole: a rate up to 1, or days, fen and needs up to the greatest.
func measured(v reports.Value) (value *float64, top float64) {
	switch v.Code {
	case "K9":
		return v.Median, 0
	case "K15":
		return templates.Value(v.Numerator), 0
	case "K2c":
		return templates.Value(v.Denominator), 0
	}
	return v.Rate, 1
}

// Outcome is what an indicator came to: a rate, a median of days, money, or a count.
func (p Page) Outcome(v reports.Value) string {
	switch {
	case v.Suppressed:
		return p.T("page.reports.hidden")
	case v.Code == "K9" && v.Median == nil:
		return "–"
	case v.Code == "K9":
		return p.T("page.reports.workdays", "n", p.days(*v.Median))
	case v.Code == "K15":
		return p.Money(v.Numerator)
	case v.Code == "K2c":
		return p.Number(v.Denominator)
	}
	return p.Percent(v.Rate)
}

// Plain tells whether an indicator is a numerator by a denominator.
func (Page) Plain(v reports.Value) bool { return v.Code != "K9" && v.Code != "K15" && !v.Suppressed }

// Excluded is how many an indicator leaves out.
func (p Page) Excluded(v reports.Value) string { return leftOut(p, v.Exclusions) }

// Exclusion is the name of a code by which something is left out.
func (p Page) Exclusion(code string) string {
	if locales.Has(p.Lang, "page.reports.exclusion."+code) {
		return p.Word("page.reports.exclusion", code)
	}
	return p.Closing(code)
}

// NameOf is the name of an indicator, as a heading begins.
func (p Page) NameOf(i reports.Indicator) string {
	return capital(p.Either(i.NameZH, i.NameEN))
}

// capital writes a text as a heading begins.
func capital(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return text
	}
	return string(unicode.ToUpper(first)) + text[size:]
}

// Codes lists what an indicator leaves out, in short: needs by their codes, which the rules explain.
func (p Page) Codes(v reports.Value) string {
	var out []string
	for _, code := range slices.Sorted(maps.Keys(v.Exclusions)) {
		name := code
		if !models.ResolutionCode(code).Valid() {
			name = p.Exclusion(code)
		}
		out = append(out, name+" "+p.Number(v.Exclusions[code]))
	}
	return strings.Join(out, " · ")
}

// Formula is a formula in the reader's language: what fulfils it, of what.
func (p Page) Formula(i reports.Indicator) (out struct{ Name, Met, Of, Whole string }) {
	out.Name, out.Met, out.Of = p.NameOf(i), p.Either(i.MetZH, i.MetEN), p.Either(i.OfZH, i.OfEN)
	if out.Whole = out.Met; i.OfEN != "–" {
		out.Whole = p.T("page.reports.by_words", "met", out.Met, "of", out.Of)
	}
	return out
}

// Left is how many belong to an indicator and do not fulfil it.
func (Page) Left(v reports.Value) int64 { return v.Denominator - v.Numerator }

type formulasPage struct {
	Page
	Tabs  []templates.Link
	Items []reports.Indicator
}

// formulas is how every number is made, in words.
func (*Web) formulas(c *Call) error {
	p := formulasPage{c.Page("page.reports.formulas").In("/reports/indicators", c.T("page.reports.indicators")), nil, reports.Indicators()}
	return c.ShowAs(http.StatusOK, "report/formulas", p)
}

// Aim is what law or practice asks of an indicator; "" for nothing.
func (p Page) Aim(i reports.Indicator) string {
	if i.Aim == nil {
		return ""
	}
	return p.T("page.reports.aim", "n", strconv.Itoa(int(*i.Aim*100)))
}
