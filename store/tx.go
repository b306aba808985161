package store

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"

	"zhulian/models"
)

// tx is what a transaction carries besides its connection: the events it will log, all written at its end, and whether it has written
// down that somebody looked at something.
type tx struct {
	events []models.Event
	looked bool
}

// onlyLooks tells that the transaction changes nothing but the disclosure log: no effect that an idempotency key could stand for.
func (t *tx) onlyLooks() bool { return t.looked && len(t.events) == 0 }

// InTx runs fn inside one transaction and commits when it returns nil. Events recorded in it are chained and written last, so that
// the lock on a county's chain is held only for the commit. PostgreSQL's deadlocks and serialisation failures are tried again; fn
// must therefore have no effect outside the database. Inside, only the Store handed in may be used.
func (s *Store) InTx(ctx context.Context, fn func(*Store) error) error {
	if s.tx != nil {
		return errors.New("store: a transaction inside a transaction")
	}
	const tries = 5
	for try := 1; ; try++ {
		effect, err := s.once(ctx, fn)
		if err == nil && effect {
			committed(ctx)
		}
		if err == nil {
			s.wrote(ctx)
		}
		if try == tries || !retryable(err) || ctx.Err() != nil {
			return translate(err)
		}
		timer := time.NewTimer(time.Duration(try*try) * 5 * time.Millisecond)
		select {
		case <-ctx.Done():
		case <-timer.C:
		}
		timer.Stop()
	}
}

func (s *Store) once(ctx context.Context, fn func(*Store) error) (effect bool, err error) {
	err = s.db.WithContext(ctx).Transaction(func(db *gorm.DB) error {
		in := &Store{db: db, read: db, dialect: s.dialect, vault: s.vault, clock: s.clock, tx: &tx{}}
		if err := fn(in); err != nil {
			return err
		}
		if effect = !in.tx.onlyLooks(); !effect {
			return nil
		}
		if err := in.claimKey(ctx); err != nil {
			return err
		}
		return in.writeEvents(ctx)
	})
	return effect, err
}

func retryable(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01")
}
