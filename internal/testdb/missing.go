package testdb

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// Required says whether ZHULIAN_TEST_REQUIRE, a list with commas between, names what a test stands on. Where that is missing, such a
// test fails; any other does without it, or is skipped, and Miss says so.
func Required(what string) bool {
	return slices.ContainsFunc(strings.Split(os.Getenv("ZHULIAN_TEST_REQUIRE"), ","), func(s string) bool { return strings.TrimSpace(s) == what })
}

var missing = struct {
	mu    sync.Mutex
	tests map[string]int // by what is said of them
}{tests: map[string]int{}}

// Miss notes that one more test did without what it stands on, as in "%d tests ran on SQLite only". Main says it at the end. It answers
// whether this was the first such test of the package.
func Miss(says string) (first bool) {
	missing.mu.Lock()
	defer missing.mu.Unlock()
	missing.tests[says]++
	return missing.tests[says] == 1
}

// tellMissing says on standard error what tests did without.
func tellMissing() {
	missing.mu.Lock()
	defer missing.mu.Unlock()
	for says, n := range missing.tests {
		line := fmt.Sprintf(says+" (%s)", n, filepath.Base(os.Args[0]))
		if testing.Verbose() || !tell(line) {
			fmt.Fprintln(os.Stderr, line)
		}
	}
}
