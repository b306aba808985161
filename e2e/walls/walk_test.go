package walls

import (
	"cmp"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/server/api"
	"zhulian/store"
)

// counties makes two counties, each with one of everything, and in the first a second town with a supplier of its own.
func counties(t *testing.T, db *store.Store) (home, town, next *place) {
	t.Helper()
	w := open(t, db)
	home = newPlace(w, testdb.Town, testdb.Village, "这边", "13800138000")
	home.others = append(home.others, w.hire("330000", models.RoleProvince, "", "330000000000"))
	next = newPlace(w, "330198001000", testdb.FarVillage, "隔壁", "13700137001")
	for _, l := range []*place{home, next} {
		before := w.rowsOf(l.code)
		l.drive(nil)
		l.standing()
		w.idle()
		l.note(before)
	}
	town = newPlace(w, testdb.OtherTown, testdb.OtherVillage, "那边", "13600136002", home.staff, home.second)
	return home, town, next
}

// drive asks once for everything that can be asked for, as whoever may, so that there is one of it.
func (l *place) drive(text func(string, int) string) {
	n := 1000 + 1000*l.w.names
	k := maker{own: l, other: l, count: &n, text: text, may: func(string) bool { return false }}
	for _, r := range l.w.Routes {
		if r.Method != http.MethodPost || r.Status != http.StatusCreated && strings.Contains(r.Path, ":") || strings.HasPrefix(r.Path, "/auth") || strings.HasPrefix(r.Path, "/me/") {
			continue
		}
		for _, p := range l.people() {
			if k.askAPI(r, slotsOf(r.Path), nil).by(p).status < 300 {
				break
			}
		}
	}
}

var uuids = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)

// secret is what is another's: ids and words.
type secret struct {
	ids   map[string]string // with their tables
	words []string
}

func secretOf(l *place, tables ...string) secret {
	s := secret{ids: map[string]string{}, words: []string{l.mark, l.phone}}
	for table, ids := range l.ids {
		if len(tables) > 0 && !slices.Contains(tables, table) {
			continue
		}
		for _, id := range ids {
			if uuids.MatchString(id) {
				s.ids[id] = table
			}
		}
	}
	return s
}

