package browser

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/locales"
	"zhulian/store"
)

// TestWhatWaitsIsSentInOrder writes two needs down without a signal, with a reload in between, and looks at the order in which they come
// when the signal is back.
func TestWhatWaitsIsSentInOrder(t *testing.T) {
	needChromium(t)
	a := airOver(t, open(t, store.SQLite))
	v := visitAt(t, a.base, phone, locales.Chinese)
	v.logIn("aide")
	v.prepared()
	v.flight(a, true)
	titles := []string{"先写下的需求", "后写下的需求"}
	for i, title := range titles {
		v.open("/needs/new", 200)
		v.writeNeed(title)
		v.loads(func() { v.pressClear("main button.big") })
		v.reads(v.N("page.offline.count", i+1))
		v.open("/waiting", 200)
		v.reads(title)
	}
	v.picture("airplane_two.phone.zh-CN.light")
	v.seen.take() // that there was no signal is no fault

	v.flight(a, false)
	require.Eventually(t, func() bool { return v.kept("queue") == 0 }, patience, pollEvery, "what waits is sent")
	v.open("/needs", 200)
	came := run[[]string](v, `fetch("/api/v1/needs?limit=2&sort=-created_at").then((r) => r.json()).then((r) => r.items.map((n) => n.title))`)
	assert.Equal(t, []string{titles[1], titles[0]}, came, "the newest first")
}

// N is a text of the pages with a number.
func (v *visitor) N(key string, n int) string {
	v.t.Helper()
	require.True(v.t, locales.Has(v.lang, key), "there is no text %s", key)
	return locales.T(v.lang, key, map[string]any{"n": n})
}
