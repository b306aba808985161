package e2e

import (
	"bufio"
	"cmp"
	"flag"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
)

var (
	hourTimes = flag.Float64("hour-times", 20, "how many times the busiest hour of a county TestTheBusiestHour sends")
	hourFor   = flag.Duration("hour-for", 3*time.Second, "how long TestTheBusiestHour sends it")
	hourDemo  = flag.Bool("hour-demo", false, "send it to the whole demo county, 1,200 households, and not to a small one")
)

// busiest is what the people of a county of 20,000 needs a year ask for in their busiest hour, a tenth of a day's work: how often each call.
var busiest = []deed{
	{"an aide submits a need", 60, (*busy).submit},
	{"a town accepts it", 60, (*busy).accept},
	{"a supplier takes it", 60, (*busy).claim},
	{"a supplier looks around", 400, func(b *busy) (answer, error) { return b.get("ngo", "/open-needs") }},
	{"an aide looks at needs", 400, func(b *busy) (answer, error) { return b.get("aide", "/needs?limit=20") }},
	{"a town looks at what waits", 200, func(b *busy) (answer, error) { return b.get("town", "/needs?status=submitted&limit=20") }},
	{"staff look at the rate", 60, func(b *busy) (answer, error) { return b.get("staff", "/reports/resolution") }},
	{"staff look at all indicators", 60, func(b *busy) (answer, error) { return b.get("staff", "/reports/indicators") }},
}

type deed struct {
	name    string
	perHour float64
	do      func(*busy) (answer, error)
}

// TestTheBusiestHour sends a county's busiest hour many times over to the real server: at instants that are fixed beforehand, whether answers come or
// not, while a round runs. What an answer took counts from the instant at which its call was meant to begin. Every call is answered well.
func TestTheBusiestHour(t *testing.T) {
	t.Run(store.SQLite, func(t *testing.T) {
		in := filled(t)
		b := newBusy(t, &county{installation: in, process: in.start()})
		before := testdb.ProcessCPU(t, b.cmd.Process.Pid)
		b.send(b.plan())
		cpu := testdb.ProcessCPU(t, b.cmd.Process.Pid) - before
		b.tell(nil)
		t.Logf("cpu of a call: %v", each(cpu, b.took))
		b.stop()
		require.Contains(t, in.run("", "audit", "verify"), "whole")
	})
	// On a disk, with what is acknowledged forced onto it, as in production.
	pg := testdb.NewMortalIn(t, os.TempDir(), "fsync=on", "shared_buffers=256MB", "log_line_prefix=@%d@%p@")
	if pg != nil {
		t.Run(store.Postgres, func(t *testing.T) { hourOnPostgres(t, pg) })
	}
}

// hourOnPostgres sends the hour to the server, and then the same SQL to the same PostgreSQL without it: what lies between, the program takes.
func hourOnPostgres(t *testing.T, pg *testdb.Mortal) {
	in := filled(t)
	in.move(pg.Address())
	b := newBusy(t, &county{installation: in, process: in.start("--db-max-conns", "16")})
	b.stop()
	for _, copied := range []string{"recorded", "bare"} {
		pg.Exec(t, pg.At(t, "template1"), "CREATE DATABASE "+copied+" TEMPLATE postgres")
	}
	again, plan := b.twin(pg.At(t, "recorded")), b.plan()
	b.process = in.start("--db-max-conns", "16")
	before, database := testdb.ProcessCPU(t, b.cmd.Process.Pid), pg.CPU(t)
	b.send(plan)
	program, below := testdb.ProcessCPU(t, b.cmd.Process.Pid)-before, pg.CPU(t)-database
	b.stop()
	require.Contains(t, in.run("", "audit", "verify"), "whole")
	sql := again.record(t, pg, "recorded", plan)
	database = pg.CPU(t)
	bare := sql.hour(t, pg.At(t, "bare"), plan)
	alone := pg.CPU(t) - database
	b.tell(bare)
	t.Logf("cpu of a call: the program %v, the database %v; of its SQL alone %v", each(program, b.took), each(below, b.took), each(alone, bare))
}

