package testdb

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	"github.com/stretchr/testify/require"
)

// Mortal is a PostgreSQL of one test's own that may end in bad ways and be started again. Unlike the one that tests share it keeps what it has
// acknowledged, as one in production does.
type Mortal struct {
	*Cluster
	t        testing.TB
	settings []string
}

// NewMortal starts one with more settings, each as name=value. It is nil where OwnCluster is.
func NewMortal(t testing.TB, settings ...string) *Mortal {
	t.Helper()
	return NewMortalIn(t, "", settings...)
}

// NewMortalIn is NewMortal in a folder that the user of the server may write to; its path must be short.
func NewMortalIn(t testing.TB, base string, settings ...string) *Mortal {
	t.Helper()
	bin, err := findPrograms()
	if err != nil {
		OwnCluster(t) // says what is missing
		return nil
	}
	// The operating system outlives what the test does, so that the files need not be synced.
	settings = append([]string{"synchronous_commit=on", "full_page_writes=on", "autovacuum=on", "max_connections=100"}, settings...)
	c, err := startClusterIn(base, bin, settings...)
	require.NoError(t, err)
	t.Cleanup(c.stop)
	return &Mortal{Cluster: &Cluster{cluster: c}, t: t, settings: settings}
}

// Revive starts it again where it has ended by itself.
func (m *Mortal) Revive() {
	m.t.Helper()
	select {
	case <-m.done:
		m.Again()
	default:
	}
}

// Address is the address of its one database, empty at first.
func (m *Mortal) Address() string { return m.address() }

// Socket is the path of the socket on which it listens.
func (m *Mortal) Socket() string { return filepath.Join(m.dir, ".s.PGSQL.5432") }

// Kill ends its first process with SIGKILL, at which the others end themselves, without a word to anybody.
func (m *Mortal) Kill() {
	m.hard()
	<-m.done
}

// Again starts it after its end and returns when it answers.
func (m *Mortal) Again() {
	m.t.Helper()
	bin, err := findPrograms()
	require.NoError(m.t, err)
	// The processes of the one before hold its memory until they have seen that it is gone.
	require.Eventually(m.t, func() bool {
		if m.start(bin, m.settings) != nil {
			return false
		}
		if m.await() == nil {
			return true
		}
		<-m.done
		return false
	}, time.Minute, 50*time.Millisecond)
}

// Pool opens a database of either dialect as it is, to look into until the test ends.
func Pool(t testing.TB, address string) *sql.DB {
	t.Helper()
	driver, at := "pgx", address
	if path, lite := strings.CutPrefix(address, "sqlite:"); lite {
		driver, at = "sqlite", "file:"+path
	}
	db, err := sql.Open(driver, at)
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	require.NoError(t, db.Ping())
	return db
}

// Empty makes a database of PostgreSQL with nothing in it, not even a schema, and returns its address. It is removed when the test ends.
func Empty(t testing.TB) string {
	t.Helper()
	r, err := startOnce()
	require.NoError(t, err)
	name := fmt.Sprintf("zhulian_empty_%08x_%d", rand.Uint32(), counter.Add(1)) //nolint:gosec // a name, not a secret
	require.NoError(t, r.exec("CREATE DATABASE "+name+" TEMPLATE template0 ENCODING 'UTF8'"))
	t.Cleanup(func() { _ = r.exec("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)") })
	address, err := r.database(name)
	require.NoError(t, err)
	return address
}
