package matching

import (
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// NewIndex takes the offers in, using all cores. It keeps the slice, which the caller must not change afterwards. Of offers
// with the same id the last one counts.
func NewIndex(offers []Offer) *Index {
	x := &Index{}
	hashes := make([]uint32, len(offers))
	records := readOffers(offers, hashes)
	places := lastOfEach(offers, hashes)
	x.size = len(places)
	x.corpus = countWords(records, places)
	x.lengths = newLengths(uint32(x.corpus.length / uint64(max(x.corpus.texts, 1))))
	x.ids = newIDTable(records, places, hashes)
	x.fillShelves(records, places)
	return x
}

// chunk is how many offers one worker takes at a time: fewer cost more in turns than they save.
const chunk = 1024

// workers hands 0…n out in chunks among the cores and waits for all. It calls begin once for each worker.
func workers(n int, begin func() (work func(from, to int), done func())) {
	var next atomic.Int64
	run := func() {
		work, done := begin()
		for from := int(next.Add(chunk)) - chunk; from < n; from = int(next.Add(chunk)) - chunk {
			work(from, min(from+chunk, n))
		}
		done()
	}
	var wait sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), n/chunk) - 1 {
		wait.Go(run)
	}
	run()
	wait.Wait()
}

// readOffers makes records of all offers, in the order in which they came, and notes the hashes of their ids.
func readOffers(offers []Offer, hashes []uint32) []record {
	records := make([]record, len(offers))
	workers(len(offers), func() (func(from, to int), func()) {
		var in intake
		return func(from, to int) {
			for i := from; i < to; i++ {
				records[i].fill(&offers[i], &in)
				hashes[i] = idHash(offers[i].ID)
			}
		}, func() {}
	})
	return records
}

// lastOfEach answers the places of the offers that no later one with the same id replaces, in their order.
func lastOfEach(offers []Offer, hashes []uint32) []int32 {
	size := uint32(64)
	for int(size) < 2*len(offers) {
		size *= 2
	}
	table := make([]uint64, size) // the hash of an id above 1 + the offer's place
	kept := make([]int32, 0, len(offers))
	for i := len(offers) - 1; i >= 0; i-- {
		at := hashes[i] & (size - 1)
		for table[at] != 0 && (uint32(table[at]>>32) != hashes[i] || offers[uint32(table[at])-1].ID != offers[i].ID) {
			at = (at + 1) & (size - 1)
		}
		if table[at] == 0 {
			table[at] = uint64(hashes[i])<<32 | uint64(i+1)
			kept = append(kept, int32(i))
		}
	}
	slices.Reverse(kept)
	return kept
}

// each calls work for 0…n, on all cores.
func each(n int, work func(i int)) {
	var next atomic.Int64
	var wait sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), n) {
		wait.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				work(i)
			}
		})
	}
	wait.Wait()
}

func countWords(records []record, places []int32) *rarity {
	features := 0
	for _, i := range places {
		features += len(records[i].doc.features)
	}
	total := newRarity(features)
	var lock sync.Mutex
	workers(len(places), func() (func(from, to int), func()) {
		mine := newRarity(features)
		work := func(from, to int) {
			for _, i := range places[from:to] {
				mine.count(&records[i].doc)
			}
		}
		return work, func() {
			lock.Lock()
			defer lock.Unlock()
			total.add(mine)
		}
	})
	return total
}
