package testdb

import (
	"context"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

// Cluster is a PostgreSQL that one test has to itself, until it ends: with settings that are not for the others, with its log.
type Cluster struct {
	*cluster
	once sync.Once
}

// OwnCluster starts a PostgreSQL with settings besides the usual ones, each as name=value. It is nil where the server's programs are not
// installed, which is said at the end of the package's tests; with ZHULIAN_TEST_REQUIRE=postgres the test fails instead.
func OwnCluster(t testing.TB, settings ...string) *Cluster {
	t.Helper()
	bin, err := findPrograms()
	if err != nil {
		if Required("postgres") {
			t.Fatalf("PostgreSQL is required: %v", err)
		}
		Miss("PostgreSQL's programs were not found: %d tests did not run")
		return nil
	}
	c, err := startCluster(bin, settings...)
	require.NoError(t, err)
	own := &Cluster{cluster: c}
	t.Cleanup(own.Kill)
	return own
}

// Database makes a migrated database and returns its address for store.Open.
func (c *Cluster) Database(t testing.TB, name string) string {
	t.Helper()
	c.Exec(t, c.address(), "CREATE DATABASE "+name+" TEMPLATE template0 ENCODING 'UTF8'")
	address := c.At(t, name)
	require.NoError(t, migrate(address))
	return address
}

// At is the address of a database of the cluster.
func (c *Cluster) At(t testing.TB, database string) string {
	t.Helper()
	u, err := url.Parse(c.address())
	require.NoError(t, err)
	u.Path = "/" + database
	return u.String()
}

// Kill ends the server at once, as a power cut would, and waits until it is gone. It may be called more than once.
func (c *Cluster) Kill() { c.once.Do(c.stop) }

// Exec runs statements at an address, over a connection of its own.
func (c *Cluster) Exec(t testing.TB, address string, statements ...string) {
	t.Helper()
	conn, err := pgx.Connect(context.Background(), address)
	require.NoError(t, err)
	defer func() { _ = conn.Close(context.Background()) }()
	for _, sql := range statements {
		_, err := conn.Exec(context.Background(), sql)
		require.NoError(t, err, sql)
	}
}

// Log is what the server has written so far.
func (c *Cluster) Log(t testing.TB) string {
	t.Helper()
	said, err := os.ReadFile(c.log())
	require.NoError(t, err)
	return strings.ToValidUTF8(string(said), "?")
}
