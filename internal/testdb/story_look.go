package testdb

import (
	"context"

	"github.com/stretchr/testify/require"

	"zhulian/models"
	"zhulian/store"
)

// NeedNow reads a need as it stands.
func (y *Tale) NeedNow(id string) *models.Need {
	y.t.Helper()
	n, err := y.Store.Need(context.Background(), store.Key{County: CountyCode, ID: id})
	require.NoError(y.t, err)
	return n
}

// OfferNow reads an offer as it stands.
func (y *Tale) OfferNow(id string) *models.Offer {
	y.t.Helper()
	o, err := y.Store.Offer(context.Background(), store.Key{County: CountyCode, ID: id})
	require.NoError(y.t, err)
	return o
}

// MatchNow reads a match as it stands.
func (y *Tale) MatchNow(id string) *models.Match {
	y.t.Helper()
	m, err := y.Store.Match(context.Background(), store.Key{County: CountyCode, ID: id})
	require.NoError(y.t, err)
	return m
}

// Promised is how many units of an offer are reserved, window by window.
func (y *Tale) Promised(offer string) map[models.Date]int64 {
	y.t.Helper()
	windows, err := y.Store.Windows(context.Background(), CountyCode, offer)
	require.NoError(y.t, err)
	out := map[models.Date]int64{}
	for _, w := range windows[offer] {
		out[w.WindowStart] = w.Reserved
	}
	return out
}

// Held is how many units of an offer are reserved in all windows.
func (y *Tale) Held(offer string) (units int64) {
	y.t.Helper()
	for _, n := range y.Promised(offer) {
		units += n
	}
	return units
}

// Steps lists the steps that an object has taken, oldest first.
func (y *Tale) Steps(noun, id string) []string {
	y.t.Helper()
	events, err := y.Store.Events(context.Background(), store.EventFilter{CountyCode: CountyCode, Noun: noun, ObjectID: id, Limit: 1000})
	require.NoError(y.t, err)
	out := make([]string, len(events))
	for i, e := range events {
		out[i] = e.Step
	}
	return out
}

// Whole fails the test unless the county's event chain verifies.
func (y *Tale) Whole() {
	y.t.Helper()
	rep, err := y.Store.VerifyChain(context.Background(), CountyCode)
	require.NoError(y.t, err)
	require.Empty(y.t, rep.Fault, "the chain is broken at %d", rep.BrokenAt)
}
