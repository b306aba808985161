package walls

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"zhulian/store"
)

// rows are the rows of some counties: of each table, by their whole text, and by id where they have one.
type rows map[string]map[string]string

// tables are all tables whose rows are a county's.
func (w *world) tables() map[string][]string {
	w.t.Helper()
	pool, err := w.Store.Pool()
	require.NoError(w.t, err)
	ask := "SELECT name FROM sqlite_master WHERE type = 'table'"
	if w.Store.Dialect() == store.Postgres {
		ask = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
	}
	found, err := pool.QueryContext(w.t.Context(), ask)
	require.NoError(w.t, err)
	var names []string
	for found.Next() {
		var name string
		require.NoError(w.t, found.Scan(&name))
		names = append(names, name)
	}
	require.NoError(w.t, found.Err())
	require.NoError(w.t, found.Close())
	out := map[string][]string{}
	for _, name := range names {
		empty, err := pool.QueryContext(w.t.Context(), fmt.Sprintf(`SELECT * FROM "%s" LIMIT 0`, name))
		require.NoError(w.t, err)
		columns, err := empty.Columns()
		require.NoError(w.t, err)
		require.NoError(w.t, empty.Err())
		require.NoError(w.t, empty.Close())
		if slices.Contains(columns, "county_code") {
			out[name] = columns
		}
	}
	require.Greater(w.t, len(out), 60, "the tables were not found")
	return out
}

// idle waits until the long work that was sent for is done.
func (w *world) idle() {
	w.t.Helper()
	pool, err := w.Store.Pool()
	require.NoError(w.t, err)
	require.Eventually(w.t, func() bool {
		var running int
		err := pool.QueryRowContext(w.t.Context(), "SELECT COUNT(*) FROM errand WHERE status = 'running'").Scan(&running)
		return err == nil && running == 0
	}, time.Minute, 10*time.Millisecond, "long work does not end")
}

// rowsOf reads every row of a county.
func (w *world) rowsOf(county string) rows {
	w.t.Helper()
	pool, err := w.Store.Pool()
	require.NoError(w.t, err)
	out := rows{}
	for table, columns := range w.tables() {
		mark := "?"
		if w.Store.Dialect() == store.Postgres {
			mark = "$1"
		}
		found, err := pool.QueryContext(w.t.Context(), fmt.Sprintf(`SELECT * FROM "%s" WHERE county_code = %s`, table, mark), county)
		require.NoError(w.t, err)
		out[table] = map[string]string{}
		for found.Next() {
			values, into := make([]any, len(columns)), make([]any, len(columns))
			for i := range values {
				into[i] = &values[i]
			}
			require.NoError(w.t, found.Scan(into...))
			var text strings.Builder
			id := ""
			for i, v := range values {
				said := written(v)
				if columns[i] == "id" {
					id = said
				}
				text.WriteString(columns[i] + "=" + said + "\n")
			}
			if id == "" {
				id = fmt.Sprintf("%x", sha256.Sum256([]byte(text.String())))
			}
			out[table][id] = text.String()
		}
		require.NoError(w.t, found.Err())
		require.NoError(w.t, found.Close())
	}
	return out
}

func written(v any) string {
	switch x := v.(type) {
	case []byte:
		return string(x)
	case time.Time:
		return x.UTC().Format(time.RFC3339Nano)
	default:
		return fmt.Sprint(x)
	}
}

// changed names the tables in which rows differ, appeared or vanished.
func (r rows) changed(now rows) (out []string) {
	for table, before := range r {
		if fmt.Sprint(before) != fmt.Sprint(now[table]) { // maps print in the order of their keys
			out = append(out, table)
		}
	}
	slices.Sort(out)
	return out
}

// only keeps the rows of some tables whose ids are given.
func (r rows) only(of map[string][]string) rows {
	out := rows{}
	for table, ids := range of {
		out[table] = map[string]string{}
		for _, id := range ids {
			if text, ok := r[table][id]; ok {
				out[table][id] = text
			}
		}
	}
	return out
}
