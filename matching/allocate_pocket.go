package matching

import "slices"

// A pocket is one independent part of a round: no edge and no limit ties it to
// another part. Needs and offers carry numbers local to the pocket; arcs are
// those of the whole round, a need's together and ordered by offer.
type pocket struct {
	first    pocketStart
	rows     []int32 // need → first arc, one more than there are needs
	arcs     []arc
	limits   []int32 // per arc, nil when no arc is narrower than its need
	quantity []int32
	bonus    []int64 // what a served unit is worth above its score; nil: nothing
	capacity []int32
	cols     []int32 // offer → first entry of back, one more than there are offers
	back     []backArc
	backArcs []int32 // as back, the number of the arc; nil when all needs are of one unit
}

// pocketStart is where a pocket begins in the canonical order.
type pocketStart struct{ need, offer int32 }

// An arc leads from a need to an offer; score is per unit.
type arc struct{ offer, score int32 }

// A backArc leads from an offer to one of its needs.
type backArc struct{ need, score int32 }

func (p *pocket) needs() int  { return len(p.quantity) }
func (p *pocket) offers() int { return len(p.capacity) }

// size is the number of arcs.
func (p *pocket) size() int { return int(p.rows[p.needs()] - p.rows[0]) }

func (p *pocket) bonusOf(need int32) int64 {
	if p.bonus == nil {
		return 0
	}
	return p.bonus[need]
}

// limitOf is the most units that an arc may carry.
func (p *pocket) limitOf(need, arc int32) int32 {
	if p.limits == nil || p.limits[arc] > p.quantity[need] {
		return p.quantity[need]
	}
	return p.limits[arc]
}

// arcTo finds the arc of a need to an offer that it fits.
func (p *pocket) arcTo(need, offer int32) int32 {
	low, high := p.rows[need], p.rows[need+1]
	for low < high {
		mid := int32(uint32(low+high) >> 1)
		if p.arcs[mid].offer < offer {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low
}

// top is the most that a unit can be worth, in score units with bonus.
func (p *pocket) top() int64 {
	top := int64(0)
	for i := range p.quantity {
		for e := p.rows[i]; e < p.rows[i+1]; e++ {
			top = max(top, int64(p.arcs[e].score)+p.bonusOf(int32(i)))
		}
	}
	return top
}

// split cuts the round into its pockets, leaving out those without arcs.
func (r *round) split(u *partition) {
	for k := range len(u.needs) - 1 {
		if n0, n1 := u.needs[k], u.needs[k+1]; r.rows[n0] < r.rows[n1] {
			r.bySize = append(r.bySize, int32(len(r.pockets)))
			r.pockets = append(r.pockets, r.newPocket(n0, n1, u.offers[k], u.offers[k+1]))
		}
	}
	slices.SortStableFunc(r.bySize, func(x, y int32) int {
		return r.pockets[y].size() - r.pockets[x].size()
	})
}

// newPocket cuts out needs n0 to n1 and offers m0 to m1 of the canonical order.
func (r *round) newPocket(n0, n1, m0, m1 int32) *pocket {
	p := &pocket{first: pocketStart{n0, m0}, rows: r.rows[n0 : n1+1], arcs: r.arcs, limits: r.limits,
		quantity: make([]int32, n1-n0), capacity: make([]int32, m1-m0)}
	for i, at := range r.needAt[n0:n1] {
		p.quantity[i] = r.problem.quantityOf(at)
	}
	for j, at := range r.offerAt[m0:m1] {
		p.capacity[j] = int32(r.problem.Offers[at].Capacity)
	}
	if r.step > 0 {
		p.bonus = make([]int64, n1-n0)
		for i, at := range r.needAt[n0:n1] {
			p.bonus[i] = r.step * int64(r.problem.Needs[at].Tier)
		}
	}
	return p
}

// lay numbers the offers of the arcs within the pocket and lays the arcs back
// from offers to needs.
func (p *pocket) lay(unitary bool) {
	from, to := p.rows[0], p.rows[p.needs()]
	p.cols = make([]int32, p.offers()+1)
	for e := from; e < to; e++ {
		p.arcs[e].offer -= p.first.offer
		p.cols[p.arcs[e].offer+1]++
	}
	for j := range p.capacity {
		p.cols[j+1] += p.cols[j]
	}
	next := append([]int32(nil), p.cols...)
	p.back = make([]backArc, to-from)
	if !unitary {
		p.nameBack()
	}
	for i := range p.quantity {
		for _, a := range p.arcs[p.rows[i]:p.rows[i+1]] {
			p.back[next[a.offer]] = backArc{need: int32(i), score: a.score}
			next[a.offer]++
		}
	}
}

// nameBack notes the number of every arc laid back.
func (p *pocket) nameBack() {
	next := append([]int32(nil), p.cols...)
	p.backArcs = make([]int32, p.size())
	for e := p.rows[0]; e < p.rows[p.needs()]; e++ {
		j := p.arcs[e].offer
		p.backArcs[next[j]] = e
		next[j]++
	}
}
