package matching

// feasible checks an allocation against every limit of the problem and returns
// its objective: value and weight of tiers.
func feasible(p *Problem, groups *limitGroups, result *Allocation) (int64, error) {
	t := tally{p: p, step: p.tierStep(), needUnits: make([]int64, len(p.Needs)), needOffers: make([]int32, len(p.Needs)),
		offerUnits: make([]int64, len(p.Offers)), groupUnits: make([]int64, len(groups.units))}
	units := make(map[[2]int32]Assignment, len(result.Assignments))
	for _, a := range result.Assignments {
		at := [2]int32{a.Need, a.Offer}
		if _, twice := units[at]; twice || a.Units < 1 {
			return 0, unproven("need %d and offer %d: twice or %d units", a.Need, a.Offer, a.Units)
		}
		units[at] = a
	}
	for k := range p.Edges {
		e := &p.Edges[k]
		a, used := units[[2]int32{e.Need, e.Offer}]
		if !used {
			continue
		}
		delete(units, [2]int32{e.Need, e.Offer})
		if a.Score != e.Score || a.Units > p.edgeLimit(e) {
			return 0, unproven("need %d and offer %d: %d units of score %d", a.Need, a.Offer, a.Units, a.Score)
		}
		t.add(&a, groups)
	}
	if len(units) > 0 {
		return 0, unproven("%d assignments have no edge", len(units))
	}
	if t.value != result.Value {
		return 0, unproven("value %d, computed %d", result.Value, t.value)
	}
	return t.objective, t.check(groups)
}

// A tally counts what an allocation uses.
type tally struct {
	p                *Problem
	step             int64
	needUnits        []int64
	needOffers       []int32
	offerUnits       []int64
	groupUnits       []int64
	value, objective int64
}

func (t *tally) add(a *Assignment, groups *limitGroups) {
	units := int64(a.Units)
	t.needUnits[a.Need] += units
	t.needOffers[a.Need]++
	t.offerUnits[a.Offer] += units
	for _, g := range groups.of(a.Need, a.Offer) {
		if g >= 0 {
			t.groupUnits[g] += units
		}
	}
	t.value += units * int64(a.Score)
	t.objective += units * (int64(a.Score) + t.step*int64(t.p.Needs[a.Need].Tier))
}

// check finds the first limit that is broken.
func (t *tally) check(groups *limitGroups) error {
	p := t.p
	for i, units := range t.needUnits {
		if units > int64(p.quantityOf(int32(i))) || p.Needs[i].Indivisible && units > 0 &&
			(units != int64(p.Needs[i].Quantity) || t.needOffers[i] != 1) {
			return unproven("need %d gets %d units of %d offers", i, units, t.needOffers[i])
		}
		if p.MaxOffersPerNeed > 0 && int(t.needOffers[i]) > p.MaxOffersPerNeed {
			return unproven("need %d has %d offers", i, t.needOffers[i])
		}
	}
	for j, units := range t.offerUnits {
		if units > int64(p.Offers[j].Capacity) {
			return unproven("offer %d gives %d units", j, units)
		}
	}
	for g, units := range t.groupUnits {
		if units > groups.units[g] {
			return unproven("common limit %d of %d units has %d", g, groups.units[g], units)
		}
	}
	return nil
}
