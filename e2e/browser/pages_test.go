package browser

import (
	"html"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/demo"
	"zhulian/locales"
	"zhulian/models"
	"zhulian/server/web"
	"zhulian/store"
)

// anybody is who is not logged in.
const anybody = ""

// unlinked are the pages to which no link of the demo county leads, with the test that visits them instead.
var unlinked = map[string]string{
	"/errands/:id":      "an errand is there once somebody has begun one",
	"/errands/:id/file": "the same",
	"/offline/:lang":    "the shell is looked at without a signal",
}

// TestEveryPageOfEveryRole looks at every page of the table of routes as each role that may read it: on a phone and on a desk, in both
// languages, light and dark. A page with a parameter is found by the links that lead to it; one that nothing leads to fails the test.
func TestEveryPageOfEveryRole(t *testing.T) {
	needChromium(t)
	s := open(t, store.SQLite)
	for _, role := range append([]string{anybody}, demo.Logins()...) {
		t.Run("as_"+role, func(t *testing.T) {
			t.Parallel()
			var pages []found
			for _, lang := range locales.Langs() {
				v := visit(t, s, phone, lang)
				if role != anybody {
					v.logIn(role)
				}
				if pages == nil {
					pages = v.explore(role)
				}
				for _, p := range pages {
					v.lookAround(role, p)
				}
			}
		})
	}
}

// lookAround looks at one page on both screens. In Chinese it first weighs it as a phone does that has nothing of the site yet.
func (v *visitor) lookAround(role string, p found) {
	v.t.Helper()
	name := strings.Trim(role+"."+strings.Trim(strings.NewReplacer("/", "_", ":", "").Replace(p.route), "_"), ".")
	if p.route == "/" {
		name = strings.Trim(role+".home", ".")
	}
	fresh := v.lang == locales.Chinese
	v.resize(phone)
	v.call(call(network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: fresh}))
	v.open(p.path, 200)
	if fresh {
		v.light(name)
	}
	v.look(name)
	v.resize(desk)
	v.look(name)
}

// found is a page of the table with an address of it.
type found struct{ route, path string }

// explore lists the pages that the visitor may read, each with one address.
func (v *visitor) explore(role string) []found {
	v.t.Helper()
	e := &explorer{v: v, routes: routesOf(role), seen: map[string]bool{}, at: map[string]string{}}
	for _, r := range e.routes {
		if !strings.ContainsAny(r, ":*") {
			e.queue = append(e.queue, r)
		}
	}
	for len(e.queue) > 0 {
		next := e.queue[0]
		e.queue = e.queue[1:]
		e.visit(next)
	}
	var out []found
	for _, r := range e.routes {
		path, ok := e.at[r]
		if !ok && unlinked[r] == "" && !e.skipped[r] {
			assert.Fail(v.t, "no link of "+role+" leads to "+r)
		}
		if ok {
			out = append(out, found{r, path})
		}
	}
	return out
}

// routesOf are the GET routes of the table that a role may read.
func routesOf(login string) []string {
	role := roleOf(login)
	var out []string
	for _, r := range (&web.Web{}).Routes() {
		if r.Method == http.MethodGet && (r.Public || role != models.RoleAnonymous && (r.Roles == nil || slices.Contains(r.Roles, role))) {
			out = append(out, r.Path)
		}
	}
	if login == anybody {
		out = append(out, "/trust")
	}
	return out
}

// roleOf is the role of a demo account.
func roleOf(login string) models.Role {
	roles := map[string]models.Role{
		anybody: models.RoleAnonymous, "admin": models.RoleSysadmin, "staff": models.RoleStaff, "town": models.RoleTown, "aide": models.RoleAide,
		"ngo": models.RoleSupplierAdmin, "company": models.RoleSupplierAdmin, "auditor": models.RoleAuditor, "province": models.RoleProvince,
	}
	return roles[login]
}

