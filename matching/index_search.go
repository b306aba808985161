package matching

import (
	"math"

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
	if len(s.order) == k && b.hopeless(&s.slots[s.order[k-1]], maxTrack) {
		return
	}
	far := 40
	if q.place.known {
		far = 70
	}
	for level, unit := range regionUnits {
		if !q.region.known() || q.region.unit > unit {
			continue
		}
		geography := far
		switch level {
		case 0:
			geography = 100
		case 1:
			geography = max(80, far)
		}
		s.searchAnchor(f.find(q.region.at(unit).key()), s.bound(part, geography, f.online), k)
	}
	s.searchAnchor(f.find(rootKey), s.bound(part, far, f.online), k)
}

// searchAnchor tries the entries that can be among the best. They lie by track and load, so the first that cannot, even with
// every other part at its best, ends the walk.
func (s *Scratch) searchAnchor(entries []entry, b bound, k int) {
	q := &s.query
	for i := range entries {
		e := &entries[i]
		if len(s.order) == k {
			last := &s.slots[s.order[k-1]]
			if b.hopeless(last, int(e.track)) {
				return
			}
			if b.misses(last, q, &e.hot) {
				continue
			}
		}
		s.try(e.record, k)
	}
}

// bound is what an entry can score at most, in hundredths of a point, before its own capacity, time and track are counted.
type bound struct {
	rest     int // category, geography with its reach, group and the finer signals at their best
	capacity int // the capacity part at its best
	weights  *Weights
}

func (s *Scratch) bound(part, geography int, online bool) bound {
	q := &s.query
	w := &q.weights
	rest := w.Category*part + w.bestGeography(q, geography, online) + 100*w.Text + 100*w.Freshness
	if len(q.need.Tags) > 0 {
		rest += w.Group * targetHit
	} else {
		rest += w.Group * neutralGroup
	}
	if len(q.need.History) > 0 {
		rest += 100 * w.Continuity
	}
	b := bound{rest: rest, capacity: 100, weights: w}
	if !q.need.Quantity.Known || q.need.Quantity.Units <= 0 {
		b.capacity = neutralCapacity
	}
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

// hopeless tells that no entry of this track or less can come before the hit, whatever its other parts.
func (b *bound) hopeless(last *Hit, track int) bool {
	w := b.weights
	return min((b.rest+w.Capacity*b.capacity+w.Time*100+w.Track*track)/100, 100) < last.Score
}

// misses tells that this entry, with its own capacity and time, cannot come before the hit.
func (b *bound) misses(last *Hit, q *query, o *hot) bool {
	w := b.weights
	most := min((b.rest+w.Capacity*q.capacityPart(o)+w.Time*TimePart(q.need.Slots, o.slots)+w.Track*int(o.track))/100, 100)
	return most < last.Score || most == last.Score && last.alike == 0 && o.categorised && o.load > last.record.load
}
