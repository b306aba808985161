package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/jobs"
	"zhulian/store"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// ledger notes what ran.
type ledger struct {
	mu    sync.Mutex
	runs  map[string]int // by job and county
	now   map[string]int
	twice []string
	ended map[string]int // failed ones, by job
	told  chan struct{}
}

func newLedger() *ledger {
	return &ledger{runs: map[string]int{}, now: map[string]int{}, ended: map[string]int{}, told: make(chan struct{}, 10_000)}
}

func (l *ledger) enter(what string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.now[what]++; l.now[what] > 1 {
		l.twice = append(l.twice, what)
	}
}

func (l *ledger) leave(what string) {
	l.mu.Lock()
	l.now[what]--
	l.runs[what]++
	l.mu.Unlock()
	l.told <- struct{}{}
}

func (l *ledger) count(what string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.runs[what]
}

// failures is how many runs of a job have failed.
func (l *ledger) failures(job string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.ended[job]
}

// until waits until something holds of what ran.
func (l *ledger) until(t *testing.T, holds func() bool) {
	t.Helper()
	limit := time.After(time.Minute)
	for !holds() {
		select {
		case <-l.told:
		case <-limit:
			require.Fail(t, "it does not come", "%v", l.runs)
		}
	}
}

func (l *ledger) job(name string, every time.Duration) jobs.Job {
	return jobs.Job{Name: name, Every: every, Do: func(_ context.Context, county string) error {
		l.enter(name + county)
		defer l.leave(name + county)
		return nil
	}}
}

func (l *ledger) options() jobs.Options {
	return jobs.Options{
		Now:      time.Now,
		Counties: func(context.Context) ([]string, error) { return []string{"330199", "330198"}, nil },
		Words:    func(error) string { return "words" },
		Ended: func(job string, _ time.Time, _ time.Duration, failed bool) {
			l.mu.Lock()
			defer l.mu.Unlock()
			if failed {
				l.ended[job]++
			}
		},
	}
}

// serve runs a queue until what it returns is called.
func serve(t *testing.T, address string, l *ledger, list ...jobs.Job) (end func()) {
	t.Helper()
	return serveWith(t, address, l.options(), list...)
}

func serveWith(t *testing.T, address string, o jobs.Options, list ...jobs.Job) (end func()) {
	t.Helper()
	q, err := jobs.Open(t.Context(), address, list, o)
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- q.Run(ctx) }()
	end = sync.OnceFunc(func() {
		stop()
		assert.NoError(t, <-ended)
		q.Close()
	})
	t.Cleanup(end)
	return end
}

func TestStandingJobsRunInEveryCounty(t *testing.T) {
	t.Parallel()
	for _, dialect := range testdb.Dialects(t) {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			l := newLedger()
			serve(t, testdb.Address(t, dialect), l, l.job("often", time.Second), l.job("seldom", time.Hour))
			l.until(t, func() bool {
				return l.count("often330199") >= 3 && l.count("often330198") >= 3 && l.count("seldom330198") > 0
			})
			assert.LessOrEqual(t, l.count("seldom330199"), 2, "two at most, where the hour is full just now")
			assert.Empty(t, l.twice)
		})
	}
}

func TestServersThatShareADatabaseDoAJobOnce(t *testing.T) {
	t.Parallel()
	for _, dialect := range testdb.Dialects(t) {
		if dialect == store.SQLite {
			continue // one server at a time
		}
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			l, address := newLedger(), testdb.Address(t, dialect)
			list := []jobs.Job{l.job("often", time.Second), l.job("seldom", time.Hour)}
			began := time.Now()
			endFirst := serve(t, address, l, list...)
			serve(t, address, l, list...)
			l.until(t, func() bool { return l.count("often330199") >= 3 })
			endFirst()
			before := l.count("often330198")
			l.until(t, func() bool { return l.count("often330198") >= before+2 })
			due := int(time.Now().Truncate(time.Second).Sub(began.Truncate(time.Second))/time.Second) + 1
			assert.LessOrEqual(t, l.count("often330199"), due, "once for each time that it is due")
			assert.LessOrEqual(t, l.count("seldom330199"), 2, "not once for each leader")
			assert.Empty(t, l.twice, "never two at a time")
		})
	}
}

func TestWhatFailsIsTriedAgainAndNamesNobody(t *testing.T) {
	t.Parallel()
	for _, dialect := range testdb.Dialects(t) {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			l, tries := newLedger(), 0
			fails := jobs.Job{Name: "fails", Every: time.Hour, Do: func(_ context.Context, county string) error {
				l.enter("fails" + county)
				defer l.leave("fails" + county)
				if county == "330199" {
					return nil
				}
				if tries++; tries == 1 {
					panic("张三")
				}
				return errors.New("李四")
			}}
			address := testdb.Address(t, dialect)
			serve(t, address, l, fails)
			l.until(t, func() bool { return l.count("fails330198") >= 2 })
			assert.GreaterOrEqual(t, l.count("fails330199"), 1, "one county's trouble is not another's")
			assert.Positive(t, l.failures("fails"))
			if dialect == store.SQLite {
				return
			}
			pool, err := testdb.Open(t, address).Pool()
			require.NoError(t, err)
			var rows, named int
			require.NoError(t, pool.QueryRow(`SELECT count(*), count(*) FILTER (WHERE errors::text ~ '[张李]') FROM zhulian_jobs.river_job WHERE errors IS NOT NULL`).Scan(&rows, &named))
			assert.Positive(t, rows)
			assert.Zero(t, named)
		})
	}
}

