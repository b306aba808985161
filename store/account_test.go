package store_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
)

func addAccount(t *testing.T, s *store.Store, username string, supplier *string) models.Account {
	t.Helper()
	a := models.Account{
		ID: models.NewID(s.Now()), CountyCode: "330199", Username: username, PasswordHash: "x", Role: models.RoleAide,
		Regions: []string{"330199001001"}, SupplierID: supplier, Status: models.AccountActive, CreatedAt: s.Now(), UpdatedAt: s.Now(), Version: 1,
	}
	require.NoError(t, s.InsertAccount(context.Background(), &a))
	return a
}

func at(a models.Account) store.Key { return store.Key{County: a.CountyCode, ID: a.ID} }

func TestAccountComesBackAsItWasWritten(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		a := addAccount(t, s, "aide", nil)
		byID, err := s.Account(context.Background(), at(a))
		require.NoError(t, err)
		byName, err := s.AccountByName(context.Background(), "aide")
		require.NoError(t, err)
		assert.Equal(t, byID.ID, byName.ID)
		assert.Equal(t, a.Regions, byID.Regions)
		assert.True(t, a.CreatedAt.Equal(byID.CreatedAt))
		assert.Nil(t, byID.SupplierID)
		assert.Nil(t, byID.LockedUntil)
	})
}

func TestUsernameIsUniqueInTheInstallation(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		a := addAccount(t, s, "aide", nil)
		a.ID, a.CountyCode = models.NewID(s.Now()), "330198"
		assert.Equal(t, "username_taken", models.CodeOf(s.InsertAccount(context.Background(), &a)))
	})
}

func TestAccountOfAnotherCountyIsNotThere(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		a := addAccount(t, s, "aide", nil)
		_, err := s.Account(context.Background(), store.Key{County: "330198", ID: a.ID})
		assert.Equal(t, models.KindNotFound, models.KindOf(err))
		_, err = s.AccountByName(context.Background(), "nobody")
		assert.Equal(t, models.KindNotFound, models.KindOf(err))
	})
}

func TestFailuresAtTheSameTimeAreAllCounted(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		a := addAccount(t, s, "aide", nil)
		var wg sync.WaitGroup
		for range 12 {
			wg.Go(func() {
				assert.NoError(t, s.InTx(context.Background(), func(s *store.Store) error {
					_, err := s.CountLoginFailure(context.Background(), at(a))
					return err
				}))
			})
		}
		wg.Wait()
		now, err := s.Account(context.Background(), at(a))
		require.NoError(t, err)
		assert.Equal(t, 12, now.FailedCount)
	})
}

func TestLockIsLiftedByForgivingAndNotByALogin(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		ctx, a := context.Background(), addAccount(t, s, "aide", nil)
		until := s.Now().Add(time.Minute)
		require.NoError(t, s.LockAccount(ctx, at(a), until))
		require.NoError(t, s.NoteLogin(ctx, at(a)))
		locked, err := s.Account(ctx, at(a))
		require.NoError(t, err)
		require.NotNil(t, locked.LockedUntil)
		assert.True(t, until.Equal(*locked.LockedUntil))
		assert.NotNil(t, locked.LastLoginAt)
		require.NoError(t, s.ForgiveLogins(ctx, at(a)))
		free, err := s.Account(ctx, at(a))
		require.NoError(t, err)
		assert.Nil(t, free.LockedUntil)
		assert.Zero(t, free.FailedCount)
		assert.Equal(t, models.KindNotFound, models.KindOf(s.LockAccount(ctx, store.Key{County: "330199", ID: models.NewID(s.Now())}, until)))
	})
}

func TestSupplierAccountsMoveTogether(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		ctx, supplier := context.Background(), models.NewID(s.Now())
		mine, other := addAccount(t, s, "ngo", &supplier), addAccount(t, s, "aide", nil)
		n, err := s.StepSupplierAccounts(ctx, store.Key{County: "330199", ID: supplier}, models.AccountActive, models.AccountDisabled)
		require.NoError(t, err)
		assert.EqualValues(t, 1, n)
		now, err := s.Account(ctx, at(mine))
		require.NoError(t, err)
		assert.Equal(t, models.AccountDisabled, now.Status)
		assert.Equal(t, 2, now.Version)
		now, err = s.Account(ctx, at(other))
		require.NoError(t, err)
		assert.Equal(t, models.AccountActive, now.Status)
		assert.Equal(t, "changed_meanwhile", models.CodeOf(s.StepAccount(ctx, at(mine), models.AccountActive, models.AccountDisabled)))
	})
}

func addSession(t *testing.T, s *store.Store, a models.Account) models.Session {
	t.Helper()
	r := models.Session{
		CountyCode: a.CountyCode, ID: models.NewID(s.Now()), AccountID: a.ID, Generation: 1, RefreshHash: []byte("one"),
		CreatedAt: s.Now(), LastUsedAt: s.Now(), ExpiresAt: s.Now().Add(time.Hour),
	}
	require.NoError(t, s.InsertSession(context.Background(), &r))
	return r
}

func TestOneOfManyRotatesASession(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		r := addSession(t, s, addAccount(t, s, "aide", nil))
		key := store.Key{County: r.CountyCode, ID: r.ID}
		var wg sync.WaitGroup
		won := make(chan bool, 12)
		for range cap(won) {
			wg.Go(func() {
				ok, err := s.RotateSession(context.Background(), key, store.Rotation{
					Generation: 1, Old: []byte("one"), New: []byte("two"), ExpiresAt: s.Now().Add(time.Hour),
				})
				assert.NoError(t, err)
				won <- ok
			})
		}
		wg.Wait()
		close(won)
		n := 0
		for ok := range won {
			if ok {
				n++
			}
		}
		assert.Equal(t, 1, n)
		now, err := s.Session(context.Background(), key)
		require.NoError(t, err)
		assert.Equal(t, 2, now.Generation)
	})
}

func TestOnlyALiveSessionIsLive(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		ctx, a := context.Background(), addAccount(t, s, "aide", nil)
		ended, expiring := addSession(t, s, a), addSession(t, s, a)
		key := store.Key{County: ended.CountyCode, ID: ended.ID}
		_, whose, err := s.LiveSession(ctx, key)
		require.NoError(t, err)
		assert.Equal(t, "aide", whose.Username)
		first, err := s.EndSession(ctx, key, "logout")
		require.NoError(t, err)
		second, err := s.EndSession(ctx, key, "logout")
		require.NoError(t, err)
		assert.True(t, first)
		assert.False(t, second)
		_, _, err = s.LiveSession(ctx, key)
		assert.Equal(t, models.KindNotFound, models.KindOf(err))
		testdb.Clock(s).Advance(time.Hour)
		_, _, err = s.LiveSession(ctx, store.Key{County: expiring.CountyCode, ID: expiring.ID})
		assert.Equal(t, models.KindNotFound, models.KindOf(err))
		n, err := s.EndSessions(ctx, at(a), "password")
		require.NoError(t, err)
		assert.EqualValues(t, 1, n)
	})
}
