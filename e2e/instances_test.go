package e2e

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // looks into the database beside the servers
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
)

// balancer is a small proxy: it asks its servers whether they are ready, takes them in turn, and tries another only where no connection came
// about, so that nothing was sent.
type balancer struct {
	*httptest.Server

	mu      sync.Mutex
	servers []*behind
	turn    int
	failed  atomic.Int64
}

// behind is one server behind the proxy.
type behind struct {
	base  string
	ready atomic.Bool
	seen  atomic.Int64 // answers
	way   *http.Transport
}

func newBalancer(t *testing.T) *balancer {
	t.Helper()
	b := &balancer{}
	b.Server = httptest.NewServer(b)
	ended := make(chan struct{})
	var looking sync.WaitGroup
	looking.Go(func() { b.look(ended) })
	t.Cleanup(func() {
		close(ended)
		looking.Wait()
		b.CloseClientConnections()
		b.Close()
	})
	return b
}

// add puts a server behind the proxy, which sends nothing there before it says that it is ready.
func (b *balancer) add(base string) *behind {
	s := &behind{base: base, way: &http.Transport{MaxIdleConnsPerHost: 32, DisableCompression: true}}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.servers = append(b.servers, s)
	return s
}

func (b *balancer) all() []*behind {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.servers)
}

// look asks every server, ten times a second, whether it is ready.
func (b *balancer) look(ended <-chan struct{}) {
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		for _, s := range b.all() {
			r, _ := http.NewRequest(http.MethodGet, s.base+"/readyz", nil)
			w, err := s.way.RoundTrip(r)
			if err == nil {
				_, _ = io.Copy(io.Discard, w.Body)
				_ = w.Body.Close()
			}
			s.ready.Store(err == nil && w.StatusCode == http.StatusOK)
		}
		select {
		case <-ended:
			return
		case <-tick.C:
		}
	}
}

// next are the servers that are ready, beginning with the one whose turn it is.
func (b *balancer) next() []*behind {
	var ready []*behind
	for _, s := range b.all() {
		if s.ready.Load() {
			ready = append(ready, s)
		}
	}
	if len(ready) == 0 {
		return nil
	}
	b.mu.Lock()
	b.turn++
	first := b.turn % len(ready)
	b.mu.Unlock()
	return slices.Concat(ready[first:], ready[:first])
}

func (b *balancer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	for _, s := range b.next() {
		q, _ := http.NewRequestWithContext(r.Context(), r.Method, s.base+r.URL.RequestURI(), bytes.NewReader(body))
		q.Header = r.Header.Clone()
		a, err := s.way.RoundTrip(q) //nolint:bodyclose // pass closes it
		var dial *net.OpError
		if errors.As(err, &dial) && dial.Op == "dial" {
			continue
		}
		if err != nil {
			break
		}
		s.seen.Add(1)
		pass(w, a)
		return
	}
	b.failed.Add(1)
	w.WriteHeader(http.StatusBadGateway)
}

// pass hands an answer on as it comes.
func pass(w http.ResponseWriter, a *http.Response) {
	defer func() { _ = a.Body.Close() }()
	for name, values := range a.Header {
		w.Header()[name] = values
	}
	w.WriteHeader(a.StatusCode)
	part := make([]byte, 4096)
	for {
		n, err := a.Body.Read(part)
		_, _ = w.Write(part[:n])
		w.(http.Flusher).Flush()
		if err != nil {
			return
		}
	}
}

// until waits until something holds.
func until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	require.Eventually(t, holds, time.Minute, 20*time.Millisecond, what)
}

