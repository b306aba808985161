package reports

import (
	"context"
	"slices"

	"zhulian/models"
	"zhulian/store"
)

// Monthly is what a county tells of one month on paper: figures only. It names no household and no aide.
type Monthly struct {
	Month      models.Date
	From, To   models.Date
	Running    bool // the month is not over: its figures will change
	Base       models.ReportBase
	Rates      []Headline
	Values     []Value
	Resolution *Resolution
	Pictures   *Dashboard
	Gaps       *GapBoard // without small cells
	Suppliers  []Reliability
	Outliers   map[string]int // by kind: how many, and of nobody
}

// Monthly makes the report of a month, YYYY-MM; without one, of the last month that has ended. Errors: Invalid, Forbidden.
func (d *Desk) Monthly(ctx context.Context, by models.Actor, month string) (*Monthly, error) {
	today := models.DateOf(d.Store.Now())
	if month == "" {
		month = string(today.Month().AddMonths(-1)[:7])
	}
	from, to, err := ParsePeriod(month, today)
	if err != nil || len(month) != 7 || month[5] == 'Q' {
		return nil, models.InvalidField("month", "period")
	}
	if from > today {
		return nil, models.InvalidField("month", "in_future")
	}
	q := Query{Period: month}
	s, err := d.see(ctx, by, q)
	if err != nil {
		return nil, err
	}
	if s.counts {
		return nil, models.Forbidden("counts_only")
	}
	out := &Monthly{Month: from, From: from, To: to, Running: to >= today, Base: s.base}
	err = atOnce([]func() error{
		func() (err error) { out.Rates, err = d.Headlines(ctx, by, q); return },
		func() (err error) { out.Values, err = d.Indicators(ctx, by, q); return },
		func() (err error) { out.Resolution, err = d.Resolution(ctx, by, from, to, ByTown); return },
		func() (err error) { out.Pictures, err = d.Dashboard(ctx, by, q); return },
		func() (err error) { out.Gaps, err = d.CallForSupply(ctx, by); return },
		func() (err error) { out.Suppliers, err = d.Suppliers(ctx, by, month); return },
		func() (err error) { out.Outliers, err = d.strange(ctx, by, month); return },
	})
	for i := range out.Rates {
		out.Rates[i].Levers = slices.DeleteFunc(out.Rates[i].Levers, func(l Lever) bool { return l.By == store.DimAide })
	}
	return out, err
}

// strange counts the outliers of a month by kind, for those who may see them; others are told of none.
func (d *Desk) strange(ctx context.Context, by models.Actor, month string) (map[string]int, error) {
	if models.ScopeOf(by, models.SampleView) == models.ScopeNone {
		return nil, nil
	}
	list, err := d.Outliers(ctx, by, month)
	out := map[string]int{}
	for _, kind := range OutlierKinds() {
		out[kind] = 0
	}
	for _, f := range list {
		out[f.Kind]++
	}
	return out, err
}
