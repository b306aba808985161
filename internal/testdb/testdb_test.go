package testdb_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
)

func TestMain(m *testing.M) { testdb.Main(m) }

func TestEveryDatabaseIsMigratedAndEmpty(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		current, err := s.SchemaCurrent(context.Background())
		require.NoError(t, err)
		assert.True(t, current)
		counties, err := s.ChainCounties(context.Background())
		require.NoError(t, err)
		assert.Empty(t, counties)
	})
}

func TestTwoDatabasesOfOneTestAreApart(t *testing.T) {
	for _, dialect := range testdb.Dialects(t) {
		t.Run(dialect, func(t *testing.T) {
			a, b := testdb.Open(t, testdb.Address(t, dialect)), testdb.Open(t, testdb.Address(t, dialect))
			require.NoError(t, a.InTx(context.Background(), func(s *store.Store) error {
				s.Record(models.Event{CountyCode: "330199", ActorRole: models.RoleSystem, Noun: "need", Step: "submit"})
				return nil
			}))
			here, err := a.ChainCounties(context.Background())
			require.NoError(t, err)
			there, err := b.ChainCounties(context.Background())
			require.NoError(t, err)
			assert.Equal(t, []string{"330199"}, here)
			assert.Empty(t, there)
		})
	}
}

func TestClockStandsUntilItIsMoved(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		assert.Equal(t, testdb.Start, s.Now())
		testdb.Clock(s).Advance(time.Hour)
		assert.Equal(t, testdb.Start.Add(time.Hour), s.Now())
	})
}

func TestKeysAreAlwaysTheSame(t *testing.T) {
	assert.Equal(t, testdb.Keys(), testdb.Keys())
	assert.Equal(t, testdb.Vault(t).TokenKey(), testdb.Vault(t).TokenKey())
}

func TestRequirementsAreAListWithCommas(t *testing.T) {
	for list, want := range map[string]bool{"": false, "postgres": true, "postgres,browser": true, "browser, postgres": true, "browser": false} {
		t.Setenv("ZHULIAN_TEST_REQUIRE", list)
		assert.Equal(t, want, testdb.Required("postgres"), list)
	}
}
