package reports

import (
	"context"
	"slices"
	"time"

	"zhulian/models"
	"zhulian/store"
)

// RuleHit is what became of the alerts of one rule from one source: the number that says whether early warning works.
type RuleHit struct {
	RuleCode, SourceDept             string
	Flagged, Verified, Found, Helped int64
	HitRate                          *float64 // found by verified (K5)
	MedianHours                      *float64 // from raised to looked into
}

// RuleReport is the hit rate of every rule over a period.
type RuleReport struct {
	From, To models.Date
	AsOf     time.Time
	Items    []RuleHit
}

// AlertRules answers, for every rule and source, how many alerts raised in the period were looked into, found somebody in need and led to help.
// Errors: Invalid, Forbidden.
func (d *Desk) AlertRules(ctx context.Context, by models.Actor, period string) (*RuleReport, error) {
	scope, err := viewer(by)
	if err != nil {
		return nil, err
	}
	if scope.County == "" {
		return nil, models.Forbidden("counts_only")
	}
	now := d.Store.Now()
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
	out := &RuleReport{From: from, To: to, AsOf: now, Items: make([]RuleHit, len(rows))}
	for i, r := range rows {
		out.Items[i] = hitOf(r, delays)
	}
	return out, nil
}

func hitOf(r store.RuleTally, delays []store.RuleDelay) RuleHit {
	out := RuleHit{RuleCode: r.RuleCode, SourceDept: r.SourceDept, Flagged: r.Flagged, Verified: r.Verified, Found: r.Found, Helped: r.Helped}
	if r.Verified > 0 {
		rate := float64(r.Found) / float64(r.Verified)
		out.HitRate = &rate
	}
	var minutes []int
	for _, d := range delays {
		if d.RuleCode == r.RuleCode && d.SourceDept == r.SourceDept {
			minutes = append(minutes, int(d.VerifiedAt.Sub(d.RaisedAt).Minutes()))
		}
	}
	if len(minutes) > 0 {
		slices.Sort(minutes)
		hours := quantile(minutes, 50) / 60
		out.MedianHours = &hours
	}
	return out
}
