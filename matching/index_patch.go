package matching

import (
	"slices"
	"sort"
)

// With answers an index in which the offer is new or takes the place of the one with its id. The receiver stays as it was.
// How rare words are is counted when an index is built and not again here: words that no offer had then weigh nothing until
// the next build.
func (x *Index) With(offer Offer) *Index {
	old, fresh := x.ids.find(offer.ID), &record{}
	fresh.refill(&offer, old)
	return x.replace(old, fresh)
}

// Without answers an index that lacks the offer; the receiver itself when it never had it.
func (x *Index) Without(offerID string) *Index {
	old := x.ids.find(offerID)
	if old == nil {
		return x
	}
	return x.replace(old, nil)
}

func (x *Index) replace(old, fresh *record) *Index {
	next := *x
	next.ids = x.ids.with(old, fresh)
	touched := make([]categoryID, 0, 8)
	for _, r := range [...]*record{old, fresh} {
		if r == nil {
			continue
		}
		for i := range max(r.kinds(), 1) {
			if c := r.kindAt(i); !slices.Contains(touched, c) {
				touched = append(touched, c)
				next.shelves[c] = x.shelves[c].with(old.under(c), fresh.under(c))
			}
		}
	}
	if old != nil {
		next.size--
	}
	if fresh != nil {
		next.size++
	}
	return &next
}

// under is the record itself if it lies on the shelf of the category, else nil.
func (r *record) under(c categoryID) *record {
	if r == nil {
		return nil
	}
	for i := range max(r.kinds(), 1) {
		if r.kindAt(i) == c {
			return r
		}
	}
	return nil
}

// with answers a copy of the shelf in which old has made way for fresh; any of the three may be nil.
func (s *shelf) with(old, fresh *record) *shelf {
	next := &shelf{}
	if s != nil {
		*next = *s
		next.anchors = append(make([]*anchor, 0, len(s.anchors)+1), s.anchors...)
	}
	keys := make([]region, 0, 16)
	for _, r := range [...]*record{old, fresh} {
		if r != nil {
			r.eachKey(func(key region) { keys = append(keys, key) })
		}
	}
	slices.Sort(keys)
	for _, key := range slices.Compact(keys) {
		next.change(key, old.at(key), fresh.at(key))
	}
	if fresh != nil {
		next.online = next.online || fresh.is(online)
	}
	return next
}

// at is the record itself if it lies under the anchor, else nil.
func (r *record) at(key region) *record {
	if r == nil {
		return nil
	}
	found := false
	r.eachKey(func(k region) { found = found || k == key })
	if !found {
		return nil
	}
	return r
}

// change puts fresh in the place of old under the anchor of the key.
func (s *shelf) change(key region, old, fresh *record) {
	i, found := slices.BinarySearch(s.keys, key)
	if !found {
		s.keys = slices.Insert(slices.Clone(s.keys), i, key)
		s.anchors = slices.Insert(s.anchors, i, &anchor{})
		s.levels |= 1 << key.level()
	}
	if next := s.anchors[i].with(old, fresh); len(next) > 0 {
		s.anchors[i] = &next
		return
	}
	s.keys = slices.Delete(slices.Clone(s.keys), i, i+1)
	s.anchors = slices.Delete(s.anchors, i, i+1)
}

// mostInBlock bounds what a change copies.
const mostInBlock = 32

// with answers a copy in which old has made way for fresh; either may be nil. Blocks that do not change are shared.
func (a anchor) with(old, fresh *record) anchor {
	next := append(make(anchor, 0, len(a)+1), a...)
	if old == nil {
		next.insert(fresh)
		return next
	}
	b, i := next.whereIs(old)
	switch {
	case fresh == nil:
		next.remove(b, i)
	case next.mayHold(b, &fresh.hot):
		next[b] = moved(next[b], i, fresh)
	default:
		next.remove(b, i)
		next.insert(fresh)
	}
	return next
}

// whereIs answers the block of a record and its place there. It lies among those of its merit, which may fill several blocks.
func (a anchor) whereIs(r *record) (block, place int) {
	first := sort.Search(len(a), func(b int) bool {
		last := a[b]
		return !better(&last[len(last)-1].hot, &r.hot)
	})
	for b := first; ; b++ {
		if i := slices.IndexFunc(a[b], func(e entry) bool { return e.record == r }); i >= 0 {
			return b, i
		}
	}
}

// mayHold tells that an entry of this merit keeps the order in this block, whichever of the block's own entries goes.
func (a anchor) mayHold(b int, h *hot) bool {
	if b > 0 && better(h, &a[b][0].hot) {
		return false
	}
	return b+1 == len(a) || better(h, &a[b+1][0].hot)
}

// moved answers a copy of a block in which fresh, in its place by merit, stands for the entry at i.
func moved(was []entry, i int, fresh *record) []entry {
	block := append(make([]entry, 0, len(was)), was[:i]...)
	block = append(block, was[i+1:]...)
	at := placeIn(block, &fresh.hot)
	return slices.Insert(block, at, entry{fresh.hot, fresh})
}

// placeIn is where an entry of this merit goes, the last among its equals.
func placeIn(block []entry, h *hot) int {
	return sort.Search(len(block), func(i int) bool { return better(h, &block[i].hot) })
}

// remove takes the entry at i out of a copy of its block.
func (a *anchor) remove(b, i int) {
	was := (*a)[b]
	if len(was) == 1 {
		*a = slices.Delete(*a, b, b+1)
		return
	}
	(*a)[b] = append(append(make([]entry, 0, len(was)-1), was[:i]...), was[i+1:]...)
}

// insert puts the record into a copy of its block, the last among those of its merit, and halves a block that is full.
func (a *anchor) insert(fresh *record) {
	blocks := *a
	if len(blocks) == 0 {
		*a = anchor{{entry{fresh.hot, fresh}}}
		return
	}
	b := max(0, sort.Search(len(blocks), func(b int) bool { return better(&fresh.hot, &blocks[b][0].hot) })-1)
	was := blocks[b]
	i := placeIn(was, &fresh.hot)
	block := append(make([]entry, 0, len(was)+1), was[:i]...)
	block = append(append(block, entry{fresh.hot, fresh}), was[i:]...)
	blocks[b] = block
	if n := len(block); n > mostInBlock {
		blocks[b] = block[: n/2 : n/2]
		*a = slices.Insert(blocks, b+1, block[n/2:])
	}
}
