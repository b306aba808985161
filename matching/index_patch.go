package matching

import (
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
	var owned [mostCategories]bool
	if old != nil {
		next.size--
		next.eachShelf(old, &owned, (*shelf).remove)
	}
	if fresh != nil {
		next.size++
		next.eachShelf(fresh, &owned, (*shelf).insert)
	}
	return &next
}

// eachShelf applies a change under every anchor of the record, on shelves copied first.
func (x *Index) eachShelf(r *record, owned *[mostCategories]bool, change func(*shelf, region, *record)) {
	var keys []region
	r.eachKey(func(key region) { keys = append(keys, key) })
	slices.Sort(keys)
	keys = slices.Compact(keys)
	for i := range max(r.kinds(), 1) {
		c := r.kindAt(i)
		if !owned[c] {
			owned[c] = true
			s := &shelf{}
			if x.shelves[c] != nil {
				*s = shelf{slices.Clone(x.shelves[c].anchors), x.shelves[c].online}
			}
			x.shelves[c] = s
		}
		for _, key := range keys {
			change(x.shelves[c], key, r)
		}
	}
}

func (s *shelf) place(key region) (int, bool) {
	return slices.BinarySearchFunc(s.anchors, key, func(a anchor, k region) int {
		switch {
		case a.key < k:
			return -1
		case a.key > k:
			return 1
		}
		return 0
	})
}

func (s *shelf) insert(key region, r *record) {
	i, found := s.place(key)
	if !found {
		s.anchors = slices.Insert(s.anchors, i, anchor{key: key})
	}
	old := s.anchors[i].entries
	if slices.ContainsFunc(old, func(e entry) bool { return e.record == r }) {
		return
	}
	at := len(old)
	for at > 0 && better(&r.hot, &old[at-1].hot) {
		at--
	}
	entries := make([]entry, len(old)+1)
	copy(entries, old[:at])
	entries[at] = entry{r.hot, r}
	copy(entries[at+1:], old[at:])
	s.anchors[i].entries = entries
	s.online = s.online || r.is(online)
}

func (s *shelf) remove(key region, r *record) {
	i, found := s.place(key)
	if !found {
		return
	}
	old := s.anchors[i].entries
	at := slices.IndexFunc(old, func(e entry) bool { return e.record == r })
	if at < 0 {
		return
	}
	if len(old) == 1 {
		s.anchors = slices.Delete(s.anchors, i, i+1)
		return
	}
	entries := make([]entry, len(old)-1)
	copy(entries, old[:at])
	copy(entries[at:], old[at+1:])
	s.anchors[i].entries = entries
}
