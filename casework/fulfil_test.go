package casework_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
)

func TestWhatIsDeliveredAndConfirmedMovesTheNeed(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		n := y.Need(y.Household())
		m := g.Promise(n, g.Offer(), 10)
		first := g.Deliver(m, 4)
		assert.Equal(t, models.NeedInService, y.NeedNow(n.ID).Status)
		y.Confirm(first)
		assert.Equal(t, models.NeedInService, y.NeedNow(n.ID).Status)
		second := g.Deliver(m, 6)
		assert.Equal(t, models.NeedDelivered, y.NeedNow(n.ID).Status)
		assert.Equal(t, models.MatchActive, y.MatchNow(m.ID).Status)
		y.Confirm(second)
		assert.Equal(t, models.NeedConfirmed, y.NeedNow(n.ID).Status)
		done := y.MatchNow(m.ID)
		assert.Equal(t, models.MatchCompleted, done.Status)
		assert.NotNil(t, done.CompletedAt)
	})
}

func TestSeveralSuppliersFillOneNeed(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g, second := y.Supplier(), y.Supplier()
		n := y.Need(y.Household())
		a, b := g.Promise(n, g.Offer(), 6), second.Promise(n, second.Offer(), 4)
		assert.Equal(t, models.NeedAgreed, y.NeedNow(n.ID).Status)
		y.Confirm(g.Deliver(a, 6))
		assert.Equal(t, models.MatchCompleted, y.MatchNow(a.ID).Status)
		assert.Equal(t, models.NeedInService, y.NeedNow(n.ID).Status)
		y.Confirm(second.Deliver(b, 4))
		now := y.NeedNow(n.ID)
		assert.Equal(t, models.NeedConfirmed, now.Status)
		assert.Equal(t, []int64{10, 10, 10}, []int64{now.Reserved, now.Delivered, now.Confirmed})
	})
}

func TestNobodyDeliversMoreThanWasPromised(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		m := g.Promise(y.Need(y.Household()), g.Offer(), 5)
		g.Deliver(m, 3)
		now := y.Store.Now()
		_, err := y.Desk.RecordFulfilment(ctx, g.Admin, m.ID, models.FulfilmentDraft{Quantity: 3, OccurredAt: &now})
		conflict(t, err, "over_reserved")
		planned := g.Plan(m, 3, y.Today().AddDays(1))
		_, err = y.Desk.FinishFulfilment(ctx, g.Worker, planned.ID, models.FulfilmentDraft{Quantity: 3, OccurredAt: &now})
		conflict(t, err, "over_reserved")
		f, err := y.Desk.FinishFulfilment(ctx, g.Worker, planned.ID, models.FulfilmentDraft{Quantity: 2, OccurredAt: &now, Outcome: models.FulfilmentPartial})
		require.NoError(t, err)
		assert.Equal(t, models.FulfilmentPartial, f.Status)
	})
}

func TestAWorkerChecksInAndFinishesAPlannedTask(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		m := g.Promise(y.Need(y.Household()), g.Offer(), 5)
		f := g.Plan(m, 5, y.Today())
		assert.Equal(t, models.FulfilmentPlanned, f.Status)
		assert.Zero(t, y.MatchNow(m.ID).Delivered, "a plan delivers nothing")
		f, err := y.Desk.CheckIn(ctx, g.Worker, f.ID)
		require.NoError(t, err)
		assert.Equal(t, testdb.Start, f.CheckedInAt.UTC())
		_, err = y.Desk.CheckIn(ctx, g.Worker, f.ID)
		conflict(t, err, "step_not_allowed")
		now := y.Store.Now()
		f, err = y.Desk.FinishFulfilment(ctx, g.Worker, f.ID, models.FulfilmentDraft{Quantity: 5, OccurredAt: &now, Note: "已送到门口"})
		require.NoError(t, err)
		assert.Equal(t, models.FulfilmentDone, f.Status)
		assert.Equal(t, "已送到门口", f.Note)
		assert.Equal(t, []string{"plan", "check_in", "done"}, y.Steps("fulfilment", f.ID))
	})
}

