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
	records := readOffers(offers)
	x.corpus = countWords(records)
	if x.corpus.texts > 0 {
		x.average = uint32(x.corpus.length / uint64(x.corpus.texts))
	}
	kept := x.register(records)
	x.fillShelves(kept)
	return x
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

func readOffers(offers []Offer) []record {
	records := make([]record, len(offers))
	workers(len(offers), func(from, to int) {
		var in intake
		for i := from; i < to; i++ {
			records[i].fill(&offers[i], &in)
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

// register enters the records into the table of ids and answers those that stay, which leaves out all but the last of an id.
func (x *Index) register(records []record) []*record {
	counts := make([]int, idShards)
	hashes := make([]uint32, len(records))
	for i := range records {
		hashes[i] = idHash(records[i].offer.ID)
		counts[hashes[i]%idShards]++
	}
	slots := make([]idSlot, len(records))
	x.ids.shards = make([][]idSlot, idShards)
	start := 0
	for h, n := range counts {
		x.ids.shards[h] = slots[start : start : start+n]
		start += n
	}
	kept := make([]*record, 0, len(records))
	for i := len(records) - 1; i >= 0; i-- {
		shard := &x.ids.shards[hashes[i]%idShards]
		if x.ids.find(records[i].offer.ID) != nil {
			continue
		}
		*shard = append(*shard, idSlot{hashes[i], &records[i]})
		kept = append(kept, &records[i])
	}
	x.size = len(kept)
	return kept
}

// placing is an entry to be made: where, how good, and which record.
type placing struct {
	key   region
	merit uint32 // lower is better: 255 − track, then load
	index int32
}

func (x *Index) fillShelves(records []*record) {
	var lists [mostCategories][]placing
	for i, r := range records {
		merit := uint32(255-r.track)<<16 | uint32(r.load)
		for n := range max(r.kinds(), 1) {
			c := r.kindAt(n)
			r.eachKey(func(key region) { lists[c] = append(lists[c], placing{key, merit, int32(i)}) })
		}
	}
	var wait sync.WaitGroup
	turns := make(chan int, mostCategories)
	for range max(1, min(runtime.GOMAXPROCS(0), len(records)/chunk)) {
		wait.Go(func() {
			for c := range turns {
				x.shelves[c] = newShelf(lists[c], records)
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

func newShelf(list []placing, records []*record) *shelf {
	slices.SortFunc(list, func(a, b placing) int {
		return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.merit, b.merit), cmp.Compare(a.index, b.index))
	})
	list = slices.Compact(list)
	entries := make([]entry, len(list))
	s := &shelf{}
	start := 0
	for i, p := range list {
		entries[i] = entry{records[p.index].hot, records[p.index]}
		s.online = s.online || entries[i].is(online)
		if i+1 == len(list) || list[i+1].key != p.key {
			s.anchors = append(s.anchors, anchor{p.key, entries[start : i+1 : i+1]})
			start = i + 1
		}
	}
	return s
}
