package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/plugin/dbresolver"
)

// Replica says how one of the database's replicas stands.
type Replica struct {
	Name   string        // replica-1 and so on, in the order of their addresses
	Used   bool          // reads may go there
	Behind time.Duration // how old what it shows may be
	Reads  int64         // statements that it has answered
	Err    error         // why it does not answer, or nil
}

// position is how far the log of a PostgreSQL has come (an LSN).
type position uint64

func parsePosition(text string) (position, error) {
	high, low, ok := strings.Cut(text, "/")
	h, err := strconv.ParseUint(high, 16, 32)
	l, err2 := strconv.ParseUint(low, 16, 32)
	if !ok || err != nil || err2 != nil {
		return 0, errors.New("no position of a log")
	}
	return position(h<<32 | l), nil
}

func (p position) String() string { return fmt.Sprintf("%X/%X", uint64(p)>>32, uint64(p)&0xffffffff) }

// replicas are the read-only copies of a PostgreSQL. What reads from them goes through one resolver named replicaReads.
type replicas struct {
	primary gorm.ConnPool
	now     func() time.Time
	most    time.Duration // how far behind one may be
	copies  []*copyOf
	turn    atomic.Uint64
	tell    func(Replica)

	mu    sync.Mutex
	seen  []sighting          // of the primary, the oldest first
	marks map[string]position // by account: what it must see, as long as not every replica has it
}

// sighting is where the primary's log stood at an instant: all that was committed before it lies behind that position.
type sighting struct {
	at  time.Time
	pos position
}

// copyOf is one replica.
type copyOf struct {
	name  string
	db    *sql.DB
	reads atomic.Int64

	mu       sync.Mutex
	replayed position
	upTo     time.Time // all that was committed before is there
	err      error
}

const (
	replicaReads = "replica"
	sightings    = 300             // five minutes of them
	lookLimit    = 2 * time.Second // for a replica to say how far it is
	lagUsual     = 10 * time.Second
)

// openReplicas opens the pools of the replicas and lets chosen reads go there. None need answer yet.
func (s *Store) openReplicas(o Options) error {
	if len(o.Replicas) == 0 {
		return nil
	}
	if s.dialect != Postgres {
		return errors.New("replicas: only PostgreSQL has any")
	}
	set := &replicas{primary: s.db.ConnPool, now: s.clock.Now, most: o.ReplicaLag, tell: o.TellReplica, marks: map[string]position{}}
	if set.most == 0 {
		set.most = lagUsual
	}
	s.copies = set
	for i, address := range o.Replicas {
		at, err := replicaAt(address, o)
		if err != nil {
			return fmt.Errorf("replica %d: %w", i+1, err)
		}
		c := &copyOf{name: fmt.Sprintf("replica-%d", i+1), db: stdlib.OpenDB(*at), err: errors.New("not looked at yet")}
		poolOf(c.db, o.MaxConns)
		set.copies = append(set.copies, c)
	}
	err := s.db.Use(dbresolver.Register(dbresolver.Config{Replicas: []gorm.Dialector{postgres.New(postgres.Config{Conn: set})}}, replicaReads))
	if err != nil {
		return err
	}
	s.shown = s.db.Clauses(dbresolver.Use(replicaReads), dbresolver.Read).Session(&gorm.Session{})
	return nil
}

// replicaAt is how to come to a replica.
func replicaAt(address string, o Options) (*pgx.ConnConfig, error) {
	if !isPostgres(address) {
		return nil, errAddress
	}
	address, err := sessions(address, o.StatementTimeout)
	if err != nil {
		return nil, err
	}
	at, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, errAddress // the error of the parser quotes it, password and all
	}
	return at, nil
}

// Reports is a handle whose reads may be answered by a replica, a little older than the present; DataTime says how old. Whoever decides by what it
// reads does not use it. Without replicas it is the Store itself. Transactions are on the primary as ever.
func (s *Store) Reports() *Store {
	if s.copies == nil || s.tx != nil {
		return s
	}
	out := *s
	out.read, out.reports = s.shown, true
	return &out
}

// listing is where a list is read: on a replica, where the request said that it only shows lists.
func (s *Store) listing(ctx context.Context) *gorm.DB {
	if r := readingOf(ctx); s.shown != nil && s.tx == nil && r != nil && r.lists {
		return s.shown.WithContext(ctx)
	}
	return s.read.WithContext(ctx)
}

