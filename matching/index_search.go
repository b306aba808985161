package matching

import (
	"math"
	"slices"

	"zhulian/models"
)

// search walks the shelves by category part and on each the anchors above the need, nearest first. Parts fall from 100 over 60
// to 30, so that the k-th best so far is soon too good for the later ones.
func (x *Index) search(s *Scratch, k int) {
	q := &s.query
	if x.shelves[unknownCategory] != nil {
		x.searchShelf(s, x.shelves[unknownCategory], 100, k)
	}
	t := taxonomy()
	row := &t.part[q.category]
	for _, part := range [...]uint8{100, 60, leastCategory} {
		for c := 1; c < t.count; c++ {
			if row[c] == part && x.shelves[c] != nil {
				x.searchShelf(s, x.shelves[c], int(part), k)
			}
		}
	}
}

const maxTrack = 100

func (x *Index) searchShelf(s *Scratch, f *shelf, part, k int) {
	q := &s.query
	b := s.bound(part, 100, f.online)
	if len(s.order) == k && b.best(q, maxTrack) < s.slots[s.order[k-1]].Score {
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
		s.searchAnchor(f.find(q.region.at(level)), s.bound(part, geography, f.online), k)
	}
	s.searchAnchor(f.find(root), s.bound(part, far, f.online), k)
}

// searchAnchor tries the entries that can be among the best, those with the highest possible score first. They lie by track, so
// the first that cannot, even with every other part at its best, ends the walk.
func (s *Scratch) searchAnchor(entries []entry, b bound, k int) {
	q := &s.query
	s.turns = s.turns[:0]
	for i := range entries {
		e := &entries[i]
		most := b.most(q, &e.hot)
		if len(s.order) == k {
			last := &s.slots[s.order[k-1]]
			if b.best(q, int(e.track)) < last.Score {
				break
			}
			if loses(most, &e.hot, last) {
				continue
			}
		}
		if e.is(categorised) {
			most += q.weights.Text*q.text.atMost(&e.hot, q.average)/1000 - q.weights.Text
		}
		s.turns = append(s.turns, turn{e, max(0, min(most, 100))})
	}
	s.sortTurns()
	s.takeTurns(k)
}

// sortTurns puts those with the highest possible score first and keeps the order among equals.
func (s *Scratch) sortTurns() {
	var starts [102]int32
	for _, t := range s.turns {
		starts[101-t.most]++
	}
	for i := 1; i < len(starts); i++ {
		starts[i] += starts[i-1]
	}
	s.sorted = slices.Grow(s.sorted[:0], len(s.turns))[:len(s.turns)]
	for _, t := range s.turns {
		s.sorted[starts[100-t.most]] = t
		starts[100-t.most]++
	}
}

// batch is how many records are fetched from memory at once: the processor waits for all of them together.
const batch = 8

func (s *Scratch) takeTurns(k int) {
	for from := 0; from < len(s.sorted); from += batch {
		turns := s.sorted[from:min(from+batch, len(s.sorted))]
		if s.beaten(turns[0], k) && turns[0].most < s.slots[s.order[k-1]].Score {
			return
		}
		for _, t := range turns {
			s.touched += int(t.entry.record.from) + cap(t.entry.record.doc.features)
		}
		for _, t := range turns {
			if fs := t.entry.record.doc.features; len(fs) > 0 {
				s.touched += int(fs[0]) + int(fs[len(fs)-1])
			}
		}
		for _, t := range turns {
			if !s.beaten(t, k) {
				s.try(t.entry.record, k)
			}
		}
	}
}

func (s *Scratch) beaten(t turn, k int) bool {
	return len(s.order) == k && loses(t.most, &t.entry.hot, &s.slots[s.order[k-1]])
}

// turn is an entry to be tried and the score that it can reach at most.
type turn struct {
	entry *entry
	most  int
}

// bound is what an entry can score at most, in hundredths of a point.
type bound struct {
	rest     int // category, geography with its reach, and capacity at their best
	capacity int // the capacity part at its best
}

func (s *Scratch) bound(part, geography int, wired bool) bound {
	q := &s.query
	w := &q.weights
	b := bound{rest: w.Category*part + w.bestGeography(q, geography, wired), capacity: 100}
	if !q.need.Quantity.Known || q.need.Quantity.Units <= 0 {
		b.capacity = neutralCapacity
	}
	b.rest += w.Capacity * b.capacity
	return b
}

// bestGeography is the most that geography and reach can bring together, up to a geography part, in hundredths.
func (w *Weights) bestGeography(q *query, most int, online bool) int {
	best := math.MinInt
	for _, g := range [...]int{20, 40, 50, 70, 80, 100} {
		if g > most {
			break
		}
		best = max(best, w.Geography*g+100*w.reachPoints(q.reachOf(&hot{}), g))
		if online {
			best = max(best, w.Geography*g+100*w.reachPoints(models.ReachNone, g))
		}
	}
	return best
}

// best is the score that no entry of this track or less exceeds, whatever its other parts.
func (b *bound) best(q *query, track int) int {
	w, group := &q.weights, neutralGroup
	if len(q.need.Tags) > 0 {
		group = targetHit
	}
	points := w.Text + w.Freshness
	if len(q.need.History) > 0 {
		points += w.Continuity
	}
	return min((b.rest+w.Time*100+w.Group*group+w.Track*track)/100+points, 100)
}

// most is the score that this entry does not exceed, from what lies in the index itself, the texts taken as the same; it
// may be more than 100.
func (b *bound) most(q *query, o *hot) int {
	w := &q.weights
	sum := b.rest - w.Capacity*(b.capacity-q.capacityPart(o)) + w.Time*TimePart(q.need.Slots, o.slots) + w.Track*int(o.track)
	if o.is(targeted) && len(q.need.Tags) > 0 {
		sum += w.Group * targetHit
	} else {
		sum += w.Group * neutralGroup
	}
	points := w.Text + q.freshness(o)
	if len(q.givers) > 0 && slices.Contains(q.givers, o.giver) {
		points += w.Continuity
	}
	return sum/100 + points
}

// loses tells that an entry that scores no more than most, or 100, comes after the hit.
func loses(most int, o *hot, last *Hit) bool {
	return most < last.Score || min(most, 100) == last.Score && last.alike == 0 && o.is(categorised) && o.load > last.record.load
}
