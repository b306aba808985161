package reports

import (
	"context"
	"slices"
	"sort"
	"strings"

	"zhulian/models"
	"zhulian/store"
)

// ThreeRates are the codes of the three rates of the province, in their order.
func ThreeRates() []string { return []string{"K1", "K2", "K3"} }

// Headline is one of the three rates: now, as it went, town by town, and what would move it most.
type Headline struct {
	Value
	Trend  []Value // the same rate in the periods before, the oldest first, ending with this one
	Towns  []Line  // the best first
	Levers []Lever
}

// Lever is a part of the county in which much is still to be done: Gain is by how much the whole rate would rise, in points of a hundred, if all
// of it were.
type Lever struct {
	By         store.Dimension
	Key, Label string
	Left       int64
	Gain       float64
}

// trendLength is how many periods a trend shows.
const trendLength = 6

// Headlines answers the three rates with their trend, the ranking of the towns, and what would move each most. Errors: Invalid, Forbidden.
func (d *Desk) Headlines(ctx context.Context, by models.Actor, q Query) ([]Headline, error) {
	s, err := d.see(ctx, by, q)
	if err != nil {
		return nil, err
	}
	codes := ThreeRates()
	out := make([]Headline, len(codes))
	work := make([]func() error, len(codes))
	for i, code := range codes {
		work[i] = func() (err error) {
			out[i], err = d.headline(ctx, by, code, s, q)
			return err
		}
	}
	return out, atOnce(work)
}

func (d *Desk) headline(ctx context.Context, by models.Actor, code string, s sight, q Query) (Headline, error) {
	def, _ := indicatorOf(code, s.base)
	var out Headline
	from := s.ask.From
	months := monthsOf(s.ask)
	for i := trendLength - 1; i > 0; i-- {
		past := s
		past.ask.From = from.AddMonths(-i * months)
		past.ask.To = past.ask.From.AddMonths(months).AddDays(-1)
		v, err := d.seen(ctx, past, def)
		if err != nil {
			return out, err
		}
		out.Trend = append(out.Trend, v)
	}
	towns, err := d.Breakdown(ctx, by, code, q, store.DimTown)
	if err != nil {
		return out, err
	}
	out.Value, out.Towns = towns.Total, towns.Lines
	out.Trend = append(out.Trend, out.Value)
	sort.SliceStable(out.Towns, func(i, j int) bool { return rateOf(out.Towns[i]) > rateOf(out.Towns[j]) })
	out.Levers, err = d.levers(ctx, by, out, q, s)
	return out, err
}

func rateOf(l Line) float64 {
	if l.Rate == nil {
		return -1
	}
	return *l.Rate
}

func monthsOf(ask store.CountAsk) int {
	n := 0
	for at := ask.From; at <= ask.To; at = at.AddMonths(1) {
		n++
	}
	return n
}

// levers looks through the breakdowns of a rate for where most is left undone.
func (d *Desk) levers(ctx context.Context, by models.Actor, h Headline, q Query, s sight) ([]Lever, error) {
	if h.Denominator == 0 {
		return nil, nil
	}
	lines := map[store.Dimension][]Line{store.DimTown: h.Towns}
	for _, dim := range []store.Dimension{store.DimAide, store.DimCategory} {
		if s.mayBreak(h.Indicator, dim) != nil {
			continue
		}
		b, err := d.Breakdown(ctx, by, h.Code, q, dim)
		if err != nil {
			return nil, err
		}
		lines[dim] = b.Lines
	}
	var out []Lever
	for dim, list := range lines {
		for _, l := range list {
			if left := l.Denominator - l.Numerator; left > 0 {
				out = append(out, Lever{By: dim, Key: l.Key, Label: l.Label, Left: left, Gain: 100 * float64(left) / float64(h.Denominator)})
			}
		}
	}
	slices.SortFunc(out, func(a, b Lever) int {
		if a.Left != b.Left {
			return int(b.Left - a.Left)
		}
		return strings.Compare(string(a.By)+a.Key, string(b.By)+b.Key)
	})
	return out[:min(len(out), 5)], nil
}

// Pace is how long needs of one category took, in working days.
type Pace struct {
	Category string
	N        int
	Median   float64
	P90      float64
}

// Ageing is how many open needs have waited how long, and how many of them are past their limit.
type Ageing struct {
	Band      string // 0-7, 8-30, 31-60, 61-90, 90+ days
	Open, Due int64
}

// Stage is one step of the way from found to resolved.
type Stage struct {
	Name  string
	Count int64
}

// Equity is how one town is served against what it needs.
type Equity struct {
	Town, Label             string
	Found, Resolved         int64
	ShareFound, ShareServed *float64
}

// Dashboard is what a county or a town looks at beside the three rates.
type Dashboard struct {
	Months      []Line // K2 by month of finding, with day 30, 60 and 90 in Cohorts
	Cohorts     map[string][]Line
	Pace        []Pace
	Ageing      []Ageing
	Funnel      []Stage
	Equity      []Equity
	FirstTime   Value // needs of households that had none resolved before the period
	WaitMedian  *float64
	WaitP90     *float64
	WaitLongest int // days
}

