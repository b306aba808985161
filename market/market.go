package market

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"zhulian/matching"
	"zhulian/models"
	"zhulian/store"
)

// Market keeps a View of the counties that are asked for, of as many as Keep allows. Each question brings it up to date from the county's event log first, so that nobody
// misses what was committed before, by whatever instance of the server. Reading takes no lock; one at a time brings it up to date.
// The zero Market is ready for use, with one store.
type Market struct {
	counties sync.Map // code → *county
	// Whole is up to how many offers the index is made anew at every change, so that it counts words exactly as a fresh one would; 0
	// means 5,000. Above, changed offers are patched in.
	Whole int
	// Keep is of how many offers views are kept at most, over all counties; 0 means 200,000. Beyond, the view goes that nobody has asked for longest,
	// and is made anew when somebody does; that of the county just asked for stays in any case.
	Keep int
	asks atomic.Int64 // counts the questions
	trim sync.Mutex
	// Took is told how long a piece of matching took, by its name; it may be nil.
	Took func(what string, took time.Duration)
}

// Timed begins to time a piece of matching and returns what to call at its end.
func (m *Market) Timed(s *store.Store, what string) (end func()) {
	if m == nil || m.Took == nil {
		return func() {}
	}
	began := s.Now()
	return func() { m.Took(what, s.Now().Sub(began)) }
}

type county struct {
	view   atomic.Pointer[View]
	asked  atomic.Int64 // the question that asked for it last
	update sync.Mutex
}

// View answers the county's published offers as they are now. A nil Market reads them all.
func (m *Market) View(ctx context.Context, s *store.Store, code string) (*View, error) {
	if m == nil {
		m = &Market{}
	}
	kept, _ := m.counties.LoadOrStore(code, &county{})
	c := kept.(*county)
	c.asked.Store(m.asks.Add(1))
	head, err := s.Head(ctx, code)
	if err != nil {
		return nil, err
	}
	if v := c.view.Load(); v.shows(head, s) {
		return v, nil
	}
	c.update.Lock()
	defer c.update.Unlock()
	// Somebody else may have brought it further than the head that was read before the lock.
	if head, err = s.Head(ctx, code); err != nil {
		return nil, err
	}
	v := c.view.Load()
	if v.shows(head, s) {
		return v, nil
	}
	if v, err = m.follow(ctx, s, v, head); err != nil {
		return nil, err
	}
	// Adopting weights is an event too, so that a view never outlives its weights.
	if v.weighs, err = WeightsOf(ctx, s, code); err != nil {
		return nil, err
	}
	c.view.Store(v)
	m.let(c)
	return v, nil
}

// keepUsual is about a gigabyte of offers.
const keepUsual = 200_000

// let lets views go until no more are kept than may be, those first that were asked for longest ago; but the one just made stays.
func (m *Market) let(made *county) {
	m.trim.Lock()
	defer m.trim.Unlock()
	var others []*county
	total, most := made.size(), cmp.Or(m.Keep, keepUsual)
	m.counties.Range(func(_, kept any) bool {
		if c := kept.(*county); c != made && c.view.Load() != nil {
			others = append(others, c)
			total += c.size()
		}
		return true
	})
	if total <= most {
		return
	}
	slices.SortFunc(others, func(a, b *county) int { return cmp.Compare(a.asked.Load(), b.asked.Load()) })
	for _, c := range others {
		if total <= most {
			return
		}
		total -= c.size()
		c.view.Store(nil)
	}
}

// size is how many offers are kept of a county.
func (c *county) size() int {
	if v := c.view.Load(); v != nil {
		return v.Len()
	}
	return 0
}

func (v *View) shows(head models.ChainHead, s *store.Store) bool {
	return v != nil && v.seq == head.Seq && v.day == models.DateOf(s.Now()) && bytes.Equal(v.hash, head.Hash)
}

