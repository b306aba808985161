package e2e

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
)

// TestTheClockMayJump sets the clock of a running server a day ahead, and back again, under load. Whoever was logged in logs in anew, and the work
// goes on at once either way; nobody's invitation is answered twice or lost, and the event log stays whole.
func TestTheClockMayJump(t *testing.T) {
	for _, dialect := range testdb.Dialects(t) {
		t.Run(dialect, func(t *testing.T) {
			c := openTurned(t, testdb.Address(t, dialect))
			w := working(t, c)
			w.begin()
			for _, jump := range []time.Duration{24 * time.Hour, -24 * time.Hour, -24 * time.Hour, 24 * time.Hour} {
				w.answers(25)
				at := time.Now()
				c.installation.ahead(jump)
				t.Logf("a jump of %v: recovery after %v", jump, w.recovery(at).Round(time.Millisecond))
			}
			w.answers(25)
			require.Zero(t, c.installation.turned)
			for _, by := range []string{"aide", "town", "ngo"} {
				c.login(by, password).get("/me")
			}
			w.settle()
			w.judge()
		})
	}
}
