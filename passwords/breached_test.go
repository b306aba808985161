package passwords_test

import (
	"context"
	"crypto/sha1" //nolint:gosec // the form of the list
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/models"
	"zhulian/passwords"
)

// listOf writes a list of passwords in the form of the public one.
func listOf(t *testing.T, end string, words ...string) string {
	t.Helper()
	lines := make([]string, len(words))
	for i, w := range words {
		lines[i] = fmt.Sprintf("%X", sha1.Sum([]byte(w))) //nolint:gosec // as above
	}
	slices.Sort(lines)
	var all strings.Builder
	for i, line := range lines {
		fmt.Fprintf(&all, "%s:%d%s", line, 1<<(i%40), end)
	}
	return written(t, all.String())
}

func written(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "list.txt")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

func opened(t *testing.T, path string) *passwords.Breached {
	t.Helper()
	b, err := passwords.OpenBreached(path)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, b.Close()) })
	return b
}

func TestAListOfBreachesIsSearchedWhereItLies(t *testing.T) {
	words := make([]string, 2000)
	for i := range words {
		words[i] = fmt.Sprintf("word %d", i)
	}
	for _, end := range []string{"\n", "\r\n"} {
		for _, n := range []int{1, 2, 3, 63, 64, 65, 2000} {
			b := opened(t, listOf(t, end, words[:n]...))
			for i, w := range words {
				held, err := b.Holds(w)
				require.NoError(t, err)
				require.Equal(t, i < n, held, "%q of %d", w, n)
			}
		}
	}
	dice := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same halves each time
	for range 20 {
		some := slices.DeleteFunc(slices.Clone(words[:200]), func(string) bool { return dice.IntN(2) == 0 })
		if len(some) == 0 {
			continue
		}
		path := listOf(t, "\n", some...)
		raw, err := os.ReadFile(path)
		require.NoError(t, err)
		b := opened(t, written(t, strings.ToLower(strings.TrimSuffix(string(raw), "\n")))) // without the end of the last line, in small letters
		for _, w := range words[:200] {
			held, err := b.Holds(w)
			require.NoError(t, err)
			require.Equal(t, slices.Contains(some, w), held, "%q of %v", w, some)
		}
	}
}

func TestWhatIsNoListOfBreachesIsRefused(t *testing.T) {
	raw, err := os.ReadFile(listOf(t, "\n", "one", "two", "three", "four"))
	require.NoError(t, err)
	lines := strings.Split(strings.TrimSpace(string(raw)), "\n")
	slices.Reverse(lines)
	for text, says := range map[string]string{
		"":                        "empty",
		"password\n123456\n":      "no SHA-1 in hex at byte 0",
		strings.Join(lines, "\n"): "not sorted",
		string(raw) + "\n":        "",
		strings.Repeat("A", 40) + strings.Repeat(" ", 4000): "no end of a line",
	} {
		b, err := passwords.OpenBreached(written(t, text))
		if says == "" {
			require.NoError(t, err)
			require.NoError(t, b.Close())
			continue
		}
		assert.ErrorContains(t, err, says)
	}
	_, err = passwords.OpenBreached(filepath.Join(t.TempDir(), "absent"))
	assert.ErrorIs(t, err, os.ErrNotExist)
}

func TestPasswordsKnownFromBreachesAreRefused(t *testing.T) {
	h, err := passwords.New(passwords.Cost{MemoryKiB: 16, Passes: 1, Lanes: 1}, 1)
	require.NoError(t, err)
	ctx, taken := context.Background(), "three calm herons at dusk"
	_, err = h.Choose(ctx, "new", taken)
	require.NoError(t, err, "without a list")
	h.Breached = opened(t, listOf(t, "\n", taken, "one", "two"))
	_, err = h.Choose(ctx, "new", taken)
	assert.Equal(t, models.InvalidField("new", "breached"), err)
	_, err = h.Choose(ctx, "new", taken+"!")
	require.NoError(t, err)
}
