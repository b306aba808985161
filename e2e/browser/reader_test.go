package browser

import (
	"context"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/locales"
)

// reader reads pages without a browser, as a demo account or as nobody.
type reader struct {
	t     testing.TB
	base  string
	login string
	http  *http.Client
}

var formToken = regexp.MustCompile(`name="_token" value="([^"]+)"`)

func read(t testing.TB, s *site, login string) *reader {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	r := &reader{t: t, base: s.base, login: login, http: &http.Client{
		Jar: jar, Timeout: 30 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	if login == anybody {
		return r
	}
	_, _, page := r.get("/login")
	token := formToken.FindStringSubmatch(page)
	require.Len(t, token, 2, "the form has its token")
	status := http.StatusTooManyRequests
	for end := time.Now().Add(patience); status == http.StatusTooManyRequests && time.Now().Before(end); pause(context.Background(), 100*time.Millisecond) {
		res, err := r.http.PostForm(s.base+"/login", url.Values{"username": {login}, "password": {password}, "_token": {token[1]}})
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		status = res.StatusCode
	}
	require.Equal(t, http.StatusSeeOther, status, login)
	return r
}

// get asks for a page, again where the server says that it was asked too often; the body of what is no page is left out.
func (r *reader) get(path string) (status int, kind, body string) {
	r.t.Helper()
	for end := time.Now().Add(patience); ; pause(context.Background(), 100*time.Millisecond) {
		status, kind, body = r.once(path)
		if status != http.StatusTooManyRequests || time.Now().After(end) {
			return status, kind, body
		}
	}
}

func (r *reader) once(path string) (status int, kind, body string) {
	r.t.Helper()
	req, err := http.NewRequest(http.MethodGet, r.base+path, nil)
	require.NoError(r.t, err)
	req.Header.Set("Accept", "text/html")
	req.Header.Set("Accept-Language", string(locales.Chinese))
	res, err := r.http.Do(req)
	require.NoError(r.t, err)
	defer func() { _ = res.Body.Close() }()
	kind, _, _ = strings.Cut(res.Header.Get("Content-Type"), ";")
	if kind == "text/html" {
		raw, err := io.ReadAll(res.Body)
		require.NoError(r.t, err)
		body = string(raw)
	}
	return res.StatusCode, kind, body
}

// found is a page of the table with an address of it.
type found struct{ route, path string }

// explore lists the pages that the reader may read, each with one address.
func (r *reader) explore() []found {
	r.t.Helper()
	e := &explorer{reader: r, routes: routesOf(r.login), seen: map[string]bool{}, at: map[string]string{}, skipped: map[string]bool{}, tried: map[string]int{},
		linked: map[string]bool{}, dead: map[string]string{}}
	for _, route := range e.routes {
		if !strings.ContainsAny(route, ":*") && unlinked[route] == "" {
			e.queue = append(e.queue, route)
		}
	}
	for e.most = enough; len(e.queue) > 0; e.most *= 2 {
		for len(e.queue) > 0 {
			next := e.queue[0]
			e.queue = e.queue[1:]
			e.visit(next)
		}
		if len(e.missing()) > 0 && e.most < seldom {
			e.queue, e.held = e.held, nil
		}
	}
	for _, route := range e.missing() {
		assert.Fail(r.t, "no link of "+r.login+" leads to "+route)
	}
	for to, from := range e.dead {
		assert.Fail(r.t, "a link leads nowhere", "on %s, %q is led to %s, which is no page of theirs", from, r.login, to)
	}
	var out []found
	for _, route := range e.routes {
		if path, ok := e.at[route]; ok {
			out = append(out, found{route, path})
		}
	}
	return out
}

// explorer follows links.
type explorer struct {
	reader  *reader
	routes  []string
	queue   []string
	most    int               // how many addresses of one route are asked for, for now
	held    []string          // addresses beyond these
	seen    map[string]bool   // addresses that were asked for
	linked  map[string]bool   // addresses to which a link leads
	at      map[string]string // the first address of each route that was found
	skipped map[string]bool   // routes that answer no page: files, streams, ways on
	tried   map[string]int    // how many addresses of a route were asked for
	dead    map[string]string // links to what is no page of the reader's, with a page that has them
}

// enough is how many addresses of one route are asked for: a thing in another state leads on to other pages. Where none of these leads to a page
// that there is, so many more are: which thing is in which state goes with the day.
const (
	enough = 8
	seldom = 200
)

var hrefs = regexp.MustCompile(`<a\s[^>]*href="([^"]*)"`)

var ids = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)

// elsewhere are the addresses beside the table of pages to which a page may lead.
var elsewhere = regexp.MustCompile(`^/(trust(/.*)?|docs/?|openapi\.json|static/.*|api/v1/.*)$`)

func (e *explorer) visit(path string) {
	t := e.reader.t
	t.Helper()
	route := e.routeOf(path)
	if route == "" || e.skipped[route] || e.seen[path] {
		return
	}
	if e.tried[route] >= e.most {
		e.held = append(e.held, path)
		return
	}
	e.seen[path] = true
	e.tried[route]++
	status, kind, body := e.reader.get(path)
	if (status == http.StatusForbidden || status == http.StatusNotFound) && !e.linked[path] {
		e.skipped[route] = true // the verb behind it refuses this reader, and no link leads there
		return
	}
	if status >= 300 && status < 400 || status == 200 && kind != "text/html" {
		e.skipped[route] = true
		return
	}
	if !assert.Equal(t, 200, status, "%s as %q", path, e.reader.login) {
		return
	}
	if _, known := e.at[route]; !known {
		e.at[route] = path
	}
	here, err := url.Parse(path)
	require.NoError(t, err)
	for _, m := range hrefs.FindAllStringSubmatch(body, -1) {
		to, err := here.Parse(html.UnescapeString(m[1]))
		if !assert.NoError(t, err, "a link on %s", path) || to.Scheme == "mailto" || to.Scheme == "tel" {
			continue
		}
		assert.Empty(t, to.Host, "a link on %s to another host", path)
		if e.routeOf(to.Path) == "" && !elsewhere.MatchString(to.Path) {
			e.dead[ids.ReplaceAllString(to.Path, ":id")] = route
		}
		if to.Query().Get("lang") == "" {
			to.Fragment = ""
			e.linked[to.RequestURI()] = true
			e.queue = append(e.queue, to.RequestURI())
		}
	}
}

// missing are the routes to which a link should lead, and none has led yet.
func (e *explorer) missing() (out []string) {
	for _, route := range e.routes {
		if e.at[route] == "" && unlinked[route] == "" && unlinked[e.reader.login+" "+route] == "" && !e.skipped[route] && !e.refused(route) {
			out = append(out, route)
		}
	}
	return out
}

// refused says whether the list above a route refuses the reader, so that nothing below it is theirs either.
func (e *explorer) refused(route string) bool {
	above, _, below := strings.Cut(route, "/:")
	return below && e.skipped[above]
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
