package e2e

import (
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/store"
)

// TestOneOfTwoInstancesMayFreeze stops one of two servers on one PostgreSQL in the middle of its work, as a machine does that hangs. The other goes
// on, although the frozen one may hold locks; what the frozen one had in hand is taken over by key; and when it wakes up it does none of it again.
func TestOneOfTwoInstancesMayFreeze(t *testing.T) {
	if !slices.Contains(testdb.Dialects(t), store.Postgres) {
		return
	}
	c := open(t, testdb.Address(t, store.Postgres))
	w := working(t, c)
	frozen, other := c.process, c.installation.start()
	w.at(frozen.base, other.base)
	w.begin()
	w.answers(60)
	at := time.Now()
	require.NoError(t, frozen.cmd.Process.Signal(syscall.SIGSTOP))
	w.at(other.base)
	t.Logf("the other instance takes a need again after %v", w.recovery(at).Round(time.Millisecond))
	w.answers(60)
	c.process = other
	w.settle()
	require.NoError(t, frozen.cmd.Process.Signal(syscall.SIGCONT))
	frozen.stop()
	w.judge()
}
