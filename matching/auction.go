package matching

// A holding is a number of units of an offer that one need has bid for.
type holding struct {
	bid   int64
	need  int32
	arc   int32
	units int32
	from  int32 // the arc that the units would leave; only in the reverse auction
}

// An auction finds prices and an assignment of one pocket: needs bid for the
// units of offers until nobody would rather have another by more than eps, and
// offers with free units lower their price until they are full or free of
// charge. All money is in score units times scale, so that eps = 1 means exact:
// a gainful exchange passes every offer at most once, and scale is greater than
// the number of offers.
type auction struct {
	*pocket
	stopped func() bool // asked now and then; nil never stops
	scale   int64
	eps     int64
	price   []int64
	held    [][]holding // per offer, a heap by bid
	free    []int32     // per offer the units that nobody holds
	left    []int32     // per need the units it lacks
	flow    []int32     // units per arc; nil when unitary
	taken   []int32     // per need its arc or -1; nil unless unitary
	gain    []int64     // per need what its worst unit brings; kept by reverse
	wait    waiting     // needs that must bid
	queue   []int32     // offers that must lower their price
	queued  []bool
	suitors []holding
	worstIn []holding
	ticks   int
	halted  bool
}

// newAuction prepares an auction; flow is that of the round, nil when every
// need asks for one unit.
func newAuction(p *pocket, flow []int32) *auction {
	n, m := p.needs(), p.offers()
	a := &auction{pocket: p, scale: int64(m) + 2, price: make([]int64, m), held: make([][]holding, m),
		free: make([]int32, m), left: make([]int32, n), gain: make([]int64, n), wait: newWaiting(n),
		queued: make([]bool, m), flow: flow}
	if flow == nil {
		a.taken = make([]int32, n)
	}
	top := p.top() * a.scale
	for j, c := range p.capacity {
		if c == 0 {
			a.price[j] = top
		}
	}
	return a
}

// reset takes everything back and lowers the prices a little, so that few
// offers stay with free units.
func (a *auction) reset() {
	copy(a.left, a.quantity)
	copy(a.free, a.capacity)
	for j := range a.held {
		a.held[j] = a.held[j][:0]
		if a.capacity[j] > 0 {
			a.price[j] = max(0, a.price[j]-a.eps)
		}
	}
	a.wait.fill(len(a.left))
	for i := range a.taken {
		a.taken[i] = -1
	}
	if a.flow != nil {
		clear(a.flow[a.rows[0]:a.rows[a.needs()]])
	}
}

// halt tells whether to stop, looking at the deadline only now and then.
func (a *auction) halt(work int) bool {
	if a.ticks += work; a.ticks >= haltEvery {
		a.ticks = 0
		a.halted = a.halted || a.stopped != nil && a.stopped()
	}
	return a.halted
}

// haltEvery is how many arcs are looked at between two looks at the deadline.
const haltEvery = 1 << 16

// forward lets needs bid until each is served or would rather stay unserved.
func (a *auction) forward() {
	for i := a.wait.next(0); i >= 0; i = a.wait.next(i) {
		if a.halt(int(a.rows[i+1] - a.rows[i])) {
			a.wait.clear()
			return
		}
		if a.taken != nil {
			a.bidUnit(i)
			continue
		}
		for a.left[i] > 0 && a.bid(i) {
		}
	}
}

// bidUnit is bid for a need of one unit.
func (a *auction) bidUnit(i int32) {
	none := -a.bonusOf(i) * a.scale
	first, second, best := none, none, int32(-1)
	base := a.rows[i]
	row := a.arcs[base:a.rows[i+1]]
	for e := range row {
		v := int64(row[e].score)*a.scale - a.price[row[e].offer]
		if v > second {
			if v > first {
				first, second, best = v, first, int32(e)
			} else {
				second = v
			}
		}
	}
	if best < 0 {
		return
	}
	j := row[best].offer
	a.taken[i] = base + best
	a.place(j, holding{bid: a.price[j] + first - second + a.eps, need: i, arc: base + best, units: 1})
}

// bid places the units that need i still lacks on the offer that suits it best,
// at the price that would make it indifferent to its second choice, less eps.
// It is false when the need would rather stay unserved.
func (a *auction) bid(i int32) bool {
	none := -a.bonusOf(i) * a.scale
	first, second, best := none, none, int32(-1)
	for e := a.rows[i]; e < a.rows[i+1]; e++ {
		if a.limits != nil && a.flow[e] >= a.limits[e] {
			continue
		}
		v := int64(a.arcs[e].score)*a.scale - a.price[a.arcs[e].offer]
		if v > first {
			first, second, best = v, first, e
		} else if v > second {
			second = v
		}
	}
	if best < 0 {
		return false
	}
	j := a.arcs[best].offer
	units := min(a.left[i], a.limitOf(i, best)-a.flow[best])
	a.place(j, holding{bid: a.price[j] + first - second + a.eps, need: i, arc: best, units: units})
	return true
}

// place takes free units of the offer first, then those with the lowest bids.
func (a *auction) place(j int32, h holding) {
	want := h.units
	h.units = min(want, a.free[j])
	a.free[j] -= h.units
	for h.units < want && len(a.held[j]) > 0 && a.held[j][0].bid < h.bid {
		h.units += a.evict(j, want-h.units)
	}
	if h.units > 0 {
		a.held[j] = pushHolding(a.held[j], h)
		a.move(h.need, h.arc, h.units)
	}
	if a.free[j] == 0 && len(a.held[j]) > 0 {
		a.price[j] = max(a.price[j], a.held[j][0].bid)
	}
}

// evict frees up to most units of the lowest bid and sends their need back.
func (a *auction) evict(j, most int32) int32 {
	low := &a.held[j][0]
	i, units := low.need, min(low.units, most)
	a.wait.add(i)
	a.move(i, low.arc, -units)
	if low.units -= units; low.units == 0 {
		a.held[j] = popHolding(a.held[j])
	}
	return units
}

// move books units of a need on an arc, or back when negative.
func (a *auction) move(i, arc, units int32) {
	a.left[i] -= units
	if a.flow != nil {
		a.flow[arc] += units
	} else if units < 0 {
		a.taken[i] = -1
	}
}

func pushHolding(heap []holding, h holding) []holding {
	heap = append(heap, h)
	k := len(heap) - 1
	for k > 0 {
		up := (k - 1) / 2
		if heap[up].bid <= h.bid {
			break
		}
		heap[k] = heap[up]
		k = up
	}
	heap[k] = h
	return heap
}

func popHolding(heap []holding) []holding {
	last := len(heap) - 1
	h := heap[last]
	heap = heap[:last]
	k := 0
	for {
		kid := 2*k + 1
		if kid >= last {
			break
		}
		if kid+1 < last && heap[kid+1].bid < heap[kid].bid {
			kid++
		}
		if heap[kid].bid >= h.bid {
			break
		}
		heap[k] = heap[kid]
		k = kid
	}
	if last > 0 {
		heap[k] = h
	}
	return heap
}