func TestANoShowDeliversNothing(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		m := g.Promise(y.Need(y.Household()), g.Offer(), 5)
		now := y.Store.Now()
		for _, outcome := range []models.FulfilmentStatus{models.FulfilmentNoShowSup, models.FulfilmentNoShowBen, models.FulfilmentRefused, models.FulfilmentUnsafe} {
			f, err := y.Desk.RecordFulfilment(ctx, g.Admin, m.ID, models.FulfilmentDraft{OccurredAt: &now, Outcome: outcome})
			require.NoError(t, err, outcome)
			_, err = y.Desk.ConfirmFulfilment(ctx, y.Aide, f.ID, models.Confirmation{})
			conflict(t, err, "step_not_allowed")
		}
		_, err := y.Desk.RecordFulfilment(ctx, g.Admin, m.ID, models.FulfilmentDraft{Quantity: 1, OccurredAt: &now, Outcome: models.FulfilmentRefused})
		faulty(t, err, "quantity", "nothing_delivered")
		assert.Zero(t, y.MatchNow(m.ID).Delivered)
	})
}

func TestWhatSuppliersRecordIsChecked(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g, stranger := y.Supplier(), y.Supplier()
		m := g.Promise(y.Need(y.Household()), g.Offer(), 5)
		at := func(d time.Duration) *time.Time { return ptr(y.Store.Now().Add(d)) }
		for field, c := range map[string]struct {
			in   models.FulfilmentDraft
			code string
		}{
			"occurred_at": {models.FulfilmentDraft{Quantity: 1, OccurredAt: at(time.Hour)}, "in_future"},
			"quantity":    {models.FulfilmentDraft{OccurredAt: at(0)}, "min"},
			"planned_at":  {models.FulfilmentDraft{Quantity: 1, PlannedAt: at(-48 * time.Hour)}, "in_past"},
			"outcome":     {models.FulfilmentDraft{Quantity: 1, PlannedAt: at(time.Hour), Outcome: "done"}, "not_yet"},
			"worker_id":   {models.FulfilmentDraft{Quantity: 1, OccurredAt: at(0), WorkerID: stranger.Worker.AccountID}, "not_of_supplier"},
		} {
			_, err := y.Desk.RecordFulfilment(ctx, g.Admin, m.ID, c.in)
			faulty(t, err, field, c.code)
		}
		_, err := y.Desk.RecordFulfilment(ctx, g.Admin, m.ID, models.FulfilmentDraft{Quantity: 1})
		faulty(t, err, "occurred_at", "required")
		_, err = y.Desk.RecordFulfilment(ctx, g.Admin, m.ID, models.FulfilmentDraft{Quantity: 1, OccurredAt: at(-366 * 24 * time.Hour)})
		faulty(t, err, "occurred_at", "too_old")
		_, err = y.Desk.RecordFulfilment(ctx, g.Admin, m.ID, models.FulfilmentDraft{Quantity: -1, OccurredAt: at(0)})
		faulty(t, err, "quantity", "min")
	})
}