// follow brings a view up to a head of the log, or makes one.
func (m *Market) follow(ctx context.Context, s *store.Store, v *View, head models.ChainHead) (*View, error) {
	if v == nil || v.day != models.DateOf(s.Now()) || v.seq == 0 || head.Seq < v.seq {
		return build(ctx, s, head)
	}
	events, err := s.EventsOf(ctx, head.CountyCode, v.seq, mostEvents, "offer", "match", "fulfilment", "supplier")
	if err != nil {
		return nil, err
	}
	if len(events) == 0 || len(events) == mostEvents || !bytes.Equal(events[0].Hash, v.hash) {
		return build(ctx, s, head) // too much, or another log altogether
	}
	stale, ok := staleBy(events[1:])
	if !ok {
		return build(ctx, s, head)
	}
	changed, err := stale.read(ctx, s, head.CountyCode)
	if err != nil {
		return nil, err
	}
	return m.patch(v, head, changed), nil
}

// mostEvents is how many events are followed one by one; more are quicker read as a whole.
const mostEvents = 500

func build(ctx context.Context, s *store.Store, head models.ChainHead) (*View, error) {
	offers, err := s.PublishedOffers(ctx, head.CountyCode)
	if err != nil {
		return nil, err
	}
	lots, err := Lots(ctx, s, head.CountyCode, offers)
	if err != nil {
		return nil, err
	}
	all := make(map[string]*Lot, len(lots))
	for i := range lots {
		all[lots[i].ID] = &lots[i]
	}
	v := &View{seq: head.Seq, hash: head.Hash, day: models.DateOf(s.Now())}
	v.lots = v.lots.with(all)
	v.count()
	return v, nil
}

// count makes the index from the lots.
func (v *View) count() {
	lots := v.lots.sorted()
	offers := make([]matching.Offer, len(lots))
	for i, l := range lots {
		offers[i] = l.On(v.day)
	}
	v.index, v.drift = matching.NewIndex(offers), 0
}

func (m *Market) patch(v *View, head models.ChainHead, changed map[string]*Lot) *View {
	next := &View{seq: head.Seq, hash: head.Hash, day: v.day, lots: v.lots.with(changed), index: v.index, drift: v.drift + len(changed)}
	whole := m.Whole
	if whole == 0 {
		whole = 5000
	}
	switch {
	case len(changed) == 0:
	case next.lots.size <= whole || next.drift > next.lots.size/20:
		next.count()
	default:
		for id, l := range changed {
			if l == nil {
				next.index = next.index.Without(id)
			} else {
				next.index = next.index.With(l.On(v.day))
			}
		}
	}
	return next
}

// stale names what events have made out of date.
type stale struct{ offers, suppliers map[string]bool }

// staleBy reads events; ok is false when one does not say what it changed.
func staleBy(events []models.Event) (out stale, ok bool) {
	out = stale{offers: map[string]bool{}, suppliers: map[string]bool{}}
	for i := range events {
		e := &events[i]
		offer, owner := "", e.SupplierID
		switch e.Noun {
		case "offer":
			offer = e.ObjectID
		case "match":
			offer = e.Data["offer_id"]
			if e.Step == "complete" || e.Step == "fail" || e.Step == "resume" {
				offer = "" // the track record shows in every offer of the supplier
			}
		case "supplier":
			owner = e.ObjectID
		}
		switch {
		case offer != "":
			out.offers[offer] = true
		case owner != "":
			out.suppliers[owner] = true
		default:
			return out, false
		}
	}
	return out, true
}

// read reads the offers that are out of date as they are now; nil stands for those that are not published.
func (t stale) read(ctx context.Context, s *store.Store, county string) (map[string]*Lot, error) {
	out := make(map[string]*Lot, len(t.offers))
	rows, err := s.OffersByID(ctx, county, keysOf(t.offers))
	if err != nil {
		return nil, err
	}
	for id := range t.offers {
		out[id] = nil
	}
	owned, err := s.OffersOf(ctx, county, keysOf(t.suppliers))
	if err != nil {
		return nil, err
	}
	for _, o := range owned {
		rows[o.ID] = o
	}
	var published []models.Offer
	for _, o := range rows {
		if o.Status == models.OfferPublished {
			published = append(published, o)
		}
	}
	lots, err := Lots(ctx, s, county, published)
	for i := range lots {
		out[lots[i].ID] = &lots[i]
	}
	return out, err
}
