package e2e

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/store"
)

// balancer is a small proxy: it asks its servers whether they are ready, takes them in turn, and tries another only where no connection came
// about, so that nothing was sent.
type balancer struct {
	*httptest.Server

	mu      sync.Mutex
	servers []*behind
	turn    int
	failed  []string // requests that nobody answered, and why
}

// behind is one server behind the proxy.
type behind struct {
	base  string
	ready atomic.Bool
	word  atomic.Value // what it said of that
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
			s.ask()
		}
		select {
		case <-ended:
			return
		case <-tick.C:
		}
	}
}

// ask asks a server whether it is ready, and notes what it says.
func (s *behind) ask() {
	r, _ := http.NewRequest(http.MethodGet, s.base+"/readyz", nil)
	w, err := s.way.RoundTrip(r)
	if err != nil {
		s.ready.Store(false)
		s.word.Store(err.Error())
		return
	}
	defer func() { _ = w.Body.Close() }()
	said, _ := io.ReadAll(w.Body)
	s.ready.Store(w.StatusCode == http.StatusOK)
	s.word.Store(string(said))
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
			b.fail(r, err.Error())
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		s.seen.Add(1)
		pass(w, a)
		return
	}
	why := "no server is ready:"
	for _, s := range b.all() {
		why += fmt.Sprintf(" %v", s.word.Load())
	}
	b.fail(r, why)
	w.WriteHeader(http.StatusBadGateway)
}

func (b *balancer) fail(r *http.Request, why string) {
	if r.Context().Err() != nil {
		return // who asked has gone
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.failed = append(b.failed, r.Method+" "+r.URL.Path+": "+why)
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
	if !slices.Contains(testdb.Dialects(t), store.Postgres) {
		return // SQLite has one server
	}
	c := open(t, testdb.Address(t, store.Postgres), "ZHULIAN_DRAIN=1s")
	first, second := c.process, c.start()
	shareSessions(t, c, first, second)
	w := working(t, c)
	w.limit = patience
	shareEvents(t, w, first, second)
	proxy := newBalancer(t)
	servers := []*behind{proxy.add(first.base), proxy.add(second.base)}
	until(t, "both are ready", func() bool { return servers[0].ready.Load() && servers[1].ready.Load() })

	w.at(proxy.URL)
	ear := listening(t, &client{t: t, base: proxy.URL, token: c.town.token, heard: c.installation.heard})
	w.begin()
	until(t, "both work", func() bool { return servers[0].seen.Load() > 20 && servers[1].seen.Load() > 20 })
	db := testdb.Pool(t, c.address)
	addColumns(t, db)
	for _, old := range []*process{first, second} {
		w.answers(20)
		old.stop()
		require.Zero(t, old.cmd.ProcessState.ExitCode(), old.said())
		w.answers(20)
		c.process = c.start()
		fresh := proxy.add(c.base)
		until(t, "the new one works", func() bool { return fresh.seen.Load() > 20 })
	}
	w.end()
	for _, c := range w.aside {
		t.Errorf("no good answer came to %s: %d %s", c.path, c.last.status, c.last.raw)
	}
	assert.Empty(t, proxy.failed, "requests that the proxy could not get answered")
	for _, line := range strings.Split(first.said()+second.said()+c.said(), "\n") {
		if strings.Contains(line, "not ready") {
			t.Log(line)
		}
	}
	ear.end(t, w.told.of("need"))
	jobsRanOnce(t, db)
	w.judge()
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
func shareEvents(t *testing.T, w *work, first, second *process) {
	t.Helper()
	listener := &client{t: t, base: second.base, token: w.c.town.token, heard: w.c.installation.heard}
	status, events := listener.listen()
	require.Equal(t, 200, status)
	writer := &client{t: t, base: first.base, token: w.c.aide.token, heard: w.c.installation.heard}
	need := writer.post("/needs", needDraft(w.household, w.person, 1))
	w.told.keep("need")(need)
	await(t, events, func(h heard) bool { return h.name == "change" && strings.Contains(h.data, need.word("id")) })
}

// addColumns does what the migrations of a next version may do beside servers that run.
func addColumns(t *testing.T, db *sql.DB) {
	t.Helper()
	for _, table := range []string{"need", "match", "offer", "household", "session", "event"} {
		_, err := db.Exec(fmt.Sprintf(`ALTER TABLE "%s" ADD COLUMN of_the_next_version text NOT NULL DEFAULT ''`, table))
		require.NoError(t, err)
	}
}

// ear follows the stream of events as a browser does, coming back after each end with the last number that it heard.
type ear struct {
	over chan struct{}
	gone sync.WaitGroup

	mu      sync.Mutex
	told    map[string]int // how often the submission of a need was told
	refused int
}

func listening(t *testing.T, by *client) *ear {
	t.Helper()
	e := &ear{over: make(chan struct{}), told: map[string]int{}}
	e.gone.Go(func() { e.follow(by) })
	return e
}

func (e *ear) follow(by *client) {
	last := "0"
	for {
		status, events := by.listen("Last-Event-ID", last)
		if status != http.StatusOK && status != http.StatusTooManyRequests {
			e.mu.Lock()
			e.refused++
			e.mu.Unlock()
		}
		if status != http.StatusOK { // a browser waits too: the one who listens is at work as well, and may be asked to go slower
			select {
			case <-e.over:
				return
			case <-time.After(time.Second):
			}
			continue
		}
		for open := true; open; {
			var h heard
			select {
			case <-e.over:
				return
			case h, open = <-events:
			}
			if h.id != "" {
				last = h.id
			}
			e.note(h)
		}
	}
}

func (e *ear) note(h heard) {
	var change struct {
		Noun, Step string
		ID         string `json:"object_id"`
	}
	if h.name != "change" || json.Unmarshal([]byte(h.data), &change) != nil || change.Noun != "need" || change.Step != "submit" {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.told[change.ID]++
}

// end waits until every need was told of, and checks that none was twice.
func (e *ear) end(t *testing.T, needs []answer) {
	t.Helper()
	until(t, "every need is told of", func() bool {
		e.mu.Lock()
		defer e.mu.Unlock()
		return !slices.ContainsFunc(needs, func(a answer) bool { return e.told[a.word("id")] == 0 })
	})
	close(e.over)
	e.gone.Wait()
	assert.Zero(t, e.refused)
	for need, times := range e.told {
		assert.Equal(t, 1, times, need)
	}
}

// jobsRanOnce looks at the rows of the queue: each job was put in once for each time that it was due, whoever led, and was done.
func jobsRanOnce(t *testing.T, db *sql.DB) {
	t.Helper()
	rows, err := db.Query(`SELECT args->>'job', count(*), count(DISTINCT date_trunc('minute', scheduled_at)), COALESCE(string_agg(array_to_json(errors)::text, ' '), '')
		FROM zhulian_jobs.river_job WHERE kind = 'spread' GROUP BY 1`)
	require.NoError(t, err)
	defer func() { require.NoError(t, rows.Close()) }()
	found := 0
	for rows.Next() {
		var job string
		var due, minutes int
		var failed string
		require.NoError(t, rows.Scan(&job, &due, &minutes, &failed))
		assert.Equal(t, minutes, due, job)
		assert.Empty(t, failed, job)
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
