package matching

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestCriticalNeedTakesTheUnitThatAnExchangeFrees(t *testing.T) {
	// The critical need fits only the first offer, held by a need that fits the
	// second, held by a normal need; and every score speaks against the exchange.
	p := Problem{
		Needs: []AllocationNeed{
			{ID: "critical", Quantity: 1, Tier: 3}, {ID: "middle", Quantity: 1, Tier: 3}, {ID: "normal", Quantity: 1}},
		Offers: []AllocationOffer{{ID: "a", Capacity: 1}, {ID: "b", Capacity: 1}},
		Edges: []Edge{{Need: 0, Offer: 0, Score: 1}, {Need: 1, Offer: 0, Score: 10000},
			{Need: 1, Offer: 1, Score: 1}, {Need: 2, Offer: 1, Score: 10000}},
	}
	a := allocate(t, p)
	require.Equal(t, []Assignment{{0, 0, 1, 1}, {1, 1, 1, 1}}, a.Assignments)
	require.Zero(t, a.Gap)
	require.EqualValues(t, 2, a.Bound)
}

// exchangeFrees tells whether a unit that need i lacks could come from a need
// of a lower tier through a chain of moves, by walking the offers.
func exchangeFrees(p *Problem, a *Allocation, i int32) bool {
	units := make(map[[2]int32]int32)
	for _, x := range a.Assignments {
		units[[2]int32{x.Need, x.Offer}] = x.Units
	}
	edges := edgesByNeed(p)
	seen := make(map[int32]bool)
	var reach func(need int32) bool
	reach = func(need int32) bool {
		for _, k := range edges.of(int(need)) {
			e := p.Edges[k]
			if seen[e.Offer] || units[[2]int32{e.Need, e.Offer}] >= p.edgeLimit(&e) {
				continue
			}
			seen[e.Offer] = true
			for _, x := range a.Assignments {
				if x.Offer == e.Offer && (p.Needs[x.Need].Tier < p.Needs[i].Tier || reach(x.Need)) {
					return true
				}
			}
		}
		return false
	}
	return reach(i)
}

func TestNoUrgentNeedIsLeftForALessUrgentOneThatAnExchangeFrees(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := linearLarge.problem(t)
		a := allocate(t, p)
		got, _ := a.units(&p)
		for i := range p.Needs {
			if got[i] < int64(p.Needs[i].Quantity) {
				require.False(t, exchangeFrees(&p, &a, int32(i)), "need %d", i)
			}
		}
	})
}

// directExchangeFrees is the same for one step under all limits: need i, of one
// unit, could take a unit of a lower tier's need at an offer that it fits.
func directExchangeFrees(p *Problem, a *Allocation, i int32) bool {
	groups := groupsOf(p)
	for _, e := range p.Edges {
		if e.Need != i {
			continue
		}
		for k, x := range a.Assignments {
			if x.Offer != e.Offer || p.Needs[x.Need].Tier >= p.Needs[i].Tier {
				continue
			}
			b := Allocation{Value: a.Value - int64(x.Units)*int64(x.Score) + int64(e.Score)}
			b.Assignments = append(append(b.Assignments, a.Assignments[:k]...), a.Assignments[k+1:]...)
			b.Assignments = append(b.Assignments, Assignment{i, e.Offer, 1, e.Score})
			if objective, err := feasible(p, &groups, &b); err == nil && objective > a.Certificate.Objective {
				return true
			}
		}
	}
	return false
}

func TestUrgentNeedIsNotLeftForADirectExchangeUnderHardLimits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := hardLarge
		l.quantity = 1
		p := l.problem(t)
		a := allocate(t, p)
		got, _ := a.units(&p)
		for i := range p.Needs {
			if got[i] == 0 {
				require.False(t, directExchangeFrees(&p, &a, int32(i)), "need %d", i)
			}
		}
	})
}
