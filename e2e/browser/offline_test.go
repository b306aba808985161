package browser

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/locales"
	"zhulian/store"
)

// air is the signal between a phone and a site: there, gone, or so bad that what is sent arrives and the answer does not.
type air struct {
	base string
	gone atomic.Bool
	mute atomic.Int32 // how many more writes lose their answer
}

func airOver(t *testing.T, s *site) *air {
	t.Helper()
	to, err := url.Parse(s.base)
	require.NoError(t, err)
	a, on := &air{}, &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(to); r.Out.Host = r.In.Host }}
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case a.gone.Load():
			panic(http.ErrAbortHandler)
		case r.Method == http.MethodPost && strings.HasPrefix(r.URL.Path, "/api/") && a.mute.Add(-1) >= 0:
			on.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		}
		on.ServeHTTP(w, r)
	}))
	t.Cleanup(web.Close)
	a.base = web.URL
	return a
}

// flight turns the flight mode of a phone on or off.
func (v *visitor) flight(a *air, on bool) {
	v.t.Helper()
	v.seen.fly()
	a.gone.Store(on)
	v.call(call(network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: on, Latency: 0, DownloadThroughput: -1, UploadThroughput: -1}))
}

// prepared waits until the phone can do without a signal: the shell and the field book are there.
func (v *visitor) prepared() {
	v.t.Helper()
	require.Eventually(v.t, func() bool {
		return run[bool](v, `caches.match("/offline/zh-CN").then((found) => Boolean(found && navigator.serviceWorker.controller))`) && v.kept("copy") == 1
	}, patience, pollEvery, "the phone is not prepared")
}

// stored reads what the browser has kept, as text; the bytes of sealed things are read as letters.
const stored = `new Promise((resolve, reject) => {
	const asked = indexedDB.open("zhulian", 1);
	asked.onupgradeneeded = () => asked.transaction.abort();
	asked.onerror = () => resolve("[]");
	asked.onsuccess = () => {
		const all = asked.result.transaction(%q).objectStore(%[1]q).getAll();
		all.onerror = () => reject(all.error);
		all.onsuccess = () => {
			asked.result.close();
			const letters = (v) => v instanceof ArrayBuffer ? new TextDecoder().decode(v) : ArrayBuffer.isView(v) ? "" : v;
			resolve(JSON.stringify(all.result, (key, v) => letters(v)));
		};
	};
})`

// kept counts what stands in a part of what the browser keeps.
func (v *visitor) kept(part string) int {
	v.t.Helper()
	return run[int](v, fmt.Sprintf(`(%s).then((all) => JSON.parse(all).length)`, fmt.Sprintf(stored, part)))
}

// needsOf counts the needs of a household that the aide has on the server.
func (v *visitor) needsOf(household string) int {
	v.t.Helper()
	return run[int](v, fmt.Sprintf(`fetch("/api/v1/needs?limit=100&household_id=%s").then((r) => r.json()).then((r) => r.items.length)`, household))
}

// firstHousehold is the first household that the form of a need offers.
func (v *visitor) firstHousehold() (id string) {
	v.t.Helper()
	require.Eventually(v.t, func() bool {
		id = run[string](v, `document.querySelector("select[name=household_id]").options[1]?.value ?? ""`)
		return id != ""
	}, patience, pollEvery, "there is no household to choose")
	return id
}

// writeNeed fills in the form of a need that stands on the page, for the first household.
func (v *visitor) writeNeed(title string) {
	v.t.Helper()
	v.field("household_id").choose(v.firstHousehold())
	// What the aide has chosen lately changes with the day, and of some categories lists never show what was written.
	run[bool](v, `document.querySelector("[data-all]").open = true`)
	v.pressClear(`[data-all] label.choice:has([value="A01"])`)
	v.field("title").write(title)
}

// pressClear scrolls to a button in the middle of the screen, clear of the bars above and below, and taps it.
func (v *visitor) pressClear(selector string) {
	v.t.Helper()
	run[bool](v, fmt.Sprintf(`document.querySelector(%q).scrollIntoView({block: "center"}), true`, selector))
	v.css(selector).click()
}

func TestANeedTakesFewTaps(t *testing.T) {
	needChromium(t)
	v := visit(t, open(t, store.SQLite), phone, locales.Chinese)
	v.logIn("aide")
	v.taps = 0
	v.loads(func() { v.link("提交新需求").click() })
	v.field("household_id").choose(v.firstHousehold())
	v.css("[data-recent] label.choice").click()
	v.loads(func() { v.pressClear("main button.big") })
	v.reads("需求已提交")
	t.Logf("a need takes %d taps from the first page", v.taps)
	assert.LessOrEqual(t, v.taps, 5)
}

