package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"
	"github.com/pressly/goose/v3/lock"

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
	files, err := migrations.For(s.dialect)
	if err != nil {
		return nil, err
	}
	opts := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true)}
	dialect := database.DialectSQLite3
	if s.dialect == Postgres {
		dialect = database.DialectPostgres
		locker, err := lock.NewPostgresSessionLocker()
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
	if err := refuseNewer(ctx, m); err != nil {
		return 0, err
	}
	results, err := m.Up(ctx)
	return len(results), err
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
	res, err := m.Down(ctx)
	if err != nil {
		return "", err
	}
	return res.Source.Path, nil
}
