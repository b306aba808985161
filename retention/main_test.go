package retention_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/retention"
	"zhulian/store"
)

var ctx = context.Background()

func TestMain(m *testing.M) { testdb.Main(m) }

// archive is a county in which things grow old.
type archive struct {
	*testdb.Tale
	*retention.Desk
	t     *testing.T
	start models.Date
}

func each(t *testing.T, test func(t *testing.T, a *archive)) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y := testdb.Story(t, s)
		test(t, &archive{Tale: y, Desk: &retention.Desk{Store: s}, t: t, start: y.Today()})
	})
}

// add writes rows as they are.
func add[T any](a *archive, rows ...T) {
	a.t.Helper()
	require.NoError(a.t, a.Tale.Store.InTx(ctx, func(s *store.Store) error { return s.InsertAll(ctx, rows) }))
}

// pick says the same thing to a dialect in its own way.
func (a *archive) pick(lite, post string) string {
	if a.Tale.Store.Dialect() == store.Postgres {
		return post
	}
	return lite
}

// sql changes rows behind everybody's back.
func (a *archive) sql(query string, args ...any) {
	a.t.Helper()
	pool, err := a.Tale.Store.Pool()
	require.NoError(a.t, err)
	_, err = pool.ExecContext(ctx, testdb.ByHand+query, args...)
	require.NoError(a.t, err, query)
}

// set sets one column of one row.
func (a *archive) set(table, column, id string, value any) {
	a.t.Helper()
	a.sql(fmt.Sprintf("UPDATE %s SET %s = %s WHERE id = %s", table, column, a.pick("?", "$1"), a.pick("?", "$2")), value, id)
}

// count counts the rows of a table by a condition.
func (a *archive) count(table, where string) (n int64) {
	a.t.Helper()
	pool, err := a.Tale.Store.Pool()
	require.NoError(a.t, err)
	require.NoError(a.t, pool.QueryRowContext(ctx, testdb.ByHand+"SELECT COUNT(*) FROM "+table+" WHERE "+where).Scan(&n), table)
	return n
}

func (a *archive) has(table, id string) bool { return a.count(table, "id = '"+id+"'") == 1 }

// on moves the clock to nine in the morning of a day.
func (a *archive) on(day models.Date) {
	a.t.Helper()
	a.Clock.Advance(day.Start().Sub(a.Today().Start()))
	require.Equal(a.t, day, a.Today())
}

// sweeps runs the deletion of the present day and answers what went.
func (a *archive) sweeps(county string) models.Tally {
	a.t.Helper()
	run, err := a.Sweep(ctx, county)
	require.NoError(a.t, err)
	require.Zero(a.t, run.OverCount)
	require.Equal(a.t, models.RetentionDone, run.Status)
	return run.Gone
}

