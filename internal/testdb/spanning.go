package testdb

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"sort"
	"strings"
	"sync"

	"zhulian/migrations"
	"zhulian/store"
)

// What a database that is spread by county asks of a statement (ADR 0027): whatever writes or locks stays within one county, and
// whatever only reads says of every distributed table in it which counties it means, by a value, a list of values, or the county of
// another row of the statement. spanning are those that may do otherwise, by what stands in them, each for a reason.
var spanning = []struct{ has, why string }{
	{`DELETE FROM "idempotency_key" WHERE created_at < $1`, "old answers go in all counties at once"},
	{`SELECT DISTINCT "county_code" FROM "event"`, "which counties have a log, for what goes round all of them"},
	{`/* everything */`, "a backup and a restore are of all counties"},
	{`UPDATE "notice_delivery" SET "lease_until"=$1,"reason"=$2,"status"=$3,"updated_at"=$4 WHERE status IN`, "after a restore nobody knows what went out, in any county"},
	{`FROM "chain_head" WHERE seq > 0 ORDER BY county_code LIMIT`, "any county's log tells whether the keys are those of the database"},
	{`FROM chain_head h`, "which counties have something to tell or to send, and how the outbox stands, looked up county by county from the heads of their logs"},
	{`SELECT day FROM calendar_entry`, "the doctor asks for the last day of all calendars"},
	{`, 1, 5) <> $1`, "keys are changed, and what older ones sealed is counted, in all counties at once"},
	{`, 1, 5) NOT IN ($1`, "after a restore, what is sealed with keys that nobody has any more is counted in all counties at once"},
	{`FROM "notice_delivery" WHERE status = 'waiting'`, "the outbox is counted over all counties"},
}

// explained has a server say how it works out each statement, one JSON object a statement, in its log.
var explained = []string{"session_preload_libraries=auto_explain", "auto_explain.log_min_duration=0", "auto_explain.log_format=json"}

// ByHand begins a statement that a test runs by itself, past the store: what it may touch is the test's affair.
const ByHand = "/* by hand */ "

var (
	partOf  = regexp.MustCompile(`^(\w+)_part([01])$`)
	child   = regexp.MustCompile(`_\d+$`) // how a part of a table is called in a plan
	setting = regexp.MustCompile(`(?is)^UPDATE\s.*?\sSET\s(.*?)(\sWHERE\s|$)`)
	nested  = regexp.MustCompile(`\([^()]*\)`)
	moving  = regexp.MustCompile(`\bcounty_code"?\s*=`)
	// tiesUp is how PostgreSQL looks at a whole table when a foreign key is made.
	tiesUp = regexp.MustCompile(`^SELECT fk\..* FROM ONLY .* OPERATOR\(pg_catalog\.=\) `)
)

// strays reads the log of a server with explained statements and lists those that touch more than one county without being among
// spanning, or that change the county of a row, each once.
func strays(log io.Reader) ([]string, error) {
	found := map[string]string{}
	err := plans(log, func(plan string) error {
		var said explanation
		if err := json.Unmarshal([]byte(plan), &said); err != nil {
			return fmt.Errorf("a plan in the log of PostgreSQL: %w", err)
		}
		said.Text = strings.Join(strings.Fields(said.Text), " ")
		if why := said.astray(); why != "" {
			found[said.Text] = why
		}
		return nil
	})
	var out []string
	for text, why := range found {
		out = append(out, why+": "+text)
	}
	sort.Strings(out)
	return out, err
}

// explanation is how PostgreSQL works out one statement.
type explanation struct {
	Text string `json:"Query Text"`
	Plan node   `json:"Plan"`
}

type node struct {
	Kind      string `json:"Node Type"`
	Operation string `json:"Operation"` // of what writes
	Relation  string `json:"Relation Name"`
	Alias     string `json:"Alias"`
	Index     string `json:"Index Cond"`
	Filter    string `json:"Filter"`
	Recheck   string `json:"Recheck Cond"`
	Hash      string `json:"Hash Cond"`
	Merge     string `json:"Merge Cond"`
	Join      string `json:"Join Filter"`
	Plans     []node `json:"Plans"`
}

