package matching

import (
	"cmp"
	"slices"
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
		next.online = s.online
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

// change puts a new list of entries under the anchor.
func (s *shelf) change(key region, old, fresh *record) {
	i, found := slices.BinarySearchFunc(s.anchors, key, func(a anchor, k region) int { return cmp.Compare(a.key, k) })
	if !found {
		s.anchors = slices.Insert(s.anchors, i, anchor{key: key})
	}
	was := s.anchors[i].entries
	entries := make([]entry, 0, len(was)+1)
	for j := range was {
		if was[j].record == old {
			continue
		}
		if fresh != nil && better(&fresh.hot, &was[j].hot) {
			entries = append(entries, entry{fresh.hot, fresh})
			fresh = nil
		}
		entries = append(entries, was[j])
	}
	if fresh != nil {
		entries = append(entries, entry{fresh.hot, fresh})
	}
	if s.anchors[i].entries = entries; len(entries) == 0 {
		s.anchors = slices.Delete(s.anchors, i, i+1)
	}
}
