package store_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/store"
)

// onPostgres runs a test on PostgreSQL where it is at hand.
func onPostgres(t *testing.T, test func(t *testing.T, s *store.Store)) {
	t.Helper()
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		if s.Dialect() == store.Postgres {
			test(t, s)
			return
		}
		_, err := s.Spread(t.Context())
		assert.ErrorIs(t, err, store.ErrNotPostgres)
	})
}

func run(t *testing.T, s *store.Store, statements ...string) {
	t.Helper()
	pool, err := s.Pool()
	require.NoError(t, err)
	for _, sql := range statements {
		_, err := pool.ExecContext(t.Context(), sql)
		require.NoError(t, err, sql)
	}
}

// TestTheWholeSchemaCanBeSpreadByCounty fails for a new table that has no county in each of its keys. Give it one; only what no county owns
// is named in store/placement.go.
func TestTheWholeSchemaCanBeSpreadByCounty(t *testing.T) {
	onPostgres(t, func(t *testing.T, s *store.Store) {
		plan, err := s.Spread(t.Context())
		require.NoError(t, err)
		assert.Empty(t, plan.Faults)
		at := map[string]int{}
		for i, table := range plan.Tables {
			at[table.Name] = i
			assert.Equal(t, store.PlacementOf(table.Name), table.Placement, table.Name)
		}
		for name := range schemaOf(t, s) {
			assert.Contains(t, at, name, "every table has its place")
		}
		for _, r := range rows(t, s, "SELECT CAST(conrelid::regclass AS text), CAST(confrelid::regclass AS text) FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace", 2) {
			if r[0] != r[1] {
				assert.Less(t, at[r[1]], at[r[0]], "%s refers to %s", r[0], r[1])
			}
		}
		assert.Equal(t, store.Reference, plan.Tables[0].Placement, "what is copied goes first")
		assert.Equal(t, store.Local, plan.Tables[len(plan.Tables)-1].Placement)
	})
}

// TestWhatCannotBeSpreadIsNamed is the proof that the test above can fail.
func TestWhatCannotBeSpreadIsNamed(t *testing.T) {
	broken := map[string][]string{
		"CREATE TABLE ward (id uuid PRIMARY KEY)":                                                                  {"ward: no column county_code", "ward: the unique key ward_pkey does not hold county_code"},
		"CREATE TABLE ward (county_code text, id uuid)":                                                            {"ward: no column county_code", "ward: no primary key"},
		"CREATE TABLE ward (county_code text NOT NULL, id uuid PRIMARY KEY)":                                       {"the unique key ward_pkey does not hold"},
		"CREATE TABLE ward (county_code text, id uuid, no int UNIQUE, PRIMARY KEY (county_code, id))":              {"the unique key ward_no_key does not hold"},
		"CREATE TABLE ward (county_code text, id uuid, PRIMARY KEY (id) INCLUDE (county_code))":                    {"the unique key ward_pkey does not hold"},
		"CREATE TABLE ward (county_code text, id bigserial, PRIMARY KEY (county_code, id))":                        {"ward: the sequence of id works across counties"},
		"CREATE TABLE ward (county_code text, id int GENERATED ALWAYS AS IDENTITY, PRIMARY KEY (county_code, id))": {"ward: the sequence of id works across counties"},
		"CREATE TABLE ward (county_code text PRIMARY KEY, of_county text, need_id uuid, FOREIGN KEY (of_county, need_id) REFERENCES need (county_code, id))": {
			"ward: the foreign key ward_of_county_need_id_fkey does not pair county_code with county_code of need"},
		"CREATE TABLE ward (county_code text, need_id uuid, PRIMARY KEY (county_code, need_id), FOREIGN KEY (county_code, need_id) REFERENCES need (county_code, id) ON UPDATE CASCADE)": {
			"would change county_code of its own rows"},
		"ALTER TABLE account ADD COLUMN need_id uuid, ADD FOREIGN KEY (county_code, need_id) REFERENCES need (county_code, id)": {
			"account: the foreign key account_county_code_need_id_fkey refers to the distributed table need"},
		"CREATE TABLE ward (county_code text, id uuid, PRIMARY KEY (county_code, id)); ALTER TABLE need ADD COLUMN ward uuid, ADD CONSTRAINT need_ward FOREIGN KEY (county_code, ward) REFERENCES ward (county_code, id); ALTER TABLE ward ADD COLUMN need uuid, ADD FOREIGN KEY (county_code, need) REFERENCES need (county_code, id)": {
			"ward: its foreign keys lead back to itself"},
		"CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER looks AFTER INSERT ON need FOR EACH ROW EXECUTE FUNCTION nothing()": {
			"need: the trigger looks works across counties"},
		"CREATE RULE quiet AS ON DELETE TO need DO INSTEAD NOTHING": {"need: the rule quiet works across counties"},
	}
	onPostgres(t, func(t *testing.T, _ *store.Store) {
		for sql, want := range broken {
			s := testdb.Open(t, testdb.Address(t, store.Postgres))
			run(t, s, sql)
			plan, err := s.Spread(t.Context())
			require.NoError(t, err)
			for _, says := range want {
				assert.True(t, slices.ContainsFunc(plan.Faults, func(f string) bool { return strings.Contains(f, says) }), "%s: %q", sql, plan.Faults)
			}
		}
	})
}

