package reports

import (
	"context"
	"slices"
	"sort"
	"time"

	"zhulian/models"
	"zhulian/store"
)

// Grouping says by what a report is broken down.
type Grouping string

// The groupings of the resolution report.
const (
	ByNothing  Grouping = ""
	ByTown     Grouping = "town"
	ByCategory Grouping = "category"
	BySupplier Grouping = "supplier"
	ByAide     Grouping = "aide"
	ByMonth    Grouping = "month"
	ByCounty   Grouping = "county"
)

// Groupings lists the groupings that a caller may ask for.
func Groupings() []Grouping {
	return []Grouping{ByTown, ByCategory, BySupplier, ByAide, ByMonth, ByCounty}
}

// Resolution is the rate of resolved needs among the valid needs found in a period (indicator K2 of domain report §14): a cohort by the
// day on which each need was submitted, never "closed this month". Void needs (V1–V5) are excluded and counted by code; needs
// that were closed unmet (U1–U4) stay in the denominator. Rate is nil when the denominator is 0.
type Resolution struct {
	From, To    models.Date
	GroupBy     Grouping
	AsOf        time.Time
	Total       Rate
	Groups      []Rate // sorted by key; under supplier a need with several suppliers counts for each, so groups do not sum to the total
	Suppressed  int    // groups left out because they are too small to show, together with what would reveal them
	Unsubmitted int    // needs of the period that are drafts, submitted or returned and so not in the cohort yet; untold outside the county
}

// Rate is one line of the report. MedianDays and P90Days are working days from acceptance to resolution.
type Rate struct {
	Key         string
	Label       string
	Numerator   int
	Denominator int
	Rate        *float64
	Exclusions  map[string]int
	MedianDays  *float64
	P90Days     *float64
}

// Resolution makes the report of the needs submitted between two days, inclusive, in the reader's scope. Errors: Invalid, Forbidden.
func (d *Desk) Resolution(ctx context.Context, by models.Actor, from, to models.Date, group Grouping) (*Resolution, error) {
	scope, err := viewer(by)
	if err != nil {
		return nil, err
	}
	counts := models.ScopeOf(by, models.ReportView) == models.ScopeCounts
	if counts && (group == BySupplier || group == ByAide) {
		return nil, models.Forbidden("counts_only")
	}
	now := d.Store.DataTime(ctx)
	if from, to, err = cohortPeriod(from, to, models.DateOf(now), counts); err != nil {
		return nil, err
	}
	if err := checkPeriod(from, to, group); err != nil {
		return nil, err
	}
	rows, err := d.Store.Cohort(ctx, scope, from.Start(), to.End())
	if err != nil {
		return nil, err
	}
	calendars, err := d.calendars(ctx, rows, from, models.DateOf(now).AddDays(1))
	if err != nil {
		return nil, err
	}
	out := &Resolution{From: from, To: to, GroupBy: group, AsOf: now}
	count(out, rows, calendars)
	if counts {
		out.suppress()
	}
	return out, d.label(ctx, scope, out)
}

// cohortPeriod fills in the ends that are not said: the last twelve months, or this quarter for whoever sees counts only.
func cohortPeriod(from, to, today models.Date, counts bool) (models.Date, models.Date, error) {
	if counts && from == "" && to == "" {
		q := models.PeriodWith(models.PeriodOfQuarter, today)
		return q.From, q.To, nil
	}
	if to == "" {
		to = today
	}
	if from == "" {
		from = to.AddMonths(-11)
	}
	if counts && !models.WholeQuarter(from, to) {
		return from, to, models.InvalidField("from", "quarters_only")
	}
	return from, to, nil
}

func checkPeriod(from, to models.Date, group Grouping) error {
	if to < from {
		return models.InvalidField("to", "before_start")
	}
	if to > from.AddDays(3*366) {
		return models.InvalidField("to", "period_too_long")
	}
	if group != ByNothing && !slices.Contains(Groupings(), group) {
		return models.InvalidField("group_by", "oneof")
	}
	return nil
}

