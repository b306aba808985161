package matching

import "slices"

// Index holds the offers of one county ready for questions. It never changes once made, so any number of goroutines may ask
// it at the same time without a lock; With and Without answer a changed copy that shares what did not change, for the caller
// to put in its place by an atomic pointer.
//
// Offers lie on one shelf per category, and on a shelf under anchors: the regions that an offer serves, the village and town
// where it starts as far as it serves them, and the root for what goes anywhere or by radius. A question walks the anchors
// above the need, nearest first, and leaves out what its best possible score cannot bring among the best.
type Index struct {
	shelves [mostCategories]*shelf // by categoryID; the first for offers without a known category
	ids     idTable
	corpus  *rarity
	lengths *lengths
	size    int
}

// Len is the number of offers in the index.
func (x *Index) Len() int { return x.size }

// Scratch is the memory of one questioner, reused from question to question; it must not be shared between goroutines.
// The zero Scratch is ready for use.
type Scratch struct {
	query query
	slots []Hit   // the best so far and one to spare, in no order
	order []int32 // places in slots, the best first
	hits  []Hit   // the answer

	turns   []turn     // the entries of one anchor that are worth a try
	heads   [101]int32 // 1 + place in turns of the first of those that can reach a score
	ready   []turn     // of these the ones whose turn it is
	touched int        // keeps the compiler from leaving out the fetching of records
}

// entry is an offer under an anchor, with what decides early whether it can be among the best.
type entry struct {
	hot
	record *record
}

// anchor holds the offers under one place, the better track record first, then the lower load. They lie in blocks, so that a
// change copies one block and not all.
type anchor [][]entry

// shelf holds the anchors of one category in the order of their keys. Copies share the keys until one comes or goes.
type shelf struct {
	keys    []region
	anchors []*anchor
	levels  uint8 // a bit for every level of the region tree at which an anchor may be
	online  bool  // some offer was given online only
}

// root is the anchor of what goes anywhere or by radius.
const root region = 0

// find answers the anchor of a key, nil when there is none.
func (s *shelf) find(key region) anchor {
	if s.levels&(1<<key.level()) == 0 {
		return nil
	}
	lo, hi := 0, len(s.keys)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if s.keys[mid] < key {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < len(s.keys) && s.keys[lo] == key {
		return *s.anchors[lo]
	}
	return nil
}

// eachKey calls add once or more for every anchor under which the record lies: where it starts, what it serves and the town of
// either, but only where it also serves the whole anchor. What serves a part of it is no help to the rest, and those who
// ask from that part find it there.
func (r *record) eachKey(add func(region)) {
	if r.is(roaming) {
		add(root)
	}
	r.addServed(r.home, add)
	r.addServed(r.area, add)
	if r.is(several) {
		for _, g := range r.more.regions {
			r.addServed(g, add)
		}
	}
}

// addServed adds the place and its town if they are served.
func (r *record) addServed(at region, add func(region)) {
	for at != 0 && r.serves(at) {
		add(at)
		if at.level() >= townLevel {
			return
		}
		at = at.at(townLevel)
	}
}

// serves tells that all of a place is in the area served, or may be by radius.
func (r *record) serves(at region) bool {
	if r.is(roaming) || r.area.covers(at) {
		return true
	}
	return r.is(several) && slices.ContainsFunc(r.more.regions, func(g region) bool { return g.covers(at) })
}

// better tells whether a lies before b under an anchor.
func better(a, b *hot) bool {
	if a.track != b.track {
		return a.track > b.track
	}
	return a.load < b.load
}
