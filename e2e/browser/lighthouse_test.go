//go:build lighthouse

package browser

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/locales"
	"zhulian/store"
)

// least is the score that Lighthouse must give every main page.
const least = 95

// audited are the main pages, with who reads them; nobody reads the first ones.
var audited = []struct{ role, path string }{
	{anybody, "/"}, {anybody, "/login"}, {anybody, "/apply"}, {"aide", "/"}, {"aide", "/needs/new"}, {"aide", "/needs"},
	{"ngo", "/"}, {"ngo", "/offers/new"}, {"staff", "/"}, {"town", "/needs"},
}

// TestLighthouse audits the main pages with Lighthouse's settings for a phone: a slow phone's processor and a slow network, both simulated
// from one quick load. What the machine does beside it can spoil a run, so a page that falls short is audited twice more and the median
// counts.
func TestLighthouse(t *testing.T) {
	needChromium(t)
	s := open(t, store.SQLite)
	cookies := map[string]string{"": ""}
	for _, page := range audited {
		if _, known := cookies[page.role]; !known {
			v := visit(t, s, phone, locales.Chinese)
			v.logIn(page.role)
			cookies[page.role] = v.cookies()
		}
		runs := []scores{audit(t, s.base+page.path, cookies[page.role])}
		if runs[0].lowest() < least {
			runs = append(runs, audit(t, s.base+page.path, cookies[page.role]), audit(t, s.base+page.path, cookies[page.role]))
		}
		got := median(runs)
		t.Logf("%-9s %-24s performance %3.0f, accessibility %3.0f, best practices %3.0f (%d runs)",
			page.role, page.path, got["performance"], got["accessibility"], got["best-practices"], len(runs))
		for name, score := range got {
			assert.GreaterOrEqual(t, score, float64(least), "%s of %s as %q", name, page.path, page.role)
		}
	}
}

// scores are Lighthouse's verdicts from 0 to 100 by category.
type scores map[string]float64

func (s scores) lowest() float64 {
	out := 100.0
	for _, v := range s {
		out = min(out, v)
	}
	return out
}

func median(runs []scores) scores {
	out := scores{}
	for name := range runs[0] {
		var all []float64
		for _, r := range runs {
			all = append(all, r[name])
		}
		slices.Sort(all)
		out[name] = all[len(all)/2]
	}
	return out
}

// audit runs Lighthouse in a browser of its own. A run that breaks down says nothing of the page and is made again, twice at most.
func audit(t *testing.T, address, cookies string) scores {
	t.Helper()
	raw, err := lighthouse(t, address, cookies)
	for try := 0; err != nil && try < 2; try++ {
		t.Logf("%s: Lighthouse broke down: %v", address, err)
		raw, err = lighthouse(t, address, cookies)
	}
	require.NoError(t, err)
	return verdict(t, address, raw)
}

// lighthouse runs Lighthouse once and returns its report.
func lighthouse(t *testing.T, address, cookies string) ([]byte, error) {
	t.Helper()
	path, err := findChromium()
	require.NoError(t, err)
	headers := map[string]string{"Accept-Language": "zh-CN"}
	if cookies != "" {
		headers["Cookie"] = cookies
	}
	raw, err := json.Marshal(headers)
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "headers.json")
	require.NoError(t, os.WriteFile(file, raw, 0o600))
	ctx, stop := context.WithTimeout(context.Background(), 3*time.Minute)
	defer stop()
	node := exec.CommandContext(ctx, "node", "node_modules/lighthouse/cli/index.js", address, "--quiet", "--output=json", "--output-path=stdout",
		"--only-categories=performance,accessibility,best-practices", "--form-factor=mobile", "--throttling-method=simulate",
		"--no-enable-error-reporting", "--extra-headers="+file, "--chrome-flags=--headless --no-sandbox --disable-gpu --disable-quic "+
			"--no-first-run --disable-background-networking --disable-component-update --disable-sync --disable-dev-shm-usage")
	node.Env = append(os.Environ(), "CHROME_PATH="+path)
	var out, errs bytes.Buffer
	node.Stdout, node.Stderr = &out, &errs
	if err := node.Run(); err != nil {
		return nil, fmt.Errorf("%w: %s", err, errs.String())
	}
	var broken struct {
		RuntimeError *struct{ Code, Message string }
	}
	if err := json.Unmarshal(out.Bytes(), &broken); err != nil {
		return nil, err
	}
	if e := broken.RuntimeError; e != nil {
		return nil, errors.New(e.Code + ": " + e.Message)
	}
	return out.Bytes(), nil
}

func verdict(t *testing.T, address string, raw []byte) scores {
	t.Helper()
	var report struct {
		FinalDisplayedURL string
		Categories        map[string]struct {
			Score     *float64
			AuditRefs []struct {
				ID     string
				Weight float64
			}
		}
		Audits map[string]struct {
			Score        *float64
			Title        string
			DisplayValue string
		}
	}
	require.NoError(t, json.Unmarshal(raw, &report))
	require.Equal(t, address, report.FinalDisplayedURL, "the page that was asked for")
	out := scores{}
	for name, c := range report.Categories {
		require.NotNil(t, c.Score, name)
		out[name] = *c.Score * 100
		for _, ref := range c.AuditRefs {
			if a := report.Audits[ref.ID]; ref.Weight > 0 && a.Score != nil && *a.Score < 0.9 {
				t.Logf("%s: %s: %.2f %s %s", address, ref.ID, *a.Score, a.Title, a.DisplayValue)
			}
		}
	}
	return out
}
