package matching

import (
	"errors"
	"fmt"
)

// A Certificate proves how good an Allocation is: prices of a unit of each
// offer (and of each common limit) from which anybody can compute, with
// elementary arithmetic over the edges, a value that no allocation exceeds.
type Certificate struct {
	// Unit is how many price units make a score unit.
	Unit int64
	// TierStep is what one tier of urgency weighs, in score units; more than
	// any chain of exchanges can lose in score.
	TierStep int64
	// OfferPrices are those of a unit of each offer, in price units.
	OfferPrices []int64
	// LimitPrices are those of a unit of each common limit that binds.
	LimitPrices []LimitPrice
	// Objective is the value with the weight of tiers; Bound what it can be at
	// most. Both in score units.
	Objective, Bound int64
	// Digest ties the certificate to its assignments, against damage.
	Digest uint64
}

// A LimitPrice is the price of one unit under a common limit of the problem:
// a household in a category or at an offer, or a supplier in a category.
type LimitPrice struct {
	Limit int32
	Price int64
}

// ErrCertificate is wrapped by every complaint of Verify.
var ErrCertificate = errors.New("certificate does not prove the allocation")

func unproven(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrCertificate, fmt.Sprintf(format, args...))
}

// Verify checks without the solver that the result breaks no limit of the
// problem, that its value is what it says, and that its prices prove the bound
// and the gap. It takes time in proportion to the edges.
func (c Certificate) Verify(problem Problem, result Allocation) error {
	if err := problem.check(); err != nil {
		return err
	}
	for k := range problem.Edges {
		if err := problem.checkEdge(k); err != nil {
			return err
		}
	}
	groups := groupsOf(&problem)
	objective, err := feasible(&problem, &groups, &result)
	if err != nil {
		return err
	}
	if err := c.checkPrices(&problem, &groups); err != nil {
		return err
	}
	bound := c.dualBound(&problem, &groups)
	if c.Objective != objective || c.Bound != bound {
		return unproven("objective %d and bound %d, computed %d and %d", c.Objective, c.Bound, objective, bound)
	}
	if result.Gap != bound-objective || result.Bound != result.Value+result.Gap || result.Gap < 0 {
		return unproven("gap %d with bound %d, computed %d", result.Gap, result.Bound, bound-objective)
	}
	if c.Digest != c.digest(&result) {
		return unproven("digest differs")
	}
	return nil
}

// checkPrices refuses prices that are missing, negative or overflowing.
func (c *Certificate) checkPrices(p *Problem, groups *limitGroups) error {
	if len(c.OfferPrices) != len(p.Offers) || c.Unit < 1 || c.Unit > finestPrice || c.TierStep != p.tierStep() {
		return unproven("%d prices for %d offers, unit %d, tier step %d", len(c.OfferPrices), len(p.Offers), c.Unit, c.TierStep)
	}
	for j, price := range c.OfferPrices {
		if price < 0 || price > maxObjective {
			return unproven("offer %d has price %d", j, price)
		}
	}
	for k, l := range c.LimitPrices {
		if l.Price < 0 || l.Price > maxObjective/4 || l.Limit < 0 || int(l.Limit) >= len(groups.units) ||
			k > 0 && c.LimitPrices[k-1].Limit >= l.Limit {
			return unproven("limit %d has price %d", l.Limit, l.Price)
		}
	}
	return nil
}

// dualBound is the value of the prices: every capacity and limit sold, and what
// every need would gain at most if it could buy freely at these prices.
func (c *Certificate) dualBound(p *Problem, groups *limitGroups) int64 {
	var sum wide
	for j, price := range c.OfferPrices {
		sum.add(int64(p.Offers[j].Capacity), price)
	}
	limitPrice := make([]int64, len(groups.units))
	for _, l := range c.LimitPrices {
		limitPrice[l.Limit] = l.Price
		sum.add(groups.units[l.Limit], l.Price)
	}
	byNeed := edgesByNeed(p)
	var gains []holding
	for i := range p.Needs {
		bonus := c.TierStep * int64(p.Needs[i].Tier)
		gains = gains[:0]
		for _, k := range byNeed.of(i) {
			e := &p.Edges[k]
			gain := (int64(e.Score)+bonus)*c.Unit - c.OfferPrices[e.Offer]
			for _, g := range groups.of(e.Need, e.Offer) {
				if g >= 0 {
					gain -= limitPrice[g]
				}
			}
			if limit := p.edgeLimit(e); gain > 0 && limit > 0 {
				gains = append(gains, holding{bid: gain, units: limit})
			}
		}
		sum.addBest(gains, p.quantityOf(int32(i)))
	}
	return sum.per(c.Unit)
}

// needEdges lists edges by need.
type needEdges struct{ begin, edges []int32 }

func (b *needEdges) of(need int) []int32 { return b.edges[b.begin[need]:b.begin[need+1]] }

func edgesByNeed(p *Problem) needEdges {
	b := needEdges{begin: make([]int32, len(p.Needs)+1), edges: make([]int32, len(p.Edges))}
	for k := range p.Edges {
		b.begin[p.Edges[k].Need+1]++
	}
	for i := range p.Needs {
		b.begin[i+1] += b.begin[i]
	}
	next := append([]int32(nil), b.begin...)
	for k := range p.Edges {
		at := &next[p.Edges[k].Need]
		b.edges[*at] = int32(k)
		*at++
	}
	return b
}

// digest is FNV-1a over the numbers of certificate and result.
func (c *Certificate) digest(result *Allocation) uint64 {
	sum := uint64(14695981039346656037)
	mix := func(x int64) { sum = (sum ^ uint64(x)) * 1099511628211 }
	for _, x := range []int64{c.Unit, c.TierStep, c.Objective, c.Bound, result.Value, result.Gap} {
		mix(x)
	}
	for _, price := range c.OfferPrices {
		mix(price)
	}
	for _, l := range c.LimitPrices {
		mix(int64(l.Limit))
		mix(l.Price)
	}
	for _, a := range result.Assignments {
		mix(int64(a.Need)<<32 | int64(a.Offer))
		mix(int64(a.Units)<<32 | int64(a.Score))
	}
	return sum
}
