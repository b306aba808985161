// Package e2e tells whole stories over HTTP against the real server program, on both databases.
package e2e

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhulian/internal/dated"
	"zhulian/internal/testdb"
)

// program is the path of the server program that the stories run against.
var program string

func TestMain(m *testing.M) {
	dated.Main()
	dir, err := os.MkdirTemp("", "zhulian-e2e-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	program = filepath.Join(dir, "zhulian")
	build := exec.Command("go", "build", "-o", program, "zhulian") //nolint:gosec // our own program
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build: %v\n%s", err, out)
		os.Exit(1)
	}
	end := func() { _ = os.RemoveAll(dir) }
	testdb.Main(runner{m, end})
}

// runner removes the program after the tests have run.
type runner struct {
	m   *testing.M
	end func()
}

func (r runner) Run() int {
	defer r.end()
	return r.m.Run()
}

// installation is a database with its keys, on which server programs run.
type installation struct {
	t       testing.TB
	address string
	secret  string
	more    []string // of the environment
	heard   *known
	at      time.Time // at which the clock of whatever is started begins; zero for the machine's
	turned  time.Duration
	hands   string // the file that says by how much the clock is ahead, where it is turned
}

// ahead turns the clock of what runs and of whatever is started on by so much.
func (in *installation) ahead(d time.Duration) {
	in.t.Helper()
	if in.hands == "" {
		in.hands = filepath.Join(in.t.TempDir(), "clock")
	}
	in.turned += d
	require.NoError(in.t, dated.Turn(in.hands, in.turned))
}

func install(t testing.TB, address string) *installation {
	t.Helper()
	in := &installation{t: t, address: address, secret: filepath.Join(t.TempDir(), "secret.json"), heard: &known{}}
	in.run("", "keys", in.secret)
	return in
}

// command is the program with its arguments, on this database and by this clock.
func (in *installation) command(args ...string) *exec.Cmd {
	c := exec.Command(program, args...) //nolint:gosec // our own program
	if !in.at.IsZero() {
		c = dated.Command(in.at, args...)
	}
	if in.hands != "" {
		c = dated.Turned(in.hands, args...)
	}
	c.Env = append(append(c.Environ(), "ZHULIAN_DATABASE_URL="+in.address, "ZHULIAN_SECRET_FILE="+in.secret, "ZHULIAN_LOG=json,debug"), in.more...)
	return c
}

// run runs one command to its end, which must be a success, and returns what it printed.
func (in *installation) run(stdin string, args ...string) string {
	in.t.Helper()
	out, err := in.try(stdin, args...)
	if err != nil {
		in.t.Fatalf("zhulian %v: %v\n%s", args, err, out)
	}
	return out
}

func (in *installation) try(stdin string, args ...string) (string, error) {
	c := in.command(args...)
	c.Stdin = bytes.NewBufferString(stdin)
	out, err := c.CombinedOutput()
	return string(out), err
}
