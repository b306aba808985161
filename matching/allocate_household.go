package matching

import (
	"cmp"
	"slices"
)

// isHousehold tells that a group limits a household in a category.
func (g *limitGroups) isHousehold(group int32) bool { return group < g.households }

// priceHouseholds sets the price of each household's limit to what the first
// unit above it would bring at the present prices of offers. Its needs, its
// limit and those of its edges nest in one another, so taking the best units
// first serves it best, and no other price proves more.
func (t *tuner) priceHouseholds() {
	left := make(map[int32]int32)
	var gains []household
	for k, limit := range t.plan.limits {
		g := int32(k)
		if !t.round.groups.isHousehold(limit) {
			continue
		}
		gains = gains[:0]
		for _, m := range t.plan.members[g] {
			left[m.need] = t.quantity[m.need]
			if gain := t.netGain(m, g); gain > 0 {
				gains = append(gains, household{m, gain})
			}
		}
		slices.SortStableFunc(gains, func(x, y household) int { return cmp.Compare(y.gain, x.gain) })
		t.set(g, t.marginal(gains, left, t.plan.limitUnits[g]))
	}
}

// A household's possible unit: an arc of one of its needs, and what it brings.
type household struct {
	member
	gain int64
}

// netGain is the worth of a unit less the prices of its offer and of its limits
// other than g.
func (t *tuner) netGain(m member, g int32) int64 {
	gain := t.plan.worth(m.need, m.arc) - t.lowest[t.arcs[m.arc].offer]
	for _, other := range t.plan.groups[m.arc-t.plan.base] {
		if other >= 0 && other != g {
			gain -= t.price[other]
		}
	}
	return gain
}

// marginal takes units in order and returns what the first above the limit
// brings, 0 when there is none.
func (t *tuner) marginal(gains []household, left map[int32]int32, limit int64) int64 {
	for _, x := range gains {
		units := min(left[x.need], t.limitOf(x.need, x.arc))
		left[x.need] -= units
		if limit -= int64(units); limit < 0 {
			return x.gain
		}
	}
	return 0
}
