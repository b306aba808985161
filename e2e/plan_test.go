package e2e

import (
	"encoding/json"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
)

// reads are statements that may read much, found by a piece of their text, with why.
var reads = map[string]string{
	" AS excluded, COALESCE((":                                "the cases behind a number: they are found as they were counted, over the whole period",
	`"visit_window" WHERE county_code = $1 AND (region_code`:  "what is due is among the windows that have not ended, and plans reach a few months ahead",
	`"household_id","score","from_on" FROM "household_level"`: "it asks for a batch of households, as many as this county has",
	" t WHERE t.county_code = $1 AND (":                       "what is over its time is looked for in the whole county, once a night",
	"(seq = $3 OR noun IN ($4":                                "who follows the log reads what came since they last looked",
	"string_agg(CAST(f.id AS text)":                           "what stands out is found by looking at everybody's records of a period",
}

// readers is one login of each role.
var readers = []string{"admin", "staff", "town", "aide", "ngo", "ngo-worker", "auditor", "province", "dept"}

// TestNoStatementReadsThroughABigTable has everybody of the invented county, which stands among others, read all that they may read: pages,
// lists, filters; meanwhile the server does its standing work. Then it walks PostgreSQL's log, where every statement stands with its plan.
func TestNoStatementReadsThroughABigTable(t *testing.T) {
	pg := testdb.OwnCluster(t, explained...)
	if pg == nil {
		return
	}
	address := pg.Database(t, "big")
	_, p := bigCounty(t, address)
	big := bigTables(t, address)
	for _, table := range []string{"household", "need", "event", "visit_window", "disclosure"} {
		require.Contains(t, big, table, "the county is not big")
	}
	var all sync.WaitGroup
	for i, login := range readers {
		w := walk(t, p, byte(10+i), login)
		all.Go(func() {
			w.pages()
			w.lists()
		})
	}
	all.Wait()
	p.stop()
	plans, err := plansIn(pg.Log(t), "big")
	require.NoError(t, err)
	require.Greater(t, len(plans), 1000, "the log does not hold the statements")
	judge(t, plans, big)
}

// judge fails the test for every statement whose plan reads too much, once for each.
func judge(t *testing.T, plans []planned, big map[string]int) {
	t.Helper()
	told := map[string]bool{}
	for _, p := range plans {
		for _, fault := range p.faults(big) {
			if !excused(p.Query) && !told[p.Query] {
				told[p.Query] = true
				assert.Fail(t, fault, "%s", p.Query)
			}
		}
	}
}

// excused tells that a statement may read much.
func excused(query string) bool {
	for piece := range reads {
		if strings.Contains(query, piece) {
			return true
		}
	}
	return false
}

func decode(t *testing.T, body string) (out answer) {
	t.Helper()
	require.NoError(t, json.Unmarshal([]byte(body), &out.body))
	return out
}