// Dashboard answers the pictures of a period. A province sees none of it: it sees counts by county. Errors: Invalid, Forbidden.
func (d *Desk) Dashboard(ctx context.Context, by models.Actor, q Query) (*Dashboard, error) {
	s, err := d.see(ctx, by, q)
	if err != nil {
		return nil, err
	}
	if s.counts {
		return nil, models.Forbidden("counts_only")
	}
	out := &Dashboard{Cohorts: map[string][]Line{}}
	work := []func() error{
		func() error { return d.cohorts(ctx, s, out) }, func() error { return d.pace(ctx, s, out) }, func() error { return d.ageing(ctx, s, out) },
		func() error { return d.funnel(ctx, s, out) }, func() error { return d.equity(ctx, s, out) }, func() error { return d.waits(ctx, s, out) },
		func() error { return d.firstTime(ctx, s, out) },
	}
	return out, atOnce(work)
}

// cohorts are the rates of needs by the month in which they were found. K2 goes by task here: a household's needs of several months are not
// one month's.
func (d *Desk) cohorts(ctx context.Context, s sight, out *Dashboard) error {
	s.base, s.ask.By, s.ask.Only = models.BaseTask, store.DimMonth, []string{"K2", "K2d30", "K2d60", "K2d90"}
	b := newBoard(s)
	if err := atOnce(d.counts(ctx, b, "need")); err != nil {
		return err
	}
	b.fill()
	for _, code := range s.ask.Only {
		def, _ := indicatorOf(code, s.base)
		var list []Line
		for key, v := range b.linesOf(def) {
			list = append(list, Line{Key: key, Label: key, Value: v})
		}
		slices.SortFunc(list, func(a, b Line) int { return strings.Compare(a.Key, b.Key) })
		if out.Cohorts[code] = list; code == "K2" {
			out.Months = list
		}
	}
	delete(out.Cohorts, "K2")
	return nil
}

func (d *Desk) pace(ctx context.Context, s sight, out *Dashboard) error {
	s.ask.By = store.DimCategory
	days, err := d.daysToResolve(ctx, s.ask)
	for category, list := range days {
		out.Pace = append(out.Pace, Pace{Category: category, N: len(list), Median: quantile(list, 50), P90: quantile(list, 90)})
	}
	slices.SortFunc(out.Pace, func(a, b Pace) int { return strings.Compare(a.Category, b.Category) })
	return err
}

func (d *Desk) ageing(ctx context.Context, s sight, out *Dashboard) error {
	rows, err := d.Store.Tallies(ctx, "open_need", s.ask)
	if err != nil {
		return err
	}
	out.Ageing = []Ageing{{Band: "0-7"}, {Band: "8-30"}, {Band: "31-60"}, {Band: "61-90"}, {Band: "90+"}}
	for _, row := range rows {
		for i := range out.Ageing {
			out.Ageing[i].Open += row.Of[i+1]
			out.Ageing[i].Due += row.Met[i+1]
		}
	}
	return nil
}

// stages are the steps of the funnel, in order; each counts those that came that far.
var stages = []string{"found", "accepted", "invited", "agreed", "delivered", "confirmed", "resolved"}

func (d *Desk) funnel(ctx context.Context, s sight, out *Dashboard) error {
	rows, err := d.Store.Tallies(ctx, "funnel", s.ask)
	if err != nil {
		return err
	}
	out.Funnel = make([]Stage, len(stages))
	for i, name := range stages {
		out.Funnel[i].Name = name
		for _, row := range rows {
			out.Funnel[i].Count += row.Of[i]
		}
	}
	return nil
}

func (d *Desk) equity(ctx context.Context, s sight, out *Dashboard) error {
	s.base, s.ask.By = models.BaseTask, store.DimTown
	def, _ := indicatorOf("K2", s.base)
	lines, total, err := d.valueOf(ctx, s, def)
	if err != nil {
		return err
	}
	keys := make([]string, 0, len(lines))
	for k := range lines {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	names, err := d.Store.RegionNames(ctx, keys)
	for _, k := range keys {
		e := Equity{Town: k, Label: names[k], Found: lines[k].Denominator, Resolved: lines[k].Numerator}
		e.ShareFound, e.ShareServed = share(e.Found, total.Denominator), share(e.Resolved, total.Numerator)
		out.Equity = append(out.Equity, e)
	}
	return err
}

func share(n, of int64) *float64 {
	if of == 0 {
		return nil
	}
	v := float64(n) / float64(of)
	return &v
}

func (d *Desk) firstTime(ctx context.Context, s sight, out *Dashboard) error {
	rows, err := d.Store.Tallies(ctx, "first_time", s.ask)
	out.FirstTime = Value{From: s.ask.From, To: s.ask.To, AsOf: s.ask.AsOf, Exclusions: map[string]int64{}}
	for _, row := range rows {
		out.FirstTime.count(row.Met[0], row.Of[0])
	}
	return err
}

// waits is how long open needs have waited, in days.
func (d *Desk) waits(ctx context.Context, s sight, out *Dashboard) error {
	rows, err := d.Store.Waits(ctx, s.ask)
	if err != nil || len(rows) == 0 {
		return err
	}
	today := models.DateOf(s.ask.AsOf)
	var days []int
	for _, r := range rows {
		waited := int(today.Time().Sub(r.Accepted.Time()).Hours() / 24)
		for range r.N {
			days = append(days, waited)
		}
	}
	sort.Ints(days)
	median, p90 := quantile(days, 50), quantile(days, 90)
	out.WaitMedian, out.WaitP90, out.WaitLongest = &median, &p90, days[len(days)-1]
	return nil
}
