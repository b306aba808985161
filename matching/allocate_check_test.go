package matching

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAllocateRefusesProblemsThatMakeNoSense(t *testing.T) {
	for name, spoil := range map[string]func(*Problem){
		"quantity 0":       func(p *Problem) { p.Needs[0].Quantity = 0 },
		"huge quantity":    func(p *Problem) { p.Needs[0].Quantity = math.MaxInt32 },
		"negative tier":    func(p *Problem) { p.Needs[0].Tier = -1 },
		"unknown tier":     func(p *Problem) { p.Needs[0].Tier = 8 },
		"capacity":         func(p *Problem) { p.Offers[0].Capacity = -1 },
		"per household":    func(p *Problem) { p.Offers[0].PerHousehold = -1 },
		"need twice":       func(p *Problem) { p.Needs[1].ID = p.Needs[3].ID },
		"offer twice":      func(p *Problem) { p.Offers[1].ID = p.Offers[0].ID },
		"edge twice":       func(p *Problem) { p.Edges = append(p.Edges, p.Edges[0]) },
		"no such need":     func(p *Problem) { p.Edges[0].Need = 7 },
		"no such offer":    func(p *Problem) { p.Edges[0].Offer = -1 },
		"score 0":          func(p *Problem) { p.Edges[0].Score = 0 },
		"score 10001":      func(p *Problem) { p.Edges[0].Score = 10001 },
		"negative limit":   func(p *Problem) { p.Edges[0].Limit = -1 },
		"share":            func(p *Problem) { p.SupplierShare = 101 },
		"offers per need":  func(p *Problem) { p.MaxOffersPerNeed = -1 },
		"household units":  func(p *Problem) { p.HouseholdUnits = -1 },
		"already negative": func(p *Problem) { p.Already = []SupplierUnits{{Units: -1}} },
	} {
		p := town()
		spoil(&p)
		_, err := Allocate(context.Background(), p, AllocationOptions{})
		require.ErrorIs(t, err, ErrProblem, name)
	}
}

func TestAllocateAnswersEmptyProblems(t *testing.T) {
	for _, p := range []Problem{{}, {Needs: town().Needs}, {Offers: town().Offers}, {Needs: town().Needs, Offers: town().Offers}} {
		a := allocate(t, p)
		require.Empty(t, a.Assignments)
		require.Zero(t, a.Bound)
		require.NoError(t, a.Certificate.Verify(p, a))
	}
}

func TestLargestQuantitiesDoNotOverflow(t *testing.T) {
	p := Problem{Needs: []AllocationNeed{{ID: "a", Quantity: maxUnits, Tier: 7}, {ID: "b", Quantity: maxUnits}},
		Offers: []AllocationOffer{{ID: "x", Capacity: maxUnits}, {ID: "y", Capacity: maxUnits / 2}},
		Edges: []Edge{{Need: 0, Offer: 0, Score: 1}, {Need: 1, Offer: 0, Score: 10000},
			{Need: 0, Offer: 1, Score: 5}, {Need: 1, Offer: 1, Score: 7}}}
	a := allocate(t, p)
	require.Zero(t, a.Gap)
	require.NoError(t, a.Certificate.Verify(p, a))
	got, _ := a.units(&p)
	require.EqualValues(t, maxUnits, got[0])
	p.Needs = slices.Clone(p.Needs)
	for i := range 4000 {
		p.Needs = append(p.Needs, AllocationNeed{ID: string(rune('c' + i)), Quantity: maxUnits, Tier: 7})
		p.Offers = append(p.Offers, AllocationOffer{ID: string(rune('z' + i)), Capacity: 1})
	}
	_, err := Allocate(context.Background(), p, AllocationOptions{})
	require.ErrorIs(t, err, ErrProblem)
}

// Hard cases for an auction: everything alike, far too little, far too much.
func TestAllocateIsNotSlowedByEqualScores(t *testing.T) {
	for name, c := range map[string]struct{ needs, offers, capacity, score int }{
		"scarce": {400, 20, 3, 10000}, "plenty": {400, 20, 40, 10000}, "even": {400, 20, 20, 1},
	} {
		p := dense(c.needs, c.offers, c.capacity, c.score)
		a := allocate(t, p)
		require.EqualValues(t, min(c.needs, c.offers*c.capacity)*c.score, a.Value, name)
		require.Zero(t, a.Gap, name)
	}
}

// dense joins every need with every offer at the same score.
func dense(needs, offers, capacity, score int) Problem {
	p := shape{counties: 1, needs: needs, offers: offers, degree: 2, supply: 200, grid: 1}.made(1)
	p.Edges = nil
	for i := range p.Needs {
		for j := range p.Offers {
			p.Offers[j].Capacity = capacity
			p.Edges = append(p.Edges, Edge{Need: int32(i), Offer: int32(j), Score: int32(score)})
		}
	}
	return p
}
