package e2e

import (
	"flag"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
)

// kills is how often the server is killed under load, per database, and how often the power under SQLite fails.
var kills = flag.Int("kills", 3, "how often the server is killed, or its power cut")

// TestKilledServerKeepsWhatItAcknowledged kills the server under load and starts it again, over and over.
func TestKilledServerKeepsWhatItAcknowledged(t *testing.T) {
	for _, dialect := range testdb.Dialects(t) {
		t.Run(dialect, func(t *testing.T) {
			w := working(t, open(t, testdb.Address(t, dialect)))
			w.begin()
			var took []time.Duration
			for range *kills {
				w.answers(60)
				at := time.Now()
				w.c.kill()
				w.c.process = w.c.installation.start()
				w.at(w.c.base)
				took = append(took, w.recovery(at))
			}
			w.answers(30)
			w.settle()
			w.judge()
			slices.Sort(took)
			require.Len(t, took, *kills)
			t.Logf("recovery after a kill: %v in the middle, %v at most", took[len(took)/2].Round(time.Millisecond), took[len(took)-1].Round(time.Millisecond))
		})
	}
}
