// Package store is the only place that knows SQL: rows in and out, transactions, and what differs between PostgreSQL and SQLite.
package store

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"gorm.io/driver/postgres"
	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
	_ "modernc.org/sqlite" // the database/sql driver "sqlite", without cgo

	"zhulian/clock"
	"zhulian/disk"
	"zhulian/vault"
)

// The two dialects.
const (
	Postgres = "postgres"
	SQLite   = "sqlite"
)

// Store is a handle on the database, or, inside InTx, on one transaction.
type Store struct {
	db      *gorm.DB
	read    *gorm.DB // SQLite: a pool that can only read; PostgreSQL: the same as db
	dialect string
	vault   *vault.Vault
	clock   clock.Clock
	tx      *tx

	copies  *replicas // nil without replicas
	shown   *gorm.DB  // what a replica may answer, where there are any
	reports bool      // the reads of this handle may be a replica's
}

// Options are what a Store needs besides the address of its database.
type Options struct {
	Vault *vault.Vault
	Clock clock.Clock
	// MaxConns bounds the connections to PostgreSQL; 0 means 16.
	MaxConns int
	// StatementTimeout is after how long PostgreSQL gives a statement up; 0 is never. What the address says goes first.
	StatementTimeout time.Duration
	// Replicas are addresses of streaming replicas of a PostgreSQL, for reports and lists; they are used once FollowReplicas looks at them.
	Replicas []string
	// ReplicaLag is how far behind a replica may be to be used; 0 means 10 seconds.
	ReplicaLag time.Duration
	// TellReplica is told how each replica stands at every look; it may be nil.
	TellReplica func(Replica)
	// Watch is told of every statement; it may be nil.
	Watch Watcher
}

