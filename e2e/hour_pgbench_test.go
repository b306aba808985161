package e2e

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
)

// writing are the calls that change rows: each is made once, in its order. The others are the same every time.
var writing = []string{"an aide submits a need", "a town accepts it", "a supplier takes it"}

// sampled is the SQL of calls, as the server asked for it.
type sampled struct {
	reads  map[string]string // one of each kind
	writes []string          // in the order in which they were made
	kinds  []string          // of the writes
}

// record makes every writing call of a plan again, one after the other, and each reading one three times, and returns what they asked the database
// for. The database writes down every statement that comes; the calls are told apart by marks that are set between them.
func (b *busy) record(t *testing.T, pg *testdb.Mortal, database string, plan []arrival) sampled {
	t.Helper()
	pg.Exec(t, pg.Address(), "ALTER DATABASE "+database+" SET log_statement = 'all'")
	b.process = b.start("--db-max-conns", "16")
	mark := testdb.Pool(t, pg.At(t, database))
	begins := len(pg.Log(t))
	var made []deed
	for _, d := range busiest {
		if !slices.Contains(writing, d.name) {
			made = append(made, d, d, d)
		}
	}
	for _, a := range plan {
		if slices.Contains(writing, a.what.name) {
			made = append(made, a.what)
		}
	}
	for i, d := range made {
		_, err := mark.Exec(fmt.Sprintf("SELECT 'call %d'", i))
		require.NoError(t, err)
		got, err := d.do(b)
		require.NoError(t, err)
		require.Less(t, got.status, 300, "%s: %s", d.name, got.raw)
	}
	_, err := mark.Exec(fmt.Sprintf("SELECT 'call %d'", len(made)))
	require.NoError(t, err)
	b.stop()
	return sampleOf(t, made, statementsIn(pg.Log(t)[begins:], database))
}

// sampleOf tells the statements of the calls apart. Of three readings the one with the fewest counts: standing work may have come between.
func sampleOf(t testing.TB, made []deed, statements []statement) sampled {
	t.Helper()
	calls, err := callsOf(statements, len(made))
	require.NoError(t, err)
	out, fewest := sampled{reads: map[string]string{}}, map[string]int{}
	for i, d := range made {
		require.NotEmpty(t, calls[i], d.name)
		script := strings.Join(calls[i], ";\n") + ";\n"
		if slices.Contains(writing, d.name) {
			out.writes, out.kinds = append(out.writes, script), append(out.kinds, d.name)
		} else if n := fewest[d.name]; n == 0 || len(calls[i]) < n {
			fewest[d.name], out.reads[d.name] = len(calls[i]), script
		}
	}
	return out
}

// callsOf are the statements between one mark and the next. A transaction counts as a whole where it begins and ends between the same two, one
// connection after the other; any other is no call's, since an answer comes after all of its transactions.
func callsOf(statements []statement, made int) ([][]string, error) {
	type transaction struct {
		call int
		sql  []string
	}
	isMark := regexp.MustCompile(`^SELECT 'call (\d+)'$`)
	calls, now, open := make([][]string, made+1), -1, map[string]*transaction{}
	for _, s := range statements {
		word := strings.ToLower(s.sql)
		in := open[s.session]
		switch {
		case isMark.MatchString(s.sql):
			now, _ = strconv.Atoi(isMark.FindStringSubmatch(s.sql)[1])
		case strings.HasPrefix(word, "begin"):
			open[s.session] = &transaction{now, []string{s.sql}}
		case in == nil && now >= 0:
			calls[now] = append(calls[now], s.sql)
		case in != nil:
			in.sql = append(in.sql, s.sql)
			if word == "commit" || word == "rollback" {
				delete(open, s.session)
				if in.call == now && now >= 0 {
					calls[now] = append(calls[now], in.sql...)
				}
			}
		}
	}
	if now != made {
		return nil, fmt.Errorf("the log ends with call %d of %d", now, made)
	}
	return calls, nil
}

// statement is one of PostgreSQL's log, with its values.
type statement struct{ session, sql string }

// statementsIn reads them from a log with the prefix "@database@session@".
func statementsIn(log, database string) (out []statement) {
	prefix := "@" + regexp.QuoteMeta(database)
	said := regexp.MustCompile(`(?m)^` + prefix + `@(\d+)@LOG:  (?:execute [^:]*|statement): (.*\n(?:\t.*\n)*)(?:` + prefix + `@\d+@DETAIL:  parameters: (.*\n(?:\t.*\n)*))?`)
	for _, m := range said.FindAllStringSubmatch(log, -1) {
		sql, values := unfolded(m[2]), map[string]string{}
		for _, v := range regexp.MustCompile(`(\$\d+) = (NULL|'(?:[^']|'')*')`).FindAllStringSubmatch(unfolded(m[3]), -1) {
			values[v[1]] = literal(v[2])
		}
		out = append(out, statement{m[1], regexp.MustCompile(`\$\d+`).ReplaceAllStringFunc(sql, func(name string) string { return values[name] })})
	}
	return out
}

func unfolded(s string) string { return strings.TrimSuffix(strings.ReplaceAll(s, "\n\t", "\n"), "\n") }

