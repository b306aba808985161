package store_test

import (
	"context"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/store"
)

func TestADatabaseThatDoesNotOpenSaysInOneLineWhatToDo(t *testing.T) {
	dir := t.TempDir()
	junk := filepath.Join(dir, "junk.db")
	require.NoError(t, os.WriteFile(junk, make([]byte, 8192), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "file"), nil, 0o600))
	for address, want := range map[string]string{
		"":                                      "want postgres://",
		"sqlite:":                               "want postgres://",
		"mysql://":                              "want postgres://",
		"postgres://u:secret%zz@127.0.0.1/z":    "want postgres://",
		"postgres://u:se@cret#rest@127.0.0.1/z": "# % are written as",
		"postgres://u:secret@127.0.0.1/z?sslmode=full":             "sslmode is disable",
		"postgres://u:secret@127.0.0.1/z?sslrootcert=/nowhere.pem": "/nowhere.pem",
		"postgres://u:secret@127.0.0.1:1/z":                        "nothing answers where PostgreSQL should: start it",
		"sqlite:" + dir:                                            "is it a file",
		"sqlite:" + junk:                                           "no SQLite database",
		"sqlite:" + filepath.Join(dir, "file", "z.db"):             "belong to the user",
	} {
		_, err := store.Open(t.Context(), address, store.Options{Vault: testdb.Vault(t)})
		require.ErrorContains(t, err, want, address)
		assert.NotContains(t, err.Error(), "\n", address)
		assert.NotContains(t, err.Error(), "cret", address)
	}
}

func TestADatabaseThatIsNotThereIsToBeMade(t *testing.T) {
	if !slices.Contains(testdb.Dialects(t), store.Postgres) {
		return // said by Dialects
	}
	at, err := url.Parse(testdb.Address(t, store.Postgres))
	require.NoError(t, err)
	_, err = store.Open(t.Context(), at.String(), store.Options{Vault: testdb.Vault(t), Replicas: []string{at.String(), "replica.example"}})
	require.ErrorContains(t, err, "replica 2: the address is not valid")
	at.Path = "/nowhere"
	_, err = store.Open(t.Context(), at.String(), store.Options{Vault: testdb.Vault(t)})
	require.ErrorContains(t, err, "make it with createdb")
}

func TestADatabaseThatIsNotInUTF8IsRefused(t *testing.T) {
	if !slices.Contains(testdb.Dialects(t), store.Postgres) {
		return // said by Dialects
	}
	at, err := url.Parse(testdb.Address(t, store.Postgres))
	require.NoError(t, err)
	pool, name := testdb.Pool(t, at.String()), strings.TrimPrefix(at.Path, "/")+"_latin"
	_, err = pool.ExecContext(t.Context(), "CREATE DATABASE "+name+" ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
	require.NoError(t, err)
	t.Cleanup(func() { _, _ = pool.ExecContext(context.WithoutCancel(t.Context()), "DROP DATABASE "+name) })
	at.Path = "/" + name
	s, err := store.Open(t.Context(), at.String(), store.Options{Vault: testdb.Vault(t)})
	require.NoError(t, err)
	_, err = s.Migrate(t.Context())
	require.ErrorIs(t, err, store.ErrEncoding)
	assert.Contains(t, err.Error(), "createdb -E UTF8")
	require.ErrorIs(t, s.Load(t.Context(), 1, func(*store.Loading) error { return nil }), store.ErrEncoding, "nor is it filled from a backup")
	require.NoError(t, s.Close())
}
