package store_test

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"strings"
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

func TestAMigrationLetsGoOfWhoeverWaitsBehindIt(t *testing.T) {
	if pg := testdb.OwnCluster(t); pg != nil { // the tables of others may be cut in parts, of which no index is made while people work
		t.Cleanup(store.WaitForLocks(20*time.Millisecond, 10*time.Millisecond))
		s := testdb.Open(t, pg.Database(t, "worked_on"))
		pool, err := s.Pool()
		require.NoError(t, err)
		held, err := pool.BeginTx(t.Context(), nil)
		require.NoError(t, err)
		_, err = held.ExecContext(t.Context(), "LOCK TABLE goose_db_version IN EXCLUSIVE MODE")
		require.NoError(t, err)
		done := make(chan error, 1)
		go func() {
			_, err := s.MigrateDown(context.Background())
			done <- err
		}()
		// Three tries that came to nothing are three sessions' waits that began later than the one before.
		waits := map[string]bool{}
		for len(waits) < 3 {
			var began sql.NullString
			require.NoError(t, pool.QueryRowContext(t.Context(), `SELECT MAX(l.waitstart::text) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
				WHERE d.datname = current_database() AND NOT l.granted`).Scan(&began))
			if began.Valid {
				waits[began.String] = true
			}
			select {
			case err := <-done:
				require.Fail(t, "the migration did not wait", "%v", err)
			default:
			}
		}
		require.NoError(t, held.Rollback())
		require.NoError(t, <-done)
		applied, err := s.Migrate(t.Context())
		require.NoError(t, err)
		assert.Equal(t, 1, applied)
	}
}

// TestAnIndexLeftHalfMadeIsMadeAnew: a failure in the middle leaves indexes, one of them invalid, and the migration noted nowhere.
func TestAnIndexLeftHalfMadeIsMadeAnew(t *testing.T) {
	if pg := testdb.OwnCluster(t); pg != nil {
		s := testdb.Open(t, pg.Database(t, "worked_on"))
		pool, err := s.Pool()
		require.NoError(t, err)
		for name := ""; !strings.Contains(name, "00029"); {
			name, err = s.MigrateDown(t.Context())
			require.NoError(t, err)
		}
		for _, query := range []string{"CREATE INDEX event_noun ON event (county_code, noun, seq)",
			"UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'event_noun'::regclass"} {
			_, err := pool.ExecContext(t.Context(), query)
			require.NoError(t, err, query)
		}
		_, err = s.Migrate(t.Context())
		require.NoError(t, err)
		var whole int
		require.NoError(t, pool.QueryRowContext(t.Context(),
			"SELECT COUNT(*) FROM pg_index WHERE indisvalid AND indexrelid IN ('event_noun'::regclass, 'person_born'::regclass)").Scan(&whole))
		assert.Equal(t, 2, whole)
	}
}
