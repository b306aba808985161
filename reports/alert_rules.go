package reports

import (
	"context"
	"slices"
	"time"

	"zhulian/models"
	"zhulian/store"
)

// RuleHit is what became of the alerts of one rule from one feed: the number that says whether early warning works. A total has no rule or no feed.
type RuleHit struct {
	RuleCode, SourceDept, Feed       string
	Flagged, Verified, Found, Helped int64
	HitRate                          *float64 // found by verified (K5)
	HelpedRate                       *float64 // helped by found
	MedianHours                      *float64 // from raised to looked into
	MedianHelpDays                   *float64 // from looked into to helped
}

// RuleReport is the hit rate of every rule and feed over a period.
type RuleReport struct {
	From, To models.Date
	AsOf     time.Time
	Total    RuleHit
	Items    []RuleHit // by rule and feed
	Rules    []RuleHit // by rule
	Feeds    []RuleHit // by feed
	Names    map[string]*models.AlertRule
}

// AlertRules answers, for every rule and feed, how many alerts raised in the period were looked into, found somebody in need and led to help, with
// the time between. Errors: Invalid, Forbidden.
func (d *Desk) AlertRules(ctx context.Context, by models.Actor, period string) (*RuleReport, error) {
	scope, err := viewer(by)
	if err != nil {
		return nil, err
	}
	if scope.County == "" {
		return nil, models.Forbidden("counts_only")
	}
	now := d.Store.DataTime(ctx)
	from, to, err := ParsePeriod(period, models.DateOf(now))
	if err != nil {
		return nil, err
	}
	rows, err := d.Store.RuleTallies(ctx, scope, from.Start(), to.End())
	if err != nil {
		return nil, err
	}
	delays, err := d.Store.RuleDelays(ctx, scope, from.Start(), to.End())
	if err != nil {
		return nil, err
	}
	own, err := d.Store.AlertRules(ctx, scope.County, "")
	out := &RuleReport{From: from, To: to, AsOf: now, Names: map[string]*models.AlertRule{}}
	out.Items = hitsBy(rows, delays, func(r store.RuleTally) store.RuleTally {
		return store.RuleTally{RuleCode: r.RuleCode, SourceDept: r.SourceDept, Feed: r.Feed}
	})
	out.Rules = hitsBy(rows, delays, func(r store.RuleTally) store.RuleTally { return store.RuleTally{RuleCode: r.RuleCode} })
	out.Feeds = hitsBy(rows, delays, func(r store.RuleTally) store.RuleTally {
		return store.RuleTally{SourceDept: r.SourceDept, Feed: r.Feed}
	})
	if total := hitsBy(rows, delays, func(store.RuleTally) store.RuleTally { return store.RuleTally{} }); len(total) > 0 {
		out.Total = total[0]
	}
	all := models.RulesWith(scope.County, own)
	for _, code := range all.Codes() {
		out.Names[code] = all.In(code, to)
	}
	return out, err
}

// hitsBy sums counts by what a line is for, in the order in which the rows come.
func hitsBy(rows []store.RuleTally, delays []store.RuleDelay, line func(store.RuleTally) store.RuleTally) []RuleHit {
	out, at := []RuleHit{}, map[store.RuleTally]int{}
	for _, r := range rows {
		key := line(r)
		i, ok := at[key]
		if !ok {
			i, out = len(out), append(out, RuleHit{RuleCode: key.RuleCode, SourceDept: key.SourceDept, Feed: key.Feed})
			at[key] = i
		}
		h := &out[i]
		h.Flagged, h.Verified, h.Found, h.Helped = h.Flagged+r.Flagged, h.Verified+r.Verified, h.Found+r.Found, h.Helped+r.Helped
	}
	hours, days := make([][]int, len(out)), make([][]int, len(out))
	for _, d := range delays {
		i := at[line(store.RuleTally{RuleCode: d.RuleCode, SourceDept: d.SourceDept, Feed: d.Feed})]
		hours[i] = append(hours[i], int(d.VerifiedAt.Sub(d.RaisedAt).Minutes()))
		if d.HelpedAt != nil {
			days[i] = append(days[i], max(0, int(d.HelpedAt.Sub(d.VerifiedAt).Minutes())))
		}
	}
	for i := range out {
		h := &out[i]
		h.HitRate, h.HelpedRate = share(h.Found, h.Verified), share(h.Helped, h.Found)
		h.MedianHours, h.MedianHelpDays = middle(hours[i], 60), middle(days[i], 24*60)
	}
	return out
}

// middle is the median of minutes in a unit of so many minutes; nil of none.
func middle(minutes []int, unit float64) *float64 {
	if len(minutes) == 0 {
		return nil
	}
	slices.Sort(minutes)
	v := quantile(minutes, 50) / unit
	return &v
}
