package store_test

import (
	"context"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/clock"
	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
)

// pair is a PostgreSQL with a streaming replica, and two servers' stores over both, by one clock.
type pair struct {
	t            *testing.T
	replica      *testdb.Cluster
	at           string // the replica's address
	clock        *clock.Fake
	first, other *store.Store

	mu   sync.Mutex
	told store.Replica // by the first
}

// openPair is nil where PostgreSQL's programs are not installed.
func openPair(t *testing.T) *pair {
	t.Helper()
	pg := testdb.OwnCluster(t, "wal_level=replica", "max_wal_senders=4", "synchronous_commit=on")
	if pg == nil {
		return nil
	}
	address := pg.Database(t, "zhulian")
	p := &pair{t: t, replica: pg.Replica(t), clock: clock.NewFake(testdb.Start)}
	p.at = p.replica.At(t, "zhulian")
	open := func(tell func(store.Replica)) *store.Store {
		s, err := store.Open(t.Context(), address, store.Options{Vault: testdb.Vault(t), Clock: p.clock, Replicas: []string{p.at}, TellReplica: tell})
		require.NoError(t, err)
		t.Cleanup(func() { _ = s.Close() })
		return s
	}
	p.first, p.other = open(func(r store.Replica) {
		p.mu.Lock()
		p.told = r
		p.mu.Unlock()
	}), open(nil)
	return p
}

func (p *pair) state() store.Replica {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.told
}

// look has both servers look at the replica, once or until a condition holds of what the first was told.
func (p *pair) look(until ...func(store.Replica) bool) {
	p.t.Helper()
	for end := time.Now().Add(time.Minute); ; {
		p.first.LookAtReplicas(p.t.Context())
		p.other.LookAtReplicas(p.t.Context())
		if len(until) == 0 || until[0](p.state()) {
			return
		}
		require.True(p.t, time.Now().Before(end), "the replica stays as it is: %+v", p.state())
	}
}

// caughtUp holds when the replica has all that was committed before the present of the clock, which stands still.
func caughtUp(r store.Replica) bool { return r.Used && r.Behind == 0 }

// pause stops the replica from replaying, and returns when it has stopped.
func (p *pair) pause() {
	p.t.Helper()
	conn, err := pgx.Connect(p.t.Context(), p.at)
	require.NoError(p.t, err)
	defer func() { _ = conn.Close(context.Background()) }()
	_, err = conn.Exec(p.t.Context(), "SELECT pg_wal_replay_pause()")
	require.NoError(p.t, err)
	for state := ""; state != "paused"; {
		require.NoError(p.t, conn.QueryRow(p.t.Context(), "SELECT pg_get_wal_replay_pause_state()").Scan(&state))
	}
}

func (p *pair) resume() {
	p.t.Helper()
	p.replica.Exec(p.t, p.at, "SELECT pg_wal_replay_resume()")
}

// adds registers a household in a request of an account and returns the mark.
func (p *pair) adds(s *store.Store, account, no string) (mark string) {
	p.t.Helper()
	ctx, wrote := s.Writing(p.t.Context(), account)
	at := s.Now()
	row := models.Household{CountyCode: testdb.CountyCode, ID: models.NewID(at), No: no, RegionCode: "330199001001", Address: "某处", Category: "D1",
		Status: models.HouseholdActive, CreatedAt: at, UpdatedAt: at, Version: 1}
	require.NoError(p.t, s.InTx(ctx, func(s *store.Store) error { return s.InsertHousehold(ctx, &row) }))
	return wrote()
}

// lists are the numbers of the households that a request sees.
func (p *pair) lists(ctx context.Context, s *store.Store) (out []string) {
	p.t.Helper()
	rows, _, err := s.Households(ctx, store.HouseholdFilter{Scope: store.Scope{County: testdb.CountyCode}}, store.Page{Limit: 100, Oldest: true})
	require.NoError(p.t, err)
	for _, r := range rows {
		out = append(out, r.No)
	}
	slices.Sort(out)
	return out
}

// reads is lists in a request of an account that only shows a list.
func (p *pair) reads(s *store.Store, account, mark string) []string {
	p.t.Helper()
	ctx, _ := s.Reading(p.t.Context(), account, mark, true)
	return p.lists(ctx, s)
}

