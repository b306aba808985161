package web

import (
	"strconv"

	"zhulian/casework"
	"zhulian/models"
)

func (w *Web) impactRoutes() []Route {
	own := models.RoleSupplierAdmin
	return []Route{get("/impact", w.impact, own), get("/impact/:year", w.impactLetter, own)}
}

type impactPage struct {
	Page
	Impact   *casework.Impact
	Bars     []bar
	Supplier *models.Supplier
	Most     int
	Today    models.Date
}

// bar is one month of the chart, in its units: 50 wide a month, 160 high.
type bar struct {
	X, Y, Height, Middle int
	Month                string
	N                    int
}

const chartHeight = 160

func barsOf(months []casework.Sum) (bars []bar, most int) {
	for _, m := range months {
		most = max(most, m.Deliveries)
	}
	for i, m := range months {
		h := 0
		if most > 0 {
			h = m.Deliveries * chartHeight / most
		}
		if m.Deliveries > 0 {
			h = max(h, 2)
		}
		bars = append(bars, bar{X: i*50 + 9, Y: 20 + chartHeight - h, Height: h, Middle: i*50 + 25, Month: strconv.Itoa(i + 1), N: m.Deliveries})
	}
	return bars, most
}

func (w *Web) impact(c *Call) error {
	year, _ := strconv.Atoi(c.said("year"))
	r, err := w.Casework.Impact(c.Ctx(), c.Actor, year)
	if err != nil {
		return err
	}
	p := impactPage{Page: c.Page("page.impact.title"), Impact: r, Today: c.Today()}
	p.Bars, p.Most = barsOf(r.Months[:])
	return c.Show("impact/show", p)
}

// impactLetter is a year's thanks to be printed.
func (w *Web) impactLetter(c *Call) error {
	year, err := strconv.Atoi(c.Param("year"))
	if err != nil {
		return models.NotFound("report")
	}
	r, err := w.Casework.Impact(c.Ctx(), c.Actor, year)
	if err != nil {
		return err
	}
	p := impactPage{Page: c.Page("page.impact.title").In("/impact?year="+strconv.Itoa(year), c.T("page.impact.title")), Impact: r, Today: c.Today()}
	p.Title = p.T("page.impact.letter", "Year", year)
	if p.Supplier, err = w.Casework.Supplier(c.Ctx(), c.Actor, c.Actor.SupplierID); err != nil {
		return err
	}
	return c.Show("impact/letter", p)
}
