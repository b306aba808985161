package matching

import (
	"fmt"
	"math"
)

const (
	maxScore     = 10000
	maxTier      = 7
	maxUnits     = 1 << 30
	maxIndex     = math.MaxInt32 - 1
	maxObjective = 1 << 60
	finestPrice  = 1000
	coarser      = 10
)

func invalid(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrProblem, fmt.Sprintf(format, args...))
}

// check refuses problems that make no sense; Edge ends are checked as they are
// read, by join.
func (p *Problem) check() error {
	if len(p.Needs) > maxIndex || len(p.Offers) > maxIndex || len(p.Edges) > maxIndex {
		return invalid("more than %d needs, offers or edges", maxIndex)
	}
	if p.MaxOffersPerNeed < 0 || p.HouseholdUnits < 0 || p.SupplierShare < 0 || p.SupplierShare > 100 {
		return invalid("a limit is negative or a share above 100 percent")
	}
	for i := range p.Needs {
		n := &p.Needs[i]
		if n.Quantity < 1 || n.Quantity > maxUnits || n.Tier < 0 || n.Tier > maxTier {
			return invalid("need %q: quantity %d or tier %d", n.ID, n.Quantity, n.Tier)
		}
	}
	for j := range p.Offers {
		o := &p.Offers[j]
		if o.Capacity < 0 || o.Capacity > maxUnits || o.PerHousehold < 0 {
			return invalid("offer %q: capacity %d or limit per household %d", o.ID, o.Capacity, o.PerHousehold)
		}
	}
	for _, a := range p.Already {
		if a.Units < 0 || a.Units > maxUnits {
			return invalid("supplier %q has %d units already", a.Supplier, a.Units)
		}
	}
	return nil
}

// checkEdge refuses an edge with an end, score or limit out of range.
func (p *Problem) checkEdge(k int) error {
	e := &p.Edges[k]
	if uint32(e.Need) >= uint32(len(p.Needs)) || uint32(e.Offer) >= uint32(len(p.Offers)) {
		return invalid("edge %d joins need %d and offer %d", k, e.Need, e.Offer)
	}
	if e.Score < 1 || e.Score > maxScore || e.Limit < 0 {
		return invalid("edge %d has score %d and limit %d", k, e.Score, e.Limit)
	}
	return nil
}

// tierStep is what one tier outweighs, in score units: more than any chain of
// exchanges, which passes every offer at most once, can lose in score. It is 0
// when all needs are of one tier.
func (p *Problem) tierStep() int64 {
	low, high := maxTier, 0
	for i := range p.Needs {
		low, high = min(low, p.Needs[i].Tier), max(high, p.Needs[i].Tier)
	}
	if low >= high {
		return 0
	}
	return int64(len(p.Offers)+2) * maxScore
}

// priceUnit is the finest part of a score unit (1000, 100, 10 or 1 to it) in
// which the value of all needs still fits, or 0 when the problem is too large.
func (p *Problem) priceUnit(step int64) int64 {
	top := float64(maxScore + step*maxTier)
	if top*float64(len(p.Offers)+2) > maxObjective {
		return 0
	}
	sum := top
	for i := range p.Needs {
		sum += float64(p.Needs[i].Quantity) * float64(maxScore+step*int64(p.Needs[i].Tier))
	}
	unit := int64(finestPrice)
	for unit >= 1 && sum*float64(unit) > maxObjective {
		unit /= coarser
	}
	return unit
}