// astray says what is wrong with a statement, "" for nothing.
func (e explanation) astray() string {
	if strings.HasPrefix(e.Text, ByHand) || tiesUp.MatchString(e.Text) {
		return ""
	}
	for _, allowed := range spanning {
		if strings.Contains(e.Text, allowed.has) {
			return ""
		}
	}
	if strings.Contains(migrating(), e.Text) {
		return "" // what a migration does to all rows, while nobody works
	}
	if set := setting.FindStringSubmatch(flat(e.Text)); set != nil && moving.MatchString(set[1]) {
		return "changes the county of a row"
	}
	w := walk{parts: map[string]bool{}}
	w.over(e.Plan)
	if w.holds && len(w.parts) > 1 {
		return "writes or locks beyond one county"
	}
	for _, n := range w.scans {
		if !w.named(n) {
			return "names no county of " + partOf.FindStringSubmatch(n.Relation)[1]
		}
	}
	return ""
}

// migrating is the text of all migrations, on one line.
var migrating = sync.OnceValue(func() string {
	files, err := migrations.For(store.Postgres)
	if err != nil {
		return ""
	}
	var out strings.Builder
	names, _ := fs.Glob(files, "*.sql")
	for _, name := range names {
		text, _ := fs.ReadFile(files, name)
		out.Write(text)
	}
	return strings.Join(strings.Fields(out.String()), " ")
})

// walk is what was met on the way through a plan.
type walk struct {
	parts map[string]bool // which parts of tables are read
	scans []node          // who reads them
	conds []string
	holds bool // rows are written or locked
}

func (w *walk) over(n node) {
	if m := partOf.FindStringSubmatch(n.Relation); m != nil && strings.HasSuffix(n.Kind, "Scan") {
		w.parts[m[2]] = true
		w.scans = append(w.scans, n)
	}
	w.conds = append(w.conds, n.Index, n.Filter, n.Recheck, n.Hash, n.Merge, n.Join)
	w.holds = w.holds || n.Kind == "LockRows" || n.Operation == "Update" || n.Operation == "Delete"
	for _, below := range n.Plans {
		w.over(below)
	}
}

// named tells whether the rows that are read are those of counties that the statement names.
func (w *walk) named(n node) bool {
	if strings.Contains(n.Index+n.Filter+n.Recheck, "county_code") {
		return true
	}
	column := regexp.MustCompile(`\b` + child.ReplaceAllString(n.Alias, "") + `(_\d+)?\.county_code\b`)
	return slices.ContainsFunc(w.conds, column.MatchString)
}

// flat is a statement without what stands in brackets.
func flat(sql string) string {
	for {
		less := nested.ReplaceAllString(sql, " ")
		if less == sql {
			return sql
		}
		sql = less
	}
}

// plans tells every plan of a log.
func plans(log io.Reader, tell func(plan string) error) error {
	in := bufio.NewReader(log)
	var plan strings.Builder
	reading := false
	for {
		line, err := in.ReadString('\n')
		if reading && !strings.HasPrefix(line, "\t") {
			if err := tell(plan.String()); err != nil {
				return err
			}
			reading = false
			plan.Reset()
		}
		if reading {
			plan.WriteString(line)
		}
		if strings.HasSuffix(line, " plan:\n") && !strings.HasPrefix(line, "\t") {
			reading = true
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// tellStrays prints what strays finds in a file, and answers whether it found anything.
func tellStrays(path string) bool {
	f, err := os.Open(path) //nolint:gosec // the log of our own server
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return true
	}
	defer func() { _ = f.Close() }()
	found, err := strays(f)
	for _, line := range found {
		fmt.Fprintln(os.Stderr, "not within one county:", line)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	return err != nil || len(found) > 0
}
