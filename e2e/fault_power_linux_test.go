package e2e

import (
	"database/sql"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/store"
	"zhulian/trust"
)

// TestThePowerMayBeCut cuts the power of a machine with SQLite under load, over and over: what was not forced onto the disk is lost, or is there in part.
func TestThePowerMayBeCut(t *testing.T) {
	d := newForgetful(t)
	if d == nil {
		return
	}
	w := working(t, open(t, "sqlite:"+filepath.Join(d.dir, "test.db")))
	w.begin()
	seed := rand.Uint64()
	t.Logf("the seed is %d", seed)
	dice := rand.New(rand.NewPCG(seed, 1))
	var took []time.Duration
	luck, unforced := 0, 0
	for range *kills {
		w.answers(60)
		at := time.Now()
		d.cut(func() bool { return dice.IntN(2) == 0 })
		luck, unforced = luck+d.luck, unforced+d.unforced
		w.c.kill()
		d.again()
		w.c.process = w.c.installation.start()
		w.at(w.c.base)
		took = append(took, w.recovery(at))
	}
	w.answers(30)
	w.settle()
	w.c.stop()
	w.c.address = "sqlite:" + filepath.Join(d.copied(), "test.db")
	whole(t, testdb.Pool(t, w.c.address))
	w.judge()
	slices.Sort(took)
	t.Logf("recovery after a power cut: %v in the middle, %v at most; of %d pieces that were not forced %d were on the disk",
		took[len(took)/2].Round(time.Millisecond), took[len(took)-1].Round(time.Millisecond), unforced, luck)
}

// whole has SQLite look at every page and key of a database.
func whole(t testing.TB, db *sql.DB) {
	t.Helper()
	assert.Equal(t, map[string]int{"ok": 1}, column(t, db, "PRAGMA integrity_check"))
	assert.Empty(t, column(t, db, "SELECT \"table\" || ' ' || COALESCE(rowid, '') FROM pragma_foreign_key_check"))
}

// TestWhatACommandMadeOutlivesAPowerCut cuts the power as soon as a command has said that it is done.
func TestWhatACommandMadeOutlivesAPowerCut(t *testing.T) {
	d := newForgetful(t)
	if d == nil {
		return
	}
	in := &installation{t: t, address: testdb.Address(t, store.SQLite), secret: filepath.Join(d.dir, "secret.json"), heard: &known{}}
	done := func(args ...string) map[string]string {
		t.Helper()
		in.run("", args...)
		d.cut(never)
		d.again()
		return d.all()
	}
	made := done("keys", in.secret)
	require.Contains(t, made, "secret.json")
	more := done("keys", "rotate")
	require.Contains(t, more, "secret.json")
	require.NotEqual(t, made["secret.json"], more["secret.json"])
	saved := done("backup", "--no-verify", "-o", filepath.Join(d.dir, "saved.age"))
	require.NotEmpty(t, saved["saved.age"])
	list := filepath.Join(t.TempDir(), "regions.csv")
	require.NoError(t, os.WriteFile(list, []byte(regions), 0o600))
	in.run("", "import", "regions", list)
	require.NotEmpty(t, done("export", "regions", "-o", filepath.Join(d.dir, "out.csv"))["out.csv"])

	now := func() time.Time { return time.Date(2027, 3, 1, 9, 0, 0, 0, time.UTC) }
	authority, err := trust.Local{Dir: d.dir, Hosts: []string{"zhulian.example"}, Now: now}.Open()
	require.NoError(t, err)
	d.cut(never)
	d.again()
	after, err := trust.Local{Dir: d.dir, Hosts: []string{"zhulian.example"}, Now: now}.Open()
	require.NoError(t, err)
	require.Equal(t, trust.Fingerprint(authority.Root()), trust.Fingerprint(after.Root()), "devices that trust the authority go on trusting it")
}
