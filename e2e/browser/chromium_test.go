package browser

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
)

// findChromium looks for the browser where Debian and others put it, or where CHROME_PATH says.
func findChromium() (string, error) {
	for _, name := range []string{os.Getenv("CHROME_PATH"), "chromium", "chromium-browser", "google-chrome-stable", "google-chrome"} {
		if name == "" {
			continue
		}
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("no chromium in PATH")
}

// axeSource is the accessibility checker, which npm has put beside this file.
var axeSource = sync.OnceValues(func() (string, error) {
	raw, err := os.ReadFile(filepath.Join("node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		return "", fmt.Errorf("run npm ci in e2e/browser: %w", err)
	}
	return string(raw), nil
})

// flags keep the browser from reaching out and from asking questions.
var flags = []chromedp.ExecAllocatorOption{
	chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck, chromedp.NoSandbox, chromedp.DisableGPU,
	chromedp.Flag("headless", true), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
	chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true), chromedp.Flag("disable-dev-shm-usage", true),
	chromedp.Flag("hide-scrollbars", true), chromedp.Flag("force-color-profile", "srgb"), chromedp.Flag("disable-features", "Translate"),
}

// chromium is the one browser of this package; every visitor has a profile of their own in it.
var chromium struct {
	once  sync.Once
	ctx   context.Context
	close func()
	err   error
}

func startChromium() {
	path, err := findChromium()
	if err != nil {
		chromium.err = err
		return
	}
	if _, err := axeSource(); err != nil {
		chromium.err = err
		return
	}
	dir, err := os.MkdirTemp("", "zhulian-profile-")
	if err != nil {
		chromium.err = err
		return
	}
	root, stop := chromedp.NewExecAllocator(context.Background(), append(flags, chromedp.ExecPath(path), chromedp.UserDataDir(dir))...)
	ctx, leave := chromedp.NewContext(root)
	chromium.ctx, chromium.err = ctx, chromedp.Do(ctx, chromedp.Navigate("about:blank"))
	chromium.close = func() {
		leave()
		stop()
		_ = os.RemoveAll(dir)
	}
}

// needChromium returns the browser. Without one the test is skipped, or fails where a browser is required.
func needChromium(t *testing.T) context.Context {
	t.Helper()
	chromium.once.Do(startChromium)
	if chromium.err == nil {
		return chromium.ctx
	}
	require.False(t, testdb.Required("browser"), "a browser is required: %v", chromium.err)
	testdb.Miss("Chromium or its checkers were not found: %d tests were skipped")
	t.Skipf("no browser: %v", chromium.err)
	return nil
}

func closeChromium() {
	if chromium.close != nil {
		chromium.close()
	}
}
