package matching

import (
	"cmp"
	"slices"
)

// RoundReason says why a need lacks units or an offer has units left.
type RoundReason string

// Reasons of needs: no offer of its category takes part; there are such offers
// and every one was excluded before; a limit keeps it off (its wholeness, its
// edges, offers per need, household or supplier); capacity went to needs of a
// higher tier; capacity went to needs that fit better.
const (
	RoundNoOffer RoundReason = "no_offer"
	RoundGates   RoundReason = "gates"
	RoundLimit   RoundReason = "limit"
	RoundUrgent  RoundReason = "more_urgent"
	RoundScarce  RoundReason = "better_fit"
)

// Reasons of offers, besides RoundLimit: it fits no need; every need it fits
// is met.
const (
	RoundNoNeed   RoundReason = "no_need"
	RoundNeedsMet RoundReason = "needs_met"
)

// RoundUnmet explains a need that lacks units: To are indices of needs that have the
// capacity it could have used, the most urgent and best fitting first, at most
// eight.
type RoundUnmet struct {
	Need   int32
	Units  int32
	Reason RoundReason
	To     []int32
}

// RoundUnused explains an offer with units left.
type RoundUnused struct {
	Offer  int32
	Units  int32
	Reason RoundReason
}

const namedNeeds = 8

// Explain gives a reason for every need that lacks units and for every offer
// with units left, in the order of the problem.
func (a Allocation) Explain(problem Problem) ([]RoundUnmet, []RoundUnused) {
	x := &explainer{p: &problem, edges: edgesByNeed(&problem), held: make([][]Assignment, len(problem.Offers)),
		supplied: make(map[string]bool), fits: make([]bool, len(problem.Offers)), wanted: make([]bool, len(problem.Offers))}
	x.got, x.gave = a.units(&problem)
	for _, s := range a.Assignments {
		x.held[s.Offer] = append(x.held[s.Offer], s)
	}
	for j := range problem.Offers {
		x.supplied[problem.Offers[j].Category] = true
	}
	var unmet []RoundUnmet
	for i := range problem.Needs {
		for _, k := range x.edges.of(i) {
			x.fits[problem.Edges[k].Offer] = true
			x.wanted[problem.Edges[k].Offer] = x.wanted[problem.Edges[k].Offer] || x.lacks(i) > 0
		}
		if x.lacks(i) > 0 {
			unmet = append(unmet, x.unmet(int32(i)))
		}
	}
	return unmet, x.unused()
}

type explainer struct {
	p            *Problem
	edges        needEdges
	held         [][]Assignment // per offer
	got, gave    []int64
	supplied     map[string]bool // categories that have offers
	fits, wanted []bool          // offers that fit a need, a need that lacks units
}

func (x *explainer) lacks(i int) int64 { return int64(x.p.Needs[i].Quantity) - x.got[i] }

func (x *explainer) unmet(i int32) RoundUnmet {
	u := RoundUnmet{Need: i, Units: int32(x.lacks(int(i)))}
	edges := x.edges.of(int(i))
	if len(edges) == 0 {
		if u.Reason = RoundNoOffer; x.supplied[x.p.Needs[i].Category] {
			u.Reason = RoundGates
		}
		return u
	}
	var rivals []Assignment
	for _, k := range edges {
		j := x.p.Edges[k].Offer
		if x.p.edgeLimit(&x.p.Edges[k]) > 0 && x.gave[j] == int64(x.p.Offers[j].Capacity) {
			rivals = append(rivals, x.held[j]...)
		}
	}
	u.To = x.name(i, rivals)
	switch {
	case len(u.To) == 0:
		u.Reason = RoundLimit
	case x.p.Needs[u.To[0]].Tier > x.p.Needs[i].Tier:
		u.Reason = RoundUrgent
	default:
		u.Reason = RoundScarce
	}
	return u
}

// name lists the needs of rivals once, the most urgent and best fitting first.
func (x *explainer) name(i int32, rivals []Assignment) []int32 {
	slices.SortFunc(rivals, func(r, s Assignment) int {
		return cmp.Or(cmp.Compare(x.p.Needs[s.Need].Tier, x.p.Needs[r.Need].Tier), cmp.Compare(s.Score, r.Score),
			cmp.Compare(x.p.Needs[r.Need].ID, x.p.Needs[s.Need].ID))
	})
	var list []int32
	for _, r := range rivals {
		if r.Need != i && !slices.Contains(list, r.Need) {
			list = append(list, r.Need)
		}
		if len(list) == namedNeeds {
			break
		}
	}
	return list
}

func (x *explainer) unused() []RoundUnused {
	var list []RoundUnused
	for j := range x.p.Offers {
		u := RoundUnused{Offer: int32(j), Units: int32(int64(x.p.Offers[j].Capacity) - x.gave[j]), Reason: RoundNeedsMet}
		if u.Units == 0 {
			continue
		}
		if !x.fits[j] {
			u.Reason = RoundNoNeed
		} else if x.wanted[j] {
			u.Reason = RoundLimit
		}
		list = append(list, u)
	}
	return list
}