// explorer follows links.
type explorer struct {
	v       *visitor
	routes  []string
	queue   []string
	seen    map[string]bool   // addresses that were asked for
	at      map[string]string // the address of each route that was found
	skipped map[string]bool   // routes that answer no page: files, streams, ways on
}

var (
	hrefs  = regexp.MustCompile(`<a\s[^>]*href="([^"]*)"`)
	client = &http.Client{Timeout: 30 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
)

func (e *explorer) visit(path string) {
	t := e.v.t
	t.Helper()
	route := e.routeOf(path)
	if _, known := e.at[route]; route == "" || known || e.skipped[route] || e.seen[path] {
		return
	}
	e.seen[path] = true
	status, kind, body := e.v.fetch(path)
	if status >= 300 && status < 400 || status == 200 && kind != "text/html" {
		if e.skipped == nil {
			e.skipped = map[string]bool{}
		}
		e.skipped[route] = true
		return
	}
	if !assert.Equal(t, 200, status, path) {
		return
	}
	e.at[route] = path
	here, err := url.Parse(path)
	require.NoError(t, err)
	for _, m := range hrefs.FindAllStringSubmatch(body, -1) {
		to, err := here.Parse(html.UnescapeString(m[1]))
		if err == nil && to.Host == "" && to.Query().Get("lang") == "" {
			to.Fragment = ""
			e.queue = append(e.queue, to.RequestURI())
		}
	}
}

// fetch asks for a page with the visitor's cookies, without a browser.
func (v *visitor) fetch(path string) (status int, kind, body string) {
	v.t.Helper()
	req, err := http.NewRequest(http.MethodGet, v.base+path, nil)
	require.NoError(v.t, err)
	req.Header.Set("Accept", "text/html")
	req.Header.Set("Accept-Language", string(v.lang))
	req.Header.Set("Cookie", v.cookies())
	res, err := client.Do(req)
	require.NoError(v.t, err)
	defer func() { _ = res.Body.Close() }()
	kind, _, _ = strings.Cut(res.Header.Get("Content-Type"), ";")
	if kind == "text/html" {
		raw, err := io.ReadAll(res.Body)
		require.NoError(v.t, err)
		body = string(raw)
	}
	return res.StatusCode, kind, body
}

// routeOf is the route of the table that answers a path: one without parameters before one with them.
func (e *explorer) routeOf(path string) string {
	path, _, _ = strings.Cut(path, "?")
	best := ""
	for _, r := range e.routes {
		if matches(r, path) && (best == "" || strings.Count(r, ":") < strings.Count(best, ":")) {
			best = r
		}
	}
	return best
}

func matches(route, path string) bool {
	a, b := strings.Split(route, "/"), strings.Split(path, "/")
	for i, part := range a {
		switch {
		case strings.HasPrefix(part, "*"):
			return true
		case i >= len(b) || !strings.HasPrefix(part, ":") && part != b[i] || strings.HasPrefix(part, ":") && b[i] == "":
			return false
		}
	}
	return len(a) == len(b)
}

func TestRoutesAreFoundByTheirPaths(t *testing.T) {
	e := explorer{routes: []string{"/", "/needs", "/needs/:id", "/needs/new", "/files/*name"}}
	for path, want := range map[string]string{
		"/": "/", "/needs": "/needs", "/needs?status=open": "/needs", "/needs/new": "/needs/new", "/needs/7": "/needs/:id", "/needs/7/x": "",
		"/files/a/b": "/files/*name", "/needs/": "", "/other": "",
	} {
		assert.Equal(t, want, e.routeOf(path), path)
	}
	for _, login := range demo.Logins() {
		assert.NotEmpty(t, roleOf(login), login)
		assert.Contains(t, routesOf(login), "/menu", login+" has pages")
	}
	for _, r := range (&web.Web{}).Routes() {
		read := r.Method != http.MethodGet || slices.ContainsFunc(append(demo.Logins(), anybody), func(l string) bool { return slices.Contains(routesOf(l), r.Path) })
		assert.True(t, read, "no demo account may read %s", r.Path)
	}
}