// tally gathers one line of the report.
type tally struct {
	Rate
	days []int
}

func (t *tally) add(n store.CohortNeed, calendar models.Calendar) {
	switch {
	case n.Excluded() != "":
		if t.Exclusions == nil {
			t.Exclusions = map[string]int{}
		}
		t.Exclusions[n.Excluded()]++
		return
	case n.Resolved():
		t.Numerator++
		if n.AcceptedAt != nil && n.ResolvedAt != nil {
			t.days = append(t.days, calendar.Workdays(models.DateOf(*n.AcceptedAt), models.DateOf(*n.ResolvedAt)))
		}
	}
	t.Denominator++
}

func (t *tally) rate() Rate {
	out := t.Rate
	if out.Exclusions == nil {
		out.Exclusions = map[string]int{}
	}
	if out.Denominator > 0 {
		r := float64(out.Numerator) / float64(out.Denominator)
		out.Rate = &r
	}
	if len(t.days) > 0 {
		sort.Ints(t.days)
		median, p90 := quantile(t.days, 50), quantile(t.days, 90)
		out.MedianDays, out.P90Days = &median, &p90
	}
	return out
}

// quantile is the middle of the two neighbours for the median of an even count, and the nearest rank otherwise.
func quantile(sorted []int, percent int) float64 {
	n := len(sorted)
	if percent == 50 && n%2 == 0 {
		return float64(sorted[n/2-1]+sorted[n/2]) / 2
	}
	rank := (n*percent + 99) / 100
	return float64(sorted[max(rank, 1)-1])
}

func count(out *Resolution, rows []store.CohortNeed, calendars map[string]models.Calendar) {
	total, groups := &tally{}, map[string]*tally{}
	for _, n := range rows {
		if n.Unsubmitted() {
			out.Unsubmitted++
			continue
		}
		calendar := calendars[n.CountyCode]
		total.add(n, calendar)
		for _, k := range keysFor(n, out.GroupBy) {
			if groups[k] == nil {
				groups[k] = &tally{Rate: Rate{Key: k}}
			}
			groups[k].add(n, calendar)
		}
	}
	out.Total = total.rate()
	for _, t := range groups {
		out.Groups = append(out.Groups, t.rate())
	}
	slices.SortFunc(out.Groups, func(a, b Rate) int {
		if a.Key < b.Key {
			return -1
		}
		return 1
	})
}

func keysFor(n store.CohortNeed, group Grouping) []string {
	switch group {
	case ByTown:
		return []string{models.TownOf(n.RegionCode)}
	case ByCounty:
		return []string{n.CountyCode + "000000"}
	case ByCategory:
		return []string{n.Category}
	case ByAide:
		return []string{n.SubmittedBy}
	case ByMonth:
		return []string{string(models.DateOf(n.SubmittedAt)[:7])}
	case BySupplier:
		if len(n.Suppliers) == 0 {
			return []string{""}
		}
		return n.Suppliers
	default:
		return nil
	}
}

// suppress leaves out the groups that could point at somebody, and those that would give them away.
func (r *Resolution) suppress() {
	lines := map[string]pair{}
	for _, g := range r.Groups {
		lines[g.Key] = pair{int64(g.Numerator), int64(g.Denominator)}
	}
	whole := pair{int64(r.Total.Numerator), int64(r.Total.Denominator)}
	hidden, total := hideFlat(lines, whole)
	if r.GroupBy == ByTown {
		hidden, total = hideTowns(lines, whole)
	}
	kept := r.Groups[:0]
	for _, g := range r.Groups {
		if hidden[g.Key] {
			r.Suppressed++
			continue
		}
		g.Exclusions, g.MedianDays, g.P90Days = map[string]int{}, nil, nil
		kept = append(kept, g)
	}
	r.Groups, r.Unsubmitted, r.Total.Exclusions = kept, 0, map[string]int{}
	if total {
		r.Total = Rate{Exclusions: map[string]int{}}
	}
}
