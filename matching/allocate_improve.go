package matching

import (
	"cmp"
	"math"
	"slices"
)

const (
	improveRounds = 8
	improveDepth  = 2  // how far those put out may put out others
	improveTries  = 40 // trials begun by one need
	pocketTries   = 200000
	urgentTries   = 400 // and by one of a tier that lacks units
	worthwhile    = 1e5 // a round must gain this part of the objective to have another
)

// improveWidth is how many arcs a need tries, the first and those it puts out.
var improveWidth = [improveDepth + 1]int{2, 3, 6}

// An improver looks for exchanges that raise the objective of a plan: a need
// takes units of an offer (or of a common limit) from those who lose least by
// it, they take others, and what became free is given out again.
type improver struct {
	*plan
	guide   []int64 // per arc from base: score less the prices of offer and limits
	stopped func() bool
	sorted  [improveDepth + 1][]int32
	top     []choice
	tries   int
	begun   int
}

// improve repeats until a round finds nothing or the deadline comes.
func (m *improver) improve() {
	m.rank()
	for range improveRounds {
		before := m.objective
		for _, i := range m.order() {
			if m.begun > pocketTries || m.stopped() {
				return
			}
			m.tries = improveTries
			if m.left[i] > 0 && m.bonusOf(i) > 0 {
				m.tries = urgentTries
			}
			m.better(i, improveDepth)
			m.log = m.log[:0]
		}
		if (m.objective-before)*worthwhile <= m.objective {
			return
		}
	}
}

// order puts the needs that lack units first, by tier; then all others.
func (m *improver) order() []int32 {
	order := make([]int32, len(m.left))
	for i := range order {
		order[i] = int32(i)
	}
	lacking := func(i int32) int64 {
		if m.left[i] > 0 {
			return -m.bonusOf(i) - 1
		}
		return 0
	}
	slices.SortStableFunc(order, func(x, y int32) int { return cmp.Compare(lacking(x), lacking(y)) })
	return order
}

// better tries to put more or better units on the arcs of a need, if by the
// prices it has any reason to: only such moves can begin a gainful exchange.
func (m *improver) better(i int32, depth int) {
	now := m.worstGuide(i)
	list := m.sorted[depth][:0]
	for e := m.rows[i]; e < m.rows[i+1]; e++ {
		if m.guide[e-m.base] > now && m.unitsOn(e) < m.limitOf(i, e) && m.capacity[m.arcs[e].offer] > 0 {
			list = append(list, e)
		}
	}
	slices.SortStableFunc(list, func(x, y int32) int { return cmp.Compare(m.guide[y-m.base], m.guide[x-m.base]) })
	m.sorted[depth] = list
	for k, e := range list {
		urgent := m.left[i] > 0 && m.bonusOf(i) > 0 && depth == improveDepth
		m.begun++
		if m.tries--; m.tries < 0 || k >= improveWidth[depth] && !urgent {
			return // an urgent need that lacks units tries every offer
		}
		m.try(i, e, depth)
	}
}

// worstGuide is what by the prices the worst unit of a need brings. A unit it
// lacks brings less than any other.
func (m *improver) worstGuide(i int32) int64 {
	worst := int64(math.MaxInt64)
	if m.left[i] > 0 {
		return math.MinInt64
	}
	for e := m.rows[i]; e < m.rows[i+1]; e++ {
		if m.unitsOn(e) > 0 {
			worst = min(worst, m.guide[e-m.base])
		}
	}
	return worst
}

// try puts need i on arc e at the cost of others and keeps it if that pays.
func (m *improver) try(i, e int32, depth int) {
	mark, before := len(m.log), m.objective
	var out []int32 // needs put out
	m.makeRoomInNeed(i, e)
	want := m.could(i, e)
	for want > 0 && m.can(i, e) < want {
		victim, ok := m.weakest(i, e)
		if !ok {
			break
		}
		units := min(m.unitsOn(victim.arc), want-m.roomFor(e))
		if m.whole[victim.need] {
			units = m.unitsOn(victim.arc)
		}
		m.put(victim.need, victim.arc, -max(1, units))
		out = append(out, victim.need)
	}
	if units := min(want, m.can(i, e)); units > 0 {
		m.put(i, e, units)
	}
	m.resettle(i, out, mark, depth)
	if m.objective <= before {
		m.undo(mark)
	}
}

