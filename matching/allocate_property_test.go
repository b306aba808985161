package matching

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// limitsDrawn says which limits a drawn problem may have.
type limitsDrawn struct {
	needs, offers, quantity, tiers int
	edgeLimits, hard               bool
}

var (
	linearSmall = limitsDrawn{needs: 4, offers: 3, quantity: 3, tiers: 2, edgeLimits: true}
	hardSmall   = limitsDrawn{needs: 4, offers: 3, quantity: 3, tiers: 2, edgeLimits: true, hard: true}
	linearLarge = limitsDrawn{needs: 40, offers: 12, quantity: 5, tiers: 3, edgeLimits: true}
	unitLarge   = limitsDrawn{needs: 60, offers: 12, quantity: 1, tiers: 2}
	hardLarge   = limitsDrawn{needs: 40, offers: 12, quantity: 5, tiers: 3, edgeLimits: true, hard: true}
)

func (l limitsDrawn) problem(t *rapid.T) Problem {
	upTo := func(n int, label string) int { return rapid.IntRange(0, n).Draw(t, label) }
	var p Problem
	for i := range 1 + upTo(l.needs-1, "needs") {
		p.Needs = append(p.Needs, AllocationNeed{ID: fmt.Sprint("n", i), Quantity: 1 + upTo(l.quantity-1, "quantity"), Tier: upTo(l.tiers-1, "tier")})
	}
	for j := range 1 + upTo(l.offers-1, "offers") {
		p.Offers = append(p.Offers, AllocationOffer{ID: fmt.Sprint("o", j), Capacity: upTo(2*l.quantity, "capacity")})
	}
	scale := rapid.SampledFrom([]int{1, 100, 2500}).Draw(t, "grid")
	for i := range p.Needs {
		for j := range p.Offers {
			if upTo(3, "edge") == 0 {
				continue
			}
			e := Edge{Need: int32(i), Offer: int32(j), Score: int32(scale * (1 + upTo(10000/scale-1, "score")))}
			if l.edgeLimits && upTo(2, "limited") == 0 {
				e.Limit = int32(1 + upTo(l.quantity, "limit"))
			}
			p.Edges = append(p.Edges, e)
		}
	}
	if l.hard {
		l.limit(t, &p)
	}
	return p
}

// limit adds the limits that make a problem hard.
func (l limitsDrawn) limit(t *rapid.T, p *Problem) {
	upTo := func(n int, label string) int { return rapid.IntRange(0, n).Draw(t, label) }
	for i := range p.Needs {
		p.Needs[i].Indivisible = upTo(2, "whole") == 0
		p.Needs[i].Household = rapid.SampledFrom([]string{"", "h1", "h2"}).Draw(t, "household")
		p.Needs[i].Category = rapid.SampledFrom([]string{"c1", "c2"}).Draw(t, "category")
	}
	for j := range p.Offers {
		p.Offers[j].Supplier = rapid.SampledFrom([]string{"", "s1", "s2"}).Draw(t, "supplier")
		p.Offers[j].Category = rapid.SampledFrom([]string{"c1", "c2"}).Draw(t, "category")
		if upTo(2, "house") == 0 {
			p.Offers[j].PerHousehold = 1 + upTo(l.quantity, "per household")
		}
	}
	p.MaxOffersPerNeed = upTo(2, "offers per need")
	p.HouseholdUnits = rapid.SampledFrom([]int{0, 2, 4}).Draw(t, "household units")
	p.SupplierShare = rapid.SampledFrom([]int{0, 40, 60}).Draw(t, "share")
	if upTo(1, "already") == 0 {
		p.Already = []SupplierUnits{{Supplier: "s1", Category: "c1", Units: upTo(4, "already units")}}
	}
}

func allocate(t require.TestingT, p Problem) Allocation {
	a, err := Allocate(context.Background(), p, AllocationOptions{})
	require.NoError(t, err)
	return a
}

func (p *Problem) objectiveOf(a Allocation) int64 {
	var sum int64
	for _, x := range a.Assignments {
		sum += int64(x.Units) * (int64(x.Score) + p.tierStep()*int64(p.Needs[x.Need].Tier))
	}
	return sum
}

