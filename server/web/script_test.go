package web_test

import (
	"encoding/json"
	"io"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhulian/internal/pagetest"
)

// How long what goes on behind the pages is waited for.
const (
	waitMost = 20 * time.Second
	waitStep = 10 * time.Millisecond
)

// tokenOf is the form token of somebody's pages, which scripts send with writes.
func tokenOf(b *pagetest.Browser) string {
	return b.Get("/me").Find(`[name="_token"]`).First().AttrOr("value", "")
}

// sent asks the API as a script of the pages does, and reads the answer, which must have a status.
func sent(t *testing.T, b *pagetest.Browser, status int, method, address, token, body string) map[string]any {
	t.Helper()
	res := b.Script(method, address, token, body)
	raw, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	require.Equal(t, status, res.StatusCode, "%s %s: %s", method, address, raw)
	out := map[string]any{}
	require.NoError(t, json.Unmarshal(raw, &out), "%s", raw)
	return out
}