// twin is everybody at the same instant, with another database.
func (b *busy) twin(address string) *busy {
	in := *b.installation
	in.address = address
	return &busy{
		county: &county{installation: &in}, offer: b.offer, household: b.household, token: b.token,
		submitted: slices.Clone(b.submitted), open: slices.Clone(b.open), took: map[string][]time.Duration{},
	}
}

// filled is an installation with the demo's county in it, in SQLite.
func filled(t *testing.T) *installation {
	t.Helper()
	if !*hourDemo {
		in, _ := oldInstallation(t, store.SQLite)
		in.at = time.Time{}
		return in
	}
	dir := t.TempDir()
	in := &installation{t: t, address: "sqlite:" + filepath.Join(dir, "zhulian.db"), secret: filepath.Join(dir, "secret.json"), heard: &known{}}
	c := in.command("demo", "--addr", "127.0.0.1:0", "--dir", dir, "--password", password)
	said, err := c.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, c.Start())
	for lines := bufio.NewScanner(said); lines.Scan() && !strings.Contains(lines.Text(), "Ctrl-C"); {
	}
	require.NoError(t, c.Process.Signal(os.Interrupt))
	_ = c.Wait()
	return in
}

// busy is everybody in their busiest hour.
type busy struct {
	*county
	offer, household string
	token            map[string]string

	mu        sync.Mutex
	submitted []string // needs that no town has accepted yet
	open      []string // needs that no supplier has taken yet
	took      map[string][]time.Duration
	bad       []string
	proposed  int // by the round, while a supplier reached for it
	whole     time.Duration
}

func newBusy(t *testing.T, c *county) *busy {
	t.Helper()
	b := &busy{county: c, token: map[string]string{}, took: map[string][]time.Duration{}}
	for _, by := range []string{"aide", "town", "ngo", "staff"} {
		b.token[by] = c.login(by, password).token
	}
	today := models.DateOf(time.Now())
	ngo, staff := b.as("ngo"), b.as("staff")
	b.offer = ngo.post("/offers", m{
		"category": "A02", "title": "一小时里的棉被", "description": "全新棉被", "mode": "goods", "unit": "床", "quantity": 100000,
		"regions": []string{"330199"}, "valid_from": string(today), "valid_to": string(today.AddDays(60)),
	}).word("id")
	if ngo.step("/offers/"+b.offer+"/publish", nil).word("status") == "reviewing" {
		staff.step("/offers/"+b.offer+"/publish", nil)
	}
	b.household = b.as("aide").get("/households?limit=1").items()[0].word("id")
	// Towns and suppliers have something to begin with, enough for when they come more often than aides.
	for range 10 + int(3*math.Sqrt(60**hourTimes*hourFor.Hours())) {
		for _, do := range []func(*busy) (answer, error){(*busy).submit, (*busy).submit, (*busy).accept} {
			a, err := do(b)
			require.NoError(t, err)
			require.Less(t, a.status, 300, "%s", a.raw)
		}
	}
	return b
}

func (b *busy) as(by string) *client {
	return &client{t: b.process.t, base: b.base, token: b.token[by], web: web, heard: b.installation.heard}
}

func (b *busy) get(by, path string) (answer, error) { return b.as(by).send("GET", path, nil) }

func (b *busy) submit() (answer, error) {
	a, err := b.as("aide").send("POST", "/needs", m{"household_id": b.household, "category": "A02", "title": "冬天加一床棉被", "quantity": 1, "unit": "床", "urgency": "high"})
	if err == nil && a.status == 201 {
		b.put(&b.submitted, a.word("id"))
	}
	return a, err
}

func (b *busy) accept() (answer, error) {
	id := b.take(&b.submitted)
	a, err := b.as("town").send("POST", "/needs/"+id+"/accept", nil)
	if err == nil && a.status == 200 {
		b.put(&b.open, id)
	}
	return a, err
}

