package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhulian/clock"
	"zhulian/demo"
	"zhulian/internal/testdb"
	"zhulian/passwords"
	"zhulian/store"
)

// planDay is the instant at which the big county is looked at: a working day.
var planDay = time.Date(2026, 9, 16, 2, 0, 0, 0, time.UTC)

// The invented county is copied to so many neighbours, so that the rows of one county are the fewest of a table and a plan that reads all of it
// never pays. Of what a county has very many of, fewer do.
const (
	neighbours    = 5
	veryMany      = 20_000
	veryManyAlike = 2
)

// explained are the settings of a PostgreSQL that writes the plan of every statement into its log, with the rows that were read. Plans are made
// for the values at hand and without helpers, so that the same statement always has the same one.
var explained = []string{
	"session_preload_libraries=auto_explain", "auto_explain.log_min_duration=0", "auto_explain.log_analyze=on", "auto_explain.log_timing=off",
	"auto_explain.log_format=json", "log_line_prefix=@%d@", "plan_cache_mode=force_custom_plan", "default_statistics_target=500", "max_parallel_workers_per_gather=0",
}

// bigCounty fills a database with the invented county among its neighbours and starts a server by the clock of planDay.
func bigCounty(t *testing.T, address string) (*installation, *process) {
	t.Helper()
	ctx := context.Background()
	hasher, err := passwords.New(passwords.Cost{MemoryKiB: 64, Passes: 1, Lanes: 1}, 1)
	require.NoError(t, err)
	hash, err := hasher.Hash(ctx, password)
	require.NoError(t, err)
	rows, err := store.Open(ctx, address+"&session_preload_libraries=", store.Options{Vault: testdb.Vault(t), Clock: clock.NewFake(planDay)})
	require.NoError(t, err)
	_, err = demo.Fill(ctx, rows, demo.Options{PasswordHash: hash})
	require.NoError(t, err)
	copyCounty(t, rows)
	require.NoError(t, rows.Close())
	raw, err := json.Marshal(testdb.Keys())
	require.NoError(t, err)
	in := &installation{t: t, address: address, secret: filepath.Join(t.TempDir(), "secret.json"), heard: &known{}, at: planDay}
	require.NoError(t, os.WriteFile(in.secret, raw, 0o600))
	return in, in.start()
}

// copyCounty copies the invented county to its neighbours, which are of another province: keys lead with the county, so ids may stay. Accounts have names that may be there
// once only; nobody works in the neighbours.
func copyCounty(t *testing.T, s *store.Store) {
	t.Helper()
	pool, err := s.Pool()
	require.NoError(t, err)
	conn, err := pool.Conn(t.Context())
	require.NoError(t, err)
	defer func() { _ = conn.Close() }()
	exec := func(sql string) {
		t.Helper()
		_, err := conn.ExecContext(t.Context(), sql)
		require.NoError(t, err, sql)
	}
	exec("SET session_replication_role = replica") // parents are copied in any order
	for table, columns := range columnsOfCounties(t, s) {
		values := make([]string, len(columns))
		for i, c := range columns {
			values[i] = c.name
			if c.text {
				values[i] = fmt.Sprintf(`CASE WHEN length(%[1]s) IN (6, 12) AND left(%[1]s, 6) = '%[2]s' THEN (340200 + n) || substr(%[1]s, 7) ELSE %[1]s END`, c.name, demo.County)
			}
			columns[i].name = c.name
		}
		names := make([]string, len(columns))
		for i, c := range columns {
			names[i] = c.name
		}
		times := neighbours
		var rows int
		require.NoError(t, conn.QueryRowContext(t.Context(), "SELECT COUNT(*) FROM "+table).Scan(&rows))
		if rows > veryMany {
			times = veryManyAlike
		}
		exec(fmt.Sprintf("INSERT INTO %s (%s) SELECT %s FROM generate_series(1, %d) AS n, %s WHERE county_code = '%s'",
			table, strings.Join(names, ", "), strings.Join(values, ", "), times, table, demo.County))
	}
	exec("SET session_replication_role = origin")
	exec("VACUUM ANALYZE")
}

type columnOf struct {
	name string
	text bool
}

// columnsOfCounties are the tables whose rows are a county's, with their columns.
func columnsOfCounties(t *testing.T, s *store.Store) map[string][]columnOf {
	t.Helper()
	pool, err := s.Pool()
	require.NoError(t, err)
	found, err := pool.QueryContext(t.Context(), `SELECT c.table_name, '"' || c.column_name || '"', c.data_type = 'text' FROM information_schema.columns c
		WHERE c.table_schema = 'public' AND c.table_name <> 'account' AND c.is_generated = 'NEVER'
		AND EXISTS (SELECT 1 FROM information_schema.columns k WHERE k.table_schema = 'public' AND k.table_name = c.table_name AND k.column_name = 'county_code')
		ORDER BY 1, c.ordinal_position`)
	require.NoError(t, err)
	defer func() { _ = found.Close() }()
	out := map[string][]columnOf{}
	for found.Next() {
		var table string
		var c columnOf
		require.NoError(t, found.Scan(&table, &c.name, &c.text))
		out[table] = append(out[table], c)
	}
	require.NoError(t, found.Err())
	return out
}

// bigTables are the tables of which a county holds so many rows that nobody should read them all, with their rows.
func bigTables(t *testing.T, address string) map[string]int {
	t.Helper()
	s, err := store.Open(t.Context(), address, store.Options{Vault: testdb.Vault(t)})
	require.NoError(t, err)
	defer func() { _ = s.Close() }()
	pool, err := s.Pool()
	require.NoError(t, err)
	found, err := pool.QueryContext(t.Context(), `SELECT relname, reltuples::int FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND reltuples >= $1`,
		bigRows*(veryManyAlike+1))
	require.NoError(t, err)
	defer func() { _ = found.Close() }()
	out := map[string]int{}
	for found.Next() {
		var table string
		var rows int
		require.NoError(t, found.Scan(&table, &rows))
		out[table] = rows
	}
	require.NoError(t, found.Err())
	return out
}