// roomFor is how many more units the offer and common limits of an arc take.
func (d *plan) roomFor(e int32) int32 {
	room := int64(d.free[d.arcs[e].offer])
	if d.groups != nil {
		for _, g := range d.groups[e-d.base] {
			if g >= 0 {
				room = min(room, d.groupLeft[g])
			}
		}
	}
	return int32(max(0, room))
}

// makeRoomInNeed takes need i off its least valuable arc when it lacks nothing
// or may have no further offer, and a whole need off its only one.
func (m *improver) makeRoomInNeed(i, e int32) {
	if m.left[i] > 0 && !(m.unitsOn(e) == 0 && m.used[i] >= m.most) {
		return
	}
	worst := int32(-1)
	for f := m.rows[i]; f < m.rows[i+1]; f++ {
		if f != e && m.unitsOn(f) > 0 && (worst < 0 || m.arcs[f].score < m.arcs[worst].score) {
			worst = f
		}
	}
	if worst >= 0 {
		m.put(i, worst, -m.unitsOn(worst))
	}
}

// weakest finds who loses least by leaving what keeps need i off arc e: its
// offer when that is full, else a common limit.
func (m *improver) weakest(i, e int32) (best member, found bool) {
	least := int64(0)
	consider := func(c member) {
		if c.need == i || m.unitsOn(c.arc) == 0 {
			return
		}
		if loss := m.loss(c); !found || loss < least {
			best, least, found = c, loss, true
		}
	}
	j := m.arcs[e].offer
	want := m.could(i, e)
	if m.free[j] < want {
		for at := m.cols[j]; at < m.cols[j+1]; at++ {
			consider(member{m.back[at].need, m.backArcs[at]})
		}
		return best, found
	}
	if m.groups == nil {
		return best, false
	}
	for _, g := range m.groups[e-m.base] {
		if g >= 0 && m.groupLeft[g] < int64(want) {
			for _, c := range m.members[g] {
				consider(c)
			}
			return best, found
		}
	}
	return best, false
}

// loss is what by the prices the units of c lose by going elsewhere.
func (m *improver) loss(c member) int64 {
	loss, top := m.guide[c.arc-m.base], m.top[c.need]
	if top.arc == c.arc {
		loss -= top.second
	} else {
		loss -= top.first
	}
	if m.whole[c.need] {
		loss *= int64(m.quantity[c.need])
	}
	return loss
}

// A choice is the best arc of a need by the prices, and what the two best bring;
// none brings what staying unserved costs.
type choice struct {
	first, second int64
	arc           int32
}

func (m *improver) rank() {
	m.top = make([]choice, m.needs())
	for i := range m.top {
		none := -m.bonusOf(int32(i))
		c := choice{none, none, -1}
		for e := m.rows[i]; e < m.rows[i+1]; e++ {
			switch g := m.guide[e-m.base]; {
			case g > c.first:
				c = choice{g, c.first, e}
			case g > c.second:
				c.second = g
			}
		}
		m.top[i] = c
	}
}

// resettle finds other units for need i and those put out, and other needs for
// the units that became free since mark.
func (m *improver) resettle(i int32, out []int32, mark, depth int) {
	m.fillNeed(i)
	for _, v := range out {
		m.fillNeed(v)
		if depth > 0 && m.left[v] > 0 {
			m.better(v, depth-1)
		}
	}
	for k := mark; k < len(m.log); k++ {
		if j := m.arcs[m.log[k].arc].offer; m.log[k].units < 0 && m.free[j] > 0 {
			m.fillOffer(j)
		}
	}
}
