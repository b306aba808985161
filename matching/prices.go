package matching

import (
	"cmp"
	"slices"
)

// A PricePlace is a category in a town, the grain of the recruit-next list.
type PricePlace struct{ Category, Town string }

// A MarginalValue tells what one more unit in a place would add to the round.
type MarginalValue struct {
	PricePlace
	// Offered is the largest price of an offer of this category there: exactly
	// what one more unit of that offer's capacity adds (with the weight of
	// tiers), because prices are the lowest that prove the optimum. Offer is
	// its index, -1 when the place has none.
	Offered int64
	Offer   int32
	// Newcomer is an upper bound for the first unit of an offer that does not
	// exist yet and fits the place's most valuable unserved need as well as
	// anything can: the top score with the weight of the need's tier, less what
	// that need would have gained anyway. It is exact for a need that fits no
	// offer at all. 0 when every need of the place is served.
	Newcomer int64
	// Unmet are the units that needs of this category there lack; Needed all
	// that they ask for; Given what offers of the place give; Capacity what
	// they have.
	Unmet, Needed, Given, Capacity int64
}

// Marginal is the larger of both values, by which the list is sorted.
func (m MarginalValue) Marginal() int64 { return max(m.Offered, m.Newcomer) }

// MarginalValues groups the shadow prices of an allocation by the categories
// and towns of needs and offers, the most wanted place first; ties by category
// and town. It says what to recruit next.
func (a Allocation) MarginalValues(problem Problem) []MarginalValue {
	places := make(map[PricePlace]*MarginalValue)
	at := func(category, town string) *MarginalValue {
		key := PricePlace{category, town}
		if places[key] == nil {
			places[key] = &MarginalValue{PricePlace: key, Offer: -1}
		}
		return places[key]
	}
	got, gave := a.units(&problem)
	gain := a.bestGains(&problem)
	for j := range problem.Offers {
		o := &problem.Offers[j]
		m := at(o.Category, o.Town)
		m.Capacity += int64(o.Capacity)
		m.Given += gave[j]
		if m.Offer < 0 || a.Prices[j] > m.Offered || a.Prices[j] == m.Offered && o.ID < problem.Offers[m.Offer].ID {
			m.Offered, m.Offer = a.Prices[j], int32(j)
		}
	}
	for i := range problem.Needs {
		n := &problem.Needs[i]
		m := at(n.Category, n.Town)
		m.Needed += int64(n.Quantity)
		if unmet := int64(n.Quantity) - got[i]; unmet > 0 {
			m.Unmet += unmet
			m.Newcomer = max(m.Newcomer, maxScore+a.Certificate.TierStep*int64(n.Tier)-gain[i])
		}
	}
	return sortedPlaces(places)
}

func sortedPlaces(places map[PricePlace]*MarginalValue) []MarginalValue {
	list := make([]MarginalValue, 0, len(places))
	for _, m := range places {
		list = append(list, *m)
	}
	slices.SortFunc(list, func(x, y MarginalValue) int {
		return cmp.Or(cmp.Compare(y.Marginal(), x.Marginal()), cmp.Compare(y.Unmet, x.Unmet),
			cmp.Compare(x.Category, y.Category), cmp.Compare(x.Town, y.Town))
	})
	return list
}

// units sums what each need gets and each offer gives.
func (a Allocation) units(p *Problem) (got, gave []int64) {
	got, gave = make([]int64, len(p.Needs)), make([]int64, len(p.Offers))
	for _, x := range a.Assignments {
		got[x.Need] += int64(x.Units)
		gave[x.Offer] += int64(x.Units)
	}
	return got, gave
}

// bestGains is what a further unit would bring each need at the prices, or 0.
func (a Allocation) bestGains(p *Problem) []int64 {
	gain := make([]int64, len(p.Needs))
	for k := range p.Edges {
		e := &p.Edges[k]
		bonus := a.Certificate.TierStep * int64(p.Needs[e.Need].Tier)
		gain[e.Need] = max(gain[e.Need], int64(e.Score)+bonus-a.Prices[e.Offer])
	}
	return gain
}
