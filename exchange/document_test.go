package exchange_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/exchange"
)

const docPath = "../docs/import.md"

// TestDocumentationNamesTheColumnsThatThereAre fails when the tables of docs/import.md are stale; with ZHULIAN_WRITE_DOCS=1 it writes
// them anew instead.
func TestDocumentationNamesTheColumnsThatThereAre(t *testing.T) {
	raw, err := os.ReadFile(docPath)
	require.NoError(t, err)
	const begin, end = "<!-- columns: begin -->\n", "<!-- columns: end -->"
	before, rest, found := strings.Cut(string(raw), begin)
	require.True(t, found)
	table, after, found := strings.Cut(rest, end)
	require.True(t, found)
	want := "\n" + exchange.Document()
	if os.Getenv("ZHULIAN_WRITE_DOCS") == "1" {
		require.NoError(t, os.WriteFile(docPath, []byte(before+begin+want+end+after), 0o600))
		return
	}
	assert.Equal(t, want, table, "docs/import.md is stale: run ZHULIAN_WRITE_DOCS=1 go test ./exchange -run Documentation")
}

func TestDocumentationTellsEveryKind(t *testing.T) {
	text := exchange.Document()
	for _, kind := range exchange.ImportKinds() {
		assert.Contains(t, text, "### `"+kind+"`")
	}
	assert.NotContains(t, text, " ()", "every column says what it holds")
}
