package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
)

// ErrNotEmpty means that a snapshot was to be loaded over rows that are there.
var ErrNotEmpty = errors.New("the database is not empty: name one in which nothing is, so that nothing is lost")

// Loading is an empty database that is being filled from a snapshot, inside one transaction.
type Loading struct {
	tx      *sql.Tx
	dialect string
	tables  map[string]Table
	pending Table
	rows    [][]any
}

// Load brings an empty database to the schema of a snapshot and runs fn, which fills it: all of it is loaded or nothing. Where that schema is
// older than the program's, Migrate must follow. Errors: ErrNotEmpty, ErrNewerSchema.
func (s *Store) Load(ctx context.Context, schema int64, fn func(*Loading) error) error {
	if err := s.migrateEmptyTo(ctx, schema); err != nil {
		return err
	}
	pool, err := s.db.DB()
	if err != nil {
		return err
	}
	conn, err := pool.Conn(ctx)
	if err != nil {
		return translate(err)
	}
	defer func() { _ = conn.Close() }()
	if s.dialect == SQLite { // cannot be said inside a transaction; load checks the keys at its end
		if _, err := conn.ExecContext(ctx, "PRAGMA foreign_keys = OFF"); err != nil {
			return translate(err)
		}
		defer func() { _, _ = conn.ExecContext(context.WithoutCancel(ctx), "PRAGMA foreign_keys = ON") }()
	}
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return translate(err)
	}
	if err := s.load(ctx, tx, fn); err != nil {
		return errors.Join(translate(err), tx.Rollback())
	}
	return translate(tx.Commit())
}

func (s *Store) migrateEmptyTo(ctx context.Context, schema int64) error {
	m, err := s.migrator()
	if err != nil {
		return err
	}
	if err := refuseNewer(ctx, m); err != nil {
		return err
	}
	sources := m.ListSources()
	if schema > sources[len(sources)-1].Version {
		return fmt.Errorf("%w (the backup has schema %d)", ErrNewerSchema, schema)
	}
	have, err := m.GetDBVersion(ctx)
	if err != nil {
		return err
	}
	if have > schema {
		return fmt.Errorf("%w: it has schema %d already, the backup %d", ErrNotEmpty, have, schema)
	}
	_, err = m.UpTo(ctx, schema)
	return err
}

func (s *Store) load(ctx context.Context, tx *sql.Tx, fn func(*Loading) error) error {
	tables, err := tablesOf(ctx, tx, s.dialect)
	if err != nil {
		return err
	}
	l := &Loading{tx: tx, dialect: s.dialect, tables: map[string]Table{}}
	for _, t := range tables {
		l.tables[t.Name] = t
	}
	if err := l.refuseRows(ctx); err != nil {
		return err
	}
	settle, err := l.deferKeys(ctx)
	if err != nil {
		return err
	}
	for _, t := range tables { // what the migrations put there, the calendar for instance, is in the snapshot too
		if _, err := tx.ExecContext(ctx, "DELETE FROM "+t.Name); err != nil { //nolint:gosec // names from the schema itself
			return err
		}
	}
	if err := fn(l); err != nil {
		return err
	}
	if err := l.flush(ctx); err != nil {
		return err
	}
	return settle()
}

// refuseRows finds out whether anybody has worked here: an account, a region or an event is there before anything else can be.
func (l *Loading) refuseRows(ctx context.Context) error {
	for _, t := range []string{"account", "region", "event", "household"} {
		var n int
		if err := l.tx.QueryRowContext(ctx, "SELECT count(*) FROM "+t).Scan(&n); err != nil { //nolint:gosec // names from above
			return err
		}
		if n > 0 {
			return ErrNotEmpty
		}
	}
	return nil
}

