package store_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/store"
	"zhulian/throttle"
)

var _ throttle.Book = (*store.Store)(nil)

func TestBucketsAreSpentFromByAllServers(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		spend := func(most float64, tokens map[string]float64) map[string]float64 {
			out, err := s.Spend(t.Context(), "codes", 2, most, tokens)
			require.NoError(t, err)
			return out
		}
		assert.Equal(t, map[string]float64{"a": 3, "b": 1}, spend(0, map[string]float64{"a": 3, "b": 1}))
		assert.Equal(t, map[string]float64{"a": 4}, spend(4, map[string]float64{"a": 1}))
		assert.Equal(t, map[string]float64{"a": 5}, spend(4, map[string]float64{"a": 1}), "refused")
		taken, at, err := s.Taken(t.Context(), "codes", "a")
		require.NoError(t, err)
		assert.InDelta(t, 4, taken, 0, "and left as it was")
		assert.True(t, at.Equal(s.Now()))
		testdb.Clock(s).Advance(500 * time.Millisecond)
		assert.Equal(t, map[string]float64{"a": 4}, spend(4, map[string]float64{"a": 1}), "it fills up by itself")
		testdb.Clock(s).Advance(-time.Hour)
		assert.Equal(t, map[string]float64{"b": 2}, spend(4, map[string]float64{"b": 1}), "a clock that is behind gains nothing")
		taken, _, err = s.Taken(t.Context(), "logins", "a")
		require.NoError(t, err)
		assert.Zero(t, taken, "another limit has its own")
	})
}

func TestBucketIsNeverSpentTwiceAtOnce(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		limit := throttle.NewExact(s, "guesses", 0.5, 20)
		var through int
		var mu sync.Mutex
		var all sync.WaitGroup
		for range 50 {
			all.Go(func() {
				wait, err := limit.Take(t.Context(), "10.0.0.1")
				mu.Lock()
				defer mu.Unlock()
				if assert.NoError(t, err) && wait == 0 {
					through++
				}
			})
		}
		all.Wait()
		assert.Equal(t, 20, through)
	})
}

func TestRatesKeepNoAddressAndAreForgotten(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		tokens := map[string]float64{}
		for i := range 50 {
			tokens[fmt.Sprintf("10.0.0.%d", i)] = 1
		}
		_, err := s.Spend(t.Context(), "addresses", 1, 0, tokens)
		require.NoError(t, err)
		assert.Equal(t, [][]string{{"50", "0"}}, rows(t, s, "SELECT count(*), count(*) FILTER (WHERE key LIKE '10.%') FROM rate_bucket", 2))
		testdb.Clock(s).Advance(time.Hour)
		require.NoError(t, s.ForgetRates(t.Context(), s.Now().Add(-2*time.Hour)))
		assert.Equal(t, [][]string{{"50"}}, rows(t, s, "SELECT count(*) FROM rate_bucket", 1))
		require.NoError(t, s.ForgetRates(t.Context(), s.Now()))
		assert.Equal(t, [][]string{{"0"}}, rows(t, s, "SELECT count(*) FROM rate_bucket", 1))
	})
}