// TestSeveralServersShareOneDatabase puts two servers behind a proxy, lets everybody work through both, and replaces both under load, one after the
// other, while a newer version's columns come into the tables. No request fails, nothing is lost, nothing is promised twice, each standing job is
// done once, and the event log is whole.
func TestSeveralServersShareOneDatabase(t *testing.T) {
	for _, dialect := range testdb.Dialects(t) {
		if dialect == store.SQLite {
			continue // SQLite has one server
		}
		t.Run(dialect, func(t *testing.T) {
			c := open(t, testdb.Address(t, dialect), "ZHULIAN_DRAIN=1s")
			first, second := c.process, c.start()
			shareSessions(t, c, first, second)
			l := newLoad(t, c)
			proxy := newBalancer(t)
			servers := []*behind{proxy.add(first.base), proxy.add(second.base)}
			until(t, "both are ready", func() bool { return servers[0].ready.Load() && servers[1].ready.Load() })
			shareEvents(t, l, first, second)

			work := startWork(t, l, proxy)
			until(t, "both work", func() bool { return servers[0].seen.Load() > 20 && servers[1].seen.Load() > 20 })
			db, err := sql.Open("pgx", c.address)
			require.NoError(t, err)
			defer func() { require.NoError(t, db.Close()) }()
			addColumns(t, db)
			for _, old := range []*process{first, second} {
				before := work.done.Load()
				old.stop()
				require.Zero(t, old.cmd.ProcessState.ExitCode(), old.said())
				fresh := c.start()
				s := proxy.add(fresh.base)
				until(t, "the new one works", func() bool { return s.seen.Load() > 20 && work.done.Load() > before+10 })
				c.process = fresh
			}
			work.end(t)
			assert.Zero(t, proxy.failed.Load(), "requests that the proxy could not get answered")
			l.enter()
			l.check(t)
			require.NotZero(t, l.accepted())
			jobsRanOnce(t, db)
			require.Contains(t, c.installation.run("", "audit", "verify"), "whole")
		})
	}
}

// shareSessions logs in at one server and goes on at the other; a refresh token that was used at one is known as used at the other.
func shareSessions(t *testing.T, c *county, first, second *process) {
	t.Helper()
	a := first.anyone().want(200, "POST", "/auth/login", m{"username": "staff", "password": password})
	there := &client{t: t, base: second.base, token: a.word("access_token"), heard: c.installation.heard}
	require.Equal(t, "staff", there.get("/me").word("username"))
	fresh := second.anyone().want(200, "POST", "/auth/refresh", m{"refresh_token": a.word("refresh_token")})
	here := &client{t: t, base: first.base, token: fresh.word("access_token"), heard: c.installation.heard}
	here.get("/me")
	first.anyone().want(401, "POST", "/auth/refresh", m{"refresh_token": a.word("refresh_token")})
	require.Equal(t, "second", (&client{t: t, base: second.base, token: c.second.token, heard: c.installation.heard}).get("/me").word("username"))
	(&client{t: t, base: second.base, token: fresh.word("access_token"), heard: c.installation.heard}).want(401, "GET", "/me", nil)
}

// shareEvents hears at one server what is written through the other.
func shareEvents(t *testing.T, l *load, first, second *process) {
	t.Helper()
	listener := &client{t: t, base: second.base, token: l.c.town.token, heard: l.c.installation.heard}
	status, events := listener.listen()
	require.Equal(t, 200, status)
	id := models.NewID(testdb.Start)
	draft := needDraft(l.household, l.person, 1)
	draft["id"] = id
	writer := &client{t: t, base: first.base, token: l.c.aide.token, heard: l.c.installation.heard}
	writer.post("/needs", draft)
	await(t, events, func(h heard) bool { return h.name == "change" && strings.Contains(h.data, id) })
}

// addColumns does what the migrations of a next version may do beside servers that run.
func addColumns(t *testing.T, db *sql.DB) {
	t.Helper()
	for _, table := range []string{"need", "match", "offer", "household", "session", "event"} {
		_, err := db.Exec(fmt.Sprintf(`ALTER TABLE "%s" ADD COLUMN of_the_next_version text NOT NULL DEFAULT ''`, table))
		require.NoError(t, err)
	}
}

// work is people at work through the proxy until they are told to end.
type work struct {
	over   chan struct{}
	all    sync.WaitGroup
	done   atomic.Int64 // lives of needs
	mu     sync.Mutex
	faults []string
	told   []string // of the needs that the stream told of
}

func startWork(t *testing.T, l *load, proxy *balancer) *work {
	t.Helper()
	w := &work{over: make(chan struct{})}
	for _, p := range []**client{&l.ngo, &l.c.aide, &l.c.town} {
		through := **p
		through.base = proxy.URL
		*p = &through
	}
	for i := range 3 {
		w.all.Go(func() {
			dice, pace := rand.New(rand.NewPCG(uint64(i), 8)), time.NewTicker(500*time.Millisecond) // what an account may ask for
			defer pace.Stop()
			for !w.isOver() {
				w.live(l, dice)
				<-pace.C
			}
		})
	}
	w.all.Go(func() { w.listen(l.c.town) })
	return w
}

func (w *work) isOver() bool {
	select {
	case <-w.over:
		return true
	default:
		return false
	}
}

