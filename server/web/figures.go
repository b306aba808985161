package web

import (
	"strconv"

	"zhulian/locales"
	"zhulian/models"
	"zhulian/reports"
	"zhulian/templates"
)

func (w *Web) figureRoutes() []Route {
	return []Route{get("/figures", w.figures, models.RoleSupplierAdmin)}
}

type figuresPage struct {
	Page
	Own *reports.Own
}

// figures is what a supplier sees of itself.
func (w *Web) figures(c *Call) error {
	own, err := w.Reports.OwnFigures(c.Ctx(), c.Actor)
	if err != nil {
		return err
	}
	return c.Show("figures/show", figuresPage{c.Page("page.figures.title"), own})
}

// monthName is a month without its year, short enough for twelve of them on a phone.
func (p Page) monthName(first models.Date) string {
	if p.Lang == locales.English {
		return first.Time().Format("Jan")
	}
	return strconv.Itoa(int(first.Time().Month())) + "月"
}

// Trend is how the promises of each month were kept.
func (p figuresPage) Trend() templates.Chart {
	f := templates.Figures{ID: "kept", Title: p.T("page.figures.trend"), About: p.T("page.figures.trend_what"), Of: p.T("page.sample.month"), Top: 1}
	rate := templates.Series{Name: p.T("paper.kept")}
	met, of := templates.Series{Name: p.T("paper.completed")}, templates.Series{Name: p.T("page.figures.due")}
	for _, l := range p.Own.Months {
		f.Labels = append(f.Labels, p.monthName(models.Date(l.Key+"-01")))
		rate.Values, rate.Texts = append(rate.Values, l.Rate), append(rate.Texts, p.Percent(l.Rate))
		met.Texts, of.Texts = append(met.Texts, p.Number(l.Numerator)), append(of.Texts, p.Number(l.Denominator))
	}
	f.Series, f.Beside = []templates.Series{rate}, []templates.Series{met, of}
	return templates.Trend(f)
}
