package matching

import (
	"cmp"
	"slices"
	"sort"
)

// With answers an index in which the offer is new or takes the place of the one with its id. The receiver stays as it was.
// How rare words are is counted when an index is built and not again here: words that no offer had then weigh nothing until
// the next build.
func (x *Index) With(offer Offer) *Index {
	var in intake
	fresh := &record{}
	fresh.fill(&offer, &in)
	return x.replace(x.ids.find(offer.ID), fresh)
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
		next.anchors = append(make([]anchor, 0, len(s.anchors)+2), s.anchors...)
		next.online, next.levels = s.online, s.levels
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

// change puts fresh in the place of old under the anchor.
func (s *shelf) change(key region, old, fresh *record) {
	i, found := slices.BinarySearchFunc(s.anchors, key, func(a anchor, k region) int { return cmp.Compare(a.key, k) })
	if !found {
		s.anchors = slices.Insert(s.anchors, i, anchor{key: key})
		s.levels |= 1 << key.level()
	}
	a := &s.anchors[i]
	a.blocks = append(make([][]entry, 0, len(a.blocks)+2), a.blocks...)
	if old != nil {
		a.remove(old)
	}
	if fresh != nil {
		a.insert(fresh)
	}
	if len(a.blocks) == 0 {
		s.anchors = slices.Delete(s.anchors, i, i+1)
	}
}

// mostInBlock bounds what a change copies.
const mostInBlock = 32

// remove takes the record out of a copy of its block. It lies among those of its merit, which may fill several blocks.
func (a *anchor) remove(old *record) {
	for b := a.blockBefore(&old.hot); b < len(a.blocks); b++ {
		was := a.blocks[b]
		i := slices.IndexFunc(was, func(e entry) bool { return e.record == old })
		if i < 0 {
			continue
		}
		if len(was) == 1 {
			a.blocks = slices.Delete(a.blocks, b, b+1)
			return
		}
		a.blocks[b] = append(append(make([]entry, 0, len(was)), was[:i]...), was[i+1:]...)
		return
	}
}

// insert puts the record into a copy of its block, the last among those of its merit, and halves a block that is full.
func (a *anchor) insert(fresh *record) {
	b := sort.Search(len(a.blocks), func(b int) bool { return better(&fresh.hot, &a.blocks[b][0].hot) }) - 1
	if b < 0 {
		if b = 0; len(a.blocks) == 0 {
			a.blocks = append(a.blocks, nil)
		}
	}
	was := a.blocks[b]
	i := sort.Search(len(was), func(i int) bool { return better(&fresh.hot, &was[i].hot) })
	block := append(make([]entry, 0, len(was)+1), was[:i]...)
	block = append(append(block, entry{fresh.hot, fresh}), was[i:]...)
	a.blocks[b] = block
	if n := len(block); n > mostInBlock {
		a.blocks[b] = block[: n/2 : n/2]
		a.blocks = slices.Insert(a.blocks, b+1, block[n/2:])
	}
}

// blockBefore is the first block that may hold an entry of this merit.
func (a *anchor) blockBefore(h *hot) int {
	return sort.Search(len(a.blocks), func(b int) bool {
		last := a.blocks[b]
		return !better(&last[len(last)-1].hot, h)
	})
}
