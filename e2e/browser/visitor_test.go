package browser

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"zhulian/locales"
)

// size is the screen that a visitor has.
type size struct {
	name          string
	width, height int64
	density       float64
	touch         bool
}

var (
	phone = size{"phone", 390, 844, 2, true}
	desk  = size{"desk", 1440, 900, 1, false}
)

// patience is how long a visitor waits for what is to come.
const patience = 20 * time.Second

// pollEvery is how often a visitor looks again.
const pollEvery = 30 * time.Millisecond

// visitor is one person with a browser profile of their own.
type visitor struct {
	t    *testing.T
	ctx  context.Context
	base string
	size size
	lang locales.Lang
	seen *journal
	taps int // how often the person clicked, tapped or chose since it was set to zero
}

// visit opens a fresh profile on a site. What it has done wrong by the end of the test fails the test: an error in the console, a request
// to another host, a policy of content that lets inline code through.
func visit(t *testing.T, s *site, z size, lang locales.Lang) *visitor {
	t.Helper()
	v := visitAt(t, s.base, z, lang)
	if s.ahead != 0 {
		v.ahead(s.ahead)
	}
	return v
}

// ahead sets the clock of the pages that are opened from now on as far ahead of the machine's, or behind it.
func (v *visitor) ahead(by time.Duration) {
	v.t.Helper()
	v.call(call(page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: fmt.Sprintf(`{
		const Real = Date, now = () => Real.now() + %d
		globalThis.Date = class extends Real { constructor(...at) { super(...(at.length ? at : [now()])) } static now() { return now() } }
	}`, by.Milliseconds())}))
}

func visitAt(t *testing.T, base string, z size, lang locales.Lang) *visitor {
	t.Helper()
	where, err := url.Parse(base)
	require.NoError(t, err)
	v := &visitor{t: t, base: base, size: z, lang: lang, seen: &journal{host: where.Host}}
	ctx, leave := chromedp.NewContext(needChromium(t), chromedp.WithNewBrowserContext(), chromedp.WithListener(v.seen.hear))
	t.Cleanup(leave)
	v.ctx = ctx
	// The tab lives as long as the context of the first call.
	require.NoError(t, chromedp.Do(ctx, chromedp.Navigate("about:blank")))
	v.call(call(network.Enable, network.EnableParams{}))
	v.speak(lang)
	v.resize(z)
	v.theme("light")
	t.Cleanup(func() { v.seen.judge(t) })
	return v
}

// ready is a command of the protocol with its parameters.
type ready func(ctx context.Context) error

func call[P, R any](c cdpCommand[P, R], p P) ready {
	return func(ctx context.Context) error {
		_, err := chromedp.Call(ctx, c, p)
		return err
	}
}

// call sends commands, which must succeed.
func (v *visitor) call(commands ...ready) {
	v.t.Helper()
	ctx, stop := context.WithTimeout(v.ctx, patience)
	defer stop()
	for _, c := range commands {
		require.NoError(v.t, c(ctx), "at %s", v.seen.page())
	}
}

// speak makes the browser ask for a language.
func (v *visitor) speak(lang locales.Lang) {
	v.t.Helper()
	ctx, stop := context.WithTimeout(v.ctx, patience)
	defer stop()
	version, err := chromedp.CallBrowser(ctx, browser.GetVersion, struct{}{})
	require.NoError(v.t, err)
	v.lang = lang
	agent := strings.ReplaceAll(version.UserAgent, "HeadlessChrome", "Chrome")
	v.call(call(emulation.SetUserAgentOverride, emulation.SetUserAgentOverrideParams{UserAgent: agent, AcceptLanguage: string(lang)}))
}

// resize gives the browser another screen.
func (v *visitor) resize(z size) {
	v.t.Helper()
	v.size = z
	v.call(
		call(emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
			Width: z.width, Height: z.height, DeviceScaleFactor: z.density, Mobile: z.touch,
		}),
		call(emulation.SetTouchEmulationEnabled, emulation.SetTouchEmulationEnabledParams{Enabled: z.touch, MaxTouchPoints: 5}),
		call(emulation.SetEmitTouchEventsForMouse, emulation.SetEmitTouchEventsForMouseParams{Enabled: z.touch, Configuration: configuration(z)}),
	)
}

func configuration(z size) emulation.SetEmitTouchEventsForMouseConfiguration {
	if z.touch {
		return emulation.SetEmitTouchEventsForMouseConfigurationMobile
	}
	return emulation.SetEmitTouchEventsForMouseConfigurationDesktop
}

