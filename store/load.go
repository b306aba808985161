package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// ErrNotEmpty means that a snapshot was to be loaded over rows that are there.
var ErrNotEmpty = errors.New("the database is not empty: name one in which nothing is, so that nothing is lost")

// Loading is an empty database that is being filled from a snapshot, inside one transaction. It holds few rows at a time, however many there are.
type Loading struct {
	conn    *sql.Conn // on which the transaction is
	tx      *sql.Tx
	dialect string
	tables  map[string]Table
	pending Table
	one     *sql.Stmt // SQLite: puts a row into the pending table
	rows    [][]any   // PostgreSQL: rows of the pending table that wait, with what their texts and bytes hold together
	held    int
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
	if err := s.load(ctx, conn, tx, fn); err != nil {
		return errors.Join(translate(err), tx.Rollback())
	}
	return translate(tx.Commit())
}

func (s *Store) migrateEmptyTo(ctx context.Context, schema int64) error {
	m, err := s.migrator()
	if err != nil {
		return err
	}
	if err := errors.Join(s.refuseEncoding(ctx), refuseNewer(ctx, m)); err != nil {
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

func (s *Store) load(ctx context.Context, conn *sql.Conn, tx *sql.Tx, fn func(*Loading) error) error {
	tables, err := tablesOf(ctx, tx, s.dialect)
	if err != nil {
		return err
	}
	l := &Loading{conn: conn, tx: tx, dialect: s.dialect, tables: map[string]Table{}}
	for _, t := range tables {
		l.tables[t.Name] = t
	}
	if err := l.refuseRows(ctx); err != nil {
		return err
	}
	settle, err := l.dropKeys(ctx)
	if err != nil {
		return err
	}
	for _, t := range tables { // what the migrations put there, the calendar for instance, is in the snapshot too
		if _, err := tx.ExecContext(ctx, everything+"DELETE FROM "+t.Name); err != nil { //nolint:gosec // names from the schema itself
			return err
		}
	}
	if err := fn(l); err != nil {
		return err
	}
	if err := l.end(ctx); err != nil {
		return err
	}
	return settle()
}

// refuseRows finds out whether anybody has worked here: an account, a region or an event is there before anything else can be.
func (l *Loading) refuseRows(ctx context.Context) error {
	for _, t := range []string{"account", "region", "event", "household"} {
		var n int
		if err := l.tx.QueryRowContext(ctx, everything+"SELECT count(*) FROM "+t).Scan(&n); err != nil { //nolint:gosec // names from above
			return err
		}
		if n > 0 {
			return ErrNotEmpty
		}
	}
	return nil
}

// dropKeys takes the foreign keys away until settle is called, so that tables may come in any order. PostgreSQL makes them again over whole tables: put
// off to the end of the transaction, it would keep in memory what is to be checked of every row.
func (l *Loading) dropKeys(ctx context.Context) (settle func() error, err error) {
	if l.dialect == SQLite {
		return func() error { return l.checkKeys(ctx) }, nil
	}
	drop, again, err := l.keys(ctx)
	if err != nil {
		return nil, err
	}
	return func() error { return l.exec(ctx, again) }, l.exec(ctx, drop)
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

// keys are the statements that take PostgreSQL's foreign keys away, and those that make them again.
func (l *Loading) keys(ctx context.Context) (drop, again []string, err error) {
	rows, err := l.tx.QueryContext(ctx, `SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname),
format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
FROM pg_constraint WHERE contype = 'f' AND conparentid = 0 AND connamespace = current_schema()::regnamespace ORDER BY conrelid::regclass::text, conname`)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var without, with string
		if err := rows.Scan(&without, &with); err != nil {
			return nil, nil, err
		}
		drop, again = append(drop, without), append(again, with)
	}
	return drop, again, rows.Err()
}

func (l *Loading) exec(ctx context.Context, statements []string) error {
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
		if err := l.end(ctx); err != nil {
			return err
		}
		if err := l.begin(ctx, t); err != nil {
			return err
		}
	}
	if l.dialect == SQLite {
		_, err := l.one.ExecContext(ctx, values...)
		return err
	}
	l.rows, l.held = append(l.rows, append([]any{}, values...)), l.held+sizeOf(values)
	if len(l.rows) >= copiedRows || l.held >= copiedBytes {
		return l.flush(ctx)
	}
	return nil
}

// So many rows, or rows with so much in them, PostgreSQL is sent at once.
const (
	copiedRows  = 5000
	copiedBytes = 4 << 20
)

// sizeOf is about how much memory the values of a row take.
func sizeOf(values []any) (n int) {
	for _, v := range values {
		switch v := v.(type) {
		case string:
			n += len(v)
		case []byte:
			n += len(v)
		}
	}
	return n + 16*len(values)
}

// begin makes ready for the rows of a table.
func (l *Loading) begin(ctx context.Context, t Table) (err error) {
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
	if l.dialect == SQLite {
		l.one, err = l.tx.PrepareContext(ctx, "INSERT INTO "+have.Name+" ("+columnList(have)+") VALUES ("+ //nolint:gosec // names from the schema itself
			strings.TrimSuffix(strings.Repeat("?,", len(have.Columns)), ",")+")")
	}
	return err
}

// end puts in what waits of the pending table.
func (l *Loading) end(ctx context.Context) error {
	if l.one != nil {
		defer func() { l.one = nil }()
		return l.one.Close()
	}
	return l.flush(ctx)
}

// flush sends PostgreSQL the rows that wait, as COPY takes them.
func (l *Loading) flush(ctx context.Context) error {
	if len(l.rows) == 0 {
		return nil
	}
	rows := l.rows
	l.rows, l.held = nil, 0
	names := make([]string, len(l.pending.Columns))
	for i, c := range l.pending.Columns {
		names[i] = c.Name
	}
	return l.conn.Raw(func(driver any) error {
		c, ok := driver.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("store: rows cannot be copied through a %T", driver)
		}
		_, err := c.Conn().CopyFrom(ctx, pgx.Identifier{l.pending.Name}, names, pgx.CopyFromRows(rows))
		return err
	})
}
