package matching

// exactPrices looks for whole prices that prove the present assignment to be
// the best: no need would gain by leaving any unit it holds, and no free unit
// costs anything. Of all such prices it finds the lowest, which are what one
// more unit of each offer would be worth. It gives up, with false, when the
// assignment is not the best, or after looking at more than patience arcs.
//
// The conditions are price[k] ≥ price[j] + score(i,k) − score(i,j) for a need i
// that holds units of j and could have more of k. The auction's prices fulfil
// them nearly, so a search from the dearest down (compared with those) settles
// most offers once.
func (a *auction) exactPrices(patience int) ([]int64, bool) {
	s := &priceSearch{auction: a, low: make([]int64, a.offers()), patience: patience}
	if !s.fromUnserved() {
		return nil, false
	}
	s.holders()
	for j := range s.low {
		s.heap = pushHolding(s.heap, s.entry(int32(j)))
	}
	for len(s.heap) > 0 {
		top := s.heap[0]
		s.heap = popHolding(s.heap)
		if top.bid != s.entry(top.need).bid {
			continue // it has risen since and is there again
		}
		if !s.settle(top.need) {
			return nil, false
		}
	}
	return s.low, true
}

// A priceSearch is the state of exactPrices; in its heap need is an offer.
type priceSearch struct {
	*auction
	low      []int64
	begin    []int32 // offer → first of its holders
	needs    []int32
	scores   []int32
	heap     []holding
	patience int
}

func (s *priceSearch) entry(j int32) holding {
	return holding{bid: s.price[j] - s.low[j]*s.scale, need: j}
}

// each calls do for every arc of need i that carries units.
func (a *auction) each(i int32, do func(arc, units int32)) {
	if a.taken != nil {
		if e := a.taken[i]; e >= 0 {
			do(e, 1)
		}
		return
	}
	for e := a.rows[i]; e < a.rows[i+1]; e++ {
		if a.flow[e] > 0 {
			do(e, a.flow[e])
		}
	}
}

// holders lists for every offer the needs that hold its units.
func (s *priceSearch) holders() {
	s.begin = make([]int32, s.offers()+1)
	count := func(e, _ int32) { s.begin[s.arcs[e].offer+1]++ }
	for i := range s.left {
		s.each(int32(i), count)
	}
	for j := range s.low {
		s.begin[j+1] += s.begin[j]
	}
	total := s.begin[s.offers()]
	s.needs, s.scores = make([]int32, total), make([]int32, total)
	next := append([]int32(nil), s.begin...)
	for i := range s.left {
		s.each(int32(i), func(e, _ int32) {
			at := &next[s.arcs[e].offer]
			s.needs[*at], s.scores[*at] = int32(i), s.arcs[e].score
			*at++
		})
	}
}

// room tells whether an arc could carry another unit for a need that has it.
func (a *auction) room(i, e int32) bool {
	if a.taken != nil {
		return a.taken[i] != e
	}
	return a.flow[e] < a.limitOf(i, e)
}

// fromUnserved makes every offer too dear for units that go unserved.
func (s *priceSearch) fromUnserved() bool {
	for i := range s.left {
		if s.left[i] > 0 && !s.raise(int32(i), s.bonusOf(int32(i))) {
			return false
		}
	}
	return true
}

// settle makes other offers dear enough for the holders of j to stay.
func (s *priceSearch) settle(j int32) bool {
	for at := s.begin[j]; at < s.begin[j+1]; at++ {
		i, gain := s.needs[at], int64(s.scores[at])-s.low[j]
		if gain+s.bonusOf(i) < 0 || !s.raise(i, -gain) {
			return false
		}
	}
	return true
}

// raise makes the price of every offer that need i could have more of at least
// its score plus base.
func (s *priceSearch) raise(i int32, base int64) bool {
	from, to := s.rows[i], s.rows[i+1]
	if s.patience -= int(to - from); s.patience < 0 {
		return false
	}
	for e := from; e < to; e++ {
		k := s.arcs[e].offer
		price := int64(s.arcs[e].score) + base
		if price <= s.low[k] || !s.room(i, e) {
			continue
		}
		if s.free[k] > 0 {
			return false
		}
		s.low[k] = price
		if s.begin != nil {
			s.heap = pushHolding(s.heap, s.entry(k))
		}
	}
	return true
}
