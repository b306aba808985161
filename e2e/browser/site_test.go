package browser

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhulian/clock"
	"zhulian/demo"
	"zhulian/internal/testdb"
	"zhulian/passwords"
	"zhulian/store"
)

// password is that of every demo account here.
const password = "correct-horse-battery"

// site is a running server over the demo county on one database.
type site struct {
	base    string        // http://127.0.0.1:PORT
	plain   string        // where plain http sends people to https, where it was told to
	address string        // of the database
	ahead   time.Duration // of the machine's clock, in stories in which days pass
	cmd     *exec.Cmd
	done    chan struct{}

	mu  sync.Mutex
	log bytes.Buffer
}

var sites struct {
	mu  sync.Mutex
	all map[string]*site // by dialect
	end []func()
}

// open returns the demo county on a database of the dialect. It is filled and started once, and shared by the tests of this package.
func open(t testing.TB, dialect string) *site {
	t.Helper()
	sites.mu.Lock()
	defer sites.mu.Unlock()
	if s, ok := sites.all[dialect]; ok {
		return s
	}
	keeper := &keeper{TB: t}
	sites.end = append(sites.end, keeper.end)
	s := startDemo(keeper, testdb.Address(keeper, dialect))
	if sites.all == nil {
		sites.all = map[string]*site{}
	}
	sites.all[dialect] = s
	return s
}

// closeSites ends the servers and drops their databases.
func closeSites() {
	for _, end := range sites.end {
		end()
	}
}

// keeper holds what a test opened until the package ends rather than the test.
type keeper struct {
	testing.TB
	cleanups []func()
}

func (k *keeper) Cleanup(f func()) { k.cleanups = append(k.cleanups, f) }

func (k *keeper) TempDir() string {
	dir, err := os.MkdirTemp("", "zhulian-site-")
	require.NoError(k.TB, err)
	k.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

func (k *keeper) Logf(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }

func (k *keeper) end() {
	for i := len(k.cleanups) - 1; i >= 0; i-- {
		k.cleanups[i]()
	}
}

// startDemo fills the invented county into a fresh database and starts a server there.
func startDemo(t testing.TB, address string) *site {
	t.Helper()
	ctx := context.Background()
	hasher, err := passwords.New(passwords.Cost{MemoryKiB: 1024, Passes: 1, Lanes: 1}, 1)
	require.NoError(t, err)
	hash, err := hasher.Hash(ctx, password)
	require.NoError(t, err)
	rows, err := store.Open(ctx, address, store.Options{Vault: testdb.Vault(t), Clock: clock.System{}})
	require.NoError(t, err)
	_, err = demo.Fill(ctx, rows, demo.Options{PasswordHash: hash})
	require.NoError(t, err)
	require.NoError(t, rows.Close())
	return serve(t, address, secretFile(t))
}

// secretFile writes the keys of all databases here.
func secretFile(t testing.TB) string {
	t.Helper()
	secret := filepath.Join(t.TempDir(), "secret.json")
	raw, err := json.Marshal(testdb.Keys())
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(secret, raw, 0o600))
	return secret
}

// serve starts the program on a free port of the loopback and waits for its word that it listens.
func serve(t testing.TB, address, secret string, flags ...string) *site {
	t.Helper()
	c := exec.Command(program, append(serving, flags...)...) //nolint:gosec // our own program
	c.Env = append(os.Environ(), environment(address, secret)...)
	return start(t, address, c)
}

// serving are the arguments of a server on a free port of the loopback.
var serving = []string{"serve", "--addr", "127.0.0.1:0"}

func environment(address, secret string) []string {
	return []string{"ZHULIAN_DATABASE_URL=" + address, "ZHULIAN_SECRET_FILE=" + secret, "ZHULIAN_LOG=json,info"}
}

// start starts a server and waits for its word that it listens.
func start(t testing.TB, address string, c *exec.Cmd) *site {
	t.Helper()
	s := &site{address: address, cmd: c, done: make(chan struct{})}
	pipe, err := s.cmd.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, s.cmd.Start())
	t.Cleanup(s.stop)
	listening := make(chan string, 1)
	go s.read(pipe, listening)
	select {
	case s.base = <-listening:
	case <-s.done:
		t.Fatalf("the server ended at once:\n%s", s.said())
	case <-time.After(time.Minute):
		t.Fatalf("the server does not listen:\n%s", s.said())
	}
	return s
}

// stop asks the server to end and waits until it has.
func (s *site) stop() {
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	<-s.done
}

func (s *site) read(pipe io.Reader, listening chan<- string) {
	defer close(s.done)
	lines := bufio.NewScanner(pipe)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		s.mu.Lock()
		s.log.Write(append(lines.Bytes(), '\n'))
		s.mu.Unlock()
		var line struct{ Msg, Address, Scheme string }
		if json.Unmarshal(lines.Bytes(), &line) != nil {
			continue
		}
		switch line.Msg {
		case "redirecting":
			s.plain = "http://" + line.Address
		case "listening":
			listening <- line.Scheme + "://" + line.Address
		}
	}
	_ = s.cmd.Wait()
}

// said is what the server has logged so far.
func (s *site) said() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.log.String()
}
