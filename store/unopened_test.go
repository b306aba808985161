package store_test

import (
	"net/url"
	"os"
	"path/filepath"
	"slices"
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
