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

// variable tells a test's binary that it is to act as the program, and from which instant on.
const variable = "ZHULIAN_TEST_CLOCK"

// Main acts as the program and ends with it where Command started this binary; else it returns at once. TestMain calls it first.
func Main() {
	said := os.Getenv(variable)
	if said == "" {
		return
	}
	at, err := time.Parse(time.RFC3339, said)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := cmd.RunBy(ctx, From(at), os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
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
