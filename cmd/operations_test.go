package cmd

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// page is a file of the repository.
func page(t *testing.T, name string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", filepath.FromSlash(name)))
	require.NoError(t, err)
	return string(raw)
}

// handbooks are what an operator reads.
var handbooks = []string{"README.md", "docs/operations.md", "docs/scale.md", "docs/import.md", "docs/match.md", "docs/matching.md", "deploy/zhulian.service",
	"deploy/compose.yaml", "deploy/environment.example", "Dockerfile"}

// flags are all flags of the command line, by the words of their command.
func flags(t *testing.T) map[string][]*kong.Flag {
	t.Helper()
	call, err := parse([]string{"doctor"}, &Env{Out: &bytes.Buffer{}, Err: &bytes.Buffer{}})
	require.NoError(t, err)
	out := map[string][]*kong.Flag{}
	for _, n := range call.Model.Leaves(false) {
		for _, group := range n.AllFlags(false) {
			out[n.Path()] = append(out[n.Path()], group...)
		}
	}
	require.NotEmpty(t, out["serve"])
	return out
}

var (
	// an example is a line of its own, or what follows the start of a comment of a file of deploy/
	example = regexp.MustCompile(`(?m)^(?:    |#   (?:sudo -u zhulian )?)(?:[A-Z_]+=\S+ )*zhulian (.+)$`)
	mention = regexp.MustCompile("`(?:go run \\. |zhulian )([a-z][^`]*)`")
	unknown = regexp.MustCompile(`unknown flag|unexpected`)
	nested  = regexp.MustCompile(`\$\([^)]*\)`)
)

// words are those of a call as a shell would hand them over, near enough.
func words(call string) []string {
	call, _, _ = strings.Cut(nested.ReplaceAllString(call, "X"), " #")
	return strings.Fields(strings.NewReplacer("[", "", "]", "", `"`, "", "'", "", "…", "X").Replace(call))
}

func TestEveryCallInTheHandbooksIsUnderstood(t *testing.T) {
	t.Setenv("ZHULIAN_SECRET_FILE", "")
	seen := 0
	for _, name := range handbooks {
		text := page(t, name)
		for _, call := range example.FindAllStringSubmatch(text, -1) {
			_, err := parse(words(call[1]), &Env{Out: &bytes.Buffer{}, Err: &bytes.Buffer{}})
			require.NoError(t, err, "%s: zhulian %s", name, call[1])
			seen++
		}
		for _, call := range mention.FindAllStringSubmatch(text, -1) {
			if strings.Contains(call[1], "--help") { // answered while it is read
				continue
			}
			_, err := parse(words(call[1]), &Env{Out: &bytes.Buffer{}, Err: &bytes.Buffer{}})
			assert.False(t, err != nil && unknown.MatchString(err.Error()), "%s: zhulian %s: %v", name, call[1], err)
			seen++
		}
	}
	assert.Greater(t, seen, 50)
}

func TestEveryFlagOfTheServerIsDocumented(t *testing.T) {
	text := page(t, "docs/operations.md")
	for _, command := range []string{"serve", "doctor", "backup", "retain", "keys reseal", "user add", "user reset"} {
		for _, f := range flags(t)[command] {
			if f.Hidden || f.Name == "help" {
				continue
			}
			named := regexp.MustCompile("--(no-)?"+regexp.QuoteMeta(f.Name)+`\b`).MatchString(text) || f.Short != 0 && strings.Contains(text, " -"+string(f.Short)+" ")
			for _, env := range f.Envs {
				named = true
				assert.True(t, strings.Contains(text, "`"+env+"`"), "zhulian %s: %s stands in no table of docs/operations.md", command, env)
			}
			assert.True(t, named, "zhulian %s: --%s stands nowhere in docs/operations.md", command, f.Name)
		}
	}
}

// foreign flags and variables belong to other programs than zhulian.
var foreign = []string{"--ignore-missing", "ZHULIAN_AUDIT_REQUIRE", "ZHULIAN_DB_PASSWORD", "ZHULIAN_TEST_LAYOUT"}

func TestEveryFlagAndVariableInTheHandbooksIsThere(t *testing.T) {
	there, usual := []string{}, map[string]string{}
	for _, all := range flags(t) {
		for _, f := range all {
			there = append(append(there, "--"+f.Name, "--no-"+f.Name), f.Envs...)
			for _, env := range f.Envs {
				usual[env] = f.Default
			}
		}
	}
	text := page(t, "docs/operations.md")
	for _, flag := range regexp.MustCompile(`--[a-z][a-z-]+`).FindAllString(text, -1) {
		assert.True(t, slices.Contains(there, flag) || slices.Contains(foreign, flag), "docs/operations.md: no command has %s", flag)
	}
	for _, name := range handbooks {
		for _, env := range regexp.MustCompile(`ZHULIAN_[A-Z_]+[A-Z]`).FindAllString(page(t, name), -1) {
			assert.True(t, slices.Contains(there, env) || slices.Contains(foreign, env), "%s: no command reads %s", name, env)
		}
	}
	for _, row := range regexp.MustCompile("(?m)^\\| `(ZHULIAN_[A-Z_]+)` \\| `([^-`][^`]*)` \\|").FindAllStringSubmatch(text, -1) {
		assert.Equal(t, usual[row[1]], row[2], "docs/operations.md: the default of %s", row[1])
	}
}
