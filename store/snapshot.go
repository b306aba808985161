package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sort"
	"strings"
	"time"
)

// The kinds of columns that both dialects have.
const (
	KindText    = "text"
	KindInteger = "integer"
	KindReal    = "real"
	KindBool    = "boolean"
	KindInstant = "instant"
	KindDate    = "date"
	KindBytes   = "bytes"
)

// Column is one column of a table, with its kind.
type Column struct {
	Name string `json:"name"`
	Kind string `json:"kind"`
}

// Table is one table of the schema, columns sorted by name, so that both dialects say the same.
type Table struct {
	Name    string   `json:"name"`
	Columns []Column `json:"columns"`
}

// columnKinds says by the declared type what a column is; SQLite's dates are declared as text, in both readings text.
var columnKinds = map[string]string{
	"text": KindText, "uuid": KindText, "bytea": KindBytes, "blob": KindBytes, "bigint": KindInteger, "integer": KindInteger,
	"double precision": KindReal, "real": KindReal, "boolean": KindBool, "timestamp with time zone": KindInstant, "datetime": KindInstant,
	"date": KindDate,
}

// everything begins the statements of a backup and of a restore, which go through whole tables, whatever county a row is of.
const everything = "/* everything */ "

// Snapshot is the database as it was at one instant, whatever is written meanwhile.
type Snapshot struct {
	tx      *sql.Tx
	dialect string
	Schema  int64 // the newest migration that was applied
	Tables  []Table
}

// Snapshot runs fn over the database as it stands now: a repeatable read on PostgreSQL, a read transaction on SQLite. Writers go on.
func (s *Store) Snapshot(ctx context.Context, fn func(*Snapshot) error) (err error) {
	pool, err := s.read.DB()
	if err != nil {
		return err
	}
	tx, err := pool.BeginTx(ctx, &sql.TxOptions{Isolation: s.snapshotLevel(), ReadOnly: s.dialect == Postgres})
	if err != nil {
		return translate(err)
	}
	defer func() { err = errors.Join(err, tx.Rollback()) }()
	snap := &Snapshot{tx: tx, dialect: s.dialect}
	if err := tx.QueryRowContext(ctx, "SELECT max(version_id) FROM goose_db_version WHERE is_applied").Scan(&snap.Schema); err != nil {
		return fmt.Errorf("schema version: %w", err)
	}
	if snap.Tables, err = tablesOf(ctx, tx, s.dialect); err != nil {
		return err
	}
	return fn(snap)
}

func (s *Store) snapshotLevel() sql.IsolationLevel {
	if s.dialect == Postgres {
		return sql.LevelRepeatableRead
	}
	return sql.LevelDefault
}

const (
	postgresColumns = `SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns c
JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name AND t.table_type = 'BASE TABLE'
WHERE c.table_schema = current_schema() AND c.table_name <> 'goose_db_version'`
	sqliteColumns = `SELECT m.name, p.name, lower(p.type) FROM sqlite_master m JOIN pragma_table_info(m.name) p
WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\_%' ESCAPE '\' AND m.name <> 'goose_db_version'`
)

// tablesOf lists the tables in the order of their names, but for the migrations' own.
func tablesOf(ctx context.Context, tx *sql.Tx, dialect string) ([]Table, error) {
	query := sqliteColumns
	if dialect == Postgres {
		query = postgresColumns
	}
	rows, err := tx.QueryContext(ctx, query)
	if err != nil {
		return nil, translate(err)
	}
	defer func() { _ = rows.Close() }()
	found := map[string][]Column{}
	for rows.Next() {
		var table, column, declared string
		if err := rows.Scan(&table, &column, &declared); err != nil {
			return nil, err
		}
		kind, ok := columnKinds[declared]
		if !ok {
			return nil, fmt.Errorf("store: column %s.%s is declared %q, which no backup knows", table, column, declared)
		}
		found[table] = append(found[table], Column{Name: column, Kind: kind})
	}
	out := make([]Table, 0, len(found))
	for name, columns := range found {
		sort.Slice(columns, func(i, j int) bool { return columns[i].Name < columns[j].Name })
		out = append(out, Table{Name: name, Columns: columns})
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return out, rows.Err()
}

// Rows gives every row of a table to fn, in no particular order, each value as nil, string, int64, float64, bool, []byte or an instant
// in UTC. The slice is used again for the next row.
func (x *Snapshot) Rows(ctx context.Context, t Table, fn func([]any) error) error {
	rows, err := x.tx.QueryContext(ctx, everything+"SELECT "+columnList(t)+" FROM "+t.Name) //nolint:gosec // names from the schema itself
	if err != nil {
		return translate(err)
	}
	defer func() { _ = rows.Close() }()
	values, into := make([]any, len(t.Columns)), make([]any, len(t.Columns))
	for i := range into {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		for i, c := range t.Columns {
			if values[i], err = plainValue(c.Kind, values[i]); err != nil {
				return fmt.Errorf("%s.%s: %w", t.Name, c.Name, err)
			}
		}
		if err := fn(values); err != nil {
			return err
		}
	}
	return rows.Err()
}

func columnList(t Table) string {
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = `"` + c.Name + `"`
	}
	return strings.Join(names, ", ")
}

// plainValue makes of what a driver gives what its kind says, the same for both dialects. A date is its text in both.
func plainValue(kind string, v any) (any, error) {
	switch v := v.(type) {
	case nil:
		return nil, nil
	case time.Time:
		if kind == KindInstant {
			return v.UTC().Truncate(time.Microsecond), nil
		}
		return v.Format(time.DateOnly), nil
	case []byte:
		if kind == KindBytes {
			return append([]byte{}, v...), nil
		}
		return string(v), nil
	case int64:
		if kind == KindBool {
			return v != 0, nil
		}
		if kind == KindReal {
			return float64(v), nil
		}
		return v, nil
	case string, float64, bool:
		return v, nil
	}
	return nil, fmt.Errorf("a value of type %T, which no backup knows", v)
}
