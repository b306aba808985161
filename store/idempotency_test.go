package store_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
)

const day = 24 * time.Hour

func keyNow(s *store.Store, request string) models.IdempotencyKey {
	return models.IdempotencyKey{
		CountyCode: "330199", AccountID: "anonymous:1", Key: "k", RequestHash: []byte(request), CreatedAt: s.Now(),
		LeaseUntil: s.Now().Add(30 * time.Second),
	}
}

func event(step string) models.Event {
	return models.Event{CountyCode: "330199", ActorRole: models.RoleAide, Noun: "need", ObjectID: "n1", Step: step}
}

func begin(t *testing.T, s *store.Store, request string) (models.IdempotencyKey, bool) {
	t.Helper()
	now, owned, err := s.BeginKey(context.Background(), keyNow(s, request), day)
	require.NoError(t, err)
	return now, owned
}

func record(ctx context.Context, s *store.Store, step string) error {
	return s.InTx(ctx, func(s *store.Store) error {
		s.Record(event(step))
		return nil
	})
}

func entries(t *testing.T, s *store.Store) int {
	t.Helper()
	all, err := s.Events(context.Background(), store.EventFilter{CountyCode: "330199", Limit: 100})
	require.NoError(t, err)
	return len(all)
}

func TestKeyIsTakenOnceAndThenTellsHowItStands(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		_, owned := begin(t, s, "a")
		assert.True(t, owned)
		now, owned := begin(t, s, "b")
		assert.False(t, owned)
		assert.Equal(t, []byte("a"), now.RequestHash)
		assert.Zero(t, now.Status)
	})
}

func TestOneOfManyTakesTheKey(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		var wg sync.WaitGroup
		wins := make(chan bool, 16)
		for range cap(wins) {
			wg.Go(func() {
				_, owned, err := s.BeginKey(context.Background(), keyNow(s, "a"), day)
				wins <- owned && err == nil
			})
		}
		wg.Wait()
		close(wins)
		won := 0
		for w := range wins {
			if w {
				won++
			}
		}
		assert.Equal(t, 1, won)
	})
}

func TestEffectAndKeyAreCommittedTogether(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		key, _ := begin(t, s, "a")
		ctx := s.WithKey(context.Background(), key)
		failed := errors.New("rolled back")
		require.ErrorIs(t, s.InTx(ctx, func(s *store.Store) error {
			s.Record(event("submit"))
			return failed
		}), failed)
		now, _ := begin(t, s, "a")
		assert.Nil(t, now.AppliedAt, "a transaction that failed has no effect on the key")
		require.NoError(t, record(ctx, s, "submit"))
		now, owned := begin(t, s, "a")
		assert.False(t, owned)
		require.NotNil(t, now.AppliedAt)
		assert.Equal(t, "need", now.Noun)
		assert.Equal(t, "n1", now.ObjectID)
	})
}

func TestSecondTransactionOfOneRequestPasses(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		key, _ := begin(t, s, "a")
		ctx := s.WithKey(context.Background(), key)
		require.NoError(t, record(ctx, s, "submit"))
		require.NoError(t, record(ctx, s, "view"))
		assert.Equal(t, 2, entries(t, s))
	})
}

func TestALookIsNoEffectOfARequest(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		key, owned := begin(t, s, "request")
		require.True(t, owned)
		ctx := s.WithKey(context.Background(), key)
		require.NoError(t, s.InTx(ctx, func(s *store.Store) error {
			return s.InsertDisclosure(ctx, &models.Disclosure{CountyCode: key.CountyCode, ID: models.NewID(s.Now()), At: s.Now(), AccountID: key.AccountID,
				Role: models.RoleAide, Tier: 4, Purpose: "view", Fields: []string{"name"}})
		}))
		require.NoError(t, s.ReleaseKey(context.Background(), key), "a form that came back was looked at, and had no effect")
		_, owned = begin(t, s, "the same form, mended")
		assert.True(t, owned)
	})
}

