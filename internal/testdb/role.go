package testdb

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/url"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

// Role makes a role of PostgreSQL that may log in and nothing else, and returns its name and the database's address under it. It goes when the
// test ends, with what it was given in that database.
func Role(t testing.TB, address string) (name, as string) {
	t.Helper()
	name = fmt.Sprintf("zhulian_role_%08x_%d", rand.Uint32(), counter.Add(1)) //nolint:gosec // a name, not a secret
	do := func(statements ...string) error {
		conn, err := pgx.Connect(context.Background(), address)
		if err != nil {
			return err
		}
		defer func() { _ = conn.Close(context.Background()) }()
		for _, sql := range statements {
			if _, err := conn.Exec(context.Background(), sql); err != nil {
				return err
			}
		}
		return nil
	}
	require.NoError(t, do("CREATE ROLE "+name+" LOGIN PASSWORD 'of a test'"))
	t.Cleanup(func() {
		if err := do("DROP OWNED BY "+name, "DROP ROLE "+name); err != nil {
			t.Logf("drop %s: %v", name, err)
		}
	})
	u, err := url.Parse(address)
	require.NoError(t, err)
	u.User = url.UserPassword(name, "of a test")
	return name, u.String()
}
