package matching

import (
	"cmp"
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
	read := readOffers(offers, hashes)
	places := lastOfEach(offers, hashes)
	arrange(read, places)
	records := x.settle(read, places)
	x.lengths = newLengths(uint32(x.corpus.length / uint64(max(x.corpus.texts, 1))))
	x.ids = newIDTable(records, places, hashes)
	x.size = len(records)
	x.fillShelves(records)
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

// readOffers makes records of all offers in the order in which they came, which is the quickest to read, and notes the hashes
// of their ids.
func readOffers(offers []Offer, hashes []uint32) []record {
	read := make([]record, len(offers))
	workers(len(offers), func() (func(from, to int), func()) {
		var in intake
		return func(from, to int) {
			for i := from; i < to; i++ {
				read[i].fill(&offers[i], &in)
				hashes[i] = idHash(offers[i].ID)
			}
		}, func() {}
	})
	return read
}

// lastOfEach answers the places of the offers that no later one with the same id replaces.
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
	return kept
}

// arrange sorts the places by the offers' category and home, so that what one question looks at lies close together in memory.
func arrange(read []record, places []int32) {
	type keyed struct {
		home  region
		place int32
	}
	var starts [mostCategories + 1]int32
	for _, i := range places {
		starts[read[i].category+1]++
	}
	for c := range mostCategories {
		starts[c+1] += starts[c]
	}
	list, ends := make([]keyed, len(places)), starts
	for _, i := range places {
		r := &read[i]
		home := r.home
		if home == 0 {
			home = r.area
		}
		list[ends[r.category]] = keyed{home, i}
		ends[r.category]++
	}
	each(mostCategories, func(c int) {
		part := list[starts[c]:starts[c+1]]
		slices.SortFunc(part, func(a, b keyed) int { return cmp.Or(cmp.Compare(a.home, b.home), cmp.Compare(a.place, b.place)) })
		for i := range part {
			places[int(starts[c])+i] = part[i].place
		}
	})
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

// settle moves the records and their features to where they stay, in the order of the places, and counts the words.
func (x *Index) settle(read []record, places []int32) []record {
	features := 0
	for _, i := range places {
		features += len(read[i].doc.features)
	}
	records := make([]record, len(places))
	x.corpus = newRarity(features)
	var lock sync.Mutex
	workers(len(places), func() (func(from, to int), func()) {
		mine := newRarity(features)
		var in intake
		work := func(from, to int) {
			for i := from; i < to; i++ {
				r := &records[i]
				*r = read[places[i]]
				r.doc.features = cut(&in.features, r.doc.features)
				mine.count(&r.doc)
			}
		}
		return work, func() {
			lock.Lock()
			defer lock.Unlock()
			x.corpus.add(mine)
		}
	})
	return records
}
