package e2e

import (
	"html"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/server/api"
)

// walker reads what one login may read: the pages by their links, and every list of the API with its filters.
type walker struct {
	t     *testing.T
	base  string
	login string
	http  *http.Client
	token string
	tried map[string]int
	seen  map[string]bool
}

// perRoute is how many addresses of one kind a walker reads.
const perRoute = 1

// walk logs in from an address of the loopback of its own, since the server counts requests by address.
func walk(t *testing.T, p *process, from byte, login string) *walker {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	dialer := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, from)}}
	w := &walker{t: t, base: p.base, login: login, tried: map[string]int{}, seen: map[string]bool{}, http: &http.Client{
		Jar: jar, Timeout: time.Minute, Transport: &http.Transport{DialContext: dialer.DialContext},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	_, page := w.get("/login")
	token := regexp.MustCompile(`name="_token" value="([^"]+)"`).FindStringSubmatch(page)
	require.Len(t, token, 2)
	res, err := w.http.PostForm(p.base+"/login", url.Values{"username": {login}, "password": {password}, "_token": {token[1]}})
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	require.Equal(t, http.StatusSeeOther, res.StatusCode, login)
	w.token = p.login(login, password).token
	return w
}

// get asks for a page, or of the API with the token, again where it asked too often. What the server refuses or finds wrong is its right; that
// it breaks fails the test.
func (w *walker) get(path string) (status int, body string) {
	w.t.Helper()
	for end := time.Now().Add(time.Minute); ; {
		status, body = w.once(path)
		if status != http.StatusTooManyRequests || time.Now().After(end) {
			break
		}
		select { // the server counts by the second
		case <-w.t.Context().Done():
		case <-time.After(100 * time.Millisecond):
		}
	}
	assert.Less(w.t, status, 429, "%s as %s", path, w.login)
	return status, body
}

func (w *walker) once(path string) (status int, body string) {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), http.MethodGet, w.base+path, nil)
	require.NoError(w.t, err)
	if strings.HasPrefix(path, "/api/") {
		req.Header.Set("Authorization", "Bearer "+w.token)
	}
	res, err := w.http.Do(req)
	require.NoError(w.t, err, path)
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	require.NoError(w.t, err)
	return res.StatusCode, string(raw)
}

var (
	links   = regexp.MustCompile(`<a\s[^>]*href="([^"]*)"`)
	formOf  = regexp.MustCompile(`(?s)<form[^>]*method="get".*?</form>`)
	choices = regexp.MustCompile(`(?s)<select[^>]*name="([^"]+)".*?</select>`)
	values  = regexp.MustCompile(`<option[^>]*value="([^"]+)"`)
	someID  = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[^/]*[0-9][^/]*`)
)

// pages follows the links from the first page on, and gives each list's form every one of its filters once.
func (w *walker) pages() {
	w.t.Helper()
	for queue := []string{"/"}; len(queue) > 0; queue = queue[1:] {
		at := queue[0]
		if !w.first(at) {
			continue
		}
		_, body := w.get(at)
		here, err := url.Parse(at)
		require.NoError(w.t, err)
		for _, m := range links.FindAllStringSubmatch(body, -1) {
			if to, err := here.Parse(html.UnescapeString(m[1])); err == nil && to.Host == "" && to.Scheme == "" && !aside(to) {
				to.Fragment = ""
				queue = append(queue, to.RequestURI())
			}
		}
		for _, filter := range filters(body) {
			queue = append(queue, here.Path+"?"+filter)
		}
	}
}

// first tells whether an address is one of the first of its kind: the same path but for ids, with the same names in its query.
func (w *walker) first(address string) bool {
	if w.seen[address] {
		return false
	}
	w.seen[address] = true
	at, err := url.Parse(address)
	require.NoError(w.t, err)
	var names []string
	for name := range at.Query() {
		names = append(names, name)
	}
	slices.Sort(names)
	kind := someID.ReplaceAllString(at.Path, ":id") + "?" + strings.Join(names, "&")
	w.tried[kind]++
	return w.tried[kind] <= perRoute
}

// aside tells that an address is none of the database's, or ends what is going on.
func aside(to *url.URL) bool {
	return strings.HasPrefix(to.Path, "/static/") || strings.HasPrefix(to.Path, "/trust") || strings.HasPrefix(to.Path, "/docs") || to.Path == "/logout" || to.Query().Has("lang")
}

// filters are the queries that a page's form for looking things up makes with one field filled in.
func filters(page string) (out []string) {
	for _, form := range formOf.FindAllString(page, -1) {
		for _, field := range choices.FindAllStringSubmatch(form, -1) {
			if found := values.FindStringSubmatch(field[0]); found != nil {
				out = append(out, url.Values{field[1]: {html.UnescapeString(found[1])}}.Encode())
			}
		}
		if strings.Contains(form, `name="q"`) {
			out = append(out, url.Values{"q": {"棉被"}}.Encode())
		}
	}
	return out
}

// lists asks for every list of the API: as it is, on its second page, by each filter with a value that one of its items has, and one item.
func (w *walker) lists() {
	w.t.Helper()
	for _, r := range (&api.API{}).Routes() {
		if r.Method != http.MethodGet || strings.Contains(r.Path, ":") || strings.Contains(r.Path, "stream") {
			continue
		}
		path := "/api/v1" + r.Path
		status, body := w.get(path)
		if status != http.StatusOK || !r.List {
			continue
		}
		got := decode(w.t, body)
		if next := got.word("next_cursor"); next != "" {
			w.get(path + "?" + url.Values{"cursor": {next}}.Encode())
		}
		for _, name := range r.Query {
			for _, value := range w.valuesOf(name, got.items()) {
				w.get(path + "?" + url.Values{name: {value}}.Encode())
			}
		}
		if items := got.items(); len(items) > 0 && items[0].word("id") != "" {
			w.get(path + "/" + items[0].word("id"))
		}
	}
}

// valuesOf are what a filter is tried with: what the first and the last item of the list have.
func (w *walker) valuesOf(name string, items []answer) (out []string) {
	if name == "q" {
		return []string{"棉被"}
	}
	for _, i := range []int{0, len(items) - 1} {
		if i >= 0 && i < len(items) {
			if value := items[i].word(name); value != "" && !slices.Contains(out, value) {
				out = append(out, value)
			}
		}
	}
	return out
}
