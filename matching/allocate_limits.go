package matching

// limitGroups are the limits of a problem that bind several edges together: a
// household in a category, a household at an offer, a supplier in a category.
// Limits that could never bind, or that one edge alone can hold, are not here.
// Needs and offers are counted as in the problem.
type limitGroups struct {
	units []int64
	// households is how many groups limit a household in a category; they come
	// first.
	households int32
	ofNeed     []int32 // need → group of its household and category, -1, or nil
	ofOffer    []int32 // offer → group of its supplier and category, -1, or nil
	houseOf    []int32 // need → number of its household, -1 when alone, or nil
	ofHoused   map[pair]int32
}

type pair struct{ household, offer int32 }

// none tells that no such limit exists.
func (g *limitGroups) none() bool { return len(g.units) == 0 }

// tying is the group that ties node x (needs first, then offers) to others of
// its kind, or -1. Households at one offer are tied by its edges already.
func (g *limitGroups) tying(x int32, needs int) int32 {
	if int(x) < needs {
		if g.ofNeed != nil {
			return g.ofNeed[x]
		}
		return -1
	}
	if g.ofOffer != nil {
		return g.ofOffer[int(x)-needs]
	}
	return -1
}

// of lists the groups of an edge; -1 stands for none.
func (g *limitGroups) of(need, offer int32) [3]int32 {
	groups := [3]int32{-1, -1, -1}
	if g.ofNeed != nil {
		groups[0] = g.ofNeed[need]
	}
	if g.ofOffer != nil {
		groups[1] = g.ofOffer[offer]
	}
	if g.houseOf != nil && g.houseOf[need] >= 0 {
		if k, ok := g.ofHoused[pair{g.houseOf[need], offer}]; ok {
			groups[2] = k
		}
	}
	return groups
}

// groupsOf reads the common limits out of a problem whose edges are valid.
func groupsOf(p *Problem) limitGroups {
	var g limitGroups
	g.addHouseholds(p)
	g.households = int32(len(g.units))
	g.addHoused(p)
	g.addSuppliers(p)
	return g
}

func (g *limitGroups) add(units int64) int32 {
	g.units = append(g.units, units)
	return int32(len(g.units) - 1)
}

// quantityOf is the most units that a need can receive by itself.
func (p *Problem) quantityOf(i int32) int32 {
	n := &p.Needs[i]
	if p.HouseholdUnits > 0 && !n.Indivisible {
		return int32(min(n.Quantity, p.HouseholdUnits))
	}
	return int32(n.Quantity)
}

// addHouseholds limits households whose needs of one category ask for more
// than HouseholdUnits.
func (g *limitGroups) addHouseholds(p *Problem) {
	if p.HouseholdUnits == 0 {
		return
	}
	type key struct{ household, category string }
	wanted, groups := make(map[key]int64), make(map[key]int32)
	for i := range p.Needs {
		if n := &p.Needs[i]; n.Household != "" {
			wanted[key{n.Household, n.Category}] += int64(p.quantityOf(int32(i)))
		}
	}
	g.ofNeed = make([]int32, len(p.Needs))
	for i := range p.Needs {
		n := &p.Needs[i]
		k := key{n.Household, n.Category}
		g.ofNeed[i] = -1
		if n.Household == "" || wanted[k] <= int64(p.HouseholdUnits) {
			continue
		}
		group, seen := groups[k]
		if !seen {
			group = g.add(int64(p.HouseholdUnits))
			groups[k] = group
		}
		g.ofNeed[i] = group
	}
}

// addHoused limits what households with several needs take of one offer.
func (g *limitGroups) addHoused(p *Problem) {
	limited := false
	for j := range p.Offers {
		limited = limited || p.Offers[j].PerHousehold > 0
	}
	if !limited || !g.numberHouseholds(p) {
		return
	}
	wanted := make(map[pair]int64)
	g.ofHoused = make(map[pair]int32)
	for k := range p.Edges {
		e := &p.Edges[k]
		if g.houseOf[e.Need] < 0 || p.Offers[e.Offer].PerHousehold == 0 {
			continue
		}
		at := pair{g.houseOf[e.Need], e.Offer}
		wanted[at] += int64(p.quantityOf(e.Need))
		if _, seen := g.ofHoused[at]; !seen && wanted[at] > int64(p.Offers[e.Offer].PerHousehold) {
			g.ofHoused[at] = g.add(int64(p.Offers[e.Offer].PerHousehold))
		}
	}
}

// numberHouseholds numbers those with several needs; false when there is none.
func (g *limitGroups) numberHouseholds(p *Problem) bool {
	count, number := make(map[string]int32), make(map[string]int32)
	for i := range p.Needs {
		count[p.Needs[i].Household]++
	}
	g.houseOf = make([]int32, len(p.Needs))
	for i := range p.Needs {
		name := p.Needs[i].Household
		if g.houseOf[i] = -1; name == "" || count[name] < 2 {
			continue
		}
		if _, seen := number[name]; !seen {
			number[name] = int32(len(number))
		}
		g.houseOf[i] = number[name]
	}
	return len(number) > 0
}
