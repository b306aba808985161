package testdb

import (
	"database/sql"
	"os"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	"github.com/stretchr/testify/require"
)

// Own is a PostgreSQL of one test's own, which the test may end in bad ways and start again. Unlike the server that tests share it keeps what it
// has acknowledged, as one in production does. It ends with the test.
type Own struct {
	t testing.TB
	c *cluster
	// bin is where its programs are.
	bin string
}

// careful are the settings of a server that may be killed: the operating system lives on, so the files need not be synced.
var careful = []string{
	"listen_addresses=", "fsync=off", "synchronous_commit=on", "full_page_writes=on", "max_connections=100", "shared_buffers=64MB",
	"unix_socket_permissions=0700",
}

// OwnServer starts one, with more settings as given, in a folder or, where that is "", in one that it makes.
func OwnServer(t testing.TB, more ...string) *Own {
	t.Helper()
	bin, ok := programs()
	require.True(t, ok, "the programs of PostgreSQL are not here")
	c, err := startCluster(bin, append(careful, more...))
	require.NoError(t, err)
	t.Cleanup(c.stop)
	return &Own{t: t, c: c, bin: bin}
}

// Address is the address of its one database, empty at first.
func (o *Own) Address() string { return o.c.address() }

// Socket is the path of the socket on which it listens.
func (o *Own) Socket() string { return o.c.dir + "/.s.PGSQL.5432" }

// Folder is where everything of it lies.
func (o *Own) Folder() string { return o.c.dir }

// Kill ends its first process with SIGKILL, at which the others end themselves, without a word to anybody.
func (o *Own) Kill() {
	o.t.Helper()
	require.NoError(o.t, o.c.process.Signal(os.Kill))
	<-o.c.done
}

// Again starts it after Kill and returns when it answers.
func (o *Own) Again() {
	o.t.Helper()
	// The processes of the one before hold its memory until they have seen that it is gone.
	require.Eventually(o.t, func() bool {
		if o.c.start(o.bin) != nil {
			return false
		}
		return o.c.await() == nil
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
