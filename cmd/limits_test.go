package cmd

import (
	"bytes"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/printer"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// constantOf reads the value of a room's constant out of its source; a span of time is in nanoseconds.
func constantOf(t *testing.T, name string) int64 {
	t.Helper()
	room, name, _ := strings.Cut(name, ".")
	if at := map[string]string{"web": "server/web", "api": "server/api"}[room]; at != "" {
		room = at
	}
	files, err := filepath.Glob(filepath.Join("..", room, "*.go"))
	require.NoError(t, err)
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		for _, d := range file.Decls {
			group, ok := d.(*ast.GenDecl)
			if !ok || group.Tok != token.CONST {
				continue
			}
			for _, s := range group.Specs {
				for i, n := range s.(*ast.ValueSpec).Names {
					if n.Name == name {
						return valueOf(t, set, s.(*ast.ValueSpec).Values[i])
					}
				}
			}
		}
	}
	require.Fail(t, "there is no constant", "%s.%s", room, name)
	return 0
}

// valueOf works a constant expression out.
func valueOf(t *testing.T, set *token.FileSet, e ast.Expr) int64 {
	t.Helper()
	var text bytes.Buffer
	require.NoError(t, printer.Fprint(&text, set, e))
	said := strings.NewReplacer("time.Second", "1_000_000_000", "time.Minute", "60_000_000_000", "time.Hour", "3_600_000_000_000").Replace(text.String())
	out, err := types.Eval(set, nil, token.NoPos, said)
	require.NoError(t, err, said)
	n, exact := constant.Int64Val(constant.ToInt(out.Value))
	require.True(t, exact, said)
	return n
}

var units = map[string]int64{"": 1, "MiB": 1 << 20, "min": 60_000_000_000, "h": 3_600_000_000_000, "days": 24 * 3_600_000_000_000}

func TestTheLimitsThatAreWrittenDownAreThoseOfTheCode(t *testing.T) {
	text, err := os.ReadFile("../docs/limits.md")
	require.NoError(t, err)
	rows := regexp.MustCompile("(?m)^\\|[^|]+\\|[^|]+\\| ([0-9,]+) ?([A-Za-z]*) \\| `([a-z]+\\.[A-Za-z]+)` \\|$").FindAllStringSubmatch(string(text), -1)
	assert.Len(t, rows, strings.Count(string(text), "` |\n"), "every line of a table is understood")
	require.Greater(t, len(rows), 40)
	for _, row := range rows {
		n, err := strconv.ParseInt(strings.ReplaceAll(row[1], ",", ""), 10, 64)
		require.NoError(t, err)
		require.Contains(t, units, row[2], row[3])
		assert.Equal(t, n*units[row[2]], constantOf(t, row[3]), row[3])
	}
}