// literal is a value in a form in which pgbench sees no variable of its own.
func literal(v string) string {
	if v == "NULL" {
		return v
	}
	return " E" + strings.NewReplacer(`\`, `\\`, ":", `\x3A`).Replace(v)
}

// hour has pgbench ask a database for the same SQL at the rates of the plan, and returns what each kind of call took. The writing calls are made by
// one connection, in their order.
func (s sampled) hour(t *testing.T, address string, plan []arrival) map[string][]time.Duration {
	t.Helper()
	dir, took := t.TempDir(), map[string][]time.Duration{}
	names, files := s.readFiles(t, dir)
	calls := s.writeFile(t, dir)
	rate := func(n int) string { return strconv.FormatFloat(float64(n)/hourFor.Seconds(), 'f', 3, 64) }
	done := make(chan error, 2)
	go func() {
		n := len(plan) - len(s.writes)
		done <- pgbench(address, append(files, "-M", "prepared", "-c", "8", "-t", strconv.Itoa(1+n/8), "-R", rate(n),
			"-l", "--log-prefix="+filepath.Join(dir, "reads"))...)
	}()
	go func() {
		n := len(s.writes)
		done <- pgbench(address, "-f", calls, "-D", "n=0", "-c", "1", "-t", strconv.Itoa(n), "-R", rate(n), "-l", "--log-prefix="+filepath.Join(dir, "writes"))
	}()
	require.NoError(t, errors.Join(<-done, <-done))
	for _, l := range logged(t, filepath.Join(dir, "reads")) {
		took[names[l.script]] = append(took[names[l.script]], l.took)
	}
	for i, l := range logged(t, filepath.Join(dir, "writes")) {
		took[s.kinds[i]] = append(took[s.kinds[i]], l.took)
	}
	return took
}

// readFiles writes a script of each reading call and returns their names in order, and the arguments by which pgbench draws among them.
func (s sampled) readFiles(t *testing.T, dir string) (names, args []string) {
	t.Helper()
	for _, d := range busiest {
		if sql, ok := s.reads[d.name]; ok {
			file := filepath.Join(dir, fmt.Sprintf("read%d.sql", len(names)))
			require.NoError(t, os.WriteFile(file, []byte(sql), 0o600))
			names, args = append(names, d.name), append(args, "-f", fmt.Sprintf("%s@%d", file, int(d.perHour)))
		}
	}
	return names, args
}

// writeFile writes one script of all writing calls, each time the next.
func (s sampled) writeFile(t *testing.T, dir string) string {
	t.Helper()
	var all strings.Builder
	all.WriteString("\\set n :n + 1\n")
	word := "if"
	for i, sql := range s.writes {
		fmt.Fprintf(&all, "\\%s :n = %d\n%s", word, i+1, sql)
		word = "elif"
	}
	all.WriteString("\\endif\n")
	file := filepath.Join(dir, "calls.sql")
	require.NoError(t, os.WriteFile(file, []byte(all.String()), 0o600))
	return file
}

// pgbench runs it once. A statement that fails fails it.
func pgbench(address string, args ...string) error {
	program, err := testdb.Program("pgbench")
	if err != nil {
		return err
	}
	out, err := exec.Command(program, append(append([]string{"-n", "-j", "2"}, args...), address)...).CombinedOutput() //nolint:gosec,noctx // PostgreSQL's own program
	if err != nil || bytes.Contains(out, []byte("ERROR")) || !bytes.Contains(out, []byte("number of failed transactions: 0 ")) {
		return fmt.Errorf("pgbench: %w: %s", err, out)
	}
	return nil
}

// line is one call in pgbench's log: what it took counts from the instant at which it was meant to begin.
type line struct {
	script int
	took   time.Duration
}

func logged(t *testing.T, prefix string) (out []line) {
	t.Helper()
	files, err := filepath.Glob(prefix + ".*")
	require.NoError(t, err)
	for _, name := range files {
		f, err := os.Open(name) //nolint:gosec // of the test's own folder
		require.NoError(t, err)
		for lines := bufio.NewScanner(f); lines.Scan(); {
			field := strings.Fields(lines.Text()) // client, transaction, µs, script, …
			require.GreaterOrEqual(t, len(field), 4)
			us, err := strconv.Atoi(field[2])
			require.NoError(t, err)
			script, err := strconv.Atoi(field[3])
			require.NoError(t, err)
			out = append(out, line{script, time.Duration(us) * time.Microsecond})
		}
		require.NoError(t, f.Close())
	}
	return out
}

func TestStatementsAreReadFromTheLogWithTheirValues(t *testing.T) {
	const log = "@x@7@LOG:  statement: begin\n" +
		"@x@7@LOG:  execute stmtcache_1: SELECT a\n\tFROM need WHERE b = $1 AND c = $2 AND d = $10::date\n" +
		"@x@7@DETAIL:  parameters: $1 = 'it''s 12:30 \\', $2 = NULL, $10 = '2026-01-01'\n" +
		"@y@8@LOG:  statement: SELECT 1\n@x@9@LOG:  checkpoint starting: time\n"
	assert.Equal(t, []statement{{"7", "begin"}, {"7", "SELECT a\nFROM need WHERE b =  E'it''s 12\\x3A30 \\\\' AND c = NULL AND d =  E'2026-01-01'::date"}}, statementsIn(log, "x"))
}

func TestOfACallAreWholeTransactionsOnly(t *testing.T) {
	said := []statement{
		{"1", "begin"}, {"1", "before"}, {"9", "SELECT 'call 0'"}, {"1", "commit"},
		{"2", "begin"}, {"3", "alone"}, {"4", "begin"}, {"2", "in it"}, {"4", "standing work"}, {"2", "commit"},
		{"9", "SELECT 'call 1'"}, {"4", "commit"}, {"2", "BEGIN ISOLATION LEVEL REPEATABLE READ"}, {"2", "rollback"}, {"9", "SELECT 'call 2'"},
	}
	calls, err := callsOf(said, 2)
	require.NoError(t, err)
	assert.Equal(t, [][]string{{"alone", "begin", "in it", "commit"}, {"BEGIN ISOLATION LEVEL REPEATABLE READ", "rollback"}, nil}, calls)
	_, err = callsOf(said[:5], 2)
	assert.Error(t, err)
}