func TestWhatIsWrittenWithoutASignalIsSentOnce(t *testing.T) {
	needChromium(t)
	a := airOver(t, open(t, store.SQLite))
	v := visitAt(t, a.base, phone, locales.Chinese)
	v.logIn("aide")
	v.prepared()
	v.open("/needs/new", 200)
	household := v.firstHousehold()
	before := v.needsOf(household)

	v.flight(a, true)
	v.open("/needs/new", 200)
	v.reads("没有信号")
	v.look("offline.shell")
	const title = "飞行模式里写下的需求"
	v.writeNeed(title)
	v.loads(func() { v.pressClear("main button.big") })
	v.reads("1 条还没有发送")
	v.loads(func() { run[bool](v, `location.reload(), true`) })
	v.reads(title)
	assert.Equal(t, "/waiting", v.path())
	v.look("offline.waiting")
	assert.NotContains(t, run[string](v, fmt.Sprintf(stored, "queue")), title, "what waits is sealed")
	assert.Contains(t, run[string](v, `new Promise((resolve) => {
		const asked = indexedDB.open("zhulian", 1);
		asked.onsuccess = () => {
			const all = asked.result.transaction("keys").objectStore("keys").getAll();
			all.onsuccess = () => crypto.subtle.exportKey("raw", all.result[0].copy).then(() => resolve("taken"), (why) => resolve("not extractable: " + why.name));
		};
	})`), "not extractable")
	v.seen.take() // that there was no signal is no fault

	a.mute.Store(1) // the need arrives, its answer is lost
	v.flight(a, false)
	require.Eventually(t, func() bool { return a.mute.Load() <= 0 }, patience, pollEvery, "nothing was sent")
	require.Eventually(t, func() bool {
		run[bool](v, `dispatchEvent(new Event("online")), dispatchEvent(new Event("online")), true`)
		return v.kept("queue") == 0
	}, patience, pollEvery, "it is not sent")
	v.loads(func() { run[bool](v, `location.reload(), true`) })
	v.reads("没有待发送的内容")
	v.seen.take()
	assert.Equal(t, before+1, v.needsOf(household), "exactly one need")
}

func TestAConflictIsShownAndNeverDropped(t *testing.T) {
	needChromium(t)
	s := open(t, store.SQLite)
	a := airOver(t, s)
	v := visitAt(t, a.base, phone, locales.Chinese)
	v.logIn("aide")
	v.prepared()
	v.open("/fulfilments?status=waiting", 200)
	v.loads(func() { v.css("a.row").click() })
	path := v.path()
	require.Eventually(t, func() bool { return v.kept("keys") == 1 }, patience, pollEvery)
	v.flight(a, true)
	const note = "老人说已经收到"
	v.css("form[data-queue=confirm] textarea").write(note)
	v.loads(func() { v.pressClear("form[data-queue=confirm] button") })
	v.reads("1 条还没有发送")
	v.seen.take()

	clerk := visit(t, s, desk, locales.Chinese)
	clerk.logIn("town")
	clerk.open(path, 200)
	clerk.loads(func() { clerk.pressClear("form[action*=confirm] button") })

	v.flight(a, false)
	v.loads(func() { run[bool](v, `location.reload(), true`) })
	v.reads("没有被接受")
	v.reads(note)
	v.reads("服务器答复")
	v.look("offline.conflict")
	v.loads(func() { run[bool](v, `location.reload(), true`) })
	v.reads(note)
	run[bool](v, `window.confirm = () => true, true`)
	v.button("放弃").click()
	require.Eventually(t, func() bool { return v.kept("queue") == 0 }, patience, pollEvery)
	v.seen.take() // the refusal
}

func TestWhatWaitsOutlivesItsSessionSealed(t *testing.T) {
	needChromium(t)
	a := airOver(t, open(t, store.SQLite))
	v := visitAt(t, a.base, phone, locales.Chinese)
	v.logIn("aide")
	v.prepared()
	v.open("/needs/new", 200)
	household := v.firstHousehold()
	before := v.needsOf(household)
	v.flight(a, true)
	v.open("/needs/new", 200)
	const title = "登录过期前写下的需求"
	v.writeNeed(title)
	v.loads(func() { v.pressClear("main button.big") })
	v.reads("1 条还没有发送")
	v.seen.take()
	v.call(call(network.ClearBrowserCookies, cdp.Empty{}))
	v.flight(a, false)
	v.open("/login", 200)
	v.reads("填写人登录后自动发送")
	assert.Equal(t, 0, v.kept("keys"), "the keys end with the session")
	assert.Equal(t, 0, v.kept("copy"), "and so does the copy of the field book")
	assert.Equal(t, 1, v.kept("queue"), "what was written stays")
	v.logIn("town")
	v.reads("填写人登录后自动发送")
	assert.Equal(t, 1, v.kept("queue"), "nobody else sends it")
	v.call(call(network.ClearBrowserCookies, cdp.Empty{}))
	v.logIn("aide")
	require.Eventually(t, func() bool { return v.kept("queue") == 0 }, patience, pollEvery, "its writer does")
	assert.Equal(t, before+1, v.needsOf(household))
}

func TestLoggingOutLeavesNothingToRead(t *testing.T) {
	needChromium(t)
	a := airOver(t, open(t, store.SQLite))
	v := visitAt(t, a.base, phone, locales.Chinese)
	v.logIn("aide")
	v.prepared()
	v.open("/me", 200)
	v.loads(func() { v.css(`main form[action="/logout"] button`).click() })
	require.Eventually(t, func() bool { return v.kept("keys") == 0 && v.kept("copy") == 0 }, patience, pollEvery)
}

func TestAPhotoIsMadeSmallInTheBrowser(t *testing.T) {
	needChromium(t)
	v := visit(t, open(t, store.SQLite), phone, locales.Chinese)
	v.logIn("aide")
	v.open("/needs/new", 200)
	small := run[string](v, `new Promise((resolve) => {
		const canvas = document.createElement("canvas");
		canvas.width = 4000; canvas.height = 3000;
		canvas.getContext("2d").fillRect(0, 0, 4000, 3000);
		canvas.toBlob((blob) => {
			const held = new DataTransfer(), input = document.querySelector("[name=photo]");
			held.items.add(new File([blob], "big.png", {type: "image/png"}));
			input.files = held.files;
			input.dispatchEvent(new Event("change"));
			const look = () => input.files[0].type === "image/jpeg"
				? createImageBitmap(input.files[0]).then((b) => resolve(b.width + "x" + b.height + " " + input.files[0].name)) : setTimeout(look, 30);
			look();
		});
	})`)
	assert.Equal(t, "1600x1200 photo.jpg", small)
}
