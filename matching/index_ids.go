package matching

// idTable finds records by offer id. It is never changed in place: a change copies one page and in it one shard.
type idTable struct{ pages [idPages]*idPage }

const (
	idPages  = 64
	idShards = 64 // of a page
)

type idPage [idShards][]idSlot

type idSlot struct {
	hash   uint32
	record *record
}

func idHash(id string) uint32 {
	h := uint32(hashStart)
	for i := range len(id) {
		h = (h ^ uint32(id[i])) * 16777619
	}
	return h ^ h>>15
}

// newIDTable enters the records at the places; the hashes are those of all records.
func newIDTable(records []record, places []int32, hashes []uint32) idTable {
	var counts [idPages * idShards]int32
	for _, h := range hashes {
		counts[h%uint32(len(counts))]++
	}
	var t idTable
	slots := make([]idSlot, len(hashes))
	for i, n := range counts {
		if i%idShards == 0 {
			t.pages[i/idShards] = &idPage{}
		}
		t.pages[i/idShards][i%idShards], slots = slots[:0:n], slots[n:]
	}
	for _, i := range places {
		h := hashes[i]
		shard := t.shard(h)
		*shard = append(*shard, idSlot{h, &records[i]})
	}
	return t
}

// shard is where the records of a hash are; the table has pages.
func (t *idTable) shard(h uint32) *[]idSlot {
	return &t.pages[h/idShards%idPages][h%idShards]
}

func (t *idTable) find(id string) *record {
	h := idHash(id)
	for _, s := range *t.shard(h) {
		if s.hash == h && s.record.offer.ID == id {
			return s.record
		}
	}
	return nil
}

// with answers a table in which old has made way for fresh; either may be nil, and both have the same id otherwise.
func (t *idTable) with(old, fresh *record) idTable {
	either := fresh
	if either == nil {
		either = old
	}
	h := idHash(either.offer.ID)
	next, page := *t, *t.pages[h/idShards%idPages]
	next.pages[h/idShards%idPages] = &page
	was := page[h%idShards]
	shard := make([]idSlot, 0, len(was)+1)
	for _, s := range was {
		if s.record != old {
			shard = append(shard, s)
		}
	}
	if fresh != nil {
		shard = append(shard, idSlot{h, fresh})
	}
	page[h%idShards] = shard
	return next
}

// all calls visit for every record, in no order that means anything.
func (t *idTable) all(visit func(*record)) {
	for _, page := range t.pages {
		for _, shard := range page {
			for _, s := range shard {
				visit(s.record)
			}
		}
	}
}