func TestADisputeUpheldCountsAndOneOverturnedDoesNot(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		n := y.Need(y.Household())
		m := g.Promise(n, g.Offer(), 10)
		good, bad := g.Deliver(m, 6), g.Deliver(m, 4)
		_, err := y.Desk.DisputeFulfilment(ctx, y.Aide, good.ID, models.Confirmation{Note: " "})
		faulty(t, err, "note", "required")
		for _, f := range []*models.Fulfilment{good, bad} {
			_, err := y.Desk.DisputeFulfilment(ctx, y.Aide, f.ID, models.Confirmation{Note: "没有收到"})
			require.NoError(t, err)
		}
		assert.Zero(t, y.NeedNow(n.ID).Delivered, "what is disputed does not count")
		assert.Equal(t, models.NeedAgreed, y.NeedNow(n.ID).Status)
		upheld, err := y.Desk.SettleDispute(ctx, y.Clerk, good.ID, true, models.Confirmation{})
		require.NoError(t, err)
		assert.Equal(t, models.FulfilmentConfirmed, upheld.Status)
		overturned, err := y.Desk.SettleDispute(ctx, y.Clerk, bad.ID, false, models.Confirmation{Note: "确未送达"})
		require.NoError(t, err)
		assert.Equal(t, models.FulfilmentOverturned, overturned.Status)
		now := y.NeedNow(n.ID)
		assert.Equal(t, []int64{10, 6, 6}, []int64{now.Reserved, now.Delivered, now.Confirmed})
		y.Confirm(g.Deliver(m, 4))
		assert.Equal(t, models.NeedConfirmed, y.NeedNow(n.ID).Status)
	})
}

func TestADisputedDeliveryMayBeMadeGoodAndIsThenNotUpheld(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		m := g.Promise(y.Need(y.Household()), g.Offer(), 5)
		f := g.Deliver(m, 5)
		_, err := y.Desk.DisputeFulfilment(ctx, y.Aide, f.ID, models.Confirmation{Note: "少了"})
		require.NoError(t, err)
		again := g.Deliver(m, 1)
		_, err = y.Desk.SettleDispute(ctx, y.Clerk, f.ID, true, models.Confirmation{})
		conflict(t, err, "over_reserved")
		_, err = y.Desk.SettleDispute(ctx, y.Clerk, f.ID, false, models.Confirmation{})
		require.NoError(t, err)
		y.Confirm(again)
		assert.Equal(t, models.MatchActive, y.MatchNow(m.ID).Status, "four are still to come")
	})
}

func TestADisputeOutlivesItsMatchWithoutLosingUnits(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		o, n := g.Offer(), y.Need(y.Household())
		m := g.Promise(n, o, 10)
		before, after := g.Deliver(m, 2), g.Deliver(m, 3)
		_, err := y.Desk.DisputeFulfilment(ctx, y.Aide, before.ID, models.Confirmation{Note: "没有收到"})
		require.NoError(t, err)
		_, err = y.Desk.CancelMatch(ctx, y.Staff, m.ID, "")
		require.NoError(t, err)
		assert.EqualValues(t, 5, y.Held(o.ID), "what is in dispute stays held")

		_, err = y.Desk.SettleDispute(ctx, y.Clerk, before.ID, true, models.Confirmation{})
		require.NoError(t, err, "a dispute can be settled after its match has ended")
		_, err = y.Desk.DisputeFulfilment(ctx, y.Aide, after.ID, models.Confirmation{Note: "也没有"})
		require.NoError(t, err)
		_, err = y.Desk.SettleDispute(ctx, y.Clerk, after.ID, false, models.Confirmation{})
		require.NoError(t, err)
		assert.EqualValues(t, 2, y.Held(o.ID), "units of an overturned delivery go back to the offer")
		now := y.NeedNow(n.ID)
		assert.EqualValues(t, 2, now.Reserved)
		assert.Equal(t, models.NeedOpen, now.Status, "and the need looks for them again")
	})
}

func TestConfirmingLateStillCountsAfterTheMatchEnded(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		n := y.Need(y.Household())
		m := g.Promise(n, g.Offer(), 10)
		f := g.Deliver(m, 4)
		_, err := y.Desk.CloseUnmet(ctx, y.Clerk, n.ID, models.Closing{ResolutionCode: "U2"})
		require.NoError(t, err)
		y.Confirm(f)
		now := y.NeedNow(n.ID)
		assert.Equal(t, models.NeedClosedUnmet, now.Status)
		assert.EqualValues(t, 4, now.Confirmed)
	})
}