// standIn takes the place of Citus: functions of its names that write down how they were called, and its view over that.
var standIn = []string{
	`CREATE SCHEMA citus_stand_in`,
	`CREATE TABLE citus_stand_in.calls (name text NOT NULL, kind text NOT NULL, key text NOT NULL, lies text NOT NULL, shards int)`,
	`CREATE FUNCTION create_reference_table(t regclass) RETURNS void LANGUAGE sql AS $$ INSERT INTO citus_stand_in.calls VALUES (t::text, 'reference', '<none>', '1') $$`,
	`CREATE FUNCTION create_distributed_table(t regclass, key text, colocate_with text, shard_count int DEFAULT NULL) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	IF EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conrelid = t AND k.contype = 'f' AND k.conparentid = 0 AND k.confrelid <> t
		AND NOT EXISTS (SELECT 1 FROM citus_stand_in.calls c WHERE c.name = k.confrelid::regclass::text)) THEN
		RAISE 'referenced table must be a distributed table or a reference table';
	END IF;
	IF colocate_with <> 'none' AND NOT EXISTS (SELECT 1 FROM citus_stand_in.calls c WHERE c.name = colocate_with AND c.kind = 'distributed') THEN
		RAISE 'nothing to lie with';
	END IF;
	INSERT INTO citus_stand_in.calls VALUES (t::text, 'distributed', key, '7', shard_count);
END $$`,
	`CREATE FUNCTION truncate_local_data_after_distributing_table(t regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN EXECUTE 'TRUNCATE ' || t || ' CASCADE'; END $$`,
	`CREATE VIEW citus_tables AS SELECT name::regclass AS table_name, kind AS citus_table_type, key AS distribution_column, lies::int AS colocation_id FROM citus_stand_in.calls`,
}

func steps(t *testing.T, s *store.Store) (store.Spread, store.SpreadState, []store.SpreadStep) {
	t.Helper()
	plan, err := s.Spread(t.Context())
	require.NoError(t, err)
	there, err := s.SpreadState(t.Context(), plan)
	require.NoError(t, err)
	return plan, there, plan.Steps(8, there)
}

func TestSpreadingGoesOnWhereItEnded(t *testing.T) {
	onPostgres(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		_, _, bare := steps(t, s)
		assert.Equal(t, "CREATE EXTENSION IF NOT EXISTS citus", bare[0].SQL)
		run(t, s, standIn...)
		plan, _, all := steps(t, s)
		require.NotContains(t, all[0].SQL, "EXTENSION", "it is there")

		told := 0
		half := slices.Clone(all[:len(all)/2])
		half = append(half, store.SpreadStep{Does: "half way", SQL: "SELECT 1/0"})
		err := s.RunSpread(ctx, half, func(n int, _ store.SpreadStep) { told = n })
		require.ErrorContains(t, err, "half way: ")
		assert.Equal(t, len(half), told)

		there, err := s.SpreadState(ctx, plan)
		require.NoError(t, err)
		rest := plan.Steps(99, there)
		assert.Equal(t, all[len(all)/2:], rest, "neither done twice nor left out, and in as many shards")
		require.NoError(t, s.RunSpread(ctx, rest, func(int, store.SpreadStep) {}))
		there, err = s.SpreadState(ctx, plan)
		require.NoError(t, err)
		assert.Empty(t, plan.Steps(8, there))
		found := rows(t, s, "SELECT count(*), count(shards), max(shards), count(DISTINCT lies) FROM citus_stand_in.calls WHERE kind = 'distributed' AND key = 'county_code'", 4)
		want := slices.DeleteFunc(slices.Clone(plan.Tables), func(p store.Placed) bool { return p.Placement != store.Distributed })
		assert.Equal(t, []string{strconv.Itoa(len(want)), "1", "8", "1"}, found[0])
	})
}

func TestATableThatLiesElsewhereIsNotPassedOver(t *testing.T) {
	onPostgres(t, func(t *testing.T, s *store.Store) {
		run(t, s, standIn...)
		plan, _, all := steps(t, s)
		require.NoError(t, s.RunSpread(t.Context(), all, func(int, store.SpreadStep) {}))
		for change, says := range map[string]string{
			"UPDATE citus_stand_in.calls SET key = 'id' WHERE name = 'need'":              "need is distributed by id",
			"UPDATE citus_stand_in.calls SET kind = 'reference' WHERE name = 'offer'":     "offer is reference by",
			"UPDATE citus_stand_in.calls SET lies = '8' WHERE name = 'match'":             "match does not lie with",
			"UPDATE citus_stand_in.calls SET kind = 'distributed' WHERE name = 'account'": "account is distributed by",
		} {
			run(t, s, "CREATE TABLE citus_stand_in.kept AS TABLE citus_stand_in.calls", change)
			_, err := s.SpreadState(t.Context(), plan)
			assert.ErrorContains(t, err, says)
			run(t, s, "TRUNCATE citus_stand_in.calls", "INSERT INTO citus_stand_in.calls TABLE citus_stand_in.kept", "DROP TABLE citus_stand_in.kept")
		}
	})
}

func TestWithoutTheExtensionItIsSaidWhatToDo(t *testing.T) {
	onPostgres(t, func(t *testing.T, s *store.Store) {
		for _, r := range rows(t, s, "SELECT count(*) FROM pg_available_extensions WHERE name = 'citus'", 1) {
			if r[0] != "0" {
				return // a server that has it: the suite stands on it
			}
		}
		_, _, all := steps(t, s)
		assert.ErrorIs(t, s.RunSpread(t.Context(), all, func(int, store.SpreadStep) {}), store.ErrNoCitus)
	})
}
