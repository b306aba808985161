package store_test

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/pressly/goose/v3/lock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/clock"
	"zhulian/internal/testdb"
	"zhulian/store"
)

// down takes every migration back.
func down(t *testing.T, s *store.Store) {
	t.Helper()
	for {
		states, err := s.MigrationStatus(context.Background())
		require.NoError(t, err)
		applied := 0
		for _, m := range states {
			if m.Applied {
				applied++
			}
		}
		if applied == 0 {
			return
		}
		name, err := s.MigrateDown(context.Background())
		require.NoError(t, err)
		assert.NotEmpty(t, name)
	}
}

func TestMigrationsGoDownAndUpAgain(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		before := schemaOf(t, s)
		down(t, s)
		assert.Empty(t, schemaOf(t, s), "nothing is left behind")
		current, err := s.SchemaCurrent(context.Background())
		require.NoError(t, err)
		assert.False(t, current)
		applied, err := s.Migrate(context.Background())
		require.NoError(t, err)
		assert.Positive(t, applied)
		assert.Equal(t, before, schemaOf(t, s))
		applied, err = s.Migrate(context.Background())
		require.NoError(t, err)
		assert.Zero(t, applied, "a second time does nothing")
	})
}

func TestManyInstancesMigrateAtOnce(t *testing.T) {
	for _, dialect := range testdb.Dialects(t) {
		t.Run(dialect, func(t *testing.T) {
			address := "sqlite:" + filepath.Join(t.TempDir(), "fresh.db")
			if dialect == store.Postgres {
				address = testdb.Address(t, dialect)
				down(t, testdb.Open(t, address))
			}
			errs := make([]error, 6)
			var wg sync.WaitGroup
			for i := range errs {
				wg.Add(1)
				go func() {
					defer wg.Done()
					s, err := store.Open(context.Background(), address, store.Options{Vault: testdb.Vault(t), Clock: clock.NewFake(testdb.Start), MaxConns: 4})
					if err != nil {
						errs[i] = err
						return
					}
					_, err = s.Migrate(context.Background())
					errs[i] = errors.Join(err, s.Close())
				}()
			}
			wg.Wait()
			require.NoError(t, errors.Join(errs...))
			current, err := testdb.Open(t, address).SchemaCurrent(context.Background())
			require.NoError(t, err)
			assert.True(t, current)
		})
	}
}

func TestANewerSchemaIsLeftAlone(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		applied := "1"
		if s.Dialect() == store.Postgres {
			applied = "true"
		}
		tamper(t, s, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, "+applied+")")
		_, err := s.Migrate(context.Background())
		require.ErrorIs(t, err, store.ErrNewerSchema)
		_, err = s.MigrateDown(context.Background())
		require.ErrorIs(t, err, store.ErrNewerSchema)
		_, err = s.SchemaCurrent(context.Background())
		require.ErrorIs(t, err, store.ErrNewerSchema)
		_, err = s.MigrationStatus(context.Background())
		require.ErrorIs(t, err, store.ErrNewerSchema)
	})
}

func TestReadinessDoesNotWaitForWhoMigrates(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		if s.Dialect() == store.SQLite {
			return // no lock that lasts
		}
		pool, err := s.Pool()
		require.NoError(t, err)
		conn, err := pool.Conn(t.Context())
		require.NoError(t, err)
		defer func() { require.NoError(t, conn.Close()) }()
		_, err = conn.ExecContext(t.Context(), "SELECT pg_advisory_lock($1)", lock.DefaultLockID)
		require.NoError(t, err)
		limit, cancel := context.WithTimeout(t.Context(), 4*time.Second) // goose asks for its lock again after five
		defer cancel()
		serves, err := s.SchemaServes(limit)
		require.NoError(t, err)
		assert.True(t, serves)
	})
}
