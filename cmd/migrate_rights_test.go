package cmd

import (
	"path/filepath"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/jobs"
	"zhulian/store"
)

// try runs one statement at an address.
func try(t *testing.T, address, sql string) error {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), address)
	require.NoError(t, err)
	defer func() { _ = conn.Close(t.Context()) }()
	_, err = conn.Exec(t.Context(), sql)
	return err
}

func exec(t *testing.T, address string, statements ...string) {
	t.Helper()
	for _, sql := range statements {
		require.NoError(t, try(t, address, sql), sql)
	}
}

// ownerOf is who an address logs in as.
func ownerOf(t *testing.T, address string) (name string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), address)
	require.NoError(t, err)
	defer func() { _ = conn.Close(t.Context()) }()
	require.NoError(t, conn.QueryRow(t.Context(), "SELECT current_user").Scan(&name))
	return name
}

func TestTheServersRoleReadsAndWritesRowsAndChangesNoTable(t *testing.T) {
	o := newOffice(t)
	at := func(address string) { o.base[0] = "--database-url=" + address }
	for _, dialect := range testdb.Dialects(t) {
		if dialect == store.SQLite {
			status, _, errs := o.run("migrate", "rights", "anybody")
			assert.Equal(t, 1, status)
			assert.Contains(t, errs, "only a PostgreSQL database")
			continue
		}
		super := testdb.Address(t, dialect)
		role, rows := testdb.Role(t, super)
		fails := func(says string, args ...string) {
			status, _, errs := o.run(args...)
			assert.Equal(t, 1, status, args)
			assert.Contains(t, errs, says)
		}
		at(super)
		o.ok("migrate", "up")
		_, out, _ := o.run("doctor")
		assert.Contains(t, out, "look  rights        the server's role is a superuser")
		assert.Contains(t, o.ok("migrate", "rights", role), `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "public" TO "`+role+`";`)
		fails("there is no role", "migrate", "rights", "nobody")
		fails("owns the tables or is a superuser", "migrate", "rights", ownerOf(t, super))
		exec(t, super, "REVOKE CREATE ON SCHEMA public FROM PUBLIC", "GRANT SELECT ON goose_db_version TO "+role) // the first as PostgreSQL has it from 15 on
		other, _ := testdb.Role(t, super)
		at(rows)
		fails("the tables are those of", "migrate", "rights", other)
		at(super)
		assert.Contains(t, o.ok("migrate", "rights", role, "--run"), "change no table")
		o.ok("migrate", "rights", role, "--run")
		exec(t, super, "CREATE TABLE later (county_code text)", "CREATE TABLE "+jobs.Schema+".later (id bigserial)")
		at(rows)
		_, out, _ = o.run("doctor")
		assert.Contains(t, out, "ok    rights        the server's role reads and writes rows, and changes no table")
		exec(t, rows, "INSERT INTO later VALUES ('330199')", testdb.ByHand+"UPDATE later SET county_code = '330198'", "DELETE FROM later", "INSERT INTO "+jobs.Schema+".later DEFAULT VALUES")
		for _, sql := range []string{
			"ALTER TABLE need ADD COLUMN more text", "DROP TABLE need", "TRUNCATE need", "CREATE INDEX more ON need (id)", "ALTER TABLE need DISABLE TRIGGER ALL",
			"CREATE TABLE more (id text)", "CREATE TABLE " + jobs.Schema + ".more (id text)", "CREATE SCHEMA more", "DROP SCHEMA " + jobs.Schema + " CASCADE",
			"INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, true)", "DELETE FROM " + jobs.Schema + ".river_migration", "CREATE ROLE more",
		} {
			err := try(t, rows, sql)
			assert.True(t, store.Denied(err), "%s: %v", sql, err)
		}
		assert.Contains(t, o.ok("migrate", "up"), "0 migrations applied", "what is up to date needs no owner")
		assert.Contains(t, o.ok("migrate", "status"), "applied")
		exec(t, super, "DROP TABLE later")
		o.ok("backup", "-o", filepath.Join(o.dir, "rows.zhb"))

		exec(t, super, "REVOKE DELETE ON need FROM "+role)
		_, out, _ = o.run("doctor")
		assert.Contains(t, out, "FAIL  rights        the role cannot read and write need and 0 others")
		exec(t, super, "ALTER TABLE need OWNER TO "+role)
		_, out, _ = o.run("doctor")
		assert.Contains(t, out, "look  rights        the server's role owns the tables")
		exec(t, super, "ALTER TABLE need OWNER TO CURRENT_USER", "GRANT SELECT, INSERT, UPDATE, DELETE ON need TO "+role, "GRANT CREATE ON SCHEMA public TO "+role)
		_, out, _ = o.run("doctor")
		assert.Contains(t, out, "look  rights        the server's role may make tables")
		exec(t, super, "REVOKE CREATE ON SCHEMA public FROM "+role, "DELETE FROM goose_db_version WHERE version_id = (SELECT MAX(version_id) FROM goose_db_version)")
		fails("this role may not change it: run zhulian migrate up under the one that owns the tables", "serve", "--addr", "127.0.0.1:0")
	}
}
