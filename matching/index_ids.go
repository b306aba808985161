package matching

// idShards is the number of parts of the table of ids; a change copies one of them.
const idShards = 256

// idTable finds records by offer id. It is never changed in place.
type idTable struct{ shards [][]idSlot }

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

func (t *idTable) find(id string) *record {
	if t.shards == nil {
		return nil
	}
	h := idHash(id)
	for _, s := range t.shards[h%idShards] {
		if s.hash == h && s.record.offer.ID == id {
			return s.record
		}
	}
	return nil
}

// with answers a table in which old has made way for fresh; either may be nil, and both have the same id otherwise.
func (t *idTable) with(old, fresh *record) idTable {
	next := idTable{make([][]idSlot, idShards)}
	copy(next.shards, t.shards)
	any := fresh
	if any == nil {
		any = old
	}
	h := idHash(any.offer.ID)
	shard := make([]idSlot, 0, len(next.shards[h%idShards])+1)
	for _, s := range next.shards[h%idShards] {
		if s.record != old {
			shard = append(shard, s)
		}
	}
	if fresh != nil {
		shard = append(shard, idSlot{h, fresh})
	}
	next.shards[h%idShards] = shard
	return next
}

// all calls visit for every record, in no order that means anything.
func (t *idTable) all(visit func(*record)) {
	for _, shard := range t.shards {
		for _, s := range shard {
			visit(s.record)
		}
	}
}
