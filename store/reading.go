package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// reading is one request's way with replicas: what it must see, and which replica answers it. It stays with one, so that what it reads fits
// together, and with the primary once it has written or the replica has failed.
type reading struct {
	account string
	lists   bool

	mu      sync.Mutex
	mark    position
	wrote   bool
	decided bool
	from    *copyOf
	upTo    time.Time
}

type readingKey struct{}

func readingOf(ctx context.Context) *reading {
	r, _ := ctx.Value(readingKey{}).(*reading)
	return r
}

// Reading begins a request of an account (which may be "") in which reports, and lists where it only shows lists, may be read from a replica. What
// the account has written it reads back: mark is what an earlier request returned, by way of whoever asks, since that may have been another
// server's. What is returned tells the new mark once the request has written, else ""; it is nil where there are no replicas.
func (s *Store) Reading(ctx context.Context, account, mark string, lists bool) (within context.Context, wrote func() string) {
	if s.copies == nil {
		return ctx, nil
	}
	r := &reading{account: account, lists: lists}
	if at, err := parsePosition(mark); err == nil {
		r.mark = at
	}
	if account != "" {
		s.copies.mu.Lock()
		r.mark = max(r.mark, s.copies.marks[account])
		s.copies.mu.Unlock()
	}
	return context.WithValue(ctx, readingKey{}, r), r.written
}

// Writing begins a request that may change something: nothing of it is read from a replica. What is returned tells the mark as Reading's does.
func (s *Store) Writing(ctx context.Context, account string) (within context.Context, wrote func() string) {
	if s.copies == nil {
		return ctx, nil
	}
	r := &reading{account: account, decided: true}
	return context.WithValue(ctx, readingKey{}, r), r.written
}

func (r *reading) written() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.wrote {
		return ""
	}
	return r.mark.String()
}

// wrote notes that the request of ctx has written: it and those of its account that follow must see it. Where the primary does not say how far it
// is, no replica is far enough.
func (s *Store) wrote(ctx context.Context) {
	r := readingOf(ctx)
	if s.copies == nil || r == nil {
		return
	}
	at, err := s.written(context.WithoutCancel(ctx))
	if err != nil {
		at = ^position(0)
	}
	r.mu.Lock()
	r.mark, r.wrote, r.decided, r.from = max(r.mark, at), true, true, nil
	r.mu.Unlock()
	if r.account != "" {
		s.copies.mu.Lock()
		s.copies.marks[r.account] = max(s.copies.marks[r.account], at)
		s.copies.mu.Unlock()
	}
}

// of is the replica that answers the request of ctx, with the instant that it shows; nil is the primary.
func (r *replicas) of(ctx context.Context) (*copyOf, time.Time) {
	asks := readingOf(ctx)
	if asks == nil {
		return nil, time.Time{}
	}
	asks.mu.Lock()
	defer asks.mu.Unlock()
	if asks.decided {
		return asks.from, asks.upTo
	}
	asks.decided = true
	first := r.turn.Add(1)
	for i := range r.copies {
		c := r.copies[(int(first)+i)%len(r.copies)] //nolint:gosec // wraps round
		if upTo, ok := r.usable(c, asks.mark); ok {
			asks.from, asks.upTo = c, upTo
			break
		}
	}
	return asks.from, asks.upTo
}

// fell takes a replica that did not answer out, until the next look, and the request of ctx to the primary.
func (r *replicas) fell(ctx context.Context, c *copyOf, err error) {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) || !strings.HasPrefix(pg.Code, "40") { // a query that its replay ended says nothing of the next
		c.mu.Lock()
		c.err = err
		c.mu.Unlock()
	}
	if asks := readingOf(ctx); asks != nil {
		asks.mu.Lock()
		asks.from = nil
		asks.mu.Unlock()
	}
}

// lost tells that a replica could not answer, though the primary may: it is gone, ending, or its replay ended the statement.
func lost(ctx context.Context, err error) bool {
	if err == nil || ctx.Err() != nil || errors.Is(err, sql.ErrNoRows) {
		return false
	}
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return true
	}
	for _, class := range []string{"08", "25", "40", "53", "57P", "58", "XX"} {
		if strings.HasPrefix(pg.Code, class) {
			return true
		}
	}
	return false
}

// QueryContext implements gorm's ConnPool: a replica answers where one may, and the primary where that fails.
func (r *replicas) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if c, _ := r.of(ctx); c != nil {
		rows, err := c.db.QueryContext(ctx, query, args...)
		if !lost(ctx, err) {
			c.reads.Add(1)
			return rows, err
		}
		r.fell(ctx, c, err)
	}
	return r.primary.QueryContext(ctx, query, args...)
}

// QueryRowContext implements gorm's ConnPool.
func (r *replicas) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if c, _ := r.of(ctx); c != nil {
		row := c.db.QueryRowContext(ctx, query, args...)
		if !lost(ctx, row.Err()) {
			c.reads.Add(1)
			return row
		}
		r.fell(ctx, c, row.Err())
	}
	return r.primary.QueryRowContext(ctx, query, args...)
}

// ExecContext implements gorm's ConnPool: what changes something is the primary's.
func (r *replicas) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return r.primary.ExecContext(ctx, query, args...)
}

// PrepareContext implements gorm's ConnPool.
func (r *replicas) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	return r.primary.PrepareContext(ctx, query)
}
