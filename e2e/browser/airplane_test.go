package browser

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/locales"
	"zhulian/models"
	"zhulian/store"
)

// signal is the air between a phone and a server.
type signal int

const (
	full   signal = iota
	none          // nothing comes through
	halved        // what is written reaches the server, and its answer is lost
)

// air carries a phone's requests to a site as far as the signal lets it.
type air struct {
	base string

	mu     sync.Mutex
	signal signal
	writes []write // of the API, that reached the server
}

type write struct {
	path, key string
	status    int
}

func overAir(t *testing.T, s *site) *air {
	t.Helper()
	to, err := url.Parse(s.base)
	require.NoError(t, err)
	a := &air{}
	carrier := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(to)
			r.Out.Host = r.In.Host
		},
		ModifyResponse: a.answered,
		ErrorHandler:   func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) },
	}
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if a.is(none) {
			panic(http.ErrAbortHandler) // cuts the connection
		}
		carrier.ServeHTTP(w, r)
	}))
	t.Cleanup(web.Close)
	a.base = web.URL
	return a
}

// answered notes a write, and loses its answer on a halved signal.
func (a *air) answered(res *http.Response) error {
	if res.Request.Method != http.MethodPost || !strings.HasPrefix(res.Request.URL.Path, "/api/") {
		return nil
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.writes = append(a.writes, write{res.Request.URL.Path, res.Request.Header.Get("Idempotency-Key"), res.StatusCode})
	if a.signal == halved {
		return context.Canceled
	}
	return nil
}

func (a *air) is(s signal) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.signal == s
}

func (a *air) reached() []write {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]write(nil), a.writes...)
}

// fly changes the signal, and lets the browser know whether it is offline.
func (v *visitor) fly(a *air, s signal) {
	v.t.Helper()
	a.mu.Lock()
	a.signal = s
	a.mu.Unlock()
	v.call(call(network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: s == none, DownloadThroughput: -1, UploadThroughput: -1}))
}

// TestAideWorksInAirplaneMode tells how needs that are written down without a signal wait in the phone, through a reload, and are sent
// exactly once and in order when the signal is back, even where an answer is lost on its way.
func TestAideWorksInAirplaneMode(t *testing.T) {
	needChromium(t)
	s := open(t, store.SQLite)
	a := overAir(t, s)
	v := visitAt(t, a.base, phone, locales.Chinese)
	v.seen.forgive("net::ERR_") // what a browser says of a lost signal
	v.logIn("aide")
	household := v.register(81)
	v.readyToFly()

	v.fly(a, none)
	v.writeDown(household, "A02", "欧阳守仁家棉被")
	v.reads(v.N("page.offline.count", 1))
	v.picture("airplane_one.phone.zh-CN.light")
	v.open("/waiting", 200)
	v.reads(v.N("page.offline.count", 1))
	v.writeDown(household, "A01", "欧阳守仁家大米")
	v.reads(v.N("page.offline.count", 2))
	v.open("/waiting", 200)
	v.stands("airplane")
	assert.Empty(t, v.accessible(everyRule))
	v.picture("airplane_two.phone.zh-CN.light")
	assert.Empty(t, a.reached(), "nothing came through")

	v.fly(a, halved)
	require.Eventually(t, func() bool { return len(a.reached()) > 0 }, patience, pollEvery, "what waits is sent")
	v.fly(a, none)
	v.fly(a, full)
	v.open("/waiting", 200)
	v.says("page.offline.nothing")
	writes := a.reached()
	require.GreaterOrEqual(t, len(writes), 3, "%v", writes)
	assert.Equal(t, writes[0], writes[1], "the same request again, and the same answer")
	assert.NotEqual(t, writes[0].key, writes[len(writes)-1].key)

	v.open(household, 200)
	assert.Equal(t, 2, run[int](v, `document.querySelectorAll('main a[href^="/needs/0"]').length`), "each need is there once")
	titles := run[[]string](v, `Array.from(document.querySelectorAll('main a[href^="/needs/0"]')).map(a => a.innerText)`)
	assert.Contains(t, strings.Join(titles, " "), "棉被")
	assert.Contains(t, strings.Join(titles, " "), "大米")
}

// TestConflictIsShownToTheAide tells what becomes of a confirmation that was written down without a signal while somebody else was quicker.
func TestConflictIsShownToTheAide(t *testing.T) {
	needChromium(t)
	s := open(t, store.SQLite)
	a := overAir(t, s)
	v := visitAt(t, a.base, phone, locales.English)
	v.seen.forgive("net::ERR_")
	v.seen.forgive("status of 409")
	v.logIn("aide")
	v.readyToFly()
	v.open("/fulfilments?status=waiting", 200)
	v.loads(func() { v.css(`main a[href^="/fulfilments/0"]`).click() })
	path := v.path()

	v.fly(a, none)
	v.loads(func() { v.press("page.fulfilment.confirm_do") })
	v.reads(v.N("page.offline.count", 1))

	quicker := visit(t, s, desk, locales.English)
	quicker.logIn("aide")
	quicker.open(path, 200)
	quicker.loads(func() { quicker.press("page.fulfilment.confirm_do") })
	quicker.says("status.fulfilment.confirmed")

	v.fly(a, full)
	v.open("/waiting", 200)
	v.says("page.offline.state.refused")
	v.reads(v.N("page.offline.conflicts", 1))
	v.look("airplane_conflict")
	v.open("/", 200)
	v.reads(v.N("page.offline.conflicts", 1)) // it is never dropped
}

// N is a text of the pages with a number.
func (v *visitor) N(key string, n int) string {
	v.t.Helper()
	require.True(v.t, locales.Has(v.lang, key), "there is no text %s", key)
	return locales.T(v.lang, key, map[string]any{"n": n})
}

// register registers a household and returns the path of its page.
func (v *visitor) register(serial int) string {
	v.t.Helper()
	v.open("/households/new", 200)
	v.field("persons[0].name").write("欧阳守仁")
	v.field("persons[0].citizen_no").write(models.SyntheticCitizenNo("330199", models.Date("1948-03-15").Time(), serial))
	v.field("persons[0].phone").write("13800001234")
	v.field("region_code").chooseFirst()
	v.field("address").write("枫杨路9号")
	v.loads(func() { v.press("page.household.register") })
	require.Regexp(v.t, `^/households/[0-9a-f-]{36}$`, v.path())
	return v.path()
}

// readyToFly waits until the browser has what it needs without a signal.
func (v *visitor) readyToFly() {
	v.t.Helper()
	require.True(v.t, run[bool](v, `navigator.serviceWorker.ready.then(() => true)`))
	v.open("/needs/new", 200)
	require.Eventually(v.t, func() bool {
		return run[bool](v, `!!navigator.serviceWorker.controller && caches.keys().then(names => names.length > 0)`)
	}, patience, pollEvery, "the service worker is not there")
}

// writeDown writes a need into the shell that the browser shows without a signal.
func (v *visitor) writeDown(household, category, title string) {
	v.t.Helper()
	v.open("/needs/new", 200)
	v.says("page.offline.what")
	v.field("household_id").choose(strings.TrimPrefix(household, "/households/"))
	v.css("details[data-all]").openUp()
	v.css(fmt.Sprintf(`[data-all] input[value=%s]`, category)).tick()
	v.field("quantity").write("2")
	v.css(`main input[name=urgency][value=high]`).tick()
	v.field("title").write(title)
	v.loads(func() { v.press("page.offline.keep") })
	require.Equal(v.t, "/waiting", v.path())
}
