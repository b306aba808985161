package store

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"
)

// Denied tells whether PostgreSQL refused something for want of a right.
func Denied(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == "42501"
}

// rowRights are what a role needs that reads and writes rows and changes no table. What the owner makes later is its by default.
var rowRights = []string{
	"GRANT USAGE ON SCHEMA %[1]s TO %[2]s",
	"REVOKE CREATE ON SCHEMA %[1]s FROM %[2]s",
	"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %[1]s TO %[2]s",
	"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA %[1]s TO %[2]s",
	"ALTER DEFAULT PRIVILEGES IN SCHEMA %[1]s GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO %[2]s",
	"ALTER DEFAULT PRIVILEGES IN SCHEMA %[1]s GRANT USAGE, SELECT ON SEQUENCES TO %[2]s",
}

// onlyRead are the tables in which migrations are written down.
var onlyRead = []string{"goose_db_version", "river_migration"}

// RowRights are the statements with which whoever owns the tables gives a role the rights on rows, here and in another schema, and none on
// the tables. It is an error where the role is not there, or has more by itself.
func (s *Store) RowRights(ctx context.Context, role, other string) ([]string, error) {
	if s.dialect != Postgres {
		return nil, errors.New("only a PostgreSQL database has roles")
	}
	var here struct {
		Schema, Owner string
		Ours          bool // the asker owns the tables
		There         bool // the role
		More          bool // the role may do more by itself
	}
	err := s.db.WithContext(ctx).Raw(`SELECT current_schema() AS schema, pg_get_userbyid(t.relowner) AS owner, pg_has_role(t.relowner, 'USAGE') AS ours,
	r.oid IS NOT NULL AS there, COALESCE(r.rolsuper OR pg_has_role(r.oid, t.relowner, 'USAGE'), false) AS more
	FROM pg_class t LEFT JOIN pg_roles r ON r.rolname = ? WHERE t.oid = to_regclass('goose_db_version')`, role).Scan(&here).Error
	switch {
	case err != nil:
		return nil, translate(err)
	case here.Schema == "":
		return nil, errors.New("there are no tables yet: run zhulian migrate up first")
	case !here.There:
		return nil, fmt.Errorf("there is no role %[1]q: make it first, as CREATE ROLE %[1]s LOGIN PASSWORD '…'", role)
	case here.More:
		return nil, fmt.Errorf("the role %q owns the tables or is a superuser, and cannot be given less: make another one for the server", role)
	case !here.Ours:
		return nil, fmt.Errorf("the tables are those of %q: do this under that role", here.Owner)
	}
	var out []string
	to := pgx.Identifier{role}.Sanitize()
	for i, schema := range []string{here.Schema, other} {
		name := pgx.Identifier{schema}.Sanitize()
		for _, right := range rowRights {
			out = append(out, fmt.Sprintf(right, name, to))
		}
		out = append(out, fmt.Sprintf("REVOKE INSERT, UPDATE, DELETE ON %s FROM %s", pgx.Identifier{schema, onlyRead[i]}.Sanitize(), to))
	}
	return out, nil
}

// GiveRowRights runs what RowRights answers, all of it or nothing. It may be run again.
func (s *Store) GiveRowRights(ctx context.Context, statements []string) error {
	return s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		for _, sql := range statements {
			if err := tx.Exec(sql).Error; err != nil {
				return fmt.Errorf("%s: %w", sql, err)
			}
		}
		return nil
	})
}

// Rights are what the role of a handle may do in the database.
type Rights struct {
	Role    string
	Super   bool
	Owns    bool     // the tables, so that it may change them
	Creates bool     // tables beside them
	Lacks   []string `gorm:"-"` // tables whose rows it cannot read or write
}

// Rights asks what the own role may do, here and in another schema; all there is to SQLite is its file.
func (s *Store) Rights(ctx context.Context, other string) (Rights, error) {
	var out Rights
	if s.dialect != Postgres {
		return out, nil
	}
	db := s.db.WithContext(ctx)
	if err := db.Raw(`SELECT CAST(current_user AS text) AS role, r.rolsuper AS super, has_schema_privilege(current_schema(), 'CREATE') AS creates,
	EXISTS (SELECT 1 ` + ownTables + ` AND pg_has_role(t.relowner, 'USAGE')) AS owns FROM pg_roles r WHERE r.rolname = current_user`).Scan(&out).Error; err != nil {
		return out, translate(err)
	}
	asked := make([]string, 0, 4)
	for _, right := range []string{"SELECT", "INSERT", "UPDATE", "DELETE"} {
		asked = append(asked, "has_table_privilege(t.oid, '"+right+"')")
	}
	err := db.Raw(`SELECT t.relname FROM pg_class t JOIN pg_namespace n ON n.oid = t.relnamespace AND n.nspname IN (current_schema(), ?)
	WHERE t.relkind IN ('r', 'p') AND NOT t.relispartition AND t.relname NOT IN (?) AND NOT (`+strings.Join(asked, " AND ")+`) ORDER BY 1`, other, onlyRead).Scan(&out.Lacks).Error
	return out, translate(err)
}