// in tells what of the secret stands in an answer that was not in the question.
func (s secret) in(text, asked string) (out []string) {
	for _, id := range uuids.FindAllString(text, -1) {
		if table, ok := s.ids[id]; ok && !strings.Contains(asked, id) {
			out = append(out, "an id of "+table)
		}
	}
	for _, word := range s.words {
		if strings.Contains(text, word) && !strings.Contains(asked, word) {
			out = append(out, "a word")
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// walk has somebody ask everything there is with what is another's, and hears how it is refused.
type walk struct {
	w     *world
	k     maker
	of    secret
	calls int
	found []string
	// absent are the routes with the roles to whom what is another's was not there.
	absent map[string]map[models.Role]bool
}

func walkOf(own, other *place, of secret, may func(table string) bool) *walk {
	n := 100_000
	return &walk{w: own.w, of: of, k: maker{own: own, other: other, count: &n, may: may}, absent: map[string]map[models.Role]bool{}}
}

// everything walks the API and the pages as a person.
func (x *walk) everything(p *person) {
	for _, r := range x.w.Routes {
		for _, q := range x.k.ofAPI(r) {
			if !x.judge(p, q) {
				break
			}
		}
	}
	all, ids := x.k.everything(x.w.Routes)
	for _, r := range x.w.Web.Routes() {
		for _, q := range x.k.ofPage(r, all, ids) {
			if !x.judge(p, q) {
				break
			}
		}
	}
}

// emptyList tells nothing of whether there is what it would be of.
const emptyList = `{"items":[],"next_cursor":null}`

// judge asks, and says what is wrong with the answer. It tells whether the role may ask so at all.
func (x *walk) judge(p *person, q asking) (may bool) {
	a := q.by(p)
	x.calls++
	told := func(what string) {
		if len(what) > 200 {
			what = what[:200]
		}
		x.found = append(x.found, fmt.Sprintf("%s: %v: %d %s", p.Role, q, a.status, what))
	}
	if a.status >= 500 {
		told(a.text)
	}
	if at := q.method + " " + q.route; a.status == http.StatusNotFound && q.inPath {
		if x.absent[at] == nil {
			x.absent[at] = map[models.Role]bool{}
		}
		x.absent[at][p.Role] = true
	}
	if q.inPath && strings.TrimSpace(a.text) != emptyList && (a.status < 400 && !strings.HasPrefix(a.header.Get("Location"), "/login") || a.status == http.StatusConflict || a.status == http.StatusPreconditionFailed) {
		told("it is there")
	}
	if leaks := x.of.in(a.readable(), q.asked()); len(leaks) > 0 {
		told(strings.Join(leaks, ", "))
	}
	return a.status != http.StatusForbidden && a.status != http.StatusUnauthorized
}

// everyone walks as many people and looks after each whether anything has changed.
func (x *walk) everyone(people []*person, look func() rows) {
	before := look()
	for _, p := range people {
		x.everything(p)
		now := look()
		for _, table := range before.changed(now) {
			x.found = append(x.found, fmt.Sprintf("%s has changed rows of %s", p.Role, table))
		}
		before = now
	}
}

// holding names the tables of a county in which rows hold what is another's.
func (x *walk) holding(now rows) (out []string) {
	for table, all := range now {
		for _, text := range all {
			if leaks := x.of.in(text, ""); len(leaks) > 0 {
				out = append(out, fmt.Sprintf("%s holds %s", table, strings.Join(leaks, ", ")))
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func TestNobodyReachesIntoTheCountyNextDoor(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *store.Store) {
		home, _, next := counties(t, db)
		x := walkOf(home, next, secretOf(next), func(string) bool { return true })
		x.everyone(append(home.people(), home.w.anybody()), func() rows { return home.w.rowsOf(next.code) })
		assert.Empty(t, strings.Join(x.found, "\n"))
		assert.Empty(t, strings.Join(x.holding(home.w.rowsOf(home.code)), "\n"), "rows of one county hold what is another's")
		assert.Empty(t, strings.Join(x.unshown(), "\n"), "nobody gets there with what is their own, so that the walk shows nothing")
		t.Logf("%d calls", x.calls)
	})
}

// unshown are the routes of which the walk shows nothing: to no role that did not find what is another's, what is its own is there.
func (x *walk) unshown() (out []string) {
	before := x.w.rowsOf(x.k.own.code)
	x.k.own.settle() // much has come to its end on the way
	x.k.own.lookAfter()
	x.k.own.takeOut()
	x.k.own.papered = x.k.own.papers()
	x.k.own.note(before)
	k := x.k
	k.may = func(string) bool { return false }
	all, _ := k.everything(x.w.Routes)
	for turn := range 3 {
		for _, r := range x.w.Routes {
			if path := slotsOf(r.Path); x.due(turn, r.Method, r.Path) && !x.shown(r.Method+" "+r.Path, path, func() asking { return k.askAPI(r, path, nil) }) {
				out = append(out, r.Method+" "+prefix+r.Path)
			}
		}
		for _, r := range x.w.Web.Routes() {
			if path := slotsOf(r.Path); x.due(turn, r.Method, r.Path) && !x.shown(r.Method+" "+r.Path, path, func() asking { return k.ofPage(r, all, nil)[0] }) {
				out = append(out, r.Method+" "+r.Path)
			}
		}
	}
	return out
}

// due tells whether a route is to be shown in a turn: what only reads, and what takes a need up, comes before what ends things, and what ends a supplier
// or a login comes last.
func (x *walk) due(turn int, method, path string) bool {
	when := 1
	switch {
	case method == http.MethodGet, strings.HasPrefix(path, "/open-needs/"):
		when = 0
	case strings.HasPrefix(path, "/suppliers/"), strings.HasPrefix(path, "/accounts/"):
		when = 2
	}
	return when == turn && held(slotsOf(path)) && dark[method+" "+path] == ""
}

// dark are the routes that the walk asks and of which it shows no more than that nothing comes back, with why.
var dark = map[string]string{
	"GET /households/:id/disclosures":         "the log outlives the household: of one that is not known it is empty",
	"POST /applications/:id/complain":         "asked with a household's code alone",
	"POST /relief/at/:code/:id/:step":         "asked with a household's code alone",
	"GET /applications/:id/pictures/:picture": "there is no picture of a bill here",
	"POST /needs/:id/settle/:line":            "there is no dispute here",
}

// held tells whether a path holds an id.
func held(path []slot) bool {
	return slices.ContainsFunc(path, func(s slot) bool { return s.table != "" })
}

func (x *walk) shown(route string, path []slot, ask func() asking) bool {
	return x.k.own.each(path, func(p *person) bool {
		if !x.absent[route][p.Role] {
			return false
		}
		status := ask().by(p).status
		return status < 500 && status != http.StatusNotFound && status != http.StatusForbidden && status != http.StatusUnauthorized
	})
}

// each tries everybody of the place with each id that a path may be about, until one succeeds.
func (l *place) each(path []slot, try func(p *person) bool) bool {
	last := ""
	for _, s := range path {
		last = cmp.Or(s.table, last)
	}
	usual := l.main[last]
	defer func() { l.main[last] = usual }()
	some := []string{l.id(last)}
	if id := l.papered[last]; id != "" {
		some = append(some, id)
	}
	for i, id := range append(some, l.ids[last]...) {
		l.main[last] = id
		if i < someOf && slices.ContainsFunc(l.people(), try) {
			return true
		}
	}
	return false
}

// someOf is how many objects of a table are tried.
const someOf = 4

// Of a town these are its own: what is a household's, and what came of it.
var ofTowns = []string{"household", "person", "consent", "need", "match", "fulfilment", "alert", "visit", "visit_window", "application", "suggestion", "benefit",
	"happiness_list", "household_level", "child_report", "complaint", "work_path", "minor_access", "photo"}

// Of a supplier these are its own; a need is everybody's who may help, without whose it is.
var ofSuppliers = []string{"supplier", "offer", "match", "fulfilment", "account", "course_session", "household", "person", "consent", "alert", "visit", "visit_window", "application",
	"suggestion", "benefit", "happiness_list", "household_level", "child_report", "complaint", "work_path", "minor_access", "photo"}

func TestNobodyReachesIntoAnotherTownOrSupplier(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *store.Store) {
		home, town, _ := counties(t, db)
		for _, who := range []struct {
			people []*person
			tables []string
		}{{[]*person{town.clerk, town.aide}, ofTowns}, {[]*person{town.admin, town.worker}, ofSuppliers}} {
			of := secretOf(home, who.tables...)
			of.words = []string{home.mark + "秀英", home.mark + "小宝", home.mark + "溪边路", home.citizen}
			x := walkOf(town, home, of, func(table string) bool { return slices.Contains(who.tables, table) })
			theirs := map[string][]string{}
			for _, table := range who.tables {
				theirs[table] = home.ids[table]
			}
			x.everyone(who.people, func() rows { return home.w.rowsOf(home.code).only(theirs) })
			assert.Empty(t, strings.Join(x.found, "\n"))
			t.Logf("%d calls", x.calls)
		}
	})
}

// types asks for everything there is to ask for with texts in every field that takes one, driving to it what must be driven, and notes the fields in
// which they were taken. It answers what was driven on.
func (l *place) types(x *reading, texts []string, taken map[string]bool) []driven {
	c := &course{place: l, texts: texts, k: maker{own: l, other: l, count: &x.count, text: typing(texts), whole: true, may: func(string) bool { return false }}}
	try := func(driven bool, do func(r api.Route) []string) {
		for _, r := range l.w.Routes {
			at := r.Method + " " + r.Path
			if (courses[at] != nil) != driven || !typable(r) {
				continue
			}
			for _, name := range c.fields(r) {
				taken[at+" "+name] = taken[at+" "+name] || false
			}
			for _, name := range do(r) {
				taken[at+" "+name] = true
			}
		}
	}
	try(true, func(r api.Route) []string { return c.take(x, r, courses[r.Method+" "+r.Path]) })
	c.texts, c.k.text = hidden, typing(hidden)
	try(false, func(r api.Route) []string {
		for _, name := range c.tries(x, r) {
			x.told(l.staff, r.Method+" "+r.Path, "takes characters that turn text around in "+name)
		}
		return nil
	})
	c.texts, c.k.text = texts, typing(texts)
	try(false, func(r api.Route) []string { return c.tries(x, r) }) // last: it ends much on the way
	return c.driven
}

// typable tells whether something is said with a call that is not about the own login.
func typable(r api.Route) bool {
	return r.In != nil && !strings.HasPrefix(r.Path, "/auth") && !strings.HasPrefix(r.Path, "/me/")
}

// fields are the fields of a call that take free text.
func (c *course) fields(r api.Route) []string {
	f := c.k.filler(nil)
	f.whole = true
	f.body(r.In)
	return f.free
}

// tries has everybody ask with everything that there is, first with all that may be said and then with what must be.
func (c *course) tries(x *reading, r api.Route) (taken []string) {
	refused, path := map[*person]bool{}, slotsOf(r.Path)
	for _, whole := range []bool{true, false} {
		c.k.whole = whole
		c.each(path, func(p *person) bool {
			if refused[p] {
				return false
			}
			q := c.k.askAPI(r, path, nil)
			a := q.by(p)
			if a.status >= 500 {
				x.told(p, r.Method+" "+r.Path, fmt.Sprint(a.status, a.text))
			}
			if a.status < 300 {
				f := c.k.filler(nil)
				f.body(r.In)
				taken = append(taken, typedIn(q.body, f.free, c.texts)...)
			}
			refused[p] = a.status == http.StatusForbidden
			return a.status < 300
		})
	}
	return taken
}
