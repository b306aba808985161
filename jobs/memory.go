package jobs

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"log/slog"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
	_ "modernc.org/sqlite" // the database/sql driver "sqlite", without cgo
)

// memory is a queue in the memory of the one server that SQLite has: it takes nothing from the house's single connection that writes, costs no
// disk, and its end loses nothing, since what was due is put in again at the start.
type memory struct {
	pool *sql.DB
	held *sql.Conn // while it is open, the rows stay
}

func openMemory(ctx context.Context) (backend, error) {
	pool, err := sql.Open("sqlite", "file:/zhulian-jobs-"+rand.Text()+"?vfs=memdb&_pragma=busy_timeout(10000)&_txlock=immediate")
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(2)
	held, err := pool.Conn(ctx)
	if err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	return memory{pool, held}, nil
}

func (m memory) migrate(ctx context.Context, log *slog.Logger) error {
	r, err := rivermigrate.New(riversqlite.New(m.pool), &rivermigrate.Config{Logger: log})
	if err != nil {
		return err
	}
	_, err = r.Migrate(ctx, rivermigrate.DirectionUp, nil)
	return err
}

func (m memory) schema() string { return "" }

func (m memory) client(_ context.Context, config *river.Config) (client, error) {
	return asClient(river.NewClient[*sql.Tx](riversqlite.New(m.pool), config))
}

func (m memory) close() {
	_ = m.held.Close()
	_ = m.pool.Close()
}
