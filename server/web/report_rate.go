package web

import (
	"net/url"

	"zhulian/models"
	"zhulian/reports"
	"zhulian/templates"
)

// rateCard is one of the three rates as a page shows it: now, against the period before, as it went, and what would move it most.
type rateCard struct {
	reports.Headline
	Name, Href string
	Text       string // the rate, or "–"
	Of         string // numerator and denominator in words
	Change     string // against the period before, in points; "" where there is nothing to compare
	Tone       string // good, bad or ""
	Last       string // that the period goes on, or the last one with a rate where this one has none yet
	Trend      *templates.Chart
	Levers     []leverLine
}

// leverLine is what would move a rate, with the way to the very cases.
type leverLine struct{ Text, Href string }

// leversShown is how many levers a card has room for.
const leversShown = 3

// rateCards are the rates of a page; short ones have neither trend nor levers.
func (p Page) rateCards(list []reports.Headline, q reports.Query) []rateCard {
	out := make([]rateCard, len(list))
	for i, h := range list {
		card := rateCard{Headline: h, Name: p.NameOf(h.Indicator), Href: address("/reports/indicators/"+h.Code, q), Text: p.Percent(h.Rate), Of: p.counted(h.Value)}
		card.compare(p)
		if len(h.Trend) > 2 {
			trend := p.rateTrend(h)
			card.Trend = &trend
		}
		for _, l := range h.Levers {
			if whole := l.By == reports.DimTown && len(h.Towns) == 1; !whole && len(card.Levers) < leversShown { // the one town is all there is
				card.Levers = append(card.Levers, p.leverLine(h, l, q))
			}
		}
		out[i] = card
	}
	return out
}

// counted says what a rate is of: 82 of 120 households.
func (p Page) counted(v reports.Value) string {
	if v.Suppressed {
		return p.T("page.reports.hidden")
	}
	if v.Denominator == 0 {
		return p.T("page.reports.no_lines")
	}
	return p.T("page.reports.of", "n", p.Number(v.Numerator), "d", p.Number(v.Denominator), "unit", p.Word("page.reports.unit", v.Unit))
}

// compare fills in how a rate stands against the period before.
func (r *rateCard) compare(p Page) {
	trend := r.Headline.Trend
	n := len(trend)
	if n < 2 {
		return
	}
	now, before := trend[n-1].Rate, trend[n-2].Rate
	if now == nil {
		for i := n - 2; i >= 0; i-- {
			if v := trend[i]; v.Rate != nil {
				r.Last = p.T("page.reports.last", "period", p.Period(periodKey(v.From, v.To)), "rate", p.Percent(v.Rate))
				return
			}
		}
		return
	}
	if before == nil {
		return
	}
	points := 100 * (*now - *before)
	switch text := p.Decimal(&points); {
	case points >= 0.05:
		r.Change, r.Tone = p.T("page.reports.up", "n", text), "good"
	case points <= -0.05:
		r.Change, r.Tone = p.T("page.reports.down", "n", text[1:]), "bad"
	default:
		r.Change = p.T("page.reports.level")
	}
	if now := r.Value; models.DateOf(now.AsOf) <= now.To { // a period that goes on is not worse for being young
		r.Last, r.Tone = p.T("page.reports.running"), "quiet"
	}
}

func (p Page) rateTrend(h reports.Headline) templates.Chart {
	name := p.NameOf(h.Indicator)
	f := templates.Figures{ID: "trend-" + h.Code, Title: p.T("page.reports.trend"), About: p.T("page.reports.trend_about", "name", name), Of: p.T("page.reports.period"), Top: 1}
	rate := templates.Series{Name: name}
	met, of := templates.Series{Name: p.T("page.reports.numerator")}, templates.Series{Name: p.T("page.reports.denominator")}
	for _, v := range h.Trend {
		f.Labels = append(f.Labels, p.ShortPeriod(v.From, v.To))
		rate.Values, rate.Texts, rate.Short = append(rate.Values, v.Rate), append(rate.Texts, p.Percent(v.Rate)), append(rate.Short, p.whole(v.Rate))
		met.Texts, of.Texts = append(met.Texts, p.Number(v.Numerator)), append(of.Texts, p.Number(v.Denominator))
	}
	f.Series, f.Beside = []templates.Series{rate}, []templates.Series{met, of}
	return templates.Columns(f)
}

// whole writes a share in whole percent, for pictures with little room.
func (Page) whole(v *float64) string {
	if v == nil {
		return "–"
	}
	return templates.Whole(*v)
}

func (p Page) leverLine(h reports.Headline, l reports.Lever, q reports.Query) leverLine {
	label := l.Label
	switch l.By {
	case reports.DimCategory:
		label, q.Category = p.Category(l.Key), l.Key
	case reports.DimAide:
		if q.Aide = l.Key; l.Key == "" {
			label = p.T("page.reports.no_aide")
		}
	default:
		q.Region = l.Key
	}
	return leverLine{
		Text: p.T("page.reports.lever", "name", label, "n", p.Number(l.Left), "unit", p.Word("page.reports.unit", h.Unit), "points", p.Decimal(&l.Gain)),
		Href: templates.With(address("/reports/indicators/"+h.Code+"/cases", q), "part", "unmet"),
	}
}

// address puts a question into an address; what is not asked stays out.
func address(path string, q reports.Query) string {
	v := url.Values{}
	for name, said := range map[string]string{"period": q.Period, "region": q.Region, "category": q.Category, "aide": q.Aide, "supplier": q.Supplier} {
		if said != "" {
			v.Set(name, said)
		}
	}
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}