// claim takes what is open. Where the round has proposed the same in the meantime, the supplier is told so.
func (b *busy) claim() (answer, error) {
	a, err := b.as("ngo").send("POST", "/open-needs/"+b.take(&b.open)+"/claim", m{"offer_id": b.offer, "quantity": 1})
	if err == nil && a.status == 409 && a.word("code") == "match_exists" {
		a.status = 200
		b.mu.Lock()
		defer b.mu.Unlock()
		b.proposed++
	}
	return a, err
}

func (b *busy) put(in *[]string, id string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	*in = append(*in, id)
}

func (b *busy) take(from *[]string) (id string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(*from) > 0 {
		id, *from = (*from)[0], (*from)[1:]
	}
	return id
}

// arrival is when something is meant to begin.
type arrival struct {
	at   time.Duration
	what deed
}

// plan draws the instants, always the same: people come one by one, whatever the others do.
func (b *busy) plan() []arrival {
	dice := rand.New(rand.NewPCG(330199, 20))
	var out []arrival
	for _, d := range busiest {
		pause := float64(time.Hour) / (d.perHour * *hourTimes)
		for at := dice.ExpFloat64() * pause; at < float64(*hourFor); at += dice.ExpFloat64() * pause {
			out = append(out, arrival{time.Duration(at), d})
		}
	}
	round := deed{"a round runs", 1, func(b *busy) (answer, error) {
		return b.as("staff").send("POST", "/allocations", m{"county": "330199", "dry_run": false})
	}}
	out = append(out, arrival{*hourFor / 3, round})
	slices.SortFunc(out, func(x, y arrival) int { return cmp.Compare(x.at, y.at) })
	return out
}

// send begins everything at its instant and waits for the last answer.
func (b *busy) send(plan []arrival) {
	var all sync.WaitGroup
	begin := time.Now()
	for _, a := range plan {
		wait := time.NewTimer(time.Until(begin.Add(a.at)))
		<-wait.C
		all.Go(func() {
			got, err := a.what.do(b)
			took := time.Since(begin.Add(a.at))
			b.mu.Lock()
			defer b.mu.Unlock()
			b.took[a.what.name] = append(b.took[a.what.name], took)
			if err != nil || got.status >= 300 {
				b.bad = append(b.bad, fmt.Sprintf("%s: %d %v %s", a.what.name, got.status, err, got.raw))
			}
		})
	}
	all.Wait()
	b.whole = time.Since(begin)
}

// tell prints what each took, beside what its SQL alone took where that is known, and fails for every call that was not answered well.
func (b *busy) tell(bare map[string][]time.Duration) {
	t, all := b.process.t, 0
	for _, name := range slices.Sorted(maps.Keys(b.took)) {
		all += len(b.took[name])
		t.Logf("%-30s %s%s", name, spread(b.took[name]), beside(b.took[name], bare[name]))
	}
	t.Logf("%d calls in %v, %.1f a second, %d not answered well, %d were the round's already", all, b.whole.Round(time.Millisecond), float64(all)/b.whole.Seconds(),
		len(b.bad), b.proposed)
	assert.Empty(t, b.bad)
}

// each is the part of one call in what all of them used.
func each(cpu time.Duration, took map[string][]time.Duration) time.Duration {
	calls := 0
	for _, t := range took {
		calls += len(t)
	}
	return (cpu / time.Duration(calls)).Round(100 * time.Microsecond)
}

func beside(took, bare []time.Duration) string {
	if len(bare) == 0 {
		return ""
	}
	return fmt.Sprintf(" | SQL alone %s | p50 ×%.2f  p95 ×%.2f", spread(bare), ratio(took, bare, 0.5), ratio(took, bare, 0.95))
}

func ratio(took, bare []time.Duration, part float64) float64 {
	return float64(quantile(took, part)) / float64(quantile(bare, part))
}

func spread(took []time.Duration) string {
	at := func(part float64) time.Duration { return quantile(took, part).Round(100 * time.Microsecond) }
	return fmt.Sprintf("%5d times  p50 %8v  p95 %8v  p99 %8v", len(took), at(0.5), at(0.95), at(0.99))
}

func quantile(took []time.Duration, part float64) time.Duration {
	sorted := slices.Sorted(slices.Values(took))
	return sorted[min(len(sorted)-1, int(part*float64(len(sorted))))]
}
