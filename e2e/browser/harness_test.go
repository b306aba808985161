package browser

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/locales"
)

// faulty serves pages that are wrong on purpose, and one that is right.
func faulty(t *testing.T) *site {
	t.Helper()
	pages := map[string]string{
		"/good":    `<h1>Good</h1><p>Read me</p>`,
		"/console": `<h1>Errors</h1><script src="/console.js"></script>`,
		"/throws":  `<h1>Throws</h1><script src="/throws.js"></script>`,
		"/missing": `<h1>Missing</h1><img src="/none.png" alt="none">`,
		"/inline":  `<h1>Inline</h1><script>document.title = "inline"</script>`,
		"/foreign": `<h1>Foreign</h1><img src="http://127.0.0.2:9/picture.png" alt="foreign">`,
		"/wide":    `<h1>Wide</h1><p class="wide">wide</p>`,
		"/pale":    `<h1>Pale</h1><p class="pale">Who can read this?</p><label for="a">A</label><input id="a"><input id="b">`,
		"/form": `<h1>Form</h1><form action="/sent"><label for="who">Who</label><input id="who" name="who">
			<label for="what">What</label><select id="what" name="what"><option value="1">One</option><option value="2">Two</option></select>
			<label for="day">Day</label><input type="date" id="day" name="day"><label><input type="checkbox" name="yes" value="y">Yes</label>
			<label for="file">File</label><input type="file" id="file" name="file"><button>Send</button></form><div class="over"></div>
			<p id="script">no script ran</p><script src="/ran.js"></script>`,
		"/sent": `<h1>Sent</h1><a href="/back">Back</a>`, "/back": `<h1>Back</h1>no such page`,
	}
	files := map[string]string{
		"/console.js": `console.error("it is broken")`, "/throws.js": `throw new Error("thrown here")`,
		"/ran.js":   `document.getElementById("script").textContent = "a script ran"`,
		"/site.css": `.wide { width: 3000px } .pale { color: #ccc; background: #fff } input, select, button { min-height: 44px }`,
	}
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if body, ok := files[r.URL.Path]; ok {
			w.Header().Set("Content-Type", map[string]string{".js": "text/javascript", ".css": "text/css"}[filepath.Ext(r.URL.Path)])
			_, _ = fmt.Fprint(w, body)
			return
		}
		body, ok := pages[r.URL.Path]
		if !ok {
			w.WriteHeader(http.StatusNotFound)
			_, _ = fmt.Fprint(w, "there is no such page")
			return
		}
		policy := "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: http://127.0.0.2:9"
		if r.URL.Path != "/foreign" {
			policy = strings.TrimSuffix(policy, " http://127.0.0.2:9")
		}
		w.Header().Set("Content-Security-Policy", policy)
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = fmt.Fprintf(w, `<!DOCTYPE html><html lang="en"><head><title>Page</title><meta name="viewport" content="width=device-width">
			<link rel="icon" href="data:,"><link rel="stylesheet" href="/site.css"></head><body><main>%s<p>asked in %s with %s</p></main></body></html>`,
			body, r.Header.Get("Accept-Language"), r.URL.RawQuery)
	}))
	t.Cleanup(web.Close)
	return &site{base: web.URL}
}

func TestBrowserSeesWhatIsWrong(t *testing.T) {
	needChromium(t)
	v := visit(t, faulty(t), desk, locales.English)
	for path, says := range map[string]string{
		"/good": "", "/console": "it is broken", "/throws": "thrown here", "/missing": "404", "/inline": "Content Security Policy",
		"/foreign": "asked another host: 127.0.0.2:9",
	} {
		v.open(path, 200)
		require.Eventually(t, func() bool { return says == "" || v.seen.heard(says) }, patience, pollEvery, "%s: %q", path, says)
		faults := v.seen.take()
		assert.Equal(t, says != "", len(faults) > 0, "%s: %v", path, faults)
	}
}

func TestBrowserSeesWhatCannotBeReadOrReached(t *testing.T) {
	needChromium(t)
	v := visit(t, faulty(t), phone, locales.English)
	v.open("/good", 200)
	assert.Empty(t, v.accessible(everyRule))
	assert.Empty(t, v.standing().wide)
	v.open("/pale", 200)
	var broken []string
	for _, x := range v.accessible(everyRule) {
		broken = append(broken, x.ID)
	}
	assert.ElementsMatch(t, []string{"color-contrast", "label"}, broken)
	v.open("/wide", 200)
	assert.NotEmpty(t, v.standing().wide)
	v.open("/none", 404)
}

func TestVisitorsDoWhatPeopleDo(t *testing.T) {
	needChromium(t)
	s := faulty(t)
	file := filepath.Join(t.TempDir(), "picture.png")
	require.NoError(t, os.WriteFile(file, []byte("png"), 0o600))
	for _, z := range []size{phone, desk} {
		for _, scripts := range []bool{true, false} {
			v := visit(t, s, z, locales.English)
			if !scripts {
				v.withoutScripts()
			}
			v.open("/form", 200)
			assert.Equal(t, scripts, strings.Contains(v.text(), "a script ran"))
			assert.False(t, v.button("Other").there())
			v.labelled("Who").write("an aide")
			v.field("what").choose("Two")
			v.labelled("Day").write("2026-03-02")
			v.labelled("Yes").click()
			v.field("file").attach(file)
			v.loads(func() { v.button("Send").click() })
			v.reads("asked in en with who=an+aide&what=2&day=2026-03-02&yes=y&file=picture.png")
			assert.Equal(t, 7, v.taps)
			v.loads(func() { v.link("Back").click() })
			v.reads("no such page")
		}
	}
}
