package e2e

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/clock"
	"zhulian/demo"
	"zhulian/internal/testdb"
	"zhulian/passwords"
	"zhulian/store"
	"zhulian/vault"
)

var (
	provinceCounties = flag.Int("province-counties", 3, "how many counties TestAProvinceInOneInstallation has")
	provinceMinutes  = flag.Int("province-minutes", 0, "how many minutes of standing work it waits for after the first")
	provinceDemo     = flag.Bool("province-demo", false, "each a copy of the whole demo county, 1,200 households, and not of a small one")
	provinceDir      = flag.String("province-dir", "", "the folder, on a disk, for a PostgreSQL that syncs; left out, it is the tests' own in memory")
	provinceOn       = flag.String("province-on", "", "the one database that it runs on, postgres or sqlite; both where it is left out")
)

// standing is the work of a minute in every county.
var standing = []string{"casework", "outreach", "entitlement", "exchange", "errands", "retention", "reminders"}

// TestAProvinceInOneInstallation has the real server do the standing work of many counties, first with a day's work due in all of them, while people of
// one log in and look at their lists; then somebody in every county asks for candidates, which brings the markets of all of them into memory. It prints
// what each took. Every county's work is done, and nobody is refused.
func TestAProvinceInOneInstallation(t *testing.T) {
	from := patternCounty(t)
	for _, dialect := range testdb.Dialects(t) {
		if *provinceOn != "" && *provinceOn != dialect {
			continue
		}
		t.Run(dialect, func(t *testing.T) {
			p := from.opened(t, dialect, *provinceCounties)
			p.rounds(*provinceMinutes)
			p.markets()
			p.stop()
			require.Equal(t, p.counties, strings.Count(p.run("", "audit", "verify"), "whole"))
		})
	}
}

// province is an installation of many counties with its server at work.
type province struct {
	*installation
	*process
	rows     *store.Store
	counties int
	ready    time.Duration
	made     time.Duration // of the cores, by the database until the server began

	lists, logins []time.Duration // what people waited for
	refused       []string        // who was not answered well
}

// opened fills so many counties and starts a server.
func (p *pattern) opened(t *testing.T, dialect string, counties int) *province {
	t.Helper()
	address, _ := realistic(t, dialect)
	in, rows := p.installed(t, address, counties)
	out := &province{installation: in, rows: rows, counties: counties}
	out.made = testdb.ServerCPU(t, rows)
	began := time.Now()
	out.process = in.start("--trusted-proxy", "127.0.0.1", "--drain", "0s")
	out.ready = time.Since(began)
	return out
}

// installed fills an empty database with so many counties.
func (p *pattern) installed(t *testing.T, address string, counties int) (*installation, *store.Store) {
	t.Helper()
	made := time.Now()
	in := &installation{t: t, address: address, secret: filepath.Join(t.TempDir(), "secret.json"), heard: &known{}, at: p.at, more: []string{"ZHULIAN_LOG=json,info"}}
	raw, err := json.Marshal(testdb.Keys())
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(in.secret, raw, 0o600))
	rows, err := store.Open(t.Context(), in.address, store.Options{Vault: testdb.Vault(t)})
	require.NoError(t, err)
	t.Cleanup(func() { _ = rows.Close() })
	p.fill(t, rows, counties)
	pool, err := rows.Pool()
	require.NoError(t, err)
	_, err = pool.Exec(map[string]string{store.SQLite: "ANALYZE", store.Postgres: "VACUUM ANALYZE"}[rows.Dialect()])
	require.NoError(t, err)
	t.Logf("%d counties of %d rows each were made in %v", counties, p.size(), time.Since(made).Round(time.Second))
	return in, rows
}

