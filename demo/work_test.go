package demo_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/casework"
	"zhulian/demo"
	"zhulian/models"
	"zhulian/store"
)

// worker logs somebody of the demo county in.
func worker(t *testing.T, s *store.Store, login string) models.Actor {
	t.Helper()
	a, err := s.AccountByName(context.Background(), login)
	require.NoError(t, err)
	return a.Actor("session")
}

// goesOn does, as the demo accounts, the work that waits for them.
func goesOn(t *testing.T, s *store.Store) {
	t.Helper()
	desk := &casework.Desk{Store: s}
	supplierGoesOn(t, s, desk, "ngo")
	supplierGoesOn(t, s, desk, "company")
	governmentGoesOn(t, s, desk)
}

// supplierGoesOn answers what waits for an answer and records what is promised.
func supplierGoesOn(t *testing.T, s *store.Store, desk *casework.Desk, login string) {
	t.Helper()
	ctx, by := context.Background(), worker(t, s, login)
	mine := store.MatchFilter{Scope: store.Scope{County: demo.County, Supplier: by.SupplierID}, Statuses: []models.MatchStatus{models.MatchInvited}}
	invited, err := s.AllMatches(ctx, mine)
	require.NoError(t, err)
	require.NotEmpty(t, invited)
	accepted := 0
	for _, m := range invited {
		if _, err := desk.AcceptMatch(ctx, by, m.ID, models.Answer{Quantity: m.Quantity}); err == nil {
			accepted++
		}
	}
	assert.GreaterOrEqual(t, accepted, len(invited)-2, "what waits can be accepted")
	mine.Statuses = []models.MatchStatus{models.MatchActive}
	active, err := s.AllMatches(ctx, mine)
	require.NoError(t, err)
	recorded, now := 0, s.Now()
	for _, m := range active {
		if m.Delivered < m.Reserved {
			_, err := desk.RecordFulfilment(ctx, by, m.ID, models.FulfilmentDraft{Quantity: m.Reserved - m.Delivered, OccurredAt: &now})
			require.NoError(t, err)
			recorded++
		}
	}
	assert.Positive(t, recorded)
}

// governmentGoesOn accepts, matches and confirms as town and aide.
func governmentGoesOn(t *testing.T, s *store.Store, desk *casework.Desk) {
	t.Helper()
	ctx, town, aide := context.Background(), worker(t, s, "town"), worker(t, s, "aide")
	needs := store.NeedFilter{Scope: store.Scope{County: demo.County, Regions: town.Regions}, Statuses: []models.NeedStatus{models.NeedSubmitted}}
	waiting, _, err := s.Needs(ctx, needs, store.Page{Limit: 50})
	require.NoError(t, err)
	require.NotEmpty(t, waiting)
	ranked := 0
	for _, n := range waiting {
		n, err := desk.AcceptNeed(ctx, town, n.ID)
		require.NoError(t, err)
		if n.Status == models.NeedOpen {
			found, err := desk.Candidates(ctx, town, n.ID, 5)
			require.NoError(t, err)
			ranked += len(found.Ranked)
		}
	}
	assert.Greater(t, ranked, len(waiting), "offers are at hand for what turns up")
	deeds := store.FulfilmentFilter{Scope: store.Scope{County: demo.County, Regions: aide.Regions}, Statuses: []models.FulfilmentStatus{models.FulfilmentDone}}
	delivered, _, err := s.Fulfilments(ctx, deeds, store.Page{Limit: 50})
	require.NoError(t, err)
	require.NotEmpty(t, delivered)
	for _, f := range delivered {
		_, err := desk.ConfirmFulfilment(ctx, aide, f.ID, models.Confirmation{})
		require.NoError(t, err)
	}
}
