package models

import (
	"sort"
	"time"
)

// RecurringMet tells whether a recurring service counts as steady: of its first four occurrences, or of those of its first thirty
// days where there are fewer, nine tenths are confirmed (domain report §6). Occurrences that the household itself missed do not count.
func RecurringMet(all []Fulfilment, now time.Time) bool {
	var rows []Fulfilment
	for _, f := range all {
		if f.Status != FulfilmentNoShowBen && f.Status != FulfilmentRefused && occurrence(f) != nil && !occurrence(f).After(now) {
			rows = append(rows, f)
		}
	}
	if len(rows) == 0 {
		return false
	}
	sort.SliceStable(rows, func(i, j int) bool { return occurrence(rows[i]).Before(*occurrence(rows[j])) })
	if len(rows) < 4 && now.Sub(*occurrence(rows[0])) < 30*24*time.Hour {
		return false
	}
	first := rows[:min(4, len(rows))]
	done := 0
	for _, f := range first {
		if f.Status == FulfilmentConfirmed {
			done++
		}
	}
	return done*10 >= len(first)*9
}

func occurrence(f Fulfilment) *time.Time {
	if f.OccurredAt != nil {
		return f.OccurredAt
	}
	return f.PlannedAt
}

// Share is how many units fall into one window.
type Share struct {
	Window Date
	Units  int64
}

// Spread divides units over the windows of a period from one day to another, as evenly as whole units allow and the remainder
// to the earliest; windows with nothing are left out. At most 400 windows are used.
func Spread(p Period, from, to Date, units int64) []Share {
	var windows []Date
	for w := p.WindowOf(from); w <= to && len(windows) < 400; w = p.Next(w) {
		windows = append(windows, w)
	}
	if len(windows) == 0 {
		windows = []Date{p.WindowOf(from)}
	}
	n := int64(len(windows))
	var out []Share
	for i, w := range windows {
		u := units / n
		if int64(i) < units%n {
			u++
		}
		if u > 0 {
			out = append(out, Share{Window: w, Units: u})
		}
	}
	return out
}

// FirstDay is the first day on which an offer can serve a need, from today on.
func (o *Offer) FirstDay(n *Need, today Date) Date { return max(today, n.Earliest, o.ValidFrom) }

// SharesFor spreads units for a need over the windows of an offer: a count has one; a one-off need falls into one window of a rate, and
// a recurring need into all of its run.
func (o *Offer) SharesFor(n *Need, from Date, units int64) []Share {
	switch {
	case o.CapacityKind == CapacityCount:
		return []Share{{Window: CountWindow, Units: units}}
	case n.Frequency == nil:
		return []Share{{Window: o.Period.WindowOf(from), Units: units}}
	}
	return Spread(*o.Period, from, n.Frequency.Until, units)
}

// MissedTwice tells whether the supplier missed the last two occurrences that came to an end.
func MissedTwice(all []Fulfilment) bool {
	var rows []Fulfilment
	for _, f := range all {
		if f.Status != FulfilmentPlanned && f.Status != FulfilmentCheckedIn && occurrence(f) != nil {
			rows = append(rows, f)
		}
	}
	sort.SliceStable(rows, func(i, j int) bool { return occurrence(rows[j]).Before(*occurrence(rows[i])) })
	return len(rows) >= 2 && rows[0].Status == FulfilmentNoShowSup && rows[1].Status == FulfilmentNoShowSup
}
