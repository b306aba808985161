package reports_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/reports"
	"zhulian/store"
)

func TestASupplierSeesItsOwnFiguresToTheUnit(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y, ctx := testdb.Story(t, s), context.Background()
		desk, one, other := &reports.Desk{Store: s}, y.Supplier(), y.Supplier()
		offer := one.Offer()
		need := y.Need(y.Household())
		m := y.Invite(need, offer, testdb.Units(10))
		y.Clock.Advance(6 * time.Hour)
		m, err := y.Desk.AcceptMatch(ctx, one.Admin, m.ID, models.Answer{Quantity: testdb.Units(10)})
		require.NoError(t, err)
		y.Clock.Advance(48 * time.Hour)
		y.Confirm(one.Deliver(m, 10))
		late := y.Invite(y.Need(y.Household()), other.Offer(), testdb.Units(1))
		_, err = y.Desk.DeclineMatch(ctx, other.Admin, late.ID, models.Answer{DeclineCode: "D2"})
		require.NoError(t, err)
		y.Clock.Advance(40 * 24 * time.Hour)
		for range 6 {
			y.Need(y.Household())
		}
		own, err := desk.OwnFigures(ctx, one.Admin)
		require.NoError(t, err)
		require.Equal(t, []any{int64(1), int64(1), int64(0)}, []any{own.Answers.Invited, own.Answers.Accepted, own.Answers.Declined})
		require.Equal(t, []any{6.0, 2.0}, []any{*own.AnswerHours, *own.DeliverDays}, "six hours to answer, two days to deliver")
		require.Equal(t, []int64{1, 1}, []int64{own.Kept.Numerator, own.Kept.Denominator})
		require.Len(t, own.Months, 12)
		var months int64
		for _, l := range own.Months {
			months += l.Denominator
		}
		require.EqualValues(t, 1, months, "the months add up to the whole")
		require.Len(t, own.Needed, 1)
		theirs, err := desk.OwnFigures(ctx, other.Admin)
		require.NoError(t, err)
		require.Equal(t, []any{int64(1), (*float64)(nil)}, []any{theirs.Answers.Declined, theirs.Kept.Rate}, "declining is not counted against anybody")
		for _, by := range []models.Actor{y.Staff, y.Aide, one.Worker, y.Province} {
			_, err := desk.OwnFigures(ctx, by)
			require.Equal(t, models.KindForbidden, models.KindOf(err), by.Role)
		}
	})
}

func TestWhatLeavesTheCountyIsToldByTheCountyWhereTownsAreSmall(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y, ctx := testdb.Story(t, s), context.Background()
		desk := &reports.Desk{Store: s}
		for i := range 6 {
			village := []string{testdb.Village, testdb.OtherVillage}[i%2]
			y.Need(y.Household(func(d *models.HouseholdDraft) { d.RegionCode = village }))
		}
		board, err := desk.Gaps(ctx, y.Staff)
		require.NoError(t, err)
		require.Len(t, board.Cells, 2, "the county's own board has its towns")
		call, err := desk.CallForSupply(ctx, y.Staff)
		require.NoError(t, err)
		require.Len(t, call.Cells, 1)
		require.Equal(t, []any{"", int64(6), int64(60)}, []any{call.Cells[0].Town, call.Cells[0].Needs, call.Cells[0].Missing()})
		require.Equal(t, 2, call.Suppressed)
		_, err = desk.CallForSupply(ctx, y.Supplier().Admin)
		require.Equal(t, models.KindForbidden, models.KindOf(err))
	})
}
