package planner

import (
	"context"
	"slices"

	"zhulian/matching"
	"zhulian/models"
)

// Outcome is what became of one need.
type Outcome struct {
	State       State
	Gifts       []Gift
	Units       int64 // of the known quantities assigned
	Why         string
	Code        string // of Why: no_offer, not_alike, gate, capacity, links, offers_limit
	Gate        matching.Gate
	Nearest     int // offer that came nearest, -1 for none
	DuplicateOf int // line of the earlier need that this one likely repeats, 0 for none
	DuplicateBy string
}

// State says how far a need is served.
type State string

// The states of a need in a plan. To be agreed means that an offer is proposed and one of the quantities, or the unit,
// is not known, so that no number can be promised.
const (
	Full   State = "full"
	Part   State = "part"
	Agree  State = "to_be_agreed"
	Nobody State = "unmet"
)

// Gift is one offer proposed for a need: Units of it, or an unknown quantity that is to be agreed.
type Gift struct {
	Pair
	Quantity matching.Quantity
	Reasons  []string
}

// use is what became of one offer.
type use struct {
	units int64
	links int
	lines []int // needs that units of it went to
	asked bool  // some need fits it
}

// round allocates: first known quantities against known capacities, exactly; then, for whatever is still open, proposals
// whose quantity is to be agreed.
type round struct {
	plan   *Plan
	pairs  [][]Pair
	prices []int64 // per offer
}

var tiers = map[models.Urgency]int{models.UrgencyCritical: 3, models.UrgencyHigh: 2, models.UrgencyNormal: 1, models.UrgencyLow: 0}

func (r *round) run(ctx context.Context) error {
	problem, known := r.problem()
	answer, err := matching.Allocate(ctx, problem, matching.AllocationOptions{})
	if err != nil {
		return err
	}
	r.plan.Value, r.plan.Bound, r.plan.Complete = answer.Value, answer.Bound, answer.Complete
	r.prices = answer.Prices
	for _, a := range answer.Assignments {
		pair := known[edgeKey{a.Need, a.Offer}]
		r.give(*pair, matching.Units(int64(a.Units)))
	}
	for _, need := range r.order() {
		r.link(need)
	}
	for i := range r.plan.Outcomes {
		r.settle(i)
		for j := range r.pairs[i] {
			if pair := &r.pairs[i][j]; pair.Fits {
				r.plan.uses[pair.Offer].asked = true
			}
		}
	}
	return nil
}

type edgeKey struct{ need, offer int32 }

// problem is the part of the round in which every quantity is known. Needs and offers outside it take part with nothing.
func (r *round) problem() (matching.Problem, map[edgeKey]*Pair) {
	p := matching.Problem{MaxOffersPerNeed: r.plan.Options.MaxOffers}
	known := map[edgeKey]*Pair{}
	for i := range r.plan.Needs {
		n := &r.plan.Needs[i]
		p.Needs = append(p.Needs, matching.AllocationNeed{
			ID: lineID(n.Line), Quantity: max(1, int(n.Quantity.Units)), Tier: tiers[n.Urgency], Household: n.Household,
		})
		for j := range r.pairs[i] {
			pair := &r.pairs[i][j]
			if !pair.Fits || !pair.Countable || r.plan.Offers[pair.Offer].Quantity.Units <= 0 {
				continue
			}
			known[edgeKey{int32(i), int32(pair.Offer)}] = pair
			p.Edges = append(p.Edges, matching.Edge{Need: int32(i), Offer: int32(pair.Offer), Score: pair.fine(n.Quantity.Units)})
		}
	}
	for i := range r.plan.Offers {
		o := &r.plan.Offers[i]
		p.Offers = append(p.Offers, matching.AllocationOffer{
			ID: lineID(o.Line), Capacity: int(o.Quantity.Units), PerHousehold: int(o.PerHousehold), Supplier: o.Supplier,
		})
	}
	return p, known
}

func (r *round) give(pair Pair, quantity matching.Quantity) {
	outcome, use := &r.plan.Outcomes[pair.Need], &r.plan.uses[pair.Offer]
	outcome.Gifts = append(outcome.Gifts, Gift{Pair: pair, Quantity: quantity})
	outcome.Units += quantity.Units
	use.units += quantity.Units
	if quantity.Known {
		use.lines = append(use.lines, pair.Need)
	} else {
		use.links++
	}
}

func (r *round) settle(need int) {
	n, outcome := &r.plan.Needs[need], &r.plan.Outcomes[need]
	outcome.Nearest = -1
	linked := slices.ContainsFunc(outcome.Gifts, func(g Gift) bool { return !g.Quantity.Known })
	switch {
	case n.Quantity.Known && outcome.Units >= n.Quantity.Units:
		outcome.State = Full
	case linked && outcome.Units == 0:
		outcome.State = Agree
	case outcome.Units > 0:
		outcome.State = Part
	default:
		outcome.State = Nobody
	}
}

// Missing is how many units of a need nothing is proposed for: unknown where the need is.
func (p *Plan) Missing(need int) matching.Quantity {
	n := &p.Needs[need]
	if !n.Quantity.Known {
		return matching.Quantity{}
	}
	return matching.Units(n.Quantity.Units - p.Outcomes[need].Units)
}
