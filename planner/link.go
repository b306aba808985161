package planner

import (
	"slices"

	"zhulian/matching"
)

// order puts the urgent first, then known quantities before unknown ones, then the file's order.
func (r *round) order() []int {
	order := make([]int, len(r.plan.Needs))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		x, y := &r.plan.Needs[a], &r.plan.Needs[b]
		switch {
		case x.Urgency != y.Urgency:
			return tiers[y.Urgency] - tiers[x.Urgency]
		case x.Quantity.Known != y.Quantity.Known && x.Quantity.Known:
			return -1
		case x.Quantity.Known != y.Quantity.Known:
			return 1
		}
		return 0
	})
	return order
}

// link proposes one offer whose quantity is to be agreed to a need that is still open: the best that fits, of equally
// good ones the one that has been proposed least.
func (r *round) link(need int) {
	if r.remaining(need) == 0 {
		return
	}
	best := -1
	for i := range r.pairs[need] {
		pair := &r.pairs[need][i]
		if !r.linkable(pair) {
			continue
		}
		if best >= 0 {
			leader := &r.pairs[need][best]
			if pair.Score < leader.Score || pair.Likeness < leader.Likeness {
				break
			}
			if r.plan.uses[pair.Offer].links >= r.plan.uses[leader.Offer].links {
				continue
			}
		}
		best = i
	}
	if best >= 0 {
		r.give(r.pairs[need][best], matching.Quantity{})
	}
}

// linkable says whether a pair may be proposed without a number: it fits, a number cannot be named, and the offer has
// something left and room for another proposal.
func (r *round) linkable(pair *Pair) bool {
	use, offer := &r.plan.uses[pair.Offer], &r.plan.Offers[pair.Offer]
	limit := r.plan.Options.MaxLinks
	return pair.Fits && !pair.Countable && (limit == 0 || use.links < limit) &&
		(!offer.Quantity.Known || offer.Quantity.Units > use.units)
}

// remaining is how many units of a need are open; an unknown need counts as open until it has a proposal.
func (r *round) remaining(need int) int64 {
	n, outcome := &r.plan.Needs[need], &r.plan.Outcomes[need]
	if !n.Quantity.Known {
		return int64(1 - min(1, len(outcome.Gifts)))
	}
	return n.Quantity.Units - outcome.Units
}
