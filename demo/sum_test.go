package demo_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/models"
)

func TestCapacityIsWhatTheMatchesHold(t *testing.T) {
	type window struct {
		offer string
		start models.Date
	}
	d := county()
	held, byMatch := map[window]int64{}, map[string]int64{}
	for _, r := range d.Reservations {
		held[window{r.OfferID, r.WindowStart}] += r.Quantity
		byMatch[r.MatchID] += r.Quantity
	}
	for _, m := range d.Matches {
		require.Equal(t, m.Reserved, byMatch[m.ID], m.Status)
		if !m.Status.Promised() && m.Status != models.MatchCompleted {
			require.Zero(t, m.Reserved-m.Delivered, m.Status)
		}
	}
	for _, w := range d.Windows {
		at := window{w.OfferID, w.WindowStart}
		require.Equal(t, held[at], w.Reserved)
		delete(held, at)
		if w.Capacity != nil {
			require.LessOrEqual(t, w.Reserved, *w.Capacity)
		}
	}
	assert.Empty(t, held, "every reservation has its window")
}

func TestAnExhaustedOfferHasNothingLeft(t *testing.T) {
	d := county()
	reserved := map[string]int64{}
	for _, w := range d.Windows {
		reserved[w.OfferID] += w.Reserved
	}
	for _, o := range d.Offers {
		if o.Status == models.OfferExhausted {
			assert.Equal(t, *o.Quantity, reserved[o.ID])
		}
	}
}

func TestMatchesAreTheSumsOfTheirFulfilments(t *testing.T) {
	d := county()
	delivered, confirmed := map[string]int64{}, map[string]int64{}
	for _, f := range d.Fulfilments {
		if slices.Contains(models.CountsAsDelivered(), f.Status) {
			delivered[f.MatchID] += f.Quantity
		}
		if f.Status == models.FulfilmentConfirmed {
			confirmed[f.MatchID] += f.Quantity
		}
	}
	for _, m := range d.Matches {
		require.Equal(t, delivered[m.ID], m.Delivered, m.Status)
		require.Equal(t, confirmed[m.ID], m.Confirmed, m.Status)
		require.LessOrEqual(t, m.Delivered, m.Reserved)
		if m.Status == models.MatchCompleted {
			require.Equal(t, m.Reserved, m.Confirmed)
		}
	}
}

func TestNeedsAreTheSumsOfTheirMatchesAndDeriveTheirStatus(t *testing.T) {
	d := county()
	progress := map[string]models.Progress{}
	for _, m := range d.Matches {
		p := progress[m.NeedID]
		if m.Status == models.MatchInvited {
			p.Invited++
		}
		p.Reserved += m.Reserved
		p.Delivered += m.Delivered
		p.Confirmed += m.Confirmed
		progress[m.NeedID] = p
	}
	unknown := 0
	for _, n := range d.Needs {
		p := progress[n.ID]
		require.Equal(t, []int64{p.Reserved, p.Delivered, p.Confirmed}, []int64{n.Reserved, n.Delivered, n.Confirmed}, n.No)
		if n.Status.CanDerive() && n.Status != models.NeedReopened {
			require.Equal(t, p.Derive(n.Quantity), n.Status, n.No)
		}
		if n.Quantity == nil {
			unknown++
			continue
		}
		require.LessOrEqual(t, n.Reserved, *n.Quantity)
		if n.ResolutionCode == "R1" && n.Frequency == nil {
			require.Equal(t, *n.Quantity, n.Confirmed, n.No)
		}
	}
	assert.Greater(t, unknown, 40)
}

func TestRecurringNeedsResolvedBeforeTheirEndHaveRunSteadily(t *testing.T) {
	d := county()
	rows := map[string][]models.Fulfilment{}
	for _, f := range d.Fulfilments {
		rows[f.NeedID] = append(rows[f.NeedID], f)
	}
	seen := 0
	for _, n := range d.Needs {
		if n.Frequency != nil && n.Status == models.NeedResolved && n.ResolutionCode == "R1" && n.Confirmed < *n.Quantity {
			seen++
			assert.True(t, models.RecurringMet(rows[n.ID], now), n.No)
		}
	}
	assert.Positive(t, seen)
}

func TestNoNeedIsPromisedTwiceByOneOfferAtATime(t *testing.T) {
	live := map[string]bool{}
	for _, m := range county().Matches {
		if m.Status.Live() {
			key := m.NeedID + m.OfferID
			require.False(t, live[key])
			live[key] = true
		}
	}
}