// deferKeys puts the check of foreign keys off to the end, when settle is called, so that tables may come in any order.
func (l *Loading) deferKeys(ctx context.Context) (settle func() error, err error) {
	if l.dialect == SQLite {
		return func() error { return l.checkKeys(ctx) }, nil
	}
	if err := l.alterKeys(ctx, "DEFERRABLE INITIALLY DEFERRED"); err != nil {
		return nil, err
	}
	return func() error {
		if _, err := l.tx.ExecContext(ctx, "SET CONSTRAINTS ALL IMMEDIATE"); err != nil {
			return err
		}
		return l.alterKeys(ctx, "NOT DEFERRABLE")
	}, nil
}

// checkKeys finds a row of SQLite that points to none.
func (l *Loading) checkKeys(ctx context.Context) error {
	var child, parent string
	err := l.tx.QueryRowContext(ctx, `SELECT "table", parent FROM pragma_foreign_key_check LIMIT 1`).Scan(&child, &parent)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err == nil {
		err = fmt.Errorf("store: a row of %s points to none of %s", child, parent)
	}
	return err
}

func (l *Loading) alterKeys(ctx context.Context, to string) error {
	rows, err := l.tx.QueryContext(ctx, `SELECT format('ALTER TABLE %s ALTER CONSTRAINT %I ', conrelid::regclass, conname)
FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace`)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	var statements []string
	for rows.Next() {
		var begin string
		if err := rows.Scan(&begin); err != nil {
			return err
		}
		statements = append(statements, begin+to)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, statement := range statements {
		if _, err := l.tx.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// Row puts one row into a table. The columns must be those of the schema, by name; their kinds may be the other dialect's.
func (l *Loading) Row(ctx context.Context, t Table, values []any) error {
	if t.Name != l.pending.Name {
		if err := l.flush(ctx); err != nil {
			return err
		}
		if err := l.begin(t); err != nil {
			return err
		}
	}
	l.rows = append(l.rows, append([]any{}, values...))
	if len(l.rows)*len(t.Columns) >= loadedAtOnce {
		return l.flush(ctx)
	}
	return nil
}

// loadedAtOnce is how many parameters a statement on PostgreSQL gets. SQLite takes row by row through one prepared statement, since its
// driver looks for each of many parameters among all.
const loadedAtOnce = 4000

func (l *Loading) begin(t Table) error {
	have, ok := l.tables[t.Name]
	if !ok || len(have.Columns) != len(t.Columns) {
		return fmt.Errorf("store: the backup's table %q is not the schema's", t.Name)
	}
	for i, c := range have.Columns {
		if c.Name != t.Columns[i].Name {
			return fmt.Errorf("store: the backup's column %s.%s is not the schema's", t.Name, t.Columns[i].Name)
		}
	}
	l.pending = have
	return nil
}

func (l *Loading) flush(ctx context.Context) error {
	if len(l.rows) == 0 {
		return nil
	}
	rows := l.rows
	l.rows = l.rows[:0]
	if l.dialect == SQLite {
		return l.oneByOne(ctx, rows)
	}
	width := len(l.pending.Columns)
	args := make([]any, 0, len(rows)*width)
	places := make([]string, len(rows))
	for i, row := range rows {
		one := make([]string, width)
		for j, v := range row {
			args = append(args, v)
			one[j] = fmt.Sprintf("$%d", len(args))
		}
		places[i] = "(" + strings.Join(one, ",") + ")"
	}
	_, err := l.tx.ExecContext(ctx, l.insert()+strings.Join(places, ","), args...)
	return err
}

func (l *Loading) insert() string {
	return "INSERT INTO " + l.pending.Name + " (" + columnList(l.pending) + ") VALUES "
}

func (l *Loading) oneByOne(ctx context.Context, rows [][]any) error {
	one, err := l.tx.PrepareContext(ctx, l.insert()+"("+strings.TrimSuffix(strings.Repeat("?,", len(l.pending.Columns)), ",")+")")
	if err != nil {
		return err
	}
	defer func() { _ = one.Close() }()
	for _, row := range rows {
		if _, err := one.ExecContext(ctx, row...); err != nil {
			return err
		}
	}
	return nil
}
