package store_test

import (
	"errors"
	"net/url"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
)

func TestLimitsHoldOnPostgreSQLAndMeanNothingToSQLite(t *testing.T) {
	for _, dialect := range testdb.Dialects(t) {
		t.Run(dialect, func(t *testing.T) {
			s, err := store.Open(t.Context(), testdb.Address(t, dialect), store.Options{Vault: testdb.Vault(t), MaxConns: 5, StatementTimeout: 50 * time.Millisecond})
			require.NoError(t, err)
			t.Cleanup(func() { _ = s.Close() })
			pool, err := s.Pool()
			require.NoError(t, err)
			if dialect == store.SQLite {
				assert.Equal(t, 1, pool.Stats().MaxOpenConnections, "one that writes")
				return
			}
			assert.Equal(t, 5, pool.Stats().MaxOpenConnections)
			_, err = pool.ExecContext(t.Context(), "SELECT pg_sleep(60)")
			assert.ErrorContains(t, err, "statement timeout")
		})
	}
}

func TestManyOpenAFreshFileAtOnce(t *testing.T) {
	for range 20 {
		address := "sqlite:" + filepath.Join(t.TempDir(), "fresh.db")
		errs := make([]error, 16)
		var wg sync.WaitGroup
		for i := range errs {
			wg.Go(func() {
				s, err := store.Open(t.Context(), address, store.Options{Vault: testdb.Vault(t)})
				if err == nil {
					err = s.Close()
				}
				errs[i] = err
			})
		}
		wg.Wait()
		require.NoError(t, errors.Join(errs...))
	}
}

func TestTheAddressSaysMoreThanTheFlag(t *testing.T) {
	if !slices.Contains(testdb.Dialects(t), store.Postgres) {
		return // said by Dialects
	}
	address, err := url.Parse(testdb.Address(t, store.Postgres))
	require.NoError(t, err)
	q := address.Query()
	q.Set("statement_timeout", "12345")
	address.RawQuery = q.Encode()
	s, err := store.Open(t.Context(), address.String(), store.Options{Vault: testdb.Vault(t), StatementTimeout: time.Minute})
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Close() })
	pool, err := s.Pool()
	require.NoError(t, err)
	var said string
	require.NoError(t, pool.QueryRowContext(t.Context(), "SHOW statement_timeout").Scan(&said))
	assert.Equal(t, "12345ms", said)
	require.NoError(t, pool.QueryRowContext(t.Context(), "SHOW jit").Scan(&said))
	assert.Equal(t, "off", said, "what it does not say is as the house wants it")
	require.NoError(t, pool.QueryRowContext(t.Context(), "SHOW idle_in_transaction_session_timeout").Scan(&said))
	assert.Equal(t, "20s", said)
}

// TestATransactionThatHangsHoldsNobodyUp has a transaction wait longer than it may: whoever waits for its row goes on, and it has no effect.
func TestATransactionThatHangsHoldsNobodyUp(t *testing.T) {
	if !slices.Contains(testdb.Dialects(t), store.Postgres) {
		return // said by Dialects
	}
	address := testdb.Address(t, store.Postgres)
	s := testdb.Open(t, address)
	hung := testdb.Open(t, address+"&idle_in_transaction_session_timeout=200")
	record := func(s *store.Store, id string, meanwhile func() error) error {
		return s.InTx(t.Context(), func(s *store.Store) error {
			seen := models.Disclosure{CountyCode: "330199", ID: id, At: s.Now(), Role: models.RoleAide, Tier: 4, Purpose: "view", Fields: []string{"name"}}
			if err := s.InsertDisclosure(t.Context(), &seen); err != nil {
				return err
			}
			return meanwhile()
		})
	}
	id := models.NewID(s.Now())
	err := record(hung, id, func() error { return record(s, id, func() error { return nil }) })
	assert.Equal(t, models.KindUnavailable, models.KindOf(err), "%v", err)
}
