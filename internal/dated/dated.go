// Package dated runs the program by a clock that begins at a given instant, for stories in which days and quarters pass. The program has no
// switch for its clock: here the test's own binary is started again and acts as the program.
package dated

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"

	"zhulian/clock"
	"zhulian/cmd"
)

// These tell a test's binary that it is to act as the program: from which instant on, or by how much its clock is ahead as a file says.
const (
	variable = "ZHULIAN_TEST_CLOCK"
	hands    = "ZHULIAN_TEST_CLOCK_HANDS"
)

// Main acts as the program and ends with it where Command started this binary; else it returns at once. TestMain calls it first.
func Main() {
	by, err := told()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	if by == nil {
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := cmd.RunBy(ctx, by, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

// told is the clock that this binary is to go by as the program; nil where it is a test.
func told() (clock.Clock, error) {
	if path := os.Getenv(hands); path != "" {
		return turned(path), nil
	}
	said := os.Getenv(variable)
	if said == "" {
		return nil, nil //nolint:nilnil // no clock, no program
	}
	at, err := time.Parse(time.RFC3339, said)
	return From(at), err
}

// Turned is the program with its arguments, whose clock is ahead of the machine's by what Turn last wrote into the file.
func Turned(path string, args ...string) *exec.Cmd {
	c := exec.Command(os.Args[0], args...) //nolint:gosec,noctx // our own binary, ended by signals as the program is
	c.Env = append(os.Environ(), hands+"="+path)
	return c
}

// Turn sets the clocks that go by the file so far ahead of the machine's, or back, at once and all the same.
func Turn(path string, ahead time.Duration) error {
	next := path + ".next"
	if err := os.WriteFile(next, []byte(ahead.String()), 0o600); err != nil {
		return err
	}
	return os.Rename(next, path)
}

// turned is a clock whose hands are in a file.
type turned string

// Now implements clock.Clock.
func (p turned) Now() time.Time {
	said, err := os.ReadFile(string(p))
	if err != nil {
		panic(err)
	}
	by, err := time.ParseDuration(string(said))
	if err != nil {
		panic(err)
	}
	return ahead(by).Now()
}

// Command is the program with its arguments, whose clock begins at the instant when it starts.
func Command(at time.Time, args ...string) *exec.Cmd {
	c := exec.Command(os.Args[0], args...) //nolint:gosec,noctx // our own binary, ended by signals as the program is
	c.Env = append(os.Environ(), variable+"="+at.UTC().Format(time.RFC3339))
	return c
}

// From is a clock that stands at the instant now and goes on as the machine's does.
func From(at time.Time) clock.Clock {
	return ahead(at.Sub(clock.System{}.Now()))
}

// ahead is a clock that is so much ahead of the machine's.
type ahead time.Duration

// Now implements clock.Clock.
func (a ahead) Now() time.Time { return clock.System{}.Now().Add(time.Duration(a)) }
