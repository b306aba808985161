package matching

// addSuppliers limits each supplier's units in each category to its share of
// what the category could match this month: the smaller of what is asked for
// and what is offered, and what was matched already. A share of the units that
// the round ends up matching would leave two suppliers with nothing to give,
// as neither may have more than the other.
func (g *limitGroups) addSuppliers(p *Problem) {
	if p.SupplierShare == 0 || p.SupplierShare == 100 {
		return
	}
	s := newShares(p)
	groups := make(map[supplied]int32)
	g.ofOffer = make([]int32, len(p.Offers))
	for j := range p.Offers {
		k := supplied{p.Offers[j].Supplier, p.Offers[j].Category}
		g.ofOffer[j] = -1
		units := s.units(k, int64(p.SupplierShare))
		if k.supplier == "" || s.suppliers[k.category] < 2 || units >= s.offered[k] {
			continue
		}
		group, seen := groups[k]
		if !seen {
			group = g.add(units)
			groups[k] = group
		}
		g.ofOffer[j] = group
	}
}

type supplied struct{ supplier, category string }

// shares counts what suppliers and categories offer, need and had already.
type shares struct {
	offered   map[supplied]int64
	already   map[supplied]int64
	suppliers map[string]int
	total     map[string]*categoryUnits
}

type categoryUnits struct{ offered, needed, already int64 }

func newShares(p *Problem) *shares {
	s := &shares{offered: make(map[supplied]int64), already: make(map[supplied]int64),
		suppliers: make(map[string]int), total: make(map[string]*categoryUnits)}
	for j := range p.Offers {
		o := &p.Offers[j]
		s.meet(supplied{o.Supplier, o.Category})
		s.offered[supplied{o.Supplier, o.Category}] += int64(o.Capacity)
		s.total[o.Category].offered += int64(o.Capacity)
	}
	for _, a := range p.Already {
		k := supplied{a.Supplier, a.Category}
		s.meet(k)
		s.already[k] += int64(a.Units)
		s.total[a.Category].already += int64(a.Units)
	}
	s.countNeeded(p)
	return s
}

// meet counts a supplier once in each category.
func (s *shares) meet(k supplied) {
	if s.total[k.category] == nil {
		s.total[k.category] = &categoryUnits{}
	}
	if _, seen := s.offered[k]; !seen {
		s.offered[k] = 0
		s.suppliers[k.category]++
	}
}

// countNeeded adds every need once to each category that has an offer for it.
func (s *shares) countNeeded(p *Problem) {
	type asked struct {
		need     int32
		category string
	}
	seen, last := make(map[asked]bool), make(map[int32]string)
	for k := range p.Edges {
		e := &p.Edges[k]
		category := p.Offers[e.Offer].Category
		if before, seen := last[e.Need]; seen && before == category {
			continue
		}
		last[e.Need] = category
		if at := (asked{e.Need, category}); !seen[at] {
			seen[at] = true
			s.total[category].needed += int64(p.quantityOf(e.Need))
		}
	}
}

// units is what the supplier may still give in the category.
func (s *shares) units(k supplied, percent int64) int64 {
	c := s.total[k.category]
	base := min(c.offered, c.needed) + c.already
	return max(0, (base*percent+99)/100-s.already[k])
}
