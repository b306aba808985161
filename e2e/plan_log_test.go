package e2e

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// planned is a statement of PostgreSQL's log with the plan by which it was answered.
type planned struct {
	Query string `json:"Query Text"`
	Plan  node   `json:"Plan"`
}

// node is a step of a plan. Rows are means over the loops.
type node struct {
	Type      string  `json:"Node Type"`
	Table     string  `json:"Relation Name"`
	Cond      string  `json:"Index Cond"`
	Rows      float64 `json:"Actual Rows"`
	Loops     float64 `json:"Actual Loops"`
	Filtered  float64 `json:"Rows Removed by Filter"`
	Rechecked float64 `json:"Rows Removed by Index Recheck"`
	Plans     []node  `json:"Plans"`
}

// plansIn reads the plans that auto_explain wrote into a log about one database.
func plansIn(log, database string) (out []planned, err error) {
	begins := regexp.MustCompile(`(?m)^@` + regexp.QuoteMeta(database) + `@LOG:  duration: [0-9.]+ ms  plan:\n((?:\t.*\n)+)`)
	for _, m := range begins.FindAllStringSubmatch(log, -1) {
		var p planned
		if err := json.Unmarshal([]byte(strings.ReplaceAll(m[1], "\n\t", "\n")), &p); err != nil {
			return nil, fmt.Errorf("%w: %s", err, m[1])
		}
		out = append(out, p)
	}
	return out, nil
}

// read is how many rows a step looked at, whether it kept them or not.
func (n node) read() int { return int((n.Rows + n.Filtered + n.Rechecked) * n.Loops) }

// scans are the steps of a plan that read a table.
func (n node) scans() (out []node) {
	if n.Table != "" && strings.Contains(n.Type, "Scan") {
		out = append(out, n)
	}
	for _, below := range n.Plans {
		out = append(out, below.scans()...)
	}
	return out
}

// limited tells that a statement wants the first few rows only.
func (n node) limited() bool {
	for ; ; n = n.Plans[0] {
		if n.Type == "Limit" {
			return true
		}
		if n.Type != "LockRows" && n.Type != "Result" && n.Type != "Subquery Scan" || len(n.Plans) != 1 {
			return false
		}
	}
}

const (
	bigRows  = 1000 // of one county, from which on a table is a big one
	manyRows = 2000 // are too many to read through, or to show one page of a list; all that is in one town's part of a table is fewer
)

// faults says what is wrong with a plan: it reads through a big table, or it reads much of a county to show the first few rows.
func (p planned) faults(big map[string]int) (out []string) {
	for _, scan := range p.Plan.scans() {
		rows, isBig := big[scan.Table]
		switch {
		case !isBig || scan.read() < manyRows:
		case scan.Type == "Seq Scan":
			out = append(out, fmt.Sprintf("reads through %s, %d rows of %d", scan.Table, scan.read(), rows))
		case p.Plan.limited() && scan.read() > 2*int(p.Plan.Rows): // a batch may read what it takes
			out = append(out, fmt.Sprintf("reads %d rows of %s (%s, %s) to show the first few", scan.read(), scan.Table, scan.Type, scan.Cond))
		}
	}
	return out
}

func TestAPlanIsReadFromTheLogAndJudged(t *testing.T) {
	const log = "@big@LOG:  statement of somebody else\n" +
		"@big@LOG:  duration: 1.250 ms  plan:\n\t{\n\t  \"Query Text\": \"SELECT * FROM need\\nWHERE title = $1\",\n\t  \"Plan\": {\"Node Type\": \"Limit\", \"Actual Rows\": 1, \"Actual Loops\": 1, \"Plans\": [\n" +
		"\t    {\"Node Type\": \"Seq Scan\", \"Relation Name\": \"need\", \"Actual Rows\": 1, \"Rows Removed by Filter\": 3999, \"Actual Loops\": 1}]}\n\t}\n" +
		"@other@LOG:  duration: 1.250 ms  plan:\n\t{\"Query Text\": \"SELECT 1\", \"Plan\": {\"Node Type\": \"Result\"}}\n" +
		"@big@LOG:  duration: 0.1 ms  plan:\n\t{\"Query Text\": \"SELECT 2\", \"Plan\": {\"Node Type\": \"Limit\", \"Actual Rows\": 20, \"Plans\": [{\"Node Type\": \"Sort\", \"Plans\": [" +
		"{\"Node Type\": \"Bitmap Heap Scan\", \"Relation Name\": \"need\", \"Actual Rows\": 20, \"Rows Removed by Filter\": 60, \"Actual Loops\": 50}]}]}}\n"
	plans, err := plansIn(log, "big")
	require.NoError(t, err)
	require.Len(t, plans, 2)
	assert.Equal(t, "SELECT * FROM need\nWHERE title = $1", plans[0].Query)
	assert.Equal(t, []string{"reads through need, 4000 rows of 9000"}, plans[0].faults(map[string]int{"need": 9000}))
	assert.Equal(t, []string{"reads 4000 rows of need (Bitmap Heap Scan, ) to show the first few"}, plans[1].faults(map[string]int{"need": 9000}))
	assert.Empty(t, plans[0].faults(map[string]int{"visit": 9000}), "a small table is read through at once")
}
