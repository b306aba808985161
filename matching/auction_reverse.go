package matching

import (
	"cmp"
	"math"
	"slices"
)

// reverse lowers the price of offers with free units until they are taken or
// free of charge; after forward this makes every free unit worthless, as the
// proof of optimality wants.
func (a *auction) reverse() {
	queue := a.queue[:0]
	for j := range a.price {
		if a.free[j] > 0 && a.price[j] > 0 {
			queue = append(queue, int32(j))
			a.queued[j] = true
		}
	}
	if len(queue) > 0 {
		a.appraise()
	}
	for len(queue) > 0 {
		j := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		a.queued[j] = false
		if a.halt(int(a.cols[j+1] - a.cols[j])) {
			continue // empties the queue
		}
		if a.taken != nil {
			a.courtUnits(j)
		} else {
			a.courtMany(j)
		}
		queue = a.settle(j, queue)
	}
	a.queue = queue
}

// appraise sets what the worst unit of every need brings it.
func (a *auction) appraise() {
	for i := range a.gain {
		a.gain[i] = -a.bonusOf(int32(i)) * a.scale
		if a.taken != nil {
			if e := a.taken[i]; e >= 0 {
				a.gain[i] = int64(a.arcs[e].score)*a.scale - a.price[a.arcs[e].offer]
			}
		} else if a.left[i] == 0 {
			a.gain[i] = a.worstGain(int32(i))
		}
	}
}

// worstGain is what the worst assigned unit of a need brings it.
func (a *auction) worstGain(i int32) int64 {
	worst := int64(math.MaxInt64)
	for e := a.rows[i]; e < a.rows[i+1]; e++ {
		if a.flow[e] > 0 {
			worst = min(worst, int64(a.arcs[e].score)*a.scale-a.price[a.arcs[e].offer])
		}
	}
	return worst
}

// courtUnits collects the needs that would pay most for offer j, as many as it
// has free units and one more, whose wish becomes the price.
func (a *auction) courtUnits(j int32) {
	room, heap := int(a.free[j])+1, a.suitors[:0]
	least := a.eps
	for _, b := range a.back[a.cols[j]:a.cols[j+1]] {
		wish := int64(b.score)*a.scale - a.gain[b.need]
		if wish <= least {
			continue
		}
		from := a.taken[b.need]
		if from >= 0 && a.arcs[from].offer == j {
			continue
		}
		heap = pushHolding(heap, holding{bid: wish, need: b.need, units: 1, from: from})
		if len(heap) > room {
			heap = popHolding(heap)
		}
		if len(heap) == room {
			least = heap[0].bid
		}
	}
	for k := range heap {
		heap[k].arc = a.arcTo(heap[k].need, j)
	}
	a.suitors = heap
}

// courtMany is courtUnits for needs of several units: each gives up its worst
// units first, at most as many as the arc to j still carries.
func (a *auction) courtMany(j int32) {
	heap := a.suitors[:0]
	var units int64
	least := a.eps
	for at := a.cols[j]; at < a.cols[j+1]; at++ {
		b, e := a.back[at], a.backArcs[at]
		if int64(b.score)*a.scale-a.gain[b.need] <= least || a.flow[e] >= a.limitOf(b.need, e) {
			continue
		}
		for _, h := range a.worst(b, e) {
			heap = pushHolding(heap, h)
			units += int64(h.units)
			for units-int64(heap[0].units) > int64(a.free[j]) {
				units -= int64(heap[0].units)
				heap = popHolding(heap)
			}
			if units > int64(a.free[j]) {
				least = heap[0].bid
			}
		}
	}
	a.suitors = heap
}

// worst lists the units of the need of b, no more than the arc has room for,
// that bring it less than an unpriced unit through the arc, the worst first.
func (a *auction) worst(b backArc, arc int32) []holding {
	room := a.limitOf(b.need, arc) - a.flow[arc]
	if room <= 0 {
		return nil
	}
	list, least := a.worstIn[:0], int64(math.MaxInt64)
	score := int64(b.score) * a.scale
	add := func(gain int64, units, from int32) {
		least = min(least, gain)
		if score-gain > a.eps && from != arc {
			list = append(list, holding{bid: score - gain, need: b.need, arc: arc, units: units, from: from})
		}
	}
	if a.left[b.need] > 0 {
		add(-a.bonusOf(b.need)*a.scale, a.left[b.need], -1)
	}
	for e := a.rows[b.need]; e < a.rows[b.need+1]; e++ {
		if a.flow[e] > 0 {
			add(int64(a.arcs[e].score)*a.scale-a.price[a.arcs[e].offer], a.flow[e], e)
		}
	}
	a.gain[b.need] = least
	slices.SortStableFunc(list, func(x, y holding) int { return cmp.Compare(y.bid, x.bid) })
	a.worstIn = list
	for k := range list {
		list[k].units = min(list[k].units, room)
		if room -= list[k].units; room == 0 {
			return list[:k+1]
		}
	}
	return list
}

// settle sets the price of j so that the best of its suitors come, and moves
// them; offers they leave with a price join the queue.
func (a *auction) settle(j int32, queue []int32) []int32 {
	suitors, price := a.suitors, int64(0)
	var units int64
	for _, h := range suitors {
		units += int64(h.units)
	}
	if over := units - int64(a.free[j]); over > 0 {
		price = max(0, suitors[0].bid-a.eps)
		if suitors[0].units -= int32(over); suitors[0].units <= 0 {
			suitors = popHolding(suitors)
		}
	}
	a.price[j] = min(a.price[j], price)
	for _, h := range suitors {
		a.free[j] -= h.units
		if h.from >= 0 {
			k := a.arcs[h.from].offer
			a.free[k] += h.units
			if a.price[k] > 0 && !a.queued[k] {
				queue = append(queue, k)
				a.queued[k] = true
			}
		}
		a.shift(h)
		if a.taken != nil {
			a.held[j] = append(a.held[j], h)
		}
	}
	if a.taken != nil {
		a.cheer(j)
	}
	return queue
}

// cheer tells the holders of j its lower price and forgets those who left.
func (a *auction) cheer(j int32) {
	keep := a.held[j][:0]
	for _, h := range a.held[j] {
		if a.taken[h.need] == h.arc {
			a.gain[h.need] = int64(a.arcs[h.arc].score)*a.scale - a.price[j]
			keep = append(keep, h)
		}
	}
	a.held[j] = keep
}

// shift books a suitor's move from its old arc, or from being unserved.
func (a *auction) shift(h holding) {
	if h.from < 0 {
		a.left[h.need] -= h.units
	} else if a.flow != nil {
		a.flow[h.from] -= h.units
	}
	if a.flow != nil {
		a.flow[h.arc] += h.units
	} else {
		a.taken[h.need] = h.arc
	}
}