func TestSlowOwnerHasNoEffectOnceTheKeyIsTakenOver(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		slow, _ := begin(t, s, "a")
		testdb.Clock(s).Advance(31 * time.Second)
		quick, owned := begin(t, s, "a")
		require.True(t, owned, "a lease that ran out without effect is taken over")
		err := record(s.WithKey(context.Background(), slow), s, "submit")
		assert.Equal(t, "idempotency_in_progress", models.CodeOf(err))
		assert.Zero(t, entries(t, s))
		slow.Status = 201
		require.NoError(t, s.FinishKey(context.Background(), slow, []byte("slow")))
		require.NoError(t, s.ReleaseKey(context.Background(), slow))
		require.NoError(t, record(s.WithKey(context.Background(), quick), s, "submit"))
		assert.Equal(t, 1, entries(t, s))
	})
}

func TestAppliedKeyIsNeverTakenOver(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		key, _ := begin(t, s, "a")
		require.NoError(t, record(s.WithKey(context.Background(), key), s, "submit"))
		require.NoError(t, s.ReleaseKey(context.Background(), key))
		testdb.Clock(s).Advance(time.Hour)
		now, owned := begin(t, s, "a")
		assert.False(t, owned)
		assert.NotNil(t, now.AppliedAt)
	})
}

func TestAnswerIsSealedAndComesBack(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		key, _ := begin(t, s, "a")
		key.Status, key.ContentType, key.Location = 201, "application/json", "/api/v1/needs/1"
		require.NoError(t, s.FinishKey(context.Background(), key, []byte(`{"id":"1"}`)))
		now, owned := begin(t, s, "a")
		assert.False(t, owned)
		assert.Equal(t, 201, now.Status)
		assert.Equal(t, "/api/v1/needs/1", now.Location)
		assert.NotContains(t, string(now.Sealed), `"id"`)
		body, err := s.KeyAnswer(now)
		require.NoError(t, err)
		assert.JSONEq(t, `{"id":"1"}`, string(body))
	})
}

func TestReleasedKeyCanBeTakenAgain(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		key, _ := begin(t, s, "a")
		require.NoError(t, s.ReleaseKey(context.Background(), key))
		_, owned := begin(t, s, "b")
		assert.True(t, owned)
	})
}

func TestKeyIsForgottenAfterADay(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		key, _ := begin(t, s, "a")
		key.Status = 200
		require.NoError(t, s.FinishKey(context.Background(), key, []byte("{}")))
		testdb.Clock(s).Advance(day - time.Microsecond)
		_, owned := begin(t, s, "b")
		assert.False(t, owned)
		testdb.Clock(s).Advance(time.Microsecond)
		_, owned = begin(t, s, "b")
		assert.True(t, owned)
		testdb.Clock(s).Advance(time.Hour)
		n, err := s.ForgetKeys(context.Background(), s.Now())
		require.NoError(t, err)
		assert.EqualValues(t, 1, n)
	})
}

func TestBlindIsStableAndOfOnePurpose(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		assert.Equal(t, s.Blind("address", []byte("10.0.0.1")), s.Blind("address", []byte("10.0.0.1")))
		assert.NotEqual(t, s.Blind("address", []byte("10.0.0.1")), s.Blind("request", []byte("10.0.0.1")))
	})
}

// Whoever asks may go away at any instant: then he has the key and gives it back, or nobody has it.
func TestACallerWhoGoesAwayLeavesNoKeyBehind(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		for i := range 200 {
			ctx, leave := context.WithTimeout(context.Background(), time.Duration(i)*5*time.Microsecond)
			key := keyNow(s, "a")
			_, owned, err := s.BeginKey(ctx, key, day)
			leave()
			if owned {
				require.NoError(t, err)
				require.NoError(t, s.ReleaseKey(context.Background(), key))
			}
			next, owned := begin(t, s, "a")
			require.True(t, owned, "after %d steps", i)
			require.NoError(t, s.ReleaseKey(context.Background(), next))
		}
	})
}
