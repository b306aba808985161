package matching

import "slices"

// bound is what an entry under an anchor can score at most, in hundredths of a point.
type bound struct {
	rest   int // category, and geography with its reach at their best
	others int // capacity, time and group at their best
	track  int // the weight of the track record
	points int // the adjustments but reach at their best, in whole points
}

func (q *query) bound(part, geography int, wired bool) bound {
	w := &q.weights
	capacity, group := 100, neutralGroup
	if !q.need.Quantity.Known || q.need.Quantity.Units <= 0 {
		capacity = neutralCapacity
	}
	if q.groups != 0 {
		group = targetHit
	}
	b := bound{rest: w.Category*part + q.bestPlace(geography, wired), track: w.Track, points: w.Text + w.Freshness}
	b.others = w.Capacity*capacity + w.Time*100 + w.Group*group
	if len(q.givers) > 0 {
		b.points += w.Continuity
	}
	return b
}

// best is the score that no entry of this track or less exceeds, whatever its other parts.
func (b *bound) best(track int) int {
	return min((b.rest+b.others+b.track*track)/100+b.points, 100)
}

// leastTrack is the track under which nothing scores the least.
func (b *bound) leastTrack(least int) int {
	missing := (least-b.points)*100 - b.rest - b.others
	switch {
	case least <= 0 || missing <= 0:
		return 0
	case b.track == 0:
		return maxTrack + 1
	}
	return (missing + b.track - 1) / b.track
}

// most is the score from 0 up that this entry does not exceed, from what lies in the index itself, the texts taken as the
// same; it may be more than 100.
func (b *bound) most(q *query, o *hot) int {
	w := &q.weights
	sum := b.rest + w.Capacity*q.capacityPart(o) + w.Time*TimePart(q.need.Slots, o.slots) + b.track*int(o.track)
	if o.groups&q.groups != 0 {
		sum += w.Group * targetHit
	} else {
		sum += w.Group * neutralGroup
	}
	points := w.Text + q.freshness(o)
	if len(q.givers) > 0 && slices.Contains(q.givers, o.giver) {
		points += w.Continuity
	}
	return max(0, sum/100+points)
}
