package rounds

import "zhulian/matching"

// group is what one supplier offers in one category of offers.
type group struct{ supplier, category string }

// shares says how much each supplier may have of a category this month: of what could be matched, which is the smaller of what is asked
// for and what is offered, and of what was matched already. The only supplier of a category is exempt.
type shares struct {
	nodes     map[group][]int32
	already   map[group]int64
	suppliers map[string]map[string]bool
	offered   map[string]int64
	needed    map[string]int64
	matched   map[string]int64
}

func (p *plan) countShares() *shares {
	s := &shares{nodes: map[group][]int32{}, already: map[group]int64{}, suppliers: map[string]map[string]bool{},
		offered: map[string]int64{}, needed: map[string]int64{}, matched: map[string]int64{}}
	meet := func(g group) {
		if s.suppliers[g.category] == nil {
			s.suppliers[g.category] = map[string]bool{}
		}
		s.suppliers[g.category][g.supplier] = true
	}
	for j := range p.problem.Offers {
		o := &p.problem.Offers[j]
		g := group{o.Supplier, o.Category}
		meet(g)
		s.nodes[g] = append(s.nodes[g], int32(j)) //nolint:gosec // an index of the problem
		s.offered[g.category] += int64(o.Capacity)
	}
	for _, a := range p.already {
		g := group{a.Supplier, a.Category}
		meet(g)
		s.already[g] += int64(a.Units)
		s.matched[g.category] += int64(a.Units)
	}
	for _, a := range p.asking {
		seen := map[string]bool{}
		for i := range a.options {
			if c := a.options[i].lot.Category; a.counts() && !seen[c] {
				seen[c] = true
				s.needed[c] += a.perWindow()
			}
		}
	}
	return s
}

// most is how many units a group may still give, and whether it is bound at all.
func (s *shares) most(g group) (units int64, bound bool) {
	if len(s.suppliers[g.category]) < 2 {
		return 0, false
	}
	base := min(s.offered[g.category], s.needed[g.category]) + s.matched[g.category]
	return max(0, (base*supplierShare+99)/100-s.already[g]), true
}

// reserveTier stands above every need, so that what is reserved is never used.
const reserveTier = 7

// reserveShares holds suppliers to their shares. What a supplier has beyond its share in a category is reserved by a need of the problem
// alone that only its offers can serve: so the limit costs no exactness, as one that ties offers together would.
func (p *plan) reserveShares() {
	s := p.countShares()
	p.real = len(p.problem.Needs)
	for j := range p.problem.Offers {
		o := &p.problem.Offers[j]
		g := group{o.Supplier, o.Category}
		most, bound := s.most(g)
		if nodes := s.nodes[g]; bound && nodes[0] == int32(j) { //nolint:gosec // an index of the problem
			for _, k := range nodes {
				p.problem.Offers[k].Capacity = int(min(int64(p.problem.Offers[k].Capacity), most))
			}
			p.reserve(g, nodes, most)
		}
	}
}

// reserve adds the need that takes what a group has beyond its share.
func (p *plan) reserve(g group, nodes []int32, most int64) {
	beyond := -most
	for _, j := range nodes {
		beyond += int64(p.problem.Offers[j].Capacity)
	}
	if beyond <= 0 {
		return
	}
	p.bound[g] = most
	need := int32(len(p.problem.Needs)) //nolint:gosec // an index of the problem
	p.problem.Needs = append(p.problem.Needs, matching.AllocationNeed{ID: "~" + g.supplier + g.category, Quantity: int(beyond), Tier: reserveTier})
	for _, j := range nodes {
		p.problem.Edges = append(p.problem.Edges, matching.Edge{Need: need, Offer: j, Score: 10_000})
	}
	p.reserved += beyond * 10_000
}

// overShare tells whether the answer gives more of a group than its share: where a reserve could not be placed whole.
func (p *plan) overShare() bool {
	given := map[group]int64{}
	for _, x := range p.answer.Assignments {
		if int(x.Need) < p.real {
			o := &p.problem.Offers[x.Offer]
			given[group{o.Supplier, o.Category}] += int64(x.Units)
		}
	}
	for g, most := range p.bound {
		if given[g] > most {
			return true
		}
	}
	return false
}
