package matching

import (
	"cmp"
	"runtime"
	"slices"
	"sync"
)

// NewIndex takes the offers in, using all cores. It keeps the slice, which the caller must not change afterwards. Of offers
// with the same id the last one counts.
func NewIndex(offers []Offer) *Index {
	x := &Index{}
	records := readOffers(offers, arrange(offers, lastOfEach(offers)))
	x.corpus = countWords(records)
	x.lengths = newLengths(uint32(x.corpus.length / uint64(max(x.corpus.texts, 1))))
	x.fillShelves(x.register(records))
	return x
}

// lastOfEach answers the places of the offers that no later one with the same id replaces.
func lastOfEach(offers []Offer) []int32 {
	size := uint32(64)
	for int(size) < 2*len(offers) {
		size *= 2
	}
	table := make([]int32, size) // 1 + place of an offer, by hash
	kept := make([]int32, 0, len(offers))
	for i := len(offers) - 1; i >= 0; i-- {
		at := idHash(offers[i].ID) & (size - 1)
		for table[at] != 0 && offers[table[at]-1].ID != offers[i].ID {
			at = (at + 1) & (size - 1)
		}
		if table[at] == 0 {
			table[at] = int32(i) + 1
			kept = append(kept, int32(i))
		}
	}
	return kept
}

// arrange sorts the places by the offers' category and home, so that what one question looks at lies close together in memory.
func arrange(offers []Offer, places []int32) []int32 {
	type keyed struct {
		key   uint64
		place int32
	}
	list := make([]keyed, len(places))
	for n, i := range places {
		o := &offers[i]
		at := parseRegion(o.Home)
		if at == 0 && len(o.Regions) > 0 {
			at = parseRegion(o.Regions[0])
		}
		list[n] = keyed{uint64(at), i}
		if len(o.Categories) > 0 {
			list[n].key |= uint64(categoryOf(o.Categories[0])) << 56
		}
	}
	slices.SortFunc(list, func(a, b keyed) int { return cmp.Compare(a.key, b.key) })
	for n := range list {
		places[n] = list[n].place
	}
	return places
}

// chunk is how many offers one worker reads at a time at least: below it another goroutine costs more than it saves.
const chunk = 512

// workers splits 0…n among the cores and waits for all.
func workers(n int, work func(from, to int)) {
	parts := max(1, min(runtime.GOMAXPROCS(0), n/chunk))
	if parts == 1 {
		work(0, n)
		return
	}
	var wait sync.WaitGroup
	for p := range parts {
		wait.Go(func() { work(n*p/parts, n*(p+1)/parts) })
	}
	wait.Wait()
}

func readOffers(offers []Offer, places []int32) []record {
	records := make([]record, len(places))
	workers(len(places), func(from, to int) {
		var in intake
		for i := from; i < to; i++ {
			records[i].fill(&offers[places[i]], &in)
		}
	})
	return records
}

func countWords(records []record) *rarity {
	features := 0
	for i := range records {
		features += len(records[i].doc.features)
	}
	total := newRarity(features)
	var lock sync.Mutex
	workers(len(records), func(from, to int) {
		mine := newRarity(features)
		for i := from; i < to; i++ {
			mine.count(&records[i].doc)
		}
		lock.Lock()
		defer lock.Unlock()
		total.add(mine)
	})
	return total
}

// register enters the records into the table of ids.
func (x *Index) register(records []record) []*record {
	hashes := make([]uint32, len(records))
	var counts [idShards]int
	for i := range records {
		hashes[i] = idHash(records[i].offer.ID)
		counts[hashes[i]%idShards]++
	}
	slots := make([]idSlot, len(records))
	x.ids.shards = make([][]idSlot, idShards)
	for h, n := range counts {
		x.ids.shards[h], slots = slots[:0:n], slots[n:]
	}
	all := make([]*record, len(records))
	for i := range records {
		shard := &x.ids.shards[hashes[i]%idShards]
		*shard = append(*shard, idSlot{hashes[i], &records[i]})
		all[i] = &records[i]
	}
	x.size = len(records)
	return all
}

func (x *Index) fillShelves(records []*record) {
	sorted := byMerit(records)
	var lists [mostCategories][]*record
	for _, r := range sorted {
		for n := range max(r.kinds(), 1) {
			c := r.kindAt(n)
			lists[c] = append(lists[c], r)
		}
	}
	var wait sync.WaitGroup
	turns := make(chan int, mostCategories)
	for range max(1, min(runtime.GOMAXPROCS(0), len(records)/chunk)) {
		wait.Go(func() {
			for c := range turns {
				x.shelves[c] = newShelf(lists[c])
			}
		})
	}
	for c := range lists {
		if len(lists[c]) > 0 {
			turns <- c
		}
	}
	close(turns)
	wait.Wait()
}

// byMerit sorts by track record and load in one pass, since both are small numbers.
func byMerit(records []*record) []*record {
	const loads = 1001
	starts := make([]int32, 101*loads+1)
	merit := func(r *record) int { return (maxTrack-int(r.track))*loads + int(r.load) }
	for _, r := range records {
		starts[merit(r)+1]++
	}
	for i := 1; i < len(starts); i++ {
		starts[i] += starts[i-1]
	}
	sorted := make([]*record, len(records))
	for _, r := range records {
		m := merit(r)
		sorted[starts[m]] = r
		starts[m]++
	}
	return sorted
}

// blocksOf cuts a list into blocks with some room to grow.
func blocksOf(entries []entry) [][]entry {
	const size = mostInBlock * 3 / 4
	blocks := make([][]entry, 0, (len(entries)+size-1)/size)
	for len(entries) > mostInBlock {
		blocks = append(blocks, entries[:size:size])
		entries = entries[size:]
	}
	return append(blocks, entries[:len(entries):len(entries)])
}

// newShelf groups the records, which come by merit, under their anchors.
func newShelf(records []*record) *shelf {
	s := &shelf{}
	places := map[region]int32{}
	type pair struct{ place, record int32 }
	pairs := make([]pair, 0, 3*len(records))
	var counts []int
	for i, r := range records {
		r.eachKey(func(key region) {
			p, known := places[key]
			if !known {
				p = int32(len(counts))
				places[key] = p
				counts = append(counts, 0)
				s.anchors = append(s.anchors, anchor{key: key})
			}
			counts[p]++
			pairs = append(pairs, pair{p, int32(i)})
		})
		s.online = s.online || r.is(online)
	}
	room := make([]entry, len(pairs))
	lists := make([][]entry, len(counts))
	for p, n := range counts {
		lists[p], room = room[:0:n], room[n:]
	}
	for _, p := range pairs {
		r, list := records[p.record], &lists[p.place]
		if n := len(*list); n == 0 || (*list)[n-1].record != r {
			*list = append(*list, entry{r.hot, r})
		}
	}
	for p := range lists {
		s.anchors[p].blocks = blocksOf(lists[p])
		s.levels |= 1 << s.anchors[p].key.level()
	}
	slices.SortFunc(s.anchors, func(a, b anchor) int { return cmp.Compare(a.key, b.key) })
	return s
}
