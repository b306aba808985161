package web

import (
	"time"

	"zhulian/models"
	"zhulian/reports"
	"zhulian/templates"
)

func (w *Web) provinceRoutes() []Route {
	return []Route{get("/province", w.province, models.RoleProvince)}
}

type provincePage struct {
	Page
	asking
	Tabs     []templates.Link
	Rates    []rateCard
	Breaks   []*reports.Breakdown // of each rate, by county
	County   string
	Counties []templates.Option
	Compared []reports.Comparison
}

// AsOf is the instant at which the rows were counted.
func (p provincePage) AsOf() time.Time { return p.Rates[0].AsOf }

// province is what a province sees: the three rates and the counts of each county, without small ones, and one county against its peers.
func (w *Web) province(c *Call) error {
	q := reports.Query{Period: c.said("period")}
	p := provincePage{Page: c.Page("page.province.title"), Tabs: c.tabs(), County: c.said("county")}
	var err error
	if p.asking, err = w.asking(c, q); err != nil {
		return err
	}
	p.Form = Holding("period", q.Period, "county", p.County)
	err = w.fillProvince(c, q, &p)
	if form, status, ok := c.Crossed(err); ok {
		form.Values, p.Form, p.Rates = p.Form.Values, form, nil
		return c.ShowAs(status, "province/home", p)
	} else if err != nil {
		return err
	}
	return c.Show("province/home", p)
}

func (w *Web) fillProvince(c *Call, q reports.Query, p *provincePage) error {
	rates, err := w.Reports.Rates(c.Ctx(), c.Actor, q)
	if err != nil {
		return err
	}
	for _, h := range rates {
		b, err := w.Reports.Breakdown(c.Ctx(), c.Actor, h.Code, q, reports.DimCounty)
		if err != nil {
			return err
		}
		p.Breaks = append(p.Breaks, b)
	}
	p.Counties = p.countyChoices()
	if p.County != "" {
		if p.Compared, err = w.Reports.Compare(c.Ctx(), c.Actor, p.County, q); err != nil {
			return err
		}
	}
	p.Rates = p.rateCards(rates, q)
	return nil
}

// countyChoices are the counties that any of the rates shows.
func (p provincePage) countyChoices() []templates.Option {
	names := map[string]string{}
	for _, b := range p.Breaks {
		for _, l := range b.Lines {
			names[l.Key] = l.Label
		}
	}
	out := []templates.Option{{Text: p.T("page.province.no_county")}}
	for _, code := range sortedKeys(names) {
		out = append(out, templates.Option{Value: code + "000000", Text: names[code]})
	}
	return out
}

// countyRow is one county with each of the rates; nil where it is not shown.
type countyRow struct {
	Label, Href string
	Rates       []*reports.Line
}

// Rows are the counties that any of the rates shows.
func (p provincePage) Rows() []countyRow {
	var out []countyRow
	for _, o := range p.Counties[1:] {
		row := countyRow{Label: o.Text, Href: p.With("county", o.Value) + "#compare"}
		for _, b := range p.Breaks {
			var line *reports.Line
			for i := range b.Lines {
				if b.Lines[i].Key == models.CountyOf(o.Value) {
					line = &b.Lines[i]
				}
			}
			row.Rates = append(row.Rates, line)
		}
		out = append(out, row)
	}
	return out
}

// Hidden is how many lines are not shown.
func (p provincePage) Hidden() (n int) {
	for _, b := range p.Breaks {
		n += b.Hidden
	}
	return n
}

// Charts draws the counties by each rate, the best first, against their middle.
func (p provincePage) Charts() []templates.Chart {
	var out []templates.Chart
	for _, b := range p.Breaks {
		if len(b.Lines) == 0 {
			continue
		}
		name := p.NameOf(b.Total.Indicator)
		f := templates.Figures{ID: "counties-" + b.Total.Code, Title: name, Of: p.T("page.province.county"), Top: 1}
		if b.Middle != nil {
			f.About, f.Mark, f.Marked = p.T("page.province.chart_about"), b.Middle, p.T("page.reports.middle", "rate", p.Percent(b.Middle))
		}
		p.lines(&f, name, ranked(b.Lines))
		out = append(out, templates.Bars(f))
	}
	return out
}

// Against says how a county stands to the middle: in points, with its tone.
func (p provincePage) Against(x reports.Comparison) *templates.Mark {
	if x.Rate == nil || x.Middle == nil {
		return nil
	}
	points := 100 * (*x.Rate - *x.Middle)
	mark := p.Tone(p.T("page.province.at_middle"), "quiet")
	switch text := p.Decimal(&points); {
	case points >= 0.05:
		mark = p.Tone(p.T("page.province.above", "n", text), "good")
	case points <= -0.05:
		mark = p.Tone(p.T("page.province.below", "n", text[1:]), "bad")
	}
	return &mark
}
