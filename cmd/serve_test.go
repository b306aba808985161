package cmd

import (
	"bytes"
	"context"
	"log/slog"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/clock"
	"zhulian/store"
)

func TestANewerSchemaIsRefusedWithoutMigratingToo(t *testing.T) {
	o := newOffice(t)
	pool, err := o.behind().Pool()
	require.NoError(t, err)
	_, err = pool.ExecContext(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, 1)")
	require.NoError(t, err)
	for _, flag := range []string{"--migrate", "--no-migrate"} {
		status, _, errs := o.run("serve", flag)
		assert.Equal(t, 1, status, flag)
		assert.Contains(t, errs, "newer schema than this program knows: run the newer program", flag)
	}
}

func TestAnOlderSchemaIsSaidWhereItIsLeft(t *testing.T) {
	s, err := store.Open(context.Background(), "sqlite:"+filepath.Join(t.TempDir(), "z.db"), store.Options{Clock: clock.System{}})
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Close() })
	var said bytes.Buffer
	log := slog.New(slog.NewTextHandler(&said, nil))
	require.NoError(t, left(t.Context(), s, log))
	assert.Contains(t, said.String(), "run zhulian migrate up")
	_, err = s.Migrate(t.Context())
	require.NoError(t, err)
	said.Reset()
	require.NoError(t, left(t.Context(), s, log))
	assert.Empty(t, said.String())
}