// patternCounty is the county of which the others are copies: the demo's, made for today, or a small one of a fixed day, by whose clock the server goes.
func patternCounty(t *testing.T) *pattern {
	t.Helper()
	hasher, err := passwords.New(passwords.Cost{MemoryKiB: 64, Passes: 1, Lanes: 1}, 1)
	require.NoError(t, err)
	address, v, at := "sqlite:"+filepath.Join(t.TempDir(), "pattern.db"), testdb.Vault(t), time.Time{}
	if *provinceDemo {
		hasher, err = passwords.New(passwords.Recommended, 1)
		require.NoError(t, err)
	} else {
		old, _ := oldInstallation(t, store.SQLite)
		keys, err := vault.ReadKeys(old.secret)
		require.NoError(t, err)
		v, err = vault.New(keys)
		require.NoError(t, err)
		address, at = old.address, firstStopped
	}
	s, err := store.Open(t.Context(), address, store.Options{Vault: v, Clock: clock.System{}})
	require.NoError(t, err)
	defer func() { _ = s.Close() }()
	_, err = s.Migrate(t.Context())
	require.NoError(t, err)
	hash, err := hasher.Hash(t.Context(), password)
	require.NoError(t, err)
	if *provinceDemo {
		_, err = demo.Fill(t.Context(), s, demo.Options{PasswordHash: hash})
	} else {
		err = setEveryPassword(t.Context(), s, hash)
	}
	require.NoError(t, err)
	p := patternOf(t, s, 10_000)
	p.at = at
	return p
}

func setEveryPassword(ctx context.Context, s *store.Store, hash string) error {
	pool, err := s.Pool()
	if err != nil {
		return err
	}
	_, err = pool.ExecContext(ctx, "UPDATE account SET password_hash = ?", hash)
	return err
}

func (p *pattern) size() (n int) {
	for _, rows := range p.rows {
		n += len(rows)
	}
	return n + len(p.events)
}

// realistic makes two empty databases: the tests' own, or, where a folder on a disk is named, with what the image of deploy/compose.yaml has and files
// that are synced.
func realistic(t *testing.T, dialect string) (one, other string) {
	t.Helper()
	switch {
	case dialect == store.SQLite:
		dir := t.TempDir()
		return "sqlite:" + filepath.Join(dir, "one.db"), "sqlite:" + filepath.Join(dir, "other.db")
	case *provinceDir == "":
		return testdb.Empty(t), testdb.Empty(t)
	}
	server := testdb.NewMortalIn(t, *provinceDir, "fsync=on", "shared_buffers=128MB")
	server.Exec(t, server.Address(), "CREATE DATABASE other TEMPLATE template0 ENCODING 'UTF8'")
	return server.Address(), server.At(t, "other")
}

// rounds waits for the standing work of the start, when a day's work is due, and of some minutes after it, and tells what each took.
func (p *province) rounds(minutes int) {
	t := p.process.t
	begun := time.Now().Add(-p.ready)
	t.Logf("listens after %v; resident %d MiB", p.ready.Round(time.Millisecond), p.resident())
	p.round("a day's work due", begun, map[string]float64{}, p.made)
	for range minutes {
		next := time.Now().Truncate(time.Minute).Add(time.Minute)
		wait := time.NewTimer(time.Until(next))
		<-wait.C
		p.round("the minute "+next.UTC().Format("15:04"), next, p.counts(), p.used())
	}
}

// round waits until every county has had all its standing work, while people are at work, and tells what it took.
func (p *province) round(name string, begun time.Time, before map[string]float64, used time.Duration) {
	t := p.process.t
	people, home := context.WithCancel(t.Context())
	var busy sync.WaitGroup
	p.lists, p.logins, p.refused = nil, nil, nil
	busy.Go(func() { p.look(people) })
	var now map[string]float64
	done := func() bool {
		now = p.counts()
		return !slices.ContainsFunc(standing, func(job string) bool {
			return now[jobCount(job)]-before[jobCount(job)] < float64(p.counties)
		})
	}
	for limit := time.Now().Add(20 * time.Minute); !done(); {
		require.True(t, time.Now().Before(limit), "the standing work does not end: %v", now)
		wait := time.NewTimer(50 * time.Millisecond)
		<-wait.C
	}
	took, cpu := time.Since(begun), p.used()-used
	home()
	busy.Wait()
	require.Empty(t, p.refused)
	var each []string
	for _, job := range standing {
		sum, runs := now[jobSum(job)]-before[jobSum(job)], now[jobCount(job)]-before[jobCount(job)]
		each = append(each, fmt.Sprintf("%s %.1f ms", job, 1000*sum/runs))
		assert.Zero(t, now[`zhulian_job_errors_total{job="`+job+`"}`], "%s failed in a county:\n%s", job, p.said())
	}
	t.Logf("%s: all counties in %v, cpu %v, resident %d MiB; a county: %s", name, took.Round(10*time.Millisecond), cpu.Round(10*time.Millisecond), p.resident(), strings.Join(each, ", "))
	t.Logf("   meanwhile: lists %s; logins %s", spread(p.lists), spread(p.logins))
}