// DataTime is the instant up to which the reads of a request hold all that was committed: the present, or that of the replica which answers it.
func (s *Store) DataTime(ctx context.Context) time.Time {
	if s.reports {
		if c, upTo := s.copies.of(ctx); c != nil {
			return upTo
		}
	}
	return s.clock.Now()
}

// FollowReplicas looks at the replicas every second until ctx ends. Before the first look none is used.
func (s *Store) FollowReplicas(ctx context.Context) {
	if s.copies == nil {
		return
	}
	second := time.NewTicker(time.Second)
	defer second.Stop()
	for {
		s.LookAtReplicas(ctx)
		select {
		case <-ctx.Done():
			return
		case <-second.C:
		}
	}
}

// LookAtReplicas asks the primary and every replica how far they are, once.
func (s *Store) LookAtReplicas(ctx context.Context) {
	if s.copies == nil {
		return
	}
	if at := s.clock.Now(); ctx.Err() == nil {
		if pos, err := s.written(ctx); err == nil {
			s.copies.sees(sighting{at, pos})
		}
	}
	var all sync.WaitGroup
	for _, c := range s.copies.copies {
		all.Go(func() { s.copies.look(ctx, c) })
	}
	all.Wait()
	s.copies.forget()
}

// written is how far the primary's log has come: whatever was committed lies behind.
func (s *Store) written(ctx context.Context) (position, error) {
	ctx, cancel := context.WithTimeout(ctx, lookLimit)
	defer cancel()
	var text string
	if err := s.db.WithContext(ctx).Raw("SELECT pg_current_wal_insert_lsn()::text").Scan(&text).Error; err != nil {
		return 0, err
	}
	return parsePosition(text)
}

func (r *replicas) sees(now sighting) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.seen = append(r.seen, now)
	if len(r.seen) > sightings {
		r.seen = r.seen[len(r.seen)-sightings:]
	}
}

// look asks a replica how far it is. The last sighting of the primary that it has passed tells the instant.
func (r *replicas) look(ctx context.Context, c *copyOf) {
	limited, cancel := context.WithTimeout(ctx, lookLimit)
	defer cancel()
	var text sql.NullString
	err := c.db.QueryRowContext(limited, "SELECT pg_last_wal_replay_lsn()::text WHERE pg_is_in_recovery()").Scan(&text)
	var at position
	switch {
	case errors.Is(err, sql.ErrNoRows):
		err = errors.New("this is no replica")
	case err == nil:
		at, err = parsePosition(text.String)
	case isCutOff(err):
		err = unopened(err)
	}
	if ctx.Err() != nil {
		return
	}
	r.mu.Lock()
	var upTo time.Time
	for _, s := range r.seen {
		if s.pos <= at {
			upTo = s.at
		}
	}
	r.mu.Unlock()
	c.mu.Lock()
	c.err = err
	if err == nil {
		c.replayed = at
		if upTo.After(c.upTo) {
			c.upTo = upTo
		}
	}
	c.mu.Unlock()
	r.say(c)
}

func (r *replicas) say(c *copyOf) {
	if r.tell == nil {
		return
	}
	_, used := r.usable(c, 0)
	c.mu.Lock()
	defer c.mu.Unlock()
	now := Replica{Name: c.name, Used: used, Reads: c.reads.Load(), Err: c.err}
	if !c.upTo.IsZero() {
		now.Behind = max(0, r.now().Sub(c.upTo))
	}
	r.tell(now)
}

// usable tells whether a replica answers, is not too far behind and has passed a position, and the instant that it shows.
func (r *replicas) usable(c *copyOf, mark position) (time.Time, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.upTo, c.err == nil && c.replayed >= mark && !c.upTo.IsZero() && r.now().Sub(c.upTo) <= r.most
}

// forget drops the marks that every replica has passed.
func (r *replicas) forget() {
	least := ^position(0)
	for _, c := range r.copies {
		c.mu.Lock()
		least = min(least, c.replayed)
		c.mu.Unlock()
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for account, mark := range r.marks {
		if mark <= least {
			delete(r.marks, account)
		}
	}
}
