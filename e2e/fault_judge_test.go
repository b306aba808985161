package e2e

import (
	"database/sql"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
)

// ledger is what was acknowledged, by what it was about; it is safe for concurrent use.
type ledger struct {
	mu    sync.Mutex
	lines map[string][]answer
}

// keep notes an acknowledgement.
func (l *ledger) keep(what string) func(answer) {
	return func(a answer) {
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.lines == nil {
			l.lines = map[string][]answer{}
		}
		l.lines[what] = append(l.lines[what], a)
	}
}

func (l *ledger) of(what string) []answer {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.lines[what]
}

// judge compares what was acknowledged with what is there: all of it, once, and nothing else; no offer has promised more than it has; the event log
// is whole. The work must have been settled, so that no call is open.
func (w *work) judge() {
	w.t.Helper()
	w.c.stop()
	db := testdb.Pool(w.t, w.c.address)
	w.kept(db)
	w.promisedOnce(db)
	require.Contains(w.t, w.c.installation.run("", "audit", "verify"), "whole")
}

// acknowledged says, for each thing that is acknowledged, which rows stand for it: as many as there were acknowledgements.
var acknowledged = map[string]string{
	"need":         "SELECT id FROM need",
	"match":        "SELECT id FROM match WHERE proposed_by = 'staff'",
	"promise":      "SELECT id FROM match WHERE responded_at IS NOT NULL",
	"delivery":     "SELECT id FROM fulfilment",
	"confirmation": "SELECT id FROM fulfilment WHERE status = 'confirmed'",
	"round":        "SELECT id FROM allocation",
}

// recorded says how often the step of each stands in the event log.
var recorded = map[string]string{
	"need":         "SELECT object_id FROM event WHERE noun = 'need' AND step = 'submit'",
	"promise":      "SELECT object_id FROM event WHERE noun = 'match' AND step = 'accept'",
	"confirmation": "SELECT object_id FROM event WHERE noun = 'fulfilment' AND step = 'confirm'",
}

func (w *work) kept(db *sql.DB) {
	w.t.Helper()
	for what, rows := range acknowledged {
		told, there := w.told.of(what), column(w.t, db, rows)
		assert.Len(w.t, there, len(told), "every %s that was acknowledged is there once, and no other", what)
		for _, a := range told {
			// An effect whose answer was lost is acknowledged without its id, or with what it was part of.
			if id := a.word("id"); id != "" && (what != "match" || a.word("offer_id") != "") {
				assert.Equal(w.t, 1, there[id], "%s %s", what, id)
			}
		}
		w.t.Logf("%d times: %s", len(told), what)
	}
	for what, rows := range recorded {
		steps := column(w.t, db, rows)
		assert.Len(w.t, steps, len(w.told.of(what)), "the steps of every %s stand in the event log", what)
		for id, n := range steps {
			assert.Equal(w.t, 1, n, "the step of %s %s was taken once", what, id)
		}
	}
	require.NotEmpty(w.t, w.told.of("promise"))
	require.NotEmpty(w.t, w.told.of("confirmation"))
}

// promisedOnce checks the capacity of every window, and that no need and offer have two promises, nor a delivery more than was promised.
func (w *work) promisedOnce(db *sql.DB) {
	w.t.Helper()
	for what, rows := range map[string]string{
		"a window that has promised more than it has": `SELECT offer_id FROM capacity_window WHERE reserved > capacity`,
		"a window that is not the sum of its promises": `SELECT w.offer_id FROM capacity_window w WHERE w.reserved <>
			(SELECT COALESCE(SUM(x.reserved), 0) FROM match x WHERE x.county_code = w.county_code AND x.offer_id = w.offer_id)`,
		"two promises of one offer for one need": `SELECT need_id FROM match WHERE responded_at IS NOT NULL GROUP BY need_id, offer_id HAVING COUNT(*) > 1`,
		"more promised than needed":              `SELECT n.id FROM need n WHERE n.reserved > n.quantity`,
		"more delivered than promised": `SELECT x.id FROM match x WHERE x.reserved <
			(SELECT COALESCE(SUM(f.quantity), 0) FROM fulfilment f WHERE f.county_code = x.county_code AND f.match_id = x.id)`,
	} {
		assert.Empty(w.t, column(w.t, db, rows), what)
	}
}

// column reads a column of ids and counts each.
func column(t testing.TB, db *sql.DB, query string) map[string]int {
	t.Helper()
	rows, err := db.Query(query)
	require.NoError(t, err)
	defer func() { _ = rows.Close() }()
	out := map[string]int{}
	for rows.Next() {
		var id string
		require.NoError(t, rows.Scan(&id))
		out[id]++
	}
	require.NoError(t, rows.Err())
	return out
}
