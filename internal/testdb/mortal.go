package testdb

import (
	"database/sql"
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
	// The operating system outlives what the test does, so that the files need not be synced.
	settings = append([]string{"synchronous_commit=on", "full_page_writes=on", "autovacuum=on", "max_connections=100"}, settings...)
	own := OwnCluster(t, settings...)
	if own == nil {
		return nil
	}
	return &Mortal{Cluster: own, t: t, settings: settings}
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
