package rounds

import (
	"runtime"
	"sync"
	"sync/atomic"

	"zhulian/market"
	"zhulian/matching"
	"zhulian/models"
	"zhulian/store"
)

// mostOptions is how many offers of a need take part in a round, the best first.
const mostOptions = 100

// findOptions looks for what each need could have, on all cores.
func (p *plan) findOptions() {
	p.each(func(a *ask, s *matching.Scratch) { p.optionsOf(a, s) })
}

// each calls do for every need of the round, each worker with its own memory.
func (p *plan) each(do func(*ask, *matching.Scratch)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), max(1, len(p.asking))) {
		wg.Go(func() {
			var s matching.Scratch
			for i := next.Add(1) - 1; int(i) < len(p.asking); i = next.Add(1) - 1 {
				do(p.asking[i], &s)
			}
		})
	}
	wg.Wait()
}

// optionsOf lists the offers that a need could have and, where there are none, says why.
func (p *plan) optionsOf(a *ask, s *matching.Scratch) {
	x := p.view.DayIndex(max(p.view.Day(), a.need.Earliest))
	hits := x.Top(&a.asked, &p.weights, mostOptions, s)
	if len(hits) == 0 {
		c := x.Count(&a.asked, &p.weights, s)
		a.reason, a.args = whyNone(&c)
	}
	if a.units == 0 {
		a.reason, a.args = models.UnmetUnknownQuantity, models.UnmetArgs{}
		return
	}
	measure := models.Period("")
	for i := range hits {
		o, flaw := p.optionOf(a, hits[i].Offer.ID, hits[i].Score)
		if i == 0 {
			a.reason = flaw
		}
		if flaw != "" {
			continue
		}
		runs, m := runsOf(a, o.lot, p.today)
		if len(a.options) == 0 {
			a.runs, measure = runs, m
		}
		// Units a month and units of a stock do not add up; the best offer decides in which the need is counted.
		if m == measure && p.limit(a, &o) {
			a.options = append(a.options, o)
		}
	}
	if len(hits) > 0 && len(a.options) == 0 && a.reason == "" {
		a.reason = models.UnmetLimit
	}
}

// whyNone says why no offer fits a need at all.
func whyNone(c *matching.Counts) (models.UnmetReason, models.UnmetArgs) {
	gates, beyond := map[string]int{}, false
	for _, g := range matching.Gates() {
		n := c.Excluded(g)
		if beyond && n > 0 {
			gates[string(g)] = n
		}
		beyond = beyond || g == matching.GateCategory
	}
	switch {
	case c.Below > 0:
		return models.UnmetBelow, models.UnmetArgs{Gates: gates, Below: c.Below}
	case len(gates) > 0:
		return models.UnmetGates, models.UnmetArgs{Gates: gates}
	}
	return models.UnmetNoOffer, models.UnmetArgs{}
}

// optionOf is an offer that fits as an option, or the flaw that keeps it out of what can be counted.
func (p *plan) optionOf(a *ask, offer string, score int) (option, models.UnmetReason) {
	lot := p.view.Lot(offer)
	if p.engaged[edge{a.need.ID, offer}] {
		return option{}, models.UnmetUsedUp
	}
	if lot.Unit != a.need.Unit {
		return option{}, models.UnmetOtherUnit
	}
	from := lot.FirstDay(&a.need, p.today)
	o := option{lot: lot, window: lot.WindowOf(from), score: score}
	units, known := p.free(lot, o.window)
	switch {
	case !known:
		return option{}, models.UnmetUnknownCapacity
	case units == 0 || from > lot.ValidTo:
		return option{}, models.UnmetUsedUp
	}
	return o, ""
}

// runsOf is over how many windows of a rate a recurring need runs, and the period of these windows; 1 for all else.
func runsOf(a *ask, l *market.Lot, today models.Date) (runs int64, measure models.Period) {
	if l.CapacityKind != models.CapacityRate || a.need.Frequency == nil {
		return 1, ""
	}
	shares := l.SharesFor(&a.need, l.FirstDay(&a.need, today), a.units)
	return max(1, int64(len(shares))), *l.Period
}

// perWindow is what a need asks of each window.
func (a *ask) perWindow() int64 { return (a.units + a.runs - 1) / a.runs }

// limit sets how much of an option a need may have in each window: what the emptiest window of its run has free, and what the limit per
// household leaves. False when that is nothing.
func (p *plan) limit(a *ask, o *option) bool {
	o.most = a.perWindow()
	for _, share := range o.lot.SharesFor(&a.need, o.lot.FirstDay(&a.need, p.today), a.units) {
		free, _ := p.free(o.lot, share.Window)
		o.most = min(o.most, free)
	}
	if o.lot.PerHouseholdLimit != nil {
		left := *o.lot.PerHouseholdLimit - p.held[store.Pair{OfferID: o.lot.ID, HouseholdID: a.need.HouseholdID}]
		o.most = min(o.most, left/a.runs)
	}
	return o.most > 0
}