func TestARunWhoseServerDiedIsTakenUpByAnother(t *testing.T) {
	t.Parallel()
	for _, dialect := range testdb.Dialects(t) {
		if dialect == store.SQLite {
			continue // its queue ends with its server
		}
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			address := testdb.Address(t, dialect)
			require.NoError(t, jobs.Migrate(t.Context(), address, slog.New(slog.DiscardHandler)))
			pool, err := testdb.Open(t, address).Pool()
			require.NoError(t, err)
			for county, ago := range map[string]string{"330199": "3 minutes", "330198": "10 seconds"} {
				_, err := pool.Exec(fmt.Sprintf(`INSERT INTO zhulian_jobs.river_job (args, kind, max_attempts, state, attempt, attempted_at, attempted_by)
					VALUES ('{"job": "often", "county": "%s"}', 'county', 5, 'running', 1, now() - interval '%s', '{dead}')`, county, ago))
				require.NoError(t, err)
			}
			l := newLedger()
			job := l.job("often", time.Hour)
			q := l.options()
			q.Counties = func(context.Context) ([]string, error) { return nil, nil } // nothing but what was left
			serveWith(t, address, q, job)
			l.until(t, func() bool { return l.count("often330199") == 1 })
			assert.Zero(t, l.count("often330198"), "its lease is not over")
		})
	}
}

func TestAJobIsDueAtFullTimes(t *testing.T) {
	l := newLedger()
	_, err := jobs.Open(t.Context(), "sqlite:x", []jobs.Job{l.job("rare", 2*time.Hour)}, l.options())
	require.ErrorContains(t, err, "rare")
	_, err = jobs.Open(t.Context(), "postgres://someone:hush@host:port/", nil, l.options())
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "hush")
}

func TestWhatMayTakeLongKeepsNothingElseWaiting(t *testing.T) {
	t.Parallel()
	for _, dialect := range testdb.Dialects(t) {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			l, over := newLedger(), make(chan struct{})
			defer close(over)
			night := jobs.Job{Name: "night", Every: time.Hour, Lease: 10 * time.Minute, Do: func(ctx context.Context, county string) error {
				l.enter("night" + county)
				l.leave("night" + county)
				select {
				case <-over:
				case <-ctx.Done():
				}
				return nil
			}}
			o := l.options()
			o.Counties = func(context.Context) ([]string, error) {
				list := []string{"330199"}
				for i := range 9 {
					list = append(list, fmt.Sprint("33018", i))
				}
				return list, nil
			}
			serveWith(t, testdb.Address(t, dialect), o, night, l.job("often", time.Second))
			l.until(t, func() bool { return l.nights() > 1 })
			before := l.count("often330199")
			l.until(t, func() bool { return l.count("often330199") >= before+2 })
			assert.Equal(t, 2, l.nights(), "so many at a time")
		})
	}
}

// nights counts the runs of the job "night".
func (l *ledger) nights() (n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for what, runs := range l.runs {
		if strings.HasPrefix(what, "night") {
			n += runs
		}
	}
	return n
}

// BenchmarkRound is the standing work of a minute in ninety counties with nothing to do: what the queue itself costs.
func BenchmarkRound(b *testing.B) {
	for _, dialect := range testdb.Dialects(b) {
		b.Run(dialect, func(b *testing.B) {
			const counties, kinds = 90, 7
			ended, o := make(chan string, 10*counties*kinds), newLedger().options()
			o.Counties = func(context.Context) ([]string, error) {
				list := make([]string, counties)
				for i := range list {
					list[i] = fmt.Sprint(330100 + i)
				}
				return list, nil
			}
			o.Ended = func(job string, _ time.Time, _ time.Duration, _ bool) { ended <- job }
			for b.Loop() {
				var list []jobs.Job
				for i := range kinds {
					j := jobs.Job{Name: fmt.Sprint("job", i), Every: time.Hour, Do: func(context.Context, string) error { return nil }}
					if i >= kinds-3 {
						j.Lease = 10 * time.Minute
					}
					list = append(list, j)
				}
				q, err := jobs.Open(b.Context(), testdb.Address(b, dialect), list, o)
				require.NoError(b, err)
				ctx, stop := context.WithCancel(b.Context())
				done := make(chan error, 1)
				go func() { done <- q.Run(ctx) }()
				for range counties * kinds {
					<-ended
				}
				stop()
				require.NoError(b, <-done)
				q.Close()
			}
		})
	}
}
