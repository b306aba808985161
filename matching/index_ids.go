package matching

import "slices"

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

// with answers a table in which old has made way for new; either may be nil.
func (t *idTable) with(old, fresh *record) idTable {
	shards := make([][]idSlot, idShards)
	copy(shards, t.shards)
	if old != nil {
		h := idHash(old.offer.ID) % idShards
		i := slices.IndexFunc(shards[h], func(s idSlot) bool { return s.record == old })
		shards[h] = append(slices.Clone(shards[h][:i]), shards[h][i+1:]...)
	}
	if fresh != nil {
		h := idHash(fresh.offer.ID)
		shards[h%idShards] = append(slices.Clip(shards[h%idShards]), idSlot{h, fresh})
	}
	return idTable{shards}
}

// all calls visit for every record, in no order that means anything.
func (t *idTable) all(visit func(*record)) {
	for _, shard := range t.shards {
		for _, s := range shard {
			visit(s.record)
		}
	}
}
