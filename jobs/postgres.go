package jobs

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
)

// Schema holds the tables of the queue, beside those of the house: they are not led by county, no backup holds them, and what was due is due
// again without them.
const Schema = "zhulian_jobs"

// migrating is the key of the lock under which the tables of the queue are changed.
const migrating = 0x7a68756c // "zhul"

// postgres is a queue in PostgreSQL, over connections of its own.
type postgres struct{ pool *pgxpool.Pool }

func openPostgres(ctx context.Context, address string) (backend, error) {
	config, err := pgxpool.ParseConfig(address)
	if err != nil {
		return nil, errors.New("database address: not an address") // the error of the parser quotes it, password and all
	}
	config.MaxConns, config.MinConns, config.MaxConnIdleTime = 3, 0, time.Minute
	config.ConnConfig.RuntimeParams["application_name"] = "zhulian jobs"
	config.ConnConfig.RuntimeParams["statement_timeout"] = "30000"
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	return postgres{pool}, nil
}

// migrate makes the schema of the queue where there is none, and lets River bring its tables up to date, one server at a time.
func (p postgres) migrate(ctx context.Context, log *slog.Logger) error {
	return p.pool.AcquireFunc(ctx, func(c *pgxpool.Conn) (err error) {
		if _, err := c.Exec(ctx, "SELECT pg_advisory_lock($1)", migrating); err != nil {
			return err
		}
		defer func() {
			_, unlock := c.Exec(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", migrating)
			err = errors.Join(err, unlock)
		}()
		var there bool
		if err := c.QueryRow(ctx, "SELECT to_regnamespace($1) IS NOT NULL", Schema).Scan(&there); err != nil {
			return err
		}
		if !there {
			if _, err := c.Exec(ctx, "CREATE SCHEMA "+Schema); err != nil {
				return err
			}
		}
		m, err := rivermigrate.New(riverpgxv5.New(p.pool), &rivermigrate.Config{Logger: log, Schema: Schema})
		if err != nil {
			return err
		}
		_, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil)
		return err
	})
}

func (p postgres) schema() string { return Schema }

// client leaves the indexes of the queue as they are where the role does not own them: only an owner may make one anew.
func (p postgres) client(ctx context.Context, config *river.Config) (client, error) {
	var ours bool
	err := p.pool.QueryRow(ctx, "SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass($1)", Schema+".river_job").Scan(&ours)
	if err != nil {
		return nil, err
	}
	if !ours {
		config.ReindexerIndexNames = []string{}
	}
	return asClient(river.NewClient[pgx.Tx](riverpgxv5.New(p.pool), config))
}

func (p postgres) close() { p.pool.Close() }

func asClient[TTx any](c *river.Client[TTx], err error) (client, error) {
	if err != nil {
		return nil, err
	}
	return c, nil
}
