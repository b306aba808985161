package matching

// idTable finds records by offer id. It is never changed in place: a change copies one page, in it one sheet and in that one
// shard.
type idTable struct{ pages [idFan]*idPage }

// idFan is how many pages the table has, sheets a page and shards a sheet.
const idFan = 16

type (
	idPage  [idFan]*idSheet
	idSheet [idFan]idShard
	idShard []idSlot
)

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
	var counts [idFan * idFan * idFan]int32
	for _, h := range hashes {
		counts[h%uint32(len(counts))]++
	}
	var t idTable
	for i := range t.pages {
		t.pages[i] = &idPage{}
		for j := range t.pages[i] {
			t.pages[i][j] = &idSheet{}
		}
	}
	slots := make(idShard, len(hashes))
	for h, n := range counts {
		*t.shard(uint32(h)), slots = slots[:0:n], slots[n:]
	}
	for _, i := range places {
		h := hashes[i]
		shard := t.shard(h)
		*shard = append(*shard, idSlot{h, &records[i]})
	}
	return t
}

// idSteps are the ways from the table to a page, from there to a sheet and from there to the shard of a hash.
func idSteps(h uint32) (page, sheet, shard uint32) {
	return h / (idFan * idFan) % idFan, h / idFan % idFan, h % idFan
}

// shard is where the records of a hash are; the table has pages.
func (t *idTable) shard(h uint32) *idShard {
	page, sheet, shard := idSteps(h)
	return &t.pages[page][sheet][shard]
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
	was := *t.shard(h)
	fresher := make(idShard, 0, len(was)+1)
	for _, s := range was {
		if s.record != old {
			fresher = append(fresher, s)
		}
	}
	if fresh != nil {
		fresher = append(fresher, idSlot{h, fresh})
	}
	page, sheet, shard := idSteps(h)
	next, nextPage := *t, *t.pages[page]
	nextSheet := *nextPage[sheet]
	nextSheet[shard], nextPage[sheet], next.pages[page] = fresher, &nextSheet, &nextPage
	return next
}

// all calls visit for every record, in no order that means anything.
func (t *idTable) all(visit func(*record)) {
	for _, page := range t.pages {
		for _, sheet := range page {
			for _, shard := range sheet {
				for _, s := range shard {
					visit(s.record)
				}
			}
		}
	}
}
