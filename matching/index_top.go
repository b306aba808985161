package matching

// Top answers the k best offers that pass every gate and score at least the weights' threshold, the best first: the same and
// in the same order as scoring all of them, whatever the index leaves out. The answer lives in the scratch until its next use.
// Once the scratch has grown to its work, a question allocates nothing.
func (x *Index) Top(need *Need, weights *Weights, k int, s *Scratch) []Hit {
	s.hits = s.hits[:0]
	if k <= 0 {
		return s.hits
	}
	s.prepare(k)
	q := &s.query
	q.fill(need, *weights, x)
	if q.category == unknownCategory || !q.region.known() && !q.place.known {
		x.searchAll(s, k)
	} else {
		x.search(s, k)
	}
	for _, i := range s.order {
		s.hits = append(s.hits, s.slots[i])
	}
	return s.hits
}

func (s *Scratch) prepare(k int) {
	if cap(s.slots) <= k {
		s.slots, s.order = make([]Hit, k+1), make([]int32, 0, k+1)
	}
	s.slots, s.order = s.slots[:k+1], s.order[:0]
}

// searchAll looks at every record: for needs of no known category, where only the text decides, or of no known place.
func (x *Index) searchAll(s *Scratch, k int) {
	x.ids.all(func(r *record) { s.try(r, k) })
}

// try weighs a record and keeps it if it is among the k best so far and passes the gates.
func (s *Scratch) try(r *record, k int) {
	q := &s.query
	n := int32(len(s.order))
	free := n
	if n == int32(k) {
		free = s.spare()
	}
	h := &s.slots[free]
	q.weigh(r, h)
	if h.Score < q.weights.Show {
		return
	}
	if n == int32(k) && compareHits(h, &s.slots[s.order[n-1]]) >= 0 {
		return
	}
	if s.holds(r) || failing(q, r) >= 0 {
		return
	}
	s.keep(free, k)
}

// spare is the slot that no place of the order uses. Slots are k+1 and the order k, and the spare one is kept last.
func (s *Scratch) spare() int32 { return s.order[:len(s.order)+1][len(s.order)] }

func (s *Scratch) holds(r *record) bool {
	for _, i := range s.order {
		if s.slots[i].record == r {
			return true
		}
	}
	return false
}

// keep puts the slot in its place in the order and frees the slot of what falls off the end.
func (s *Scratch) keep(slot int32, k int) {
	n := len(s.order)
	fallen := slot + 1
	if n == k {
		fallen = s.order[n-1]
	} else {
		s.order = s.order[:n+1]
		n++
	}
	i := n - 1
	for i > 0 && compareHits(&s.slots[slot], &s.slots[s.order[i-1]]) < 0 {
		s.order[i] = s.order[i-1]
		i--
	}
	s.order[i] = slot
	if n == k {
		s.order[:n+1][n] = fallen
	}
}