func jobCount(job string) string { return `zhulian_job_duration_seconds_count{job="` + job + `"}` }
func jobSum(job string) string   { return `zhulian_job_duration_seconds_sum{job="` + job + `"}` }

// look logs staff of one county in and has them look at their needs, again and again until ctx ends.
func (p *province) look(ctx context.Context) {
	tick := time.NewTicker(250 * time.Millisecond)
	defer tick.Stop()
	for n := 0; n == 0 || ctx.Err() == nil; n++ {
		began := time.Now()
		by, err := p.enter("staff", countyAt(1), n)
		p.logins = append(p.logins, time.Since(began))
		for i := 0; i < 4 && err == nil; i++ {
			began = time.Now()
			var a answer
			if a, err = by.send("GET", "/needs?limit=20", nil); err == nil && a.status != 200 {
				err = fmt.Errorf("a list: %d %s", a.status, a.raw)
			}
			p.lists = append(p.lists, time.Since(began))
		}
		if err != nil {
			p.refused = append(p.refused, err.Error())
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
}

// enter logs somebody of a county in, from an address of their own.
func (p *province) enter(name, county string, from int) (*client, error) {
	c := p.anyone()
	a, err := c.send("POST", "/auth/login", m{"username": loginAt(name, county), "password": password},
		"X-Forwarded-For", fmt.Sprintf("10.%d.%d.%d", from>>16&255, from>>8&255, from&255))
	if err == nil && a.status != 200 {
		err = fmt.Errorf("a login: %d %s", a.status, a.raw)
	}
	c.token = a.word("access_token")
	return c, err
}

// markets has somebody of every county ask for the candidates of a need.
func (p *province) markets() {
	t := p.process.t
	before, offers := p.resident(), 0
	for i := range p.counties {
		staff, err := p.enter("staff", countyAt(i), 1<<16+i)
		require.NoError(t, err)
		needs := staff.get("/needs?status=open&limit=1").items()
		require.NotEmpty(t, needs, countyAt(i))
		found, looked := staff.get("/needs/"+needs[0].word("id")+"/candidates?limit=20"), 0
		gates, _ := found.at("excluded").(map[string]any)
		for _, n := range gates {
			out, _ := n.(float64)
			looked += int(out)
		}
		require.Positive(t, looked+len(found.items()), "an offer was looked at in %s", countyAt(i))
		offers += looked + len(found.items())
	}
	t.Logf("the markets of %d counties, at least %d offers: resident %d MiB, before %d MiB", p.counties, offers, p.resident(), before)
}

// used is what the server and its database have used of the cores.
func (p *province) used() time.Duration {
	t := p.process.t
	return testdb.ProcessCPU(t, p.cmd.Process.Pid) + testdb.ServerCPU(t, p.rows)
}

// resident is the resident set of the server, in MiB.
func (p *province) resident() int64 { return memoryOf(p.cmd.Process.Pid, "VmRSS") >> 20 }

// counts are the numbers of /metrics by their names with labels.
func (p *province) counts() map[string]float64 {
	t := p.process.t
	res, err := http.Get(p.base + "/metrics") //nolint:noctx // of the server at hand
	require.NoError(t, err)
	defer func() { _ = res.Body.Close() }()
	out := map[string]float64{}
	for lines := bufio.NewScanner(io.Reader(res.Body)); lines.Scan(); {
		name, value, ok := strings.Cut(lines.Text(), " ")
		if v := 0.0; ok && strings.HasPrefix(name, "zhulian_job") {
			_, _ = fmt.Sscan(value, &v)
			out[name] = v
		}
	}
	return out
}
