// Package browser tells whole stories in a real browser against the real server program: Debian's Chromium, driven through its DevTools
// protocol. Where Chromium, or what e2e/browser/package.json names, is not installed, the tests are skipped and a line on standard error
// says so; where ZHULIAN_TEST_REQUIRE names browser they fail instead. Every page is left as a picture in e2e/screens.
package browser

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"zhulian/internal/dated"
	"zhulian/internal/testdb"
)

// program is the path of the server program that the browser visits.
var program string

func TestMain(m *testing.M) {
	dated.Main()
	dir, err := os.MkdirTemp("", "zhulian-browser-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	program = filepath.Join(dir, "zhulian")
	build := exec.Command("go", "build", "-o", program, "zhulian") //nolint:gosec // our own program
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build: %v\n%s", err, out)
		os.Exit(1)
	}
	testdb.Main(runner{m, dir})
}

// runner ends, after the tests have run, what they share.
type runner struct {
	m   *testing.M
	dir string
}

func (r runner) Run() int {
	defer func() { _ = os.RemoveAll(r.dir) }()
	defer closeSites()
	defer closeChromium()
	return r.m.Run()
}
