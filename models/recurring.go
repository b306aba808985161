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
