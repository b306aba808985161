package web

import (
	"slices"
	"strings"

	"zhulian/models"
	"zhulian/reports"
	"zhulian/templates"
)

// reportRoles are those who look after a county or a town, or audit it.
var reportRoles = []models.Role{models.RoleStaff, models.RoleOperator, models.RoleTown, models.RoleAuditor}

// asked reads what an address asks of reports.
func (c *Call) asked() reports.Query {
	return reports.Query{Period: c.said("period"), Region: c.said("region"), Category: c.said("category"), Aide: c.said("aide"), Supplier: c.said("supplier")}
}

// countsOnly holds for whoever sees counties by counts alone, quarter by quarter.
func (c *Call) countsOnly() bool {
	return models.ScopeOf(c.Actor, models.ReportView) == models.ScopeCounts
}

// asking is the form of a question, as its page begins with it.
type asking struct {
	Query   reports.Query
	Periods []templates.Option
	Regions []templates.Option
	Places  places
	From    models.Date
	To      models.Date // "" where the period makes no sense
	land    []models.Region
}

// asking gathers what a question can be narrowed to: periods up to now, and the towns or villages of the reader.
func (w *Web) asking(c *Call, q reports.Query) (asking, error) {
	a := asking{Query: q, Periods: c.periods()}
	a.From, a.To, _ = reports.ParsePeriod(q.Period, c.Today())
	if c.countsOnly() {
		a.Periods = slices.DeleteFunc(a.Periods, func(o templates.Option) bool { return !strings.Contains(o.Value, "Q") })
		return a, nil
	}
	land, err := w.Casework.Regions(c.Ctx(), c.Actor.CountyCode+"000000")
	a.land, a.Places = land, placeNames(land)
	a.Regions = c.any(regions(c.towns(land, q.Region)))
	return a, err
}

// towns are the regions right below what the reader may see: the towns of a county, the villages of a town; and the villages of the town
// that is asked for.
func (c *Call) towns(land []models.Region, asked string) []models.Region {
	level := models.RegionVillage
	for _, code := range c.Actor.Regions {
		if models.LevelOf(code) == models.RegionCounty {
			level = models.RegionTown
		}
	}
	if len(c.Actor.Regions) == 0 {
		level = models.RegionTown
	}
	var out []models.Region
	for _, r := range land {
		near := r.Level == models.RegionVillage && asked != "" && models.TownOf(r.Code) == models.TownOf(asked)
		if (r.Level == level || near) && !r.Ended(c.Today()) && c.sees(r.Code) {
			out = append(out, r)
		}
	}
	return out
}

func (c *Call) sees(code string) bool {
	for _, r := range c.Actor.Regions {
		if models.Covers(r, code) {
			return true
		}
	}
	return len(c.Actor.Regions) == 0
}

// holding is the form with what was asked.
func holding(q reports.Query) *templates.Form {
	return Holding("period", q.Period, "region", q.Region, "category", q.Category, "aide", q.Aide, "supplier", q.Supplier)
}

// The periods that a form offers: this quarter and so many before, months, and years.
const (
	quartersBack = 7
	monthsBack   = 12
)

// periods are the choices of a period, this quarter first.
func (c *Call) periods() []templates.Option {
	p := Page{Page: templates.Page{Lang: c.Lang()}}
	today := c.Today()
	var out []templates.Option
	add := func(key, group string) {
		out = append(out, templates.Option{Value: key, Text: p.Period(key), Group: c.T(group)})
	}
	quarter, _, _ := reports.ParsePeriod("", today)
	for i := range quartersBack + 1 {
		add(quarterKey(quarter.AddMonths(-3*i)), "page.reports.quarters")
	}
	for i := range monthsBack + 1 {
		add(string(today.Month().AddMonths(-i)[:7]), "page.reports.months")
	}
	for i := range 3 {
		add(string(today.AddMonths(-12 * i)[:4]), "page.reports.years")
	}
	return out
}

func quarterKey(day models.Date) string { return models.PeriodWith(models.PeriodOfQuarter, day).Code() }

// periodKey names the period from one day to another, as an address does.
func periodKey(from, to models.Date) string {
	switch {
	case from.Month() == to.Month():
		return string(from[:7])
	case from[5:7] == "01" && to[5:7] == "12":
		return string(from[:4])
	}
	return quarterKey(from)
}

// Period is the name of a period in the reader's language: 2026年第三季度, 2026年9月, 2026年.
func (p Page) Period(key string) string {
	year, rest, _ := strings.Cut(key, "-")
	switch {
	case rest == "":
		return p.T("page.reports.year", "y", year)
	case strings.HasPrefix(rest, "Q"):
		return p.T("page.reports.quarter", "y", year, "q", p.Either(map[string]string{"Q1": "一", "Q2": "二", "Q3": "三", "Q4": "四"}[rest], rest[1:]))
	}
	return p.MonthName(models.Date(key + "-01"))
}

// ShortPeriod names a period where there is little room: 三季度, 9月, 2026.
func (p Page) ShortPeriod(from, to models.Date) string {
	key := periodKey(from, to)
	_, rest, _ := strings.Cut(key, "-")
	switch {
	case rest == "":
		return key
	case strings.HasPrefix(rest, "Q"):
		return p.Either(key[2:4]+"年"+rest[1:]+"季", rest+" "+key[2:4])
	}
	return p.Either(from.Time().Format("1月"), from.Time().Format("Jan"))
}