// brute tries every assignment of a small problem and returns the best
// objective that no limit forbids.
func brute(p Problem) int64 {
	groups := groupsOf(&p)
	var best int64
	var list []Assignment
	left, free := make([]int32, len(p.Needs)), make([]int32, len(p.Offers))
	for i := range left {
		left[i] = int32(p.Needs[i].Quantity)
	}
	for j := range free {
		free[j] = int32(p.Offers[j].Capacity)
	}
	var walk func(k int)
	walk = func(k int) {
		if k == len(p.Edges) {
			a := Allocation{Assignments: list}
			for _, x := range list {
				a.Value += int64(x.Units) * int64(x.Score)
			}
			if objective, err := feasible(&p, &groups, &a); err == nil {
				best = max(best, objective)
			}
			return
		}
		e := p.Edges[k]
		walk(k + 1)
		for units := int32(1); units <= min(left[e.Need], free[e.Offer]) && (e.Limit == 0 || units <= e.Limit); units++ {
			left[e.Need] -= units
			free[e.Offer] -= units
			list = append(list, Assignment{e.Need, e.Offer, units, e.Score})
			walk(k + 1)
			list = list[:len(list)-1]
			left[e.Need] += units
			free[e.Offer] += units
		}
	}
	walk(0)
	return best
}

func TestAllocateAgreesWithBruteForceOnLinearProblems(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := linearSmall.problem(t)
		a := allocate(t, p)
		require.Equal(t, brute(p), p.objectiveOf(a))
		require.Zero(t, a.Gap)
	})
}

func TestAllocateStaysBetweenBruteForceAndItsBoundUnderHardLimits(t *testing.T) {
	var same, all int
	rapid.Check(t, func(t *rapid.T) {
		p := hardSmall.problem(t)
		a := allocate(t, p)
		best := brute(p)
		require.LessOrEqual(t, p.objectiveOf(a), best)
		require.GreaterOrEqual(t, a.Certificate.Bound, best)
		require.NoError(t, a.Certificate.Verify(p, a))
		if all++; p.objectiveOf(a) == best {
			same++
		}
	})
	t.Logf("best found in %d of %d", same, all)
	require.GreaterOrEqual(t, same*100, all*95, "the repair should nearly always find the best of a tiny problem")
}

func TestAllocateBreaksNoLimitAndProvesItsBound(t *testing.T) {
	for _, l := range []limitsDrawn{unitLarge, linearLarge, hardLarge} {
		rapid.Check(t, func(t *rapid.T) {
			p := l.problem(t)
			a := allocate(t, p)
			require.NoError(t, a.Certificate.Verify(p, a))
			if !l.hard {
				require.Zero(t, a.Gap)
			}
		})
	}
}

// shuffled returns the problem in another order and how to read it back.
func shuffled(t *rapid.T, p Problem) (q Problem, needs, offers []int32) {
	needs = rapid.Permutation(indices(len(p.Needs))).Draw(t, "needs")
	offers = rapid.Permutation(indices(len(p.Offers))).Draw(t, "offers")
	newNeed, newOffer := make([]int32, len(needs)), make([]int32, len(offers))
	q = p
	q.Needs, q.Offers, q.Edges = nil, nil, nil
	for at, i := range needs {
		q.Needs, newNeed[i] = append(q.Needs, p.Needs[i]), int32(at)
	}
	for at, j := range offers {
		q.Offers, newOffer[j] = append(q.Offers, p.Offers[j]), int32(at)
	}
	for _, e := range rapid.Permutation(p.Edges).Draw(t, "edges") {
		e.Need, e.Offer = newNeed[e.Need], newOffer[e.Offer]
		q.Edges = append(q.Edges, e)
	}
	return q, needs, offers
}

func indices(n int) []int32 {
	list := make([]int32, n)
	for i := range list {
		list[i] = int32(i)
	}
	return list
}

func TestPermutingInputsNeverChangesTheAnswer(t *testing.T) {
	for _, l := range []limitsDrawn{unitLarge, linearLarge, hardLarge} {
		rapid.Check(t, func(t *rapid.T) {
			p := l.problem(t)
			if len(p.Edges) == 0 {
				return
			}
			q, needs, offers := shuffled(t, p)
			a, b := allocate(t, p), allocate(t, q)
			for k := range b.Assignments {
				b.Assignments[k].Need = needs[b.Assignments[k].Need]
				b.Assignments[k].Offer = offers[b.Assignments[k].Offer]
			}
			sortAssignments(b.Assignments)
			require.Equal(t, a.Assignments, b.Assignments)
			require.Equal(t, a.Bound, b.Bound)
			for j := range b.Prices {
				require.Equal(t, a.Prices[offers[j]], b.Prices[j])
			}
		})
	}
}

func TestPricesAreWhatOneMoreUnitAdds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := linearLarge.problem(t)
		a := allocate(t, p)
		j := rapid.IntRange(0, len(p.Offers)-1).Draw(t, "offer")
		more := p
		more.Offers = slices.Clone(p.Offers)
		more.Offers[j].Capacity++
		require.Equal(t, a.Prices[j], p.objectiveOf(allocate(t, more))-p.objectiveOf(a))
	})
}
