package matching

import (
	"context"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// counting is a context that reports its deadline at the nth look, so that any
// moment of a solution can be cut short without a clock.
type counting struct {
	context.Context
	looks, limit int
}

func (c *counting) Err() error {
	if c.looks++; c.looks > c.limit {
		return context.DeadlineExceeded
	}
	return nil
}

func TestDeadlineAtAnyMomentGivesAFeasibleAnswerWithItsGap(t *testing.T) {
	p := readInstance(t, "county.txt.gz")
	var last int64
	for _, looks := range []int{0, 2, 4, 8, 16, 32, 1 << 20} {
		a, err := Allocate(&counting{Context: context.Background(), limit: looks}, p, AllocationOptions{Workers: 1})
		require.NoError(t, err)
		require.NoError(t, a.Certificate.Verify(p, a))
		require.True(t, a.Gap == 0 || !a.Complete)
		require.GreaterOrEqual(t, a.Bound, int64(27649013))
		require.GreaterOrEqual(t, a.Value, last*9/10, "more time should not be much worse")
		last = a.Value
	}
	require.EqualValues(t, 27649013, last)
}

func TestDeadlineHoldsUnderHardLimits(t *testing.T) {
	p := tiers(whole(households(quantities(shape{counties: 2, needs: 300, offers: 40, degree: 12, supply: 80, grid: 1}.made(1), 6)), 4))
	p.SupplierShare, p.HouseholdUnits, p.MaxOffersPerNeed = 40, 8, 2
	for limit := range 16 {
		a, err := Allocate(&counting{Context: context.Background(), limit: limit * limit * 2}, p, AllocationOptions{Workers: 1})
		require.NoError(t, err)
		require.NoError(t, a.Certificate.Verify(p, a))
	}
}

func TestPassedDeadlineStillAnswers(t *testing.T) {
	ctx, cancel := context.WithDeadline(context.Background(), time.Unix(0, 0))
	defer cancel()
	p := readInstance(t, "small.txt")
	a, err := Allocate(ctx, p, AllocationOptions{})
	require.NoError(t, err)
	require.False(t, a.Complete)
	require.Positive(t, a.Value)
	require.NoError(t, a.Certificate.Verify(p, a))
}

func TestCancelledContextIsAnError(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	a, err := Allocate(ctx, readInstance(t, "tiny.txt"), AllocationOptions{})
	require.ErrorIs(t, err, context.Canceled)
	require.Empty(t, a.Assignments)
}

func TestGapOptionStopsEarlyAndKeepsItsPromise(t *testing.T) {
	p := readInstance(t, "county.txt.gz")
	a, err := Allocate(context.Background(), p, AllocationOptions{GapPPM: 1000})
	require.NoError(t, err)
	require.True(t, a.Complete)
	require.LessOrEqual(t, a.Relative(), 0.001)
	require.NoError(t, a.Certificate.Verify(p, a))
}

func TestNumberOfWorkersNeverChangesTheAnswer(t *testing.T) {
	p := shape{counties: 7, needs: 700, offers: 84, degree: 10, supply: 85, grid: 1000}.made(3)
	p = households(quantities(p, 3))
	p.MaxOffersPerNeed = 2
	one, err := Allocate(context.Background(), p, AllocationOptions{Workers: 1})
	require.NoError(t, err)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	for _, workers := range []int{0, 2, 5} {
		many, err := Allocate(context.Background(), p, AllocationOptions{Workers: workers})
		require.NoError(t, err)
		require.Equal(t, one, many)
	}
}
