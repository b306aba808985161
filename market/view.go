package market

import (
	"hash/maphash"
	"slices"
	"strings"
	"sync"

	"zhulian/matching"
	"zhulian/models"
)

// View is a county's published offers at one moment, ready for questions. It never changes, so any number of goroutines may ask it.
type View struct {
	seq    int64 // the newest entry of the event log that it knows
	hash   []byte
	day    models.Date
	lots   table
	index  *matching.Index
	weighs matching.Weights
	drift  int      // offers changed since the words were counted
	later  sync.Map // models.Date → *matching.Index, for needs that begin on a later day
}

// Day is the day whose windows the view shows.
func (v *View) Day() models.Date { return v.day }

// Weights are those by which the county counts fit: the version in force, or the default.
func (v *View) Weights() matching.Weights { return v.weighs }

// Len is the number of published offers.
func (v *View) Len() int { return v.lots.size }

// Lot finds a published offer by its id; nil where there is none.
func (v *View) Lot(id string) *Lot { return v.lots.find(id) }

// Lots lists the published offers by id.
func (v *View) Lots() []*Lot { return v.lots.sorted() }

// Rank scores every published offer for a need and answers the best, at most limit of them (0 for all), with what each gate excluded.
func (v *View) Rank(n *models.Need, asked matching.Need, limit int) matching.Candidates {
	return v.IndexFor(n).Rank(asked, v.weighs, limit)
}

// IndexFor is the index that shows what offers have in the window in which a need can begin. A need of level 3 goes by named referral:
// it gets an index of its own, for the person who looks for whom to name; DayIndex excludes it.
func (v *View) IndexFor(n *models.Need) *matching.Index {
	if n.Sensitivity < 3 {
		return v.DayIndex(max(v.day, n.Earliest))
	}
	lots := v.Lots()
	offers := make([]matching.Offer, len(lots))
	for i, l := range lots {
		offers[i] = l.For(n, v.day)
	}
	return matching.NewIndex(offers)
}

// DayIndex is the index that shows what offers have in the windows of a day, today or later.
func (v *View) DayIndex(day models.Date) *matching.Index {
	if day <= v.day {
		return v.index
	}
	if made, ok := v.later.Load(day); ok {
		return made.(*matching.Index)
	}
	x := v.index
	v.lots.each(func(l *Lot) {
		if l.CapacityKind != models.CapacityRate || l.WindowOf(day) == l.WindowOf(v.day) {
			return
		}
		if then := l.On(day); then.Capacity != l.On(v.day).Capacity {
			x = x.With(then)
		}
	})
	made, _ := v.later.LoadOrStore(day, x)
	return made.(*matching.Index)
}

// shards is the number of parts of a table; a change copies those that it touches.
const shards = 128

// table finds lots by id. It is never changed in place.
type table struct {
	parts [shards]map[string]*Lot
	size  int
}

var seed = maphash.MakeSeed()

func shardOf(id string) uint64 { return maphash.String(seed, id) % shards }

func (t *table) find(id string) *Lot { return t.parts[shardOf(id)][id] }

func (t *table) each(visit func(*Lot)) {
	for _, part := range t.parts {
		for _, l := range part {
			visit(l)
		}
	}
}

func (t *table) sorted() []*Lot {
	out := make([]*Lot, 0, t.size)
	t.each(func(l *Lot) { out = append(out, l) })
	slices.SortFunc(out, func(a, b *Lot) int { return strings.Compare(a.ID, b.ID) })
	return out
}

// with answers a table in which the changed lots are new, replaced or, where they are nil, gone.
func (t *table) with(changed map[string]*Lot) table {
	next, copied := *t, [shards]bool{}
	for id, l := range changed {
		k := shardOf(id)
		if !copied[k] {
			copied[k] = true
			part := make(map[string]*Lot, len(t.parts[k])+1)
			for id, l := range t.parts[k] {
				part[id] = l
			}
			next.parts[k] = part
		}
		if _, had := next.parts[k][id]; had {
			next.size--
		}
		if delete(next.parts[k], id); l != nil {
			next.parts[k][id] = l
			next.size++
		}
	}
	return next
}