// live is a need from its submission to a promise; every answer must be one.
func (w *work) live(l *load, dice *rand.Rand) {
	id := models.NewID(testdb.Start)
	draft := needDraft(l.household, l.person, 1+dice.IntN(2))
	draft["id"] = id
	if _, ok := w.call(l.c.aide, "POST", "/needs", draft); !ok {
		return
	}
	l.mu.Lock()
	l.needs = append(l.needs, id)
	l.mu.Unlock()
	w.call(l.c.town, "POST", "/needs/"+id+"/accept", nil)
	w.call(l.c.aide, "GET", "/needs?limit=10", nil)
	if a, ok := w.call(l.c.town, "POST", "/needs/"+id+"/matches", m{"offer_id": l.offers[dice.IntN(len(l.offers))]}); ok && a.status == 201 {
		match := a.word("id")
		if a, ok := w.call(l.ngo, "POST", "/matches/"+match+"/accept", nil); ok && a.status == 200 {
			l.mu.Lock()
			l.taken[match] = a.number("quantity_reserved")
			l.mu.Unlock()
		}
	}
	w.done.Add(1)
}

// call notes what nobody should meet: no answer, and an answer that tells of the servers' trouble.
func (w *work) call(by *client, method, path string, body any) (answer, bool) {
	a, err := by.send(method, path, body)
	if err == nil && a.status < 500 && a.status != http.StatusTooManyRequests && a.status != http.StatusUnauthorized {
		return a, true
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.faults = append(w.faults, fmt.Sprintf("%s %s: %v %d %s", method, strings.SplitN(path, "?", 2)[0], err, a.status, a.raw))
	return a, false
}

// listen follows the stream as a browser does, coming back after each end with the last number that it heard.
func (w *work) listen(town *client) {
	last := ""
	for !w.isOver() {
		headers := []string{}
		if last != "" {
			headers = append(headers, "Last-Event-ID", last)
		}
		status, events := town.listen(headers...)
		if status != http.StatusOK {
			w.mu.Lock()
			w.faults = append(w.faults, fmt.Sprintf("the stream: %d", status))
			w.mu.Unlock()
			return
		}
		for open := true; open; {
			var h heard
			select {
			case <-w.over:
				return
			case h, open = <-events:
			}
			if h.id != "" {
				last = h.id
			}
			if h.name == "change" && strings.Contains(h.data, `"step":"submit"`) {
				w.mu.Lock()
				w.told = append(w.told, h.data)
				w.mu.Unlock()
			}
		}
	}
}

func (w *work) end(t *testing.T) {
	t.Helper()
	close(w.over)
	w.all.Wait()
	assert.Empty(t, w.faults[:min(len(w.faults), 5)], "%d requests", len(w.faults))
	assert.Len(t, slices.Compact(slices.Sorted(slices.Values(w.told))), len(w.told), "nothing is told twice")
	assert.NotEmpty(t, w.told)
}

// jobsRanOnce looks at the rows of the queue: each job was put in once for each time that it was due, whoever led, and was done.
func jobsRanOnce(t *testing.T, db *sql.DB) {
	t.Helper()
	rows, err := db.Query(`SELECT args->>'job', count(*), count(DISTINCT date_trunc('minute', scheduled_at)), count(*) FILTER (WHERE errors IS NOT NULL)
		FROM zhulian_jobs.river_job WHERE kind = 'spread' GROUP BY 1`)
	require.NoError(t, err)
	defer func() { require.NoError(t, rows.Close()) }()
	found := 0
	for rows.Next() {
		var job string
		var due, minutes, failed int
		require.NoError(t, rows.Scan(&job, &due, &minutes, &failed))
		assert.Equal(t, minutes, due, job)
		assert.Zero(t, failed, job)
		found++
	}
	require.NoError(t, rows.Err())
	assert.GreaterOrEqual(t, found, 6)
	var runs, dues, bad int
	require.NoError(t, db.QueryRow(`SELECT count(*) FILTER (WHERE kind = 'county'), count(*) FILTER (WHERE kind = 'spread'),
		count(*) FILTER (WHERE state NOT IN ('completed', 'running', 'available')) FROM zhulian_jobs.river_job`).Scan(&runs, &dues, &bad))
	assert.Positive(t, runs)
	assert.LessOrEqual(t, runs, dues, "there is one county")
	assert.Zero(t, bad)
}