// theme makes the browser prefer light or dark.
func (v *visitor) theme(name string) {
	v.t.Helper()
	v.call(call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: name}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}}))
}

// withoutScripts turns JavaScript off.
func (v *visitor) withoutScripts() {
	v.t.Helper()
	v.call(call(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}))
}

// run evaluates an expression in the page, which works with JavaScript off and under any policy of content.
func run[T any](v *visitor, expression string) T {
	v.t.Helper()
	out, err := try[T](v, expression)
	require.NoError(v.t, err, "at %s", v.seen.page())
	return out
}

func try[T any](v *visitor, expression string) (T, error) {
	ctx, stop := context.WithTimeout(v.ctx, 3*patience)
	defer stop()
	return chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}

// open goes to a path of the site, which must answer with the status.
func (v *visitor) open(path string, status int64) {
	v.t.Helper()
	ctx, stop := context.WithTimeout(v.ctx, patience)
	defer stop()
	v.seen.turn()
	if status >= 400 {
		v.seen.expect(v.base + path)
	}
	res, err := chromedp.Run(ctx, chromedp.NavigateResponse(v.base+path))
	require.NoError(v.t, err, path)
	require.Equal(v.t, status, res.Status, path)
}

// leave goes away from the site.
func (v *visitor) leave() {
	v.t.Helper()
	ctx, stop := context.WithTimeout(v.ctx, patience)
	defer stop()
	require.NoError(v.t, chromedp.Do(ctx, chromedp.Navigate("about:blank")))
}

// loads does something that leads to another page, and waits until that is there.
func (v *visitor) loads(act func()) {
	v.t.Helper()
	before := v.seen.turn()
	act()
	came := func() bool { return v.seen.loaded(before) }
	// A page that moved under the finger swallows a tap; a person taps again, and what was sent already takes effect once.
	for begun := time.Now(); !came() && time.Since(begun) < patience/4; {
		pause(v.ctx, pollEvery)
	}
	if !came() {
		act()
	}
	require.Eventually(v.t, came, patience, pollEvery, "no page came after %s", v.seen.page())
}

// logIn logs a demo account in through the page.
func (v *visitor) logIn(name string) {
	v.t.Helper()
	v.open("/login", 200)
	v.field("username").write(name)
	v.field("password").write(password)
	v.loads(func() { v.css(`main form button[type=submit], main form button:not([type])`).click() })
	require.NotContains(v.t, v.path(), "/login", "%s is not logged in: %s", name, v.text())
}

// cookies are what the visitor's browser would send to the site.
func (v *visitor) cookies() string {
	v.t.Helper()
	got, err := chromedp.Call(v.ctx, network.GetCookies, network.GetCookiesParams{URLs: []string{v.base + "/"}})
	require.NoError(v.t, err)
	var out []string
	for _, c := range got.Cookies {
		out = append(out, c.Name+"="+c.Value)
	}
	return strings.Join(out, "; ")
}

// path is where the visitor is.
func (v *visitor) path() string {
	v.t.Helper()
	return run[string](v, `location.pathname + location.search`)
}

// text is what the visitor reads.
func (v *visitor) text() string {
	v.t.Helper()
	return run[string](v, `document.body?.innerText ?? ""`)
}

// mainText is what the visitor reads below the bar and beside the menu.
func (v *visitor) mainText() string {
	v.t.Helper()
	return run[string](v, `(document.querySelector("main") ?? document.body)?.innerText ?? ""`)
}

// T is a text of the pages in the visitor's language.
func (v *visitor) T(key string) string {
	v.t.Helper()
	require.True(v.t, locales.Has(v.lang, key), "there is no text %s", key)
	return locales.T(v.lang, key, nil)
}

// says waits until the text of a key stands on the page.
func (v *visitor) says(key string) {
	v.t.Helper()
	v.reads(v.T(key))
}

// reads waits until a text stands on the page, which may be loaded anew meanwhile: then there is nothing to read for a moment.
func (v *visitor) reads(text string) {
	v.t.Helper()
	for end := time.Now().Add(patience); ; pause(v.ctx, pollEvery) {
		if said, err := try[string](v, `document.body.innerText`); err == nil && strings.Contains(said, text) {
			return
		}
		if time.Now().After(end) {
			require.Fail(v.t, "it does not come", "%q at %s:\n%.1500s", text, v.seen.page(), v.mainText())
		}
	}
}
