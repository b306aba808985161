package testdb

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

// server says where PostgreSQL is: the address of one that runs, or the folder of the programs that can run one.
type server struct {
	address string
	bin     string
}

var findServer = sync.OnceValues(func() (server, error) {
	if address := os.Getenv("TEST_DATABASE_URL"); address != "" {
		return server{address: address}, nil
	}
	bin, err := findPrograms()
	return server{bin: bin}, err
})

// findPrograms returns the folder with the programs that can run a server.
var findPrograms = sync.OnceValues(func() (string, error) {
	for _, dir := range binFolders() {
		if isProgram(filepath.Join(dir, "initdb")) && isProgram(filepath.Join(dir, "postgres")) {
			return dir, nil
		}
	}
	return "", errors.New("PostgreSQL was not found (no TEST_DATABASE_URL, no initdb)")
})

// Program is the path of one of the programs that come with PostgreSQL's server.
func Program(name string) (string, error) {
	dir, err := findPrograms()
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, name)
	if !isProgram(path) {
		return "", fmt.Errorf("%s is not among PostgreSQL's programs in %s", name, dir)
	}
	return path, nil
}

// binFolders lists where the server's programs usually are, the newest version first.
func binFolders() []string {
	var dirs []string
	if out, err := exec.Command("pg_config", "--bindir").Output(); err == nil {
		dirs = append(dirs, strings.TrimSpace(string(out)))
	}
	if path, err := exec.LookPath("initdb"); err == nil {
		dirs = append(dirs, filepath.Dir(path))
	}
	for _, pattern := range []string{"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin", "/usr/local/opt/postgresql@*/bin"} {
		found, _ := filepath.Glob(pattern)
		slices.Reverse(found)
		dirs = append(dirs, found...)
	}
	return dirs
}

func isProgram(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0
}

// running is the server of this test binary, started at first use, with a migrated database to copy.
type running struct {
	address  string // of a database that always exists
	template string
	stop     func() bool
}

var (
	startOnce = sync.OnceValues(startServer)
	started   atomic.Pointer[running]
	copying   sync.Mutex
	counter   atomic.Int64
)

func startServer() (*running, error) {
	found, err := findServer()
	if err != nil {
		return nil, err
	}
	r := &running{address: found.address, stop: func() bool { return true }}
	if r.address == "" {
		c, err := startCluster(found.bin, watching()...)
		if err != nil {
			return nil, err
		}
		r.address, r.stop = c.address(), c.end
	}
	started.Store(r)
	r.template = fmt.Sprintf("zhulian_template_%08x", rand.Uint32()) //nolint:gosec // a name, not a secret
	if err := r.exec("CREATE DATABASE " + r.template + " TEMPLATE template0 ENCODING 'UTF8'"); err != nil {
		return nil, fmt.Errorf("testdb: cannot make databases: %w", err)
	}
	address, err := r.database(r.template)
	if err != nil {
		return nil, err
	}
	if err := migrate(address); err != nil {
		return r, err
	}
	return r, layOut(r, address)
}

// stopServer drops what this binary made and ends the cluster that it started. It answers false when that found a fault of the run.
func stopServer() bool {
	r := started.Load()
	if r == nil {
		return true
	}
	if r.template != "" {
		_ = r.exec("DROP DATABASE IF EXISTS " + r.template + " WITH (FORCE)")
	}
	return r.stop()
}

func postgresAddress(t testing.TB) string {
	t.Helper()
	r, err := startOnce()
	require.NoError(t, err, "PostgreSQL was found but does not work")
	name := fmt.Sprintf("zhulian_test_%08x_%d", rand.Uint32(), counter.Add(1)) //nolint:gosec // a name, not a secret
	copying.Lock()
	err = r.exec("CREATE DATABASE " + name + " TEMPLATE " + r.template)
	copying.Unlock()
	require.NoError(t, err)
	t.Cleanup(func() {
		if err := r.exec("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)"); err != nil {
			t.Logf("drop %s: %v", name, err)
		}
	})
	address, err := r.database(name)
	require.NoError(t, err)
	return address
}

func (r *running) exec(sql string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, r.address)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	_, err = conn.Exec(ctx, sql)
	return err
}

// database is the address of another database on the same server.
func (r *running) database(name string) (string, error) {
	u, err := url.Parse(r.address)
	if err != nil {
		return "", fmt.Errorf("TEST_DATABASE_URL: %w", err)
	}
	u.Path = "/" + name
	return u.String(), nil
}
