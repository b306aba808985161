package matching

import (
	"maps"
	"slices"
)

func (x *Index) fillShelves(records []record, places []int32) {
	var lists [mostCategories][]*record
	for _, i := range places {
		r := &records[i]
		for n := range max(r.kinds(), 1) {
			c := r.kindAt(n)
			lists[c] = append(lists[c], r)
		}
	}
	each(mostCategories, func(c int) {
		if len(lists[c]) > 0 {
			x.shelves[c] = newShelf(byMerit(lists[c]))
		}
	})
}

// byMerit sorts by track record and load.
func byMerit(records []*record) []*record {
	keys := make([]uint64, len(records))
	for i, r := range records {
		keys[i] = uint64(maxTrack-int(r.track))<<48 | uint64(r.load)<<32 | uint64(i)
	}
	slices.Sort(keys)
	sorted := make([]*record, len(records))
	for i, key := range keys {
		sorted[i] = records[uint32(key)]
	}
	return sorted
}

// places numbers regions as they come.
type places struct {
	known map[region]int32
	last  [256]struct { // of those regions that share a hash the one asked for last
		place int32 // and 1 more
		key   region
	}
	counts []int // how often each was asked for
}

func (p *places) of(key region) int32 {
	last := &p.last[uint64(key)*0x9e3779b97f4a7c15>>56]
	if last.key != key || last.place == 0 {
		at, known := p.known[key]
		if !known {
			at = int32(len(p.counts))
			p.known[key] = at
			p.counts = append(p.counts, 0)
		}
		last.key, last.place = key, at+1
	}
	p.counts[last.place-1]++
	return last.place - 1
}

// newShelf groups the records, which come by merit, under their anchors.
func newShelf(records []*record) *shelf {
	s := &shelf{}
	type pair struct{ place, record int32 }
	pairs := make([]pair, 0, 4*len(records))
	numbers := places{known: map[region]int32{}}
	for i, r := range records {
		r.eachKey(func(key region) { pairs = append(pairs, pair{numbers.of(key), int32(i)}) })
		s.online = s.online || r.is(online)
	}
	room := make([]entry, len(pairs))
	lists := make([][]entry, len(numbers.counts))
	for p, n := range numbers.counts {
		lists[p], room = room[:0:n], room[n:]
	}
	for _, p := range pairs {
		r, list := records[p.record], &lists[p.place]
		if n := len(*list); n == 0 || (*list)[n-1].record != r {
			*list = append(*list, entry{r.hot, r})
		}
	}
	s.keys = slices.Sorted(maps.Keys(numbers.known))
	s.anchors = make([]*anchor, len(s.keys))
	made := make([]anchor, len(s.keys))
	for i, key := range s.keys {
		made[i] = blocksOf(lists[numbers.known[key]])
		s.anchors[i] = &made[i]
		s.levels |= 1 << key.level()
	}
	return s
}

// blocksOf cuts a list into blocks with some room to grow.
func blocksOf(entries []entry) anchor {
	const size = mostInBlock * 3 / 4
	blocks := make(anchor, 0, (len(entries)+size-1)/size)
	for len(entries) > mostInBlock {
		blocks = append(blocks, entries[:size:size])
		entries = entries[size:]
	}
	return append(blocks, entries[:len(entries):len(entries)])
}
