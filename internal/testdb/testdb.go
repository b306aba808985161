// Package testdb gives tests a fresh, migrated database of either dialect. Tests that touch rows run through Each, and their package
// says
//
//	func TestMain(m *testing.M) { testdb.Main(m) }
//
// PostgreSQL is the server at TEST_DATABASE_URL or, without it, a throwaway cluster made with the server's own programs where they
// are installed. Where there is neither, the tests run on SQLite alone and a line on standard error says so; with
// ZHULIAN_TEST_REQUIRE=postgres they fail instead. ZHULIAN_TEST_LAYOUT has PostgreSQL laid out as it would be over several machines
// (see layout.go), without SQLite beside it.
package testdb

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhulian/clock"
	"zhulian/store"
	"zhulian/vault"
)

// Start is where every test's clock stands at first: Monday 2 March 2026, nine in the morning in Shanghai, a working day.
var Start = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

// Main runs a package's tests and then ends what they started. It does not return.
func Main(m interface{ Run() int }) {
	code := m.Run()
	if !stopServer() && code == 0 {
		code = 1
	}
	tellMissing()
	os.Exit(code)
}

// Each runs a test once per dialect, each time on a fresh, migrated database whose store is closed afterwards.
func Each(t *testing.T, test func(t *testing.T, s *store.Store)) {
	t.Helper()
	for _, dialect := range Dialects(t) {
		t.Run(dialect, func(t *testing.T) { test(t, Open(t, Address(t, dialect))) })
	}
}

// Dialects lists the databases that are at hand: SQLite always, PostgreSQL where it is found.
func Dialects(t testing.TB) []string {
	t.Helper()
	if _, err := findServer(); err != nil {
		if Required("postgres") {
			t.Fatalf("PostgreSQL is required: %v", err)
		}
		if Miss("PostgreSQL was not found: %d tests ran on SQLite only") {
			t.Logf("%v: running on SQLite only", err)
		}
		return []string{store.SQLite}
	}
	if layout() != "" {
		return []string{store.Postgres}
	}
	return []string{store.SQLite, store.Postgres}
}

// Address makes a fresh, migrated database and returns its address for store.Open. It is removed when the test ends.
func Address(t testing.TB, dialect string) string {
	t.Helper()
	if dialect == store.Postgres {
		return postgresAddress(t)
	}
	template, err := sqliteTemplate()
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "test.db")
	require.NoError(t, os.WriteFile(path, template, 0o600))
	return "sqlite:" + path
}

var clocks sync.Map // *store.Store → *clock.Fake

// Open opens a database made by Address with the test keys and a clock that stands at Start, until the test ends.
func Open(t testing.TB, address string) *store.Store {
	t.Helper()
	c := clock.NewFake(Start)
	s, err := store.Open(context.Background(), address, store.Options{Vault: Vault(t), Clock: c})
	require.NoError(t, err)
	clocks.Store(s, c)
	t.Cleanup(func() {
		clocks.Delete(s)
		_ = s.Close()
	})
	return s
}

// Clock returns the clock of a store that Open or Each made.
func Clock(s *store.Store) *clock.Fake {
	c, ok := clocks.Load(s)
	if !ok {
		panic("testdb: not a store of this package")
	}
	return c.(*clock.Fake)
}

// Keys are the installation's keys in tests, always the same.
func Keys() vault.Keys {
	keys, err := vault.NewKeys(rand.NewChaCha8([32]byte([]byte("zhulian test keys, not a secret!"))))
	if err != nil {
		panic(err)
	}
	return keys
}

// Vault returns a vault over Keys.
func Vault(t testing.TB) *vault.Vault {
	t.Helper()
	v, err := vault.New(Keys())
	require.NoError(t, err)
	return v
}

// sqliteTemplate is a migrated database as bytes, made once.
var sqliteTemplate = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "zhulian-template-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	path := filepath.Join(dir, "template.db")
	if err := migrate("sqlite:" + path); err != nil {
		return nil, err
	}
	// Closing the last connection folds the write-ahead log into the file.
	if wal, err := os.ReadFile(path + "-wal"); err == nil && len(bytes.TrimSpace(wal)) > 0 {
		return nil, fmt.Errorf("template: the write-ahead log was not folded in")
	}
	return os.ReadFile(path)
})

func migrate(address string) error {
	v, err := vault.New(Keys())
	if err != nil {
		return err
	}
	ctx := context.Background()
	s, err := store.Open(ctx, address, store.Options{Vault: v, Clock: clock.NewFake(Start)})
	if err != nil {
		return err
	}
	if _, err := s.Migrate(ctx); err != nil {
		_ = s.Close()
		return err
	}
	return s.Close()
}
