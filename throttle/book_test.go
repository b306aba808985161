package throttle_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/throttle"
)

func TestExactRateHoldsOverAllWhoShareABook(t *testing.T) {
	at := now
	book := throttle.NewMemory(func() time.Time { return at })
	a, b := throttle.NewExact(book, "codes", 1, 3), throttle.NewExact(book, "codes", 1, 3)
	take := func(e *throttle.Exact, key string) time.Duration {
		wait, err := e.Take(t.Context(), key)
		require.NoError(t, err)
		return wait
	}
	assert.Zero(t, take(a, "x"))
	assert.Zero(t, take(b, "x"))
	assert.Zero(t, take(a, "x"))
	assert.Equal(t, time.Second, take(b, "x"))
	assert.Equal(t, time.Second, take(b, "x"), "a refused one costs nothing")
	wait, err := a.Peek(t.Context(), "x", at)
	require.NoError(t, err)
	assert.Equal(t, time.Second, wait)
	assert.Zero(t, take(b, "y"), "another key has its own bucket")
	assert.Zero(t, take(throttle.NewExact(book, "logins", 1, 1), "x"), "another limit too")
	at = at.Add(time.Second)
	assert.Zero(t, take(b, "x"))
	assert.NotZero(t, take(a, "x"))
}

func TestMemoryForgetsWhoRests(t *testing.T) {
	at := now
	book := throttle.NewMemory(func() time.Time { return at })
	spend := func(key string, n float64) float64 {
		taken, err := book.Spend(t.Context(), "names", 0, 0, map[string]float64{key: n})
		require.NoError(t, err)
		return taken[key]
	}
	spend("old", 5)
	at = at.Add(2 * time.Hour)
	spend("fresh", 3)
	for i := range 49_999 {
		spend(fmt.Sprint(i), 1)
	}
	assert.InDelta(t, 4, spend("fresh", 1), 0, "of those who spent once there are enough to forget")
	assert.InDelta(t, 1, spend("old", 1), 0, "it was quiet for two hours")
}

// slowBook tells when it was asked, and may fail.
type slowBook struct {
	*throttle.Memory

	fails bool
	asked chan map[string]float64
}

func (b *slowBook) Spend(ctx context.Context, limit string, perSecond, most float64, tokens map[string]float64) (map[string]float64, error) {
	defer func() { b.asked <- tokens }()
	if b.fails {
		return nil, errors.New("out of reach")
	}
	return b.Memory.Spend(ctx, limit, perSecond, most, tokens)
}

func TestSharedRateHoldsInSumButForASecond(t *testing.T) {
	at := now
	book := &slowBook{Memory: throttle.NewMemory(func() time.Time { return at }), asked: make(chan map[string]float64, 100)}
	here, there := throttle.New(10, 100).Share(book, "account"), throttle.New(10, 100).Share(book, "account")
	// Each second both are asked for more than one of them would let through; the first Take of a second lets the balance of the last one begin.
	through := 0
	for range 60 {
		for _, th := range []*throttle.Throttle{here, there} {
			for range 20 {
				if th.Take("x", at) == 0 {
					through++
				}
			}
			throttle.Settle(th)
		}
		at = at.Add(time.Second)
	}
	// In a minute 100 + 600 may pass; what each lets through before it hears of the other comes to that once.
	assert.LessOrEqual(t, through, 700+2*20+20)
	assert.GreaterOrEqual(t, through, 650)
}

func TestWhatCannotBeToldIsToldLater(t *testing.T) {
	at := now
	book := &slowBook{Memory: throttle.NewMemory(func() time.Time { return at }), asked: make(chan map[string]float64, 100), fails: true}
	th := throttle.New(1, 100).Share(book, "account")
	for range 5 {
		th.Take("x", at)
	}
	throttle.Settle(th)
	at = at.Add(time.Second)
	th.Take("x", at)
	throttle.Settle(th)
	<-book.asked
	book.fails = false
	at = at.Add(time.Second)
	th.Take("x", at)
	assert.GreaterOrEqual(t, (<-book.asked)["x"], 6.0)
	throttle.Settle(th)
	quiet := throttle.New(1, 100).Share(book, "account")
	quiet.Take("y", at)
	throttle.Settle(quiet)
	assert.Empty(t, book.asked, "one request is not worth a row")
}