// links are the pointers that no foreign key holds, from a column to a table; what only traces what was (the log, disclosures, notices) is none.
var links = []struct{ table, column, to, also string }{
	{"visit", "alert_id", "alert", ""}, {"visit", "fulfilment_id", "fulfilment", ""}, {"visit_window", "alert_id", "alert", ""},
	{"visit_window", "plan_id", "visit_plan", ""}, {"visit_window", "valid_visit_id", "visit", ""}, {"alert", "merged_into", "alert", ""},
	{"alert", "verify_visit_id", "visit", ""}, {"need", "duplicate_of", "need", ""}, {"need", "likely_duplicate_of", "need", ""},
	{"need", "source_id", "alert", "x.source = 'alert'"}, {"need", "source_id", "visit", "x.source = 'visit'"}, {"need", "source_id", "suggestion", "x.source = 'suggestion'"},
	{"need", "source_id", "application", "x.source = 'application'"}, {"application", "source_id", "alert", "x.source = 'alert'"},
	{"application", "source_id", "visit", "x.source = 'visit'"}, {"application", "source_id", "suggestion", "x.source = 'suggestion'"},
	{"application", "consent_id", "consent", ""}, {"application", "pass_id", "resident_pass", ""}, {"application", "duplicate_of", "application", ""},
	{"application", "visit_id", "visit", ""}, {"complaint", "household_id", "household", ""}, {"complaint", "application_id", "application", ""},
	{"complaint", "pass_id", "resident_pass", ""}, {"resident_pass", "household_id", "household", ""}, {"suggestion", "converted_id", "need", "x.converted_noun = 'need'"},
	{"suggestion", "converted_id", "application", "x.converted_noun = 'application'"}, {"work_path", "household_id", "household", ""},
	{"work_path", "suggestion_id", "suggestion", ""}, {"work_path", "need_id", "need", ""}, {"work_path", "match_id", "match", ""},
	{"work_path", "job_match_id", "match", ""}, {"attendance", "path_id", "work_path", ""}, {"work_check", "path_id", "work_path", ""},
	{"audit_sample", "object_id", "need", "x.noun = 'need'"}, {"audit_sample", "object_id", "visit", "x.noun = 'visit'"},
	{"audit_sample", "object_id", "happiness_list", "x.noun = 'happiness_list'"}, {"happiness_list", "corrects_id", "happiness_list", ""},
	{"household_level", "visit_id", "visit", ""}, {"answer_link", "match_id", "match", ""}, {"allocation_proposal", "need_id", "need", ""},
	{"allocation_unmet", "need_id", "need", ""}, {"search_word", "object_id", "need", "x.noun = 'need'"}, {"attachment", "object_id", "need", "x.noun = 'need'"},
	{"attachment", "object_id", "visit", "x.noun = 'visit'"}, {"attachment", "object_id", "fulfilment", "x.noun = 'fulfilment'"},
	{"attachment", "object_id", "application", "x.noun = 'application'"}, {"attachment", "object_id", "resident_pass", "x.noun = 'resident_pass'"},
	{"attachment", "object_id", "happiness_list", "x.noun = 'happiness_list'"}, {"attachment", "object_id", "errand", "x.noun = 'errand'"},
	{"benefit", "source_ref", "fulfilment", "x.source_noun = 'fulfilment' AND x.source_ref <> ''"},
	{"benefit", "source_ref", "application", "x.source_noun = 'application' AND x.source_ref <> ''"},
	{"disclosure", "consent_id", "consent", "x.consent_id <> ''"}, {"export_request", "errand_id", "errand", "x.errand_id <> ''"},
}

// pointsAtNothing walks every foreign key and every other pointer.
func (a *archive) pointsAtNothing() {
	a.t.Helper()
	for link, n := range a.dangling() {
		require.Zero(a.t, n, link)
	}
}

// dangling counts, by link, the rows that point at one that is not there.
func (a *archive) dangling() map[string]int64 {
	a.t.Helper()
	out := map[string]int64{}
	for _, l := range append(a.foreignKeys(), links...) {
		id := "p.id"
		if slices.Contains([]string{"source_ref", "consent_id", "errand_id"}, l.column) && l.also != "" {
			id = "CAST(p.id AS TEXT)" // the pointer is a text
		}
		where := "x." + l.column + " IS NOT NULL AND NOT EXISTS (SELECT 1 FROM " + l.to + " p WHERE p.county_code = x.county_code AND " + id + " = x." + l.column + ")"
		if l.also != "" {
			where += " AND " + l.also
		}
		out[l.table+"."+l.column+" → "+l.to] += a.count(l.table+" x", where)
	}
	return out
}

// foreignKeys reads the foreign keys to rows with an id, as the database declares them.
func (a *archive) foreignKeys() (out []struct{ table, column, to, also string }) {
	pool, err := a.Tale.Store.Pool()
	require.NoError(a.t, err)
	found, err := pool.QueryContext(ctx, a.pick(
		`SELECT m.name, f."from", f."table" FROM sqlite_master m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table' AND f."to" = 'id'`,
		`SELECT c.relname, a.attname, p.relname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class p ON p.oid = k.confrelid
			JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[array_length(k.conkey, 1)]
			JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = k.confkey[array_length(k.confkey, 1)]
			WHERE k.contype = 'f' AND k.conparentid = 0 AND b.attname = 'id'`))
	require.NoError(a.t, err)
	defer func() { require.NoError(a.t, found.Close()) }()
	for found.Next() {
		var l struct{ table, column, to, also string }
		require.NoError(a.t, found.Scan(&l.table, &l.column, &l.to))
		out = append(out, l)
	}
	require.NoError(a.t, found.Err())
	require.Greater(a.t, len(out), 20)
	return out
}

// put writes one row by its columns.
func (a *archive) put(table string, row map[string]any) {
	a.t.Helper()
	var columns, marks []string
	var values []any
	for column, value := range row {
		values = append(values, value)
		columns, marks = append(columns, column), append(marks, a.pick("?", fmt.Sprintf("$%d", len(values))))
	}
	a.sql("INSERT INTO "+table+" ("+strings.Join(columns, ", ")+") VALUES ("+strings.Join(marks, ", ")+")", values...)
}