// Open connects to postgres://… or sqlite:PATH. It does not migrate; see Migrate.
func Open(ctx context.Context, address string, o Options) (*Store, error) {
	if o.Clock == nil {
		o.Clock = clock.System{}
	}
	s := &Store{vault: o.Vault, clock: o.Clock}
	var err error
	switch {
	case isPostgres(address):
		if address, err = sessions(address, o.StatementTimeout); err == nil {
			err = s.openPostgres(address, o.MaxConns)
		}
	case strings.HasPrefix(address, "sqlite:") && address != "sqlite:":
		err = s.openSQLite(strings.TrimPrefix(address, "sqlite:"))
	default:
		err = errAddress
	}
	if err != nil {
		return nil, errors.Join(unopened(err), s.Close())
	}
	err = s.openReplicas(o)
	if err == nil {
		err = s.watchWith(o.Watch)
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	if err := s.Ping(ctx); err != nil {
		_ = s.Close()
		return nil, unopened(err)
	}
	return s, nil
}

func isPostgres(address string) bool {
	return strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://")
}

// watchWith has every statement of the pools told.
func (s *Store) watchWith(tell Watcher) error {
	if tell == nil {
		return nil
	}
	err := s.db.Use(watch{tell: tell, now: s.clock.Now})
	if s.read != s.db {
		err = errors.Join(err, s.read.Use(watch{tell: tell, now: s.clock.Now}))
	}
	return err
}

// Columns are asked for by name (QueryFields): a column that a newer server adds meanwhile changes no answer, and no statement prepared before it.
func config(now func() time.Time) *gorm.Config {
	return &gorm.Config{
		QueryFields: true,
		Logger:      logger.Discard, TranslateError: false, SkipDefaultTransaction: true, NowFunc: now,
		DisableForeignKeyConstraintWhenMigrating: true, PrepareStmt: false,
	}
}

// idleMost is how long a transaction may wait for its program: one that hangs, on a machine that is frozen or cut off, must not hold up the others.
const idleMost = 20 * time.Second

// sessions puts into the address of a PostgreSQL how its sessions are to work, where it does not say so itself: a limit of statements and of
// transactions in which nothing happens, and no compiling of statements, which costs a report more than it saves.
func sessions(address string, limit time.Duration) (string, error) {
	at, err := url.Parse(address)
	if err != nil || at.Fragment != "" { // the rest of a password with a #
		return "", errAddress // the error of the parser quotes it, password and all
	}
	q := at.Query()
	if limit > 0 && !q.Has("statement_timeout") {
		q.Set("statement_timeout", strconv.FormatInt(limit.Milliseconds(), 10))
	}
	for name, usual := range map[string]string{"jit": "off", "idle_in_transaction_session_timeout": strconv.FormatInt(idleMost.Milliseconds(), 10)} {
		if !q.Has(name) {
			q.Set(name, usual)
		}
	}
	at.RawQuery = q.Encode()
	return at.String(), nil
}

func (s *Store) openPostgres(address string, conns int) (err error) {
	s.dialect = Postgres
	if s.db, err = gorm.Open(postgres.Open(address), config(s.clock.Now)); err != nil {
		return err
	}
	s.read = s.db
	pool, err := s.db.DB()
	if err != nil {
		return err
	}
	poolOf(pool, conns)
	return nil
}

// poolOf bounds the connections of a pool to PostgreSQL; 0 means 16.
func poolOf(pool *sql.DB, conns int) {
	if conns == 0 {
		conns = 16
	}
	pool.SetMaxOpenConns(conns)
	pool.SetMaxIdleConns(conns)
	pool.SetConnMaxIdleTime(5 * time.Minute)
}

// SQLite has one writer, so it gets one connection whose transactions take the lock at once, and several that can only read.
func (s *Store) openSQLite(path string) (err error) {
	s.dialect = SQLite
	if err := disk.Folder(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	if s.db, err = openSQLitePool(path, s.clock.Now, 1, url.Values{"_txlock": {"immediate"}}); err != nil {
		return err
	}
	if err := os.Chmod(path, 0o600); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	s.read, err = openSQLitePool(path, s.clock.Now, 8, url.Values{"_pragma": {"query_only(1)"}})
	return err
}

func openSQLitePool(path string, now func() time.Time, conns int, more url.Values) (*gorm.DB, error) {
	q := url.Values{"_time_format": {"sqlite"}, "_timezone": {"UTC"}}
	q["_pragma"] = append([]string{"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)"}, more["_pragma"]...)
	if v := more.Get("_txlock"); v != "" {
		q.Set("_txlock", v)
	}
	dsn := (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: q.Encode()}).String()
	db, err := openFree(sqlite.Dialector{DriverName: "sqlite", DSN: dsn}, now)
	if err != nil {
		return nil, err
	}
	pool, err := db.DB()
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(conns)
	pool.SetMaxIdleConns(conns)
	return db, nil
}

// openFree opens a file of SQLite. While another turns a fresh file into one with a write-ahead log SQLite refuses at once, whatever its
// busy_timeout says; so it is asked again, for as long as that would have waited.
func openFree(d gorm.Dialector, now func() time.Time) (db *gorm.DB, err error) {
	const tries, pause = 500, 20 * time.Millisecond
	for range tries {
		if db, err = gorm.Open(d, config(now)); !isBusy(err) {
			break
		}
		time.Sleep(pause)
	}
	return db, err
}

// Dialect says which database this is: Postgres or SQLite.
func (s *Store) Dialect() string { return s.dialect }

// Now returns the present instant by the store's clock.
func (s *Store) Now() time.Time { return s.clock.Now() }

// Vault returns the vault that seals the store's personal fields.
func (s *Store) Vault() *vault.Vault { return s.vault }

// Ping asks the database for a sign of life.
func (s *Store) Ping(ctx context.Context) error {
	pool, err := s.db.DB()
	if err != nil {
		return err
	}
	return pool.PingContext(ctx)
}

// Pool returns the database/sql pool that writes, for migrations and tests.
func (s *Store) Pool() (*sql.DB, error) { return s.db.DB() }

// Close ends all connections.
func (s *Store) Close() error {
	var errs []error
	for _, db := range []*gorm.DB{s.db, s.read} {
		if db == nil {
			continue
		}
		if pool, err := db.DB(); err == nil {
			errs = append(errs, pool.Close())
		}
	}
	if s.copies != nil {
		for _, c := range s.copies.copies {
			errs = append(errs, c.db.Close())
		}
	}
	return errors.Join(errs...)
}
