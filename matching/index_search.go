package matching

// search walks the shelves by category part and on each the anchors above the need, nearest first. Parts fall from 100 over 60
// to 30, so that the k-th best so far is soon too good for the later ones.
func (x *Index) search(s *Scratch, k int) {
	if f := x.shelves[unknownCategory]; f != nil {
		s.searchShelf(f, 100, k)
	}
	for _, r := range taxonomy().related[s.query.category] {
		if f := x.shelves[r.category]; f != nil {
			s.searchShelf(f, r.part, k)
		}
	}
}

const maxTrack = 100

func (s *Scratch) searchShelf(f *shelf, part, k int) {
	q := &s.query
	b := q.bound(part, 100, f.online)
	if b.best(maxTrack) < s.least(k) {
		return
	}
	far := 40
	if q.place.known {
		far = 70
	}
	for level := max(q.region.level(), villageLevel); q.region.known() && level <= provinceLevel; level++ {
		geography := far
		switch level {
		case villageLevel:
			geography = 100
		case townLevel:
			geography = max(80, far)
		}
		s.searchAnchor(f.find(q.region.at(level)), q.bound(part, geography, f.online), k)
	}
	s.searchAnchor(f.find(root), q.bound(part, far, f.online), k)
}

// least is the score below which nothing can come among the best any more.
func (s *Scratch) least(k int) int {
	if len(s.order) == k {
		return max(s.query.weights.Show, s.slots[s.order[k-1]].Score)
	}
	return s.query.weights.Show
}

// turn is an entry to be tried and the score that it can reach at most.
type turn struct {
	entry *entry
	next  int32 // 1 + place of another that can reach as much
	most  int16 // may be more than 100
	sure  bool  // the text has been looked at
}

// searchAnchor tries the entries that can be among the best, those with the highest possible score first. They lie by track, so
// the first that cannot, even with every other part at its best, ends the walk.
func (s *Scratch) searchAnchor(blocks anchor, b bound, k int) {
	if len(blocks) == 0 {
		return
	}
	s.turns = s.turns[:0]
	least := s.least(k)
	track := b.leastTrack(least)
	for _, entries := range blocks {
		if !s.gather(entries, &b, least, track) {
			break
		}
	}
	if len(s.turns) > 0 {
		s.takeTurns(k)
	}
}

// gather notes the entries that can score the least and fail no gate at first sight, down to a track; false when there are
// none beyond.
func (s *Scratch) gather(entries []entry, b *bound, least, track int) bool {
	sure, shut := s.query.weights.Text == 0, s.query.shut
	for i := range entries {
		e := &entries[i]
		if int(e.track) < track {
			return false
		}
		if e.is(shut) || e.left == 0 {
			continue
		}
		if most := b.most(&s.query, &e.hot); most >= least {
			s.turns = append(s.turns, turn{entry: e, most: int16(most), sure: sure || !e.is(categorised)})
		}
	}
	return true
}

// takeTurns begins with the highest possible score. What a text can bring is looked at only when it is an entry's turn; it may
// then have to wait.
func (s *Scratch) takeTurns(k int) {
	q := &s.query
	points := float32(0)
	if q.text.total > 0 {
		points = float32(q.weights.Text) / float32(q.text.total)
	}
	for i := len(s.turns) - 1; i >= 0; i-- {
		s.wait(int32(i), int(s.turns[i].most))
	}
	s.ready = s.ready[:0]
	for most := len(s.heads) - 1; most >= 0; most-- {
		at := s.heads[most] - 1
		s.heads[most] = 0
		if at < 0 || most < s.least(k) {
			continue
		}
		for at >= 0 {
			t := &s.turns[at]
			next := t.next - 1
			if !t.sure {
				t.sure = true
				spare := q.weights.Text - min(q.text.atMost(&t.entry.hot, q.lengths, points), q.weights.Text)
				t.most = max(0, t.most-int16(spare))
			}
			if int(t.most) < most {
				s.wait(at, int(t.most))
			} else {
				s.ready = append(s.ready, *t)
			}
			at = next
		}
		if len(s.ready) >= batch {
			s.takeReady(k)
		}
	}
	s.takeReady(k)
}

// wait puts a turn before those that can reach as much.
func (s *Scratch) wait(at int32, most int) {
	most = max(0, min(most, len(s.heads)-1))
	s.turns[at].next = s.heads[most]
	s.heads[most] = at + 1
}

// batch is how many records are fetched from memory at once: the processor waits for all of them together.
const batch = 20

func (s *Scratch) takeReady(k int) {
	for from := 0; from < len(s.ready); from += batch {
		turns := s.ready[from:min(from+batch, len(s.ready))]
		for i := range turns {
			s.touched += turns[i].entry.record.fetch()
		}
		for i := range turns {
			if !s.beaten(&turns[i], k) {
				s.try(turns[i].entry.record, k)
			}
		}
	}
	s.ready = s.ready[:0]
}

// beaten tells that the entry, scoring no more than its most, or 100, comes after the last of the best.
func (s *Scratch) beaten(t *turn, k int) bool {
	if len(s.order) < k {
		return false
	}
	last, most := &s.slots[s.order[k-1]], int(t.most)
	return most < last.Score || min(most, 100) == last.Score && last.alike == 0 && t.entry.is(categorised) && t.entry.load > last.record.load
}
