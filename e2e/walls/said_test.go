package walls

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/server/api"
	"zhulian/server/web"
)

// identifying is how fields are named that hold what is somebody's.
var identifying = regexp.MustCompile(`(^|_)(id|ids|region|regions|county|aide|household|supplier)$`)

// free of any county are these fields in spite of their names.
var unbound = map[string]bool{"id": true, "request_id": true}

// TestOfEveryAddressAndFieldItIsSaidWhoseItHolds fails for a new parameter or field that nobody has said anything of in slot_test.go: without it
// the walk would go past.
func TestOfEveryAddressAndFieldItIsSaidWhoseItHolds(t *testing.T) {
	n := 0
	someone := &place{code: "330199", ids: map[string][]string{}, main: map[string]string{}}
	for _, r := range (&api.API{}).Routes() {
		saidOf(t, r.Method, r.Path)
		for _, name := range r.Query {
			known(t, r.Path, name)
		}
		if r.In == nil {
			continue
		}
		f := &filler{own: someone, count: &n, whole: true, now: testdb.Start}
		f.body(r.In)
		assert.Empty(t, f.dark, "%s: what are these ids of?", r.Path)
		for _, name := range f.free {
			known(t, r.Path, name[strings.LastIndex(name, ".")+1:])
		}
	}
	for _, r := range (&web.Web{}).Routes() {
		saidOf(t, r.Method, r.Path)
	}
	eachField(t, func(file, name string) { known(t, file, name) })
}

func saidOf(t *testing.T, method, path string) {
	t.Helper()
	for _, s := range slotsOf(path) {
		assert.True(t, s.table != "" || s.word != "", "%s %s: whose is %s?", method, path, s.name)
	}
}

func known(t *testing.T, where, name string) {
	t.Helper()
	if !identifying.MatchString(name) || unbound[name] {
		return
	}
	_, id := fields[name]
	_, region := places[name]
	assert.True(t, id || region, "%s: whose does %s hold?", where, name)
}

var fieldName = regexp.MustCompile(`\bname="([a-z_]+)"|\.Field "([a-z_]+)"|c\.(?:said|Query)\("([a-z_]+)"\)|[vV]alues\.Get\("([a-z_]+)"\)`)

// eachField goes over the fields of all forms and queries of the pages.
func eachField(t *testing.T, visit func(file, name string)) {
	t.Helper()
	seen := 0
	house := os.DirFS("../..")
	for _, room := range []string{"templates", "server/web"} {
		require.NoError(t, fs.WalkDir(house, room, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || strings.HasSuffix(path, "_test.go") {
				return err
			}
			raw, err := fs.ReadFile(house, path)
			for _, m := range fieldName.FindAllStringSubmatch(string(raw), -1) {
				seen++
				visit(path, strings.Join(m[1:], ""))
			}
			return err
		}))
	}
	require.Greater(t, seen, 300, "the forms were not found")
}
