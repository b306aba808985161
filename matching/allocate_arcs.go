package matching

import (
	"cmp"
	"slices"
)

// sortedByID returns 0…n-1 sorted by ID, and one whose ID occurs twice or -1.
func sortedByID(n int, id func(int32) string) (order []int32, twice int32) {
	order = make([]int32, n)
	sorted := true
	for i := range order {
		order[i] = int32(i)
		sorted = sorted && (i == 0 || id(int32(i-1)) < id(int32(i)))
	}
	if sorted {
		return order, -1
	}
	slices.SortFunc(order, func(x, y int32) int { return cmp.Compare(id(x), id(y)) })
	for k := 1; k < n; k++ {
		if id(order[k-1]) == id(order[k]) {
			return order, order[k]
		}
	}
	return order, -1
}

// layArcs lays the edges down by canonical need and offer.
func (r *round) layArcs(u *partition) error {
	n := len(r.needAt)
	r.rows = make([]int32, n+1)
	for pos, i := range r.needAt {
		r.rows[pos+1] = r.rows[pos] + u.degree[i]
	}
	r.arcs = make([]arc, len(r.problem.Edges))
	if r.wantsLimits() {
		r.limits = make([]int32, len(r.arcs))
	}
	next := u.degree // reused as the next free arc of each need
	for pos, i := range r.needAt {
		next[i] = r.rows[pos]
	}
	for k := range r.problem.Edges {
		e := &r.problem.Edges[k]
		at := next[e.Need]
		next[e.Need]++
		r.arcs[at] = arc{offer: u.offerPos[e.Offer], score: e.Score}
		if r.limits != nil {
			r.limits[at] = r.problem.edgeLimit(e)
		}
	}
	for pos := range r.needAt {
		if err := r.sortRow(pos); err != nil {
			return err
		}
	}
	return nil
}

// sortRow puts the arcs of a need into the order of offers.
func (r *round) sortRow(pos int) error {
	from, to := r.rows[pos], r.rows[pos+1]
	row := r.arcs[from:to]
	sorted := true
	for k := 1; k < len(row); k++ {
		sorted = sorted && row[k-1].offer < row[k].offer
	}
	if sorted {
		return nil
	}
	if r.limits == nil {
		slices.SortFunc(row, func(x, y arc) int { return cmp.Compare(x.offer, y.offer) })
	} else {
		sortTogether(row, r.limits[from:to])
	}
	for k := 1; k < len(row); k++ {
		if row[k-1].offer == row[k].offer {
			return invalid("need %q and offer %q are joined twice",
				r.problem.Needs[r.needAt[pos]].ID, r.problem.Offers[r.offerAt[row[k].offer]].ID)
		}
	}
	return nil
}

func sortTogether(row []arc, limits []int32) {
	type limited struct {
		arc
		limit int32
	}
	both := make([]limited, len(row))
	for k := range row {
		both[k] = limited{row[k], limits[k]}
	}
	slices.SortFunc(both, func(x, y limited) int { return cmp.Compare(x.offer, y.offer) })
	for k := range both {
		row[k], limits[k] = both[k].arc, both[k].limit
	}
}

// wantsLimits tells whether some edge may carry less than its need asks for,
// other than by the capacity of its offer.
func (r *round) wantsLimits() bool {
	p := r.problem
	if !slices.ContainsFunc(p.Needs, func(n AllocationNeed) bool { return n.Quantity > 1 }) {
		return false
	}
	for k := range p.Edges {
		e := &p.Edges[k]
		if p.edgeLimit(e) < p.quantityOf(e.Need) {
			return true
		}
	}
	return false
}

// edgeLimit is the most units an edge may carry by its own limit, that of its
// household, and the wholeness of its need.
func (p *Problem) edgeLimit(e *Edge) int32 {
	need, offer := &p.Needs[e.Need], &p.Offers[e.Offer]
	limit := need.Quantity
	if e.Limit > 0 {
		limit = min(limit, int(e.Limit))
	}
	if offer.PerHousehold > 0 {
		limit = min(limit, offer.PerHousehold)
	}
	if p.HouseholdUnits > 0 {
		limit = min(limit, p.HouseholdUnits)
	}
	if need.Indivisible && min(limit, offer.Capacity) < need.Quantity {
		return 0
	}
	return int32(limit)
}
