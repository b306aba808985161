package e2e

import (
	"flag"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"zhulian/internal/testdb"
)

// cuts is how often the power fails under load.
var cuts = flag.Int("cuts", 3, "how often the power fails in TestThePowerMayBeCut")

// TestThePowerMayBeCut cuts the power of a machine with SQLite under load, over and over: what was not forced onto the disk is lost, or is there in part.
func TestThePowerMayBeCut(t *testing.T) {
	d := newForgetful(t)
	if !d.mount() {
		testdb.Miss("no file system of the test's own can be mounted here: %d tests of power cuts did not run")
		return
	}
	w := working(t, open(t, "sqlite:"+filepath.Join(d.dir, "test.db")))
	w.begin()
	seed := rand.Uint64()
	t.Logf("the seed is %d", seed)
	dice := rand.New(rand.NewPCG(seed, 1))
	for range *cuts {
		w.answers(60)
		at := time.Now()
		d.cut(dice)
		w.c.kill()
		d.mountAgain()
		w.c.process = w.c.installation.start()
		w.at(w.c.base)
		t.Logf("recovery after a power cut: %v; %d of %d unforced pieces were on the disk", w.recovery(at).Round(time.Millisecond), d.luck, d.unforced)
	}
	w.answers(30)
	w.settle()
	w.c.stop()
	w.c.address = "sqlite:" + filepath.Join(d.copyOut(), "test.db")
	w.judge()
}
