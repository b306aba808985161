package browser

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhulian/internal/dated"
	"zhulian/internal/testdb"
)

// house is a small county of its own, whose clock begins at an instant that the story names: days pass in it while nobody waits.
type house struct {
	t       *testing.T
	address string
	secret  string
	at      time.Time
	flags   []string // of its server
	*site
}

const houseRegions = `代码,名称,上级代码
330199000000,虚构县,330100000000
330199001000,云溪街道,330199000000
330199001001,桥东社区,330199001000
`

// build makes the county on a fresh database of the dialect, with one account of each that has a part in the story, and starts its server.
func build(t *testing.T, dialect string, at time.Time, flags ...string) *house {
	t.Helper()
	h := &house{t: t, address: testdb.Address(t, dialect), secret: secretFile(t), at: at, flags: flags}
	h.run("", "migrate", "up")
	h.brings("regions", houseRegions)
	for _, u := range [][]string{
		{"staff", "--role", "county_staff"}, {"town", "--role", "town_clerk", "--region", "330199001000"},
		{"aide", "--role", "aide", "--region", "330199001001"}, {"dept", "--role", "dept_source", "--department", "医保"},
	} {
		h.run(password, append([]string{"user", "add", u[0], "--county", "330199", "--password-stdin"}, u[1:]...)...)
	}
	h.serve()
	return h
}

// run runs one command to its end, which must be a success.
func (h *house) run(stdin string, args ...string) {
	h.t.Helper()
	c := dated.Command(h.at, args...)
	c.Env, c.Stdin = append(c.Env, environment(h.address, h.secret)...), bytes.NewBufferString(stdin)
	out, err := c.CombinedOutput()
	require.NoError(h.t, err, "zhulian %v: %s", args, out)
}

// brings imports a list of a kind.
func (h *house) brings(kind, list string) {
	h.t.Helper()
	file := filepath.Join(h.t.TempDir(), kind+".csv")
	require.NoError(h.t, os.WriteFile(file, []byte(list), 0o600))
	h.run("", "import", kind, file)
}

func (h *house) serve() {
	h.t.Helper()
	c := dated.Command(h.at, append(append([]string(nil), serving...), h.flags...)...)
	c.Env = append(c.Env, environment(h.address, h.secret)...)
	ahead := time.Until(h.at)
	h.site = start(h.t, h.address, c)
	h.site.ahead = ahead
}

// pass ends the server and starts it again at a later instant.
func (h *house) pass(to time.Time) {
	h.t.Helper()
	h.stop()
	h.at = to
	h.serve()
}
