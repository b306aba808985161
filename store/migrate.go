package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"
	"github.com/pressly/goose/v3/lock"
	"gorm.io/driver/postgres"

	"zhulian/migrations"
)

// MigrationState says how one migration stands.
type MigrationState struct {
	Version int64
	Name    string
	Applied bool
}

// ErrNewerSchema means that the database was migrated by a newer binary, which this one must not touch.
var ErrNewerSchema = errors.New("the database has a newer schema than this program knows: run the newer program")

func (s *Store) migrator() (*goose.Provider, error) {
	pool, err := s.db.DB()
	if err != nil {
		return nil, err
	}
	return s.migratorOver(pool)
}

func (s *Store) migratorOver(pool *sql.DB) (*goose.Provider, error) {
	files, err := migrations.For(s.dialect)
	if err != nil {
		return nil, err
	}
	opts := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true)}
	dialect := database.DialectSQLite3
	if s.dialect == Postgres {
		dialect = database.DialectPostgres
		// Whoever migrates may be at it for long, an index of a big table for instance; the others ask every five seconds for an hour.
		locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(5, 720))
		if err != nil {
			return nil, err
		}
		opts = append(opts, goose.WithSessionLocker(locker))
	}
	return goose.NewProvider(dialect, pool, files, opts...)
}

// Migrate brings the schema up to date, and the words by which rows are found. Several instances may call it at once: one works, the
// others wait.
func (s *Store) Migrate(ctx context.Context) (applied int, err error) {
	if applied, err = s.migrate(ctx); err != nil || applied == 0 {
		return applied, err
	}
	return applied, s.fillWords(ctx)
}

func (s *Store) migrate(ctx context.Context) (applied int, err error) {
	m, err := s.migrator()
	if err != nil {
		return 0, err
	}
	if s.dialect == SQLite {
		return s.migrateSQLite(ctx, m)
	}
	if err := errors.Join(s.refuseEncoding(ctx), refuseNewer(ctx, m)); err != nil {
		return 0, err
	}
	err = s.letGo(ctx, func(m *goose.Provider) error {
		results, err := m.Up(ctx)
		applied += len(results)
		var part *goose.PartialError
		if errors.As(err, &part) {
			applied += len(part.Applied)
		}
		return err
	})
	return applied, err
}

// ErrEncoding means that PostgreSQL would keep names as bytes instead of as letters: neither their lengths nor what is looked for would be right.
var ErrEncoding = errors.New("the database is not in UTF-8: make another with createdb -E UTF8 -T template0, and take that")

func (s *Store) refuseEncoding(ctx context.Context) error {
	if s.dialect == SQLite {
		return nil
	}
	var said string
	err := s.db.WithContext(ctx).Raw("SHOW server_encoding").Scan(&said).Error
	if err == nil && said != "UTF8" {
		err = fmt.Errorf("%w (%s)", ErrEncoding, said)
	}
	return err
}

// A migration that waits for a table makes everybody wait who comes after it. So it waits a little, lets go and tries again; what a failed try had
// applied stays.
const lockTries = 60

var (
	lockWait  = 3 * time.Second
	lockPause = 2 * time.Second
)

// letGo runs migrations of PostgreSQL over a connection that does not wait long for a lock, again where it waited in vain.
func (s *Store) letGo(ctx context.Context, run func(*goose.Provider) error) error {
	dialector, ok := s.db.Dialector.(*postgres.Dialector)
	if !ok {
		return errors.New("store: not a PostgreSQL")
	}
	at, err := pgx.ParseConfig(dialector.DSN)
	if err != nil {
		return errAddress // the error of the parser quotes it, password and all
	}
	at.RuntimeParams["lock_timeout"] = strconv.FormatInt(lockWait.Milliseconds(), 10)
	at.RuntimeParams["statement_timeout"] = "0" // an index of a big table takes as long as it takes
	pool := stdlib.OpenDB(*at)
	defer func() { _ = pool.Close() }()
	m, err := s.migratorOver(pool)
	if err != nil {
		return err
	}
	for try := 1; ; try++ {
		if err = run(m); try == lockTries || !waitedInVain(err) {
			return err
		}
		pause := time.NewTimer(lockPause)
		select {
		case <-ctx.Done():
			pause.Stop()
			return errors.Join(ctx.Err(), err)
		case <-pause.C:
		}
	}
}

// waitedInVain tells that somebody else held a lock for too long.
func waitedInVain(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == "55P03"
}

// SQLite has no advisory lock: whoever loses the race for the write lock finds the work done and looks again.
func (s *Store) migrateSQLite(ctx context.Context, m *goose.Provider) (int, error) {
	const tries = 20
	for try := 1; ; try++ {
		if err := refuseNewer(ctx, m); err != nil && (try == tries || errors.Is(err, ErrNewerSchema)) {
			return 0, err
		}
		results, err := m.Up(ctx)
		if err == nil || try == tries {
			return len(results), err
		}
		if pending, perr := m.HasPending(ctx); perr == nil && !pending {
			return 0, nil
		}
	}
}

func refuseNewer(ctx context.Context, m *goose.Provider) error {
	have, err := m.GetDBVersion(ctx)
	if err != nil {
		return fmt.Errorf("schema version: %w", err)
	}
	return newerThan(m, have)
}

func newerThan(m *goose.Provider, have int64) error {
	if sources := m.ListSources(); len(sources) > 0 && have > sources[len(sources)-1].Version {
		return fmt.Errorf("%w (schema %d)", ErrNewerSchema, have)
	}
	return nil
}

// MigrationStatus lists the migrations and whether each is applied.
func (s *Store) MigrationStatus(ctx context.Context) ([]MigrationState, error) {
	m, err := s.migrator()
	if err != nil {
		return nil, err
	}
	if err := refuseNewer(ctx, m); err != nil {
		return nil, err
	}
	rows, err := m.Status(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]MigrationState, 0, len(rows))
	for _, r := range rows {
		out = append(out, MigrationState{Version: r.Source.Version, Name: r.Source.Path, Applied: r.State == goose.StateApplied})
	}
	return out, nil
}

// SchemaCurrent tells whether every migration is applied. It waits for nobody who migrates just now.
func (s *Store) SchemaCurrent(ctx context.Context) (bool, error) {
	m, err := s.migrator()
	if err != nil {
		return false, err
	}
	have, _, err := m.GetVersions(ctx) // GetDBVersion takes the lock
	if err != nil {
		return false, fmt.Errorf("schema version: %w", err)
	}
	if err := newerThan(m, have); err != nil {
		return false, err
	}
	pending, err := m.HasPending(ctx)
	return !pending, err
}

// SchemaServes tells whether a program that runs already may go on: every migration that it knows is applied. A newer program may have applied more
// beside it, which for one version takes nothing away (CONTRIBUTING.md).
func (s *Store) SchemaServes(ctx context.Context) (bool, error) {
	current, err := s.SchemaCurrent(ctx)
	if errors.Is(err, ErrNewerSchema) {
		return true, nil
	}
	return current, err
}

// MigrateDown takes the newest applied migration back and names it.
func (s *Store) MigrateDown(ctx context.Context) (name string, err error) {
	m, err := s.migrator()
	if err != nil {
		return "", err
	}
	if err := refuseNewer(ctx, m); err != nil {
		return "", err
	}
	down := func(m *goose.Provider) error {
		res, err := m.Down(ctx)
		if err == nil {
			name = res.Source.Path
		}
		return err
	}
	if s.dialect == SQLite {
		err = down(m)
	} else {
		err = s.letGo(ctx, down)
	}
	return name, err
}
