package casework_test

import (
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
)

// reporter is a test, or one run of a property.
type reporter interface {
	require.TestingT
	Helper()
}

// holds checks what must be true of a county at any moment: nothing is promised twice, every sum is the sum of its parts, every
// derived status is the one that follows, every event is a declared step, and the chain is whole.
func holds(t reporter, y *testdb.Tale) {
	t.Helper()
	world := read(t, y)
	world.windowsHoldTheirReservations(t)
	world.matchesHoldTheirParts(t)
	world.needsHoldTheirMatches(t)
	eventsAreDeclared(t, y)
	y.Whole()
}

type world struct {
	needs        []models.Need
	matches      map[string][]models.Match // by need
	reservations map[string][]models.Reservation
	fulfilments  map[string][]models.Fulfilment // by match
	windows      map[string][]models.CapacityWindow
}

func read(t reporter, y *testdb.Tale) world {
	t.Helper()
	w := world{matches: map[string][]models.Match{}, reservations: map[string][]models.Reservation{}, fulfilments: map[string][]models.Fulfilment{}}
	county, all := store.Scope{County: testdb.CountyCode}, store.Page{Limit: 10_000}
	var err error
	w.needs, _, err = y.Store.Needs(ctx, store.NeedFilter{Scope: county}, all)
	require.NoError(t, err)
	matches, _, err := y.Store.Matches(ctx, store.MatchFilter{Scope: county}, all)
	require.NoError(t, err)
	fulfilments, _, err := y.Store.Fulfilments(ctx, store.FulfilmentFilter{Scope: county}, all)
	require.NoError(t, err)
	w.windows, err = y.Store.Windows(ctx, testdb.CountyCode)
	require.NoError(t, err)
	for _, m := range matches {
		w.matches[m.NeedID] = append(w.matches[m.NeedID], m)
		w.reservations[m.ID], err = y.Store.Reservations(ctx, store.Key{County: m.CountyCode, ID: m.ID})
		require.NoError(t, err)
	}
	for _, f := range fulfilments {
		w.fulfilments[f.MatchID] = append(w.fulfilments[f.MatchID], f)
	}
	return w
}

func (w world) windowsHoldTheirReservations(t reporter) {
	t.Helper()
	held := map[string]map[models.Date]int64{}
	for _, list := range w.reservations {
		for _, r := range list {
			if held[r.OfferID] == nil {
				held[r.OfferID] = map[models.Date]int64{}
			}
			held[r.OfferID][r.WindowStart] += r.Quantity
		}
	}
	for offer, list := range w.windows {
		for _, win := range list {
			assert.Equal(t, held[offer][win.WindowStart], win.Reserved, "offer %s, window %s", offer, win.WindowStart)
			if win.Capacity != nil {
				assert.LessOrEqual(t, win.Reserved, *win.Capacity, "offer %s, window %s", offer, win.WindowStart)
			}
		}
	}
}

func (w world) matchesHoldTheirParts(t reporter) {
	t.Helper()
	for _, list := range w.matches {
		for _, m := range list {
			var held, delivered, confirmed, disputed int64
			for _, r := range w.reservations[m.ID] {
				held += r.Quantity
			}
			for _, f := range w.fulfilments[m.ID] {
				switch f.Status {
				case models.FulfilmentConfirmed:
					confirmed += f.Quantity
					delivered += f.Quantity
				case models.FulfilmentDone, models.FulfilmentPartial:
					delivered += f.Quantity
				case models.FulfilmentDisputed:
					disputed += f.Quantity
				default:
				}
			}
			assert.Equal(t, held, m.Reserved, "match %s %s: reserved", m.ID, m.Status)
			assert.Equal(t, delivered, m.Delivered, "match %s %s: delivered", m.ID, m.Status)
			assert.Equal(t, confirmed, m.Confirmed, "match %s %s: confirmed", m.ID, m.Status)
			assert.LessOrEqual(t, m.Delivered, m.Reserved, "match %s %s: delivered beyond the promise", m.ID, m.Status)
			if !m.Status.Promised() {
				assert.LessOrEqual(t, m.Reserved, m.Delivered+disputed, "match %s %s: holds what nobody will deliver", m.ID, m.Status)
			}
		}
	}
}

func (w world) needsHoldTheirMatches(t reporter) {
	t.Helper()
	for _, n := range w.needs {
		var p models.Progress
		for _, m := range w.matches[n.ID] {
			p.Reserved, p.Delivered, p.Confirmed = p.Reserved+m.Reserved, p.Delivered+m.Delivered, p.Confirmed+m.Confirmed
			if m.Status == models.MatchInvited {
				p.Invited++
			}
			if m.Status == models.MatchProposed {
				p.Proposed++
			}
			if n.ClosedAt != nil && n.Frequency == nil {
				assert.False(t, m.Status.Live(), "need %s is %s, its match %s is %s", n.ID, n.Status, m.ID, m.Status)
			}
		}
		assert.Equal(t, []int64{p.Reserved, p.Delivered, p.Confirmed}, []int64{n.Reserved, n.Delivered, n.Confirmed}, "need %s %s", n.ID, n.Status)
		if n.Quantity != nil {
			assert.LessOrEqual(t, n.Reserved, *n.Quantity, "need %s is promised more than it asked for", n.ID)
		}
		if want := p.Derive(n.Quantity); n.Status.CanDerive() && !(n.Status == models.NeedReopened && want == models.NeedOpen) {
			assert.Equal(t, want, n.Status, "need %s: derived status", n.ID)
		}
	}
}

// eventsAreDeclared walks every object's events; those that leave the status as it is are no steps.
func eventsAreDeclared(t reporter, y *testdb.Tale) {
	t.Helper()
	events, err := y.Store.Events(ctx, store.EventFilter{CountyCode: testdb.CountyCode, Limit: 100_000})
	require.NoError(t, err)
	last := map[string]string{}
	for _, e := range events {
		at := e.Noun + " " + e.ObjectID
		assert.Equal(t, last[at], e.FromStatus, "%s: %s does not go on from where the last event ended", at, e.Step)
		last[at] = e.ToStatus
		if e.FromStatus == e.ToStatus {
			continue
		}
		to, err := declared(e)
		assert.NoError(t, err, "%s: %s from %q", at, e.Step, e.FromStatus)
		if e.Step != "derive" {
			assert.Equal(t, e.ToStatus, to, "%s: %s", at, e.Step)
		}
	}
}

func declared(e models.Event) (string, error) {
	switch e.Noun {
	case "supplier":
		return next(models.SupplierSteps, e)
	case "offer":
		return next(models.OfferSteps, e)
	case "need":
		return next(models.NeedSteps, e)
	case "match":
		return next(models.MatchSteps, e)
	case "fulfilment":
		return next(models.FulfilmentSteps, e)
	}
	return e.ToStatus, nil // households and consents have no table
}

func next[S ~string](steps models.Steps[S], e models.Event) (string, error) {
	to, err := steps.Next(e.Step, S(e.FromStatus))
	return string(to), err
}