func TestWhoWroteReadsItBackAndOthersReadFromTheReplica(t *testing.T) {
	p := openPair(t)
	if p == nil {
		return
	}
	assert.Equal(t, []string(nil), p.reads(p.first, "other", ""), "before the first look the primary answers")
	p.adds(p.first, "writer", "A")
	p.look(caughtUp)
	p.pause()
	before := p.clock.Now()
	p.clock.Advance(3 * time.Second)
	mark := p.adds(p.first, "writer", "B")
	require.NotEmpty(t, mark)
	p.look()
	asked := p.state().Reads
	both, older := []string{"A", "B"}, []string{"A"}

	assert.Equal(t, both, p.reads(p.first, "writer", ""), "the server knows who wrote")
	assert.Equal(t, both, p.reads(p.other, "writer", mark), "another server is told by the mark")
	p.look()
	require.Equal(t, asked, p.state().Reads, "none of these asked the replica")

	assert.Equal(t, older, p.reads(p.first, "other", ""), "who wrote nothing sees the replica's state")
	p.look()
	assert.Equal(t, asked+1, p.state().Reads, "the replica was asked")

	ctx, _ := p.first.Reading(t.Context(), "other", "", false)
	assert.Equal(t, both, p.lists(ctx, p.first), "a request that shows more than a list reads what verbs read")
	ctx, _ = p.first.Reading(t.Context(), "other", "", false)
	assert.Equal(t, older, p.lists(ctx, p.first.Reports()))
	assert.Equal(t, before, p.first.Reports().DataTime(ctx), "a report says how old its data are")
	assert.Equal(t, p.clock.Now(), p.first.DataTime(ctx))
	require.NoError(t, p.first.Reports().InTx(ctx, func(s *store.Store) error {
		assert.Equal(t, both, p.lists(ctx, s), "a transaction is on the primary")
		return nil
	}))
	assert.Equal(t, both, p.lists(ctx, p.first.Reports()), "and so is all after it")
	ctx, _ = p.first.Writing(t.Context(), "other")
	assert.Equal(t, both, p.lists(ctx, p.first.Reports()), "what may change something reads from the primary")
	assert.Equal(t, both, p.lists(t.Context(), p.first.Reports()), "work without a request too")
	assert.Equal(t, both, p.reads(p.first, "third", "FFFFFFFF/FFFFFFFF"), "a mark that nobody gave out costs only the replica")
	assert.Equal(t, older, p.reads(p.first, "third", "nonsense"))
}

func TestAReplicaThatLagsOrIsGoneIsLeftOut(t *testing.T) {
	p := openPair(t)
	if p == nil {
		return
	}
	p.adds(p.first, "writer", "A")
	p.look(caughtUp)
	p.pause()
	p.adds(p.first, "writer", "B")
	p.clock.Advance(11 * time.Second)
	p.look()
	assert.False(t, p.state().Used)
	assert.NoError(t, p.state().Err)
	assert.GreaterOrEqual(t, p.state().Behind, 11*time.Second)
	both := []string{"A", "B"}
	assert.Equal(t, both, p.reads(p.first, "other", ""), "one that is too far behind is not asked")

	p.resume()
	p.look(caughtUp)
	asked := p.state().Reads
	assert.Equal(t, both, p.reads(p.first, "writer", ""))
	p.look()
	assert.Equal(t, asked+1, p.state().Reads, "it is asked again, by who wrote too, once it has what they wrote")

	ctx, _ := p.first.Reading(t.Context(), "other", "", true)
	assert.Equal(t, both, p.lists(ctx, p.first))
	p.replica.Kill()
	assert.Equal(t, both, p.lists(ctx, p.first), "a request goes on where the replica is killed in its middle")
	assert.Equal(t, both, p.reads(p.first, "other", ""))
	p.look()
	assert.False(t, p.state().Used)
	assert.Error(t, p.state().Err)
	assert.Equal(t, both, p.reads(p.first, "other", ""))
}

func TestSQLiteHasNoReplicas(t *testing.T) {
	address := "sqlite:" + filepath.Join(t.TempDir(), "one.db")
	_, err := store.Open(t.Context(), address, store.Options{Vault: testdb.Vault(t), Replicas: []string{"postgres://x/y"}})
	assert.ErrorContains(t, err, "only PostgreSQL")
	s := testdb.Open(t, address)
	ctx, wrote := s.Reading(t.Context(), "somebody", "0/1", true)
	assert.Equal(t, t.Context(), ctx)
	assert.Nil(t, wrote)
	assert.Same(t, s, s.Reports())
}
