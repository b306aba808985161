package matching

import "slices"

// A round is a problem in canonical order: needs and offers sorted by the
// pocket they belong to and then by ID, arcs by need and offer. Everything the
// solver does follows from this order, so the caller's order cannot matter.
type round struct {
	problem *Problem
	needAt  []int32 // canonical need → index in the problem
	offerAt []int32
	rows    []int32 // canonical need → its first arc
	arcs    []arc   // offers numbered within their pocket
	limits  []int32
	flow    []int32 // units per arc; nil while every need asks for one unit
	groups  limitGroups
	pockets []*pocket
	bySize  []int32 // pockets, the largest first
	answers []answer
	step    int64 // what a tier outweighs
	unit    int64 // price units to a score unit
}

// newRound checks the problem and puts it into canonical order.
func newRound(p *Problem) (*round, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	r := &round{problem: p, step: p.tierStep()}
	if r.unit = p.priceUnit(r.step); r.unit == 0 {
		return nil, invalid("quantities times scores are too large")
	}
	needs, offers, err := r.order()
	if err != nil {
		return nil, err
	}
	parts, err := r.join(len(p.Needs), len(p.Offers))
	if err != nil {
		return nil, err
	}
	r.groups = groupsOf(p)
	r.tie(parts)
	r.place(needs, offers, parts)
	if err := r.layArcs(parts); err != nil {
		return nil, err
	}
	r.split(parts)
	if slices.ContainsFunc(p.Needs, func(n AllocationNeed) bool { return n.Quantity > 1 }) {
		r.flow = make([]int32, len(r.arcs))
	}
	return r, nil
}

// order sorts needs and offers by ID and refuses an ID that occurs twice.
func (r *round) order() (needs, offers []int32, err error) {
	needs, twice := sortedByID(len(r.problem.Needs), func(i int32) string { return r.problem.Needs[i].ID })
	if twice >= 0 {
		return nil, nil, invalid("need %q occurs twice", r.problem.Needs[twice].ID)
	}
	offers, twice = sortedByID(len(r.problem.Offers), func(j int32) string { return r.problem.Offers[j].ID })
	if twice >= 0 {
		return nil, nil, invalid("offer %q occurs twice", r.problem.Offers[twice].ID)
	}
	return needs, offers, nil
}

// partition is the result of join: which needs and offers hang together.
type partition struct {
	up        []int32 // union-find over needs, then offers
	offerBase int32
	degree    []int32 // arcs per need, as the problem counts them
	needPos   []int32 // need → canonical place
	offerPos  []int32
	pocketOf  []int32 // root → pocket, -1 before it is numbered
	needs     []int32 // per pocket its first canonical need, one more at the end
	offers    []int32
}

func (u *partition) find(x int32) int32 {
	for u.up[x] != x {
		u.up[x] = u.up[u.up[x]]
		x = u.up[x]
	}
	return x
}

func (u *partition) union(x, y int32) {
	if x, y = u.find(x), u.find(y); x < y {
		u.up[y] = x
	} else {
		u.up[x] = y
	}
}

// join finds what hangs together by edges.
func (r *round) join(n, m int) (*partition, error) {
	u := &partition{up: make([]int32, n+m), offerBase: int32(n), degree: make([]int32, n)}
	for x := range u.up {
		u.up[x] = int32(x)
	}
	edges := r.problem.Edges
	for k := range edges {
		if err := r.problem.checkEdge(k); err != nil {
			return nil, err
		}
		u.degree[edges[k].Need]++
		u.union(edges[k].Need, edges[k].Offer+u.offerBase)
	}
	return u, nil
}

// tie joins what common limits tie together.
func (r *round) tie(u *partition) {
	if r.groups.none() {
		return
	}
	first := make(map[int32]int32)
	for x := range u.up {
		g := r.groups.tying(int32(x), int(u.offerBase))
		if g < 0 {
			continue
		}
		if y, seen := first[g]; seen {
			u.union(y, int32(x))
		} else {
			first[g] = int32(x)
		}
	}
}

// place gives every need and offer its canonical place: pockets in the order of
// their first need, those without edges last.
func (r *round) place(needs, offers []int32, u *partition) {
	u.pocketOf = make([]int32, len(u.up))
	for x := range u.pocketOf {
		u.pocketOf[x] = -1
	}
	pockets := int32(0)
	number := func(x int32) {
		if root := u.find(x); u.pocketOf[root] < 0 {
			u.pocketOf[root] = pockets
			pockets++
		}
	}
	for _, i := range needs {
		number(i)
	}
	for _, j := range offers {
		number(j + u.offerBase)
	}
	r.needAt, u.needPos, u.needs = u.spread(needs, 0, pockets)
	r.offerAt, u.offerPos, u.offers = u.spread(offers, u.offerBase, pockets)
}

// spread sorts sorted items by pocket, stably, and returns the items in order,
// the place of each, and where each pocket begins.
func (u *partition) spread(sorted []int32, base, pockets int32) (at, pos, begin []int32) {
	at, pos, begin = make([]int32, len(sorted)), make([]int32, len(sorted)), make([]int32, pockets+1)
	for _, x := range sorted {
		begin[u.pocketOf[u.find(x+base)]+1]++
	}
	for k := range pockets {
		begin[k+1] += begin[k]
	}
	next := append([]int32(nil), begin...)
	for _, x := range sorted {
		k := u.pocketOf[u.find(x+base)]
		at[next[k]], pos[x] = x, next[k]
		next[k]++
	}
	return at, pos, begin
}
