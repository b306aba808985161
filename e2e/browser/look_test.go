package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// firstLoadMost is how much a page may weigh on its first load, compressed and without pictures.
const firstLoadMost = 100_000

// axeRules are the tags of the rules that every page keeps: WCAG 2.2, levels A and AA, and axe's own good practice.
var axeRules = []string{"wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"}

// violation is one rule that a page breaks.
type violation struct {
	ID    string `json:"id"`
	Help  string `json:"help"`
	Nodes []struct {
		HTML    string `json:"html"`
		Summary string `json:"failureSummary"`
	} `json:"nodes"`
}

func (x violation) String() string {
	out := fmt.Sprintf("%s: %s", x.ID, x.Help)
	for i, n := range x.Nodes {
		if i == 4 {
			return out + fmt.Sprintf("\n    … %d more", len(x.Nodes)-i)
		}
		out += fmt.Sprintf("\n    %.200s: %.200s", n.HTML, strings.ReplaceAll(n.Summary, "\n", " "))
	}
	return out
}

// everyRule lets axe try all rules of axeRules, onlyColours those that hang on the theme.
const (
	everyRule   = `{type: "tag", values: %s}`
	onlyColours = `{type: "rule", values: axe.getRules(%s).filter(r => r.tags.includes("cat.color")).map(r => r.ruleId)}`
)

// accessible lists the rules of accessibility that the page breaks as it now stands.
func (v *visitor) accessible(which string) []violation {
	v.t.Helper()
	source, err := axeSource()
	require.NoError(v.t, err)
	if !run[bool](v, `typeof axe !== "undefined"`) {
		run[bool](v, source+"\n;true")
	}
	rules, err := json.Marshal(axeRules)
	require.NoError(v.t, err)
	raw := run[string](v, `axe.run(document, {resultTypes: ["violations"], runOnly: `+fmt.Sprintf(which, rules)+`}).then(r => JSON.stringify(r.violations))`)
	var out []violation
	require.NoError(v.t, json.Unmarshal([]byte(raw), &out))
	return out
}

// look judges the page as it stands, in light and dark: accessible, no wider than the screen, and a picture of each for people to look
// at. The name is that of the pictures.
func (v *visitor) look(name string) {
	v.t.Helper()
	v.stands(name)
	for theme, rules := range map[string]string{"light": everyRule, "dark": onlyColours} {
		v.theme(theme)
		for _, x := range v.accessible(rules) {
			assert.Fail(v.t, fmt.Sprintf("%s (%s, %s, %s) is not accessible", name, v.size.name, v.lang, theme), x.String())
		}
		v.picture(fmt.Sprintf("%s.%s.%s.%s", name, v.size.name, v.lang, theme))
	}
	v.theme("light")
}

// snap leaves a picture of the page as it stands, for people to look at.
func (v *visitor) snap(name string) {
	v.t.Helper()
	v.stands(name)
	v.picture(fmt.Sprintf("%s.%s.%s", name, v.size.name, v.lang))
}

// standing is how a page stands in its window.
type standing struct {
	title, lang string
	headings    int
	wide        []string // what reaches beyond the screen
}

func (v *visitor) standing() standing {
	v.t.Helper()
	var found struct {
		Title, Lang     string
		Headings, Width int
		Wide            []string
	}
	raw := run[string](v, `JSON.stringify({
		title: document.title, lang: document.documentElement.lang, headings: document.querySelectorAll("h1").length,
		width: document.documentElement.scrollWidth,
		wide: Array.from(document.querySelectorAll("body *")).filter(e => e.getBoundingClientRect().right > innerWidth + 1)
			.slice(0, 3).map(e => e.outerHTML.slice(0, 120)),
	})`)
	require.NoError(v.t, json.Unmarshal([]byte(raw), &found))
	out := standing{title: found.Title, lang: found.Lang, headings: found.Headings}
	if found.Width > int(v.size.width) {
		out.wide = append(found.Wide, fmt.Sprintf("%d px", found.Width))
	}
	return out
}

// stands judges what needs no checker: a title, one first heading, the language that was asked for, and nothing wider than the screen.
func (v *visitor) stands(name string) {
	v.t.Helper()
	found, where := v.standing(), fmt.Sprintf("%s (%s, %s)", name, v.size.name, v.lang)
	assert.NotEmpty(v.t, found.title, "%s has a title", where)
	assert.Equal(v.t, string(v.lang), found.lang, "%s is in the reader's language", where)
	assert.Equal(v.t, 1, found.headings, "%s has one first heading", where)
	assert.Empty(v.t, found.wide, "%s is no wider than the screen", where)
}

// screens is where the pictures go.
const screens = "../screens"

// tallest is how much of a long page a picture shows, in CSS pixels.
const tallest = 4000

// picture leaves a picture of the whole page.
func (v *visitor) picture(name string) {
	v.t.Helper()
	ctx, stop := context.WithTimeout(v.ctx, patience)
	defer stop()
	metrics, err := chromedp.Call(ctx, page.GetLayoutMetrics, struct{}{})
	require.NoError(v.t, err)
	yes := true
	shot, err := chromedp.Call(ctx, page.CaptureScreenshot, page.CaptureScreenshotParams{
		CaptureBeyondViewport: &yes, OptimizeForSpeed: &yes, Clip: clip(metrics.CSSContentSize, v.size),
	})
	require.NoError(v.t, err)
	require.NoError(v.t, os.MkdirAll(screens, 0o755))
	require.NoError(v.t, os.WriteFile(filepath.Join(screens, name+".png"), shot.Data, 0o644))
}

func clip(content *dom.Rect, z size) *page.Viewport {
	return &page.Viewport{Width: float64(z.width), Height: min(max(content.Height, float64(z.height)), tallest), Scale: 1}
}

// light fails the test where the page that has just been loaded weighs too much. It is asked in a fresh profile only.
func (v *visitor) light(name string) {
	v.t.Helper()
	assert.Less(v.t, v.seen.weight(), float64(firstLoadMost), "bytes of the first load of %s", name)
}

func TestPolicyOfContentIsRead(t *testing.T) {
	assert.Empty(t, tooLax("default-src 'none'; script-src 'self'; style-src 'self'"))
	for policy, says := range map[string]string{
		"": "is missing", "script-src 'self'": "lets everything through", "default-src 'self'; style-src 'self' 'unsafe-inline'": "'unsafe-inline'",
		"default-src 'none'; img-src *": "has *", "default-src 'none'; script-src https://cdn.example": "has https:",
	} {
		assert.Contains(t, tooLax(policy), says)
	}
}
