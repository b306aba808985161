package e2e

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
)

// TestPostgreSQLMayDieAndComeBack kills PostgreSQL under load and starts it again; the server is not started again.
func TestPostgreSQLMayDieAndComeBack(t *testing.T) {
	own := testdb.NewMortal(t)
	if own == nil {
		return
	}
	w := working(t, open(t, own.Address()))
	w.begin()
	for range 2 {
		w.answers(60)
		own.Kill()
		a, err := (&client{base: w.c.base, token: w.c.aide.token}).send("POST", "/needs", needDraft(w.household, w.person, 1))
		require.NoError(t, err)
		require.Equal(t, []any{503, "database_unreachable", "5"}, []any{a.status, a.word("code"), a.header.Get("Retry-After")}, "%s", a.raw)
		require.Equal(t, "application/problem+json", a.header.Get("Content-Type"))
		at := time.Now()
		own.Again()
		t.Logf("recovery after PostgreSQL was started again: %v", w.recovery(at).Round(time.Millisecond))
	}
	w.answers(30)
	w.settle()
	w.judge()
}
