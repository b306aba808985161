package testdb

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// logged is a server's log with one plan in it.
func logged(t *testing.T, text string, plan node) *strings.Reader {
	t.Helper()
	raw, err := json.MarshalIndent(explanation{text, plan}, "\t", "  ")
	require.NoError(t, err)
	return strings.NewReader("2026-03-02 LOG:  something\n2026-03-02 LOG:  duration: 0.1 ms  plan:\n\t" + string(raw) + "\n2026-03-02 LOG:  more\n")
}

func TestStatementsThatStrayAreNamed(t *testing.T) {
	scan := func(relation, alias, cond string) node {
		return node{Kind: "Index Scan", Relation: relation, Alias: alias, Index: cond}
	}
	both := []node{scan("need_part0", "n_1", ""), scan("need_part1", "n_2", "")}
	mine := scan("need_part1", "need", "((county_code = '330199'::text) AND (id = '1'::uuid))")
	for name, c := range map[string]struct {
		text string
		plan node
		want string
	}{
		"by value":              {"SELECT * FROM need WHERE county_code = $1", mine, ""},
		"nothing named":         {"SELECT * FROM need n WHERE id = $1", node{Kind: "Append", Plans: both}, "names no county of need: "},
		"one of two named":      {"SELECT * FROM need JOIN match", node{Kind: "Nested Loop", Plans: []node{mine, scan("match_part0", "m_1", "(id = need.match_id)")}}, "names no county of match"},
		"tied by a hash":        {"SELECT * FROM need JOIN match", node{Kind: "Hash Join", Hash: "((m.county_code = need.county_code))", Plans: []node{mine, scan("match_part0", "m_1", "")}}, ""},
		"by a list":             {"SELECT 1", node{Kind: "Append", Plans: []node{scan("need_part0", "n_1", "(county_code = ANY ('{330198,330199}'::text[]))"), scan("need_part1", "n_2", "(county_code = ANY ('{330198,330199}'::text[]))")}}, ""},
		"held beyond":           {"SELECT 1 FOR UPDATE", node{Kind: "LockRows", Plans: []node{scan("need_part0", "n_1", "(county_code = x.county_code)"), mine}}, "writes or locks beyond one county"},
		"changed beyond":        {"UPDATE need SET a = 1", node{Kind: "ModifyTable", Operation: "Update", Relation: "need", Plans: both}, "writes or locks beyond one county"},
		"changed within":        {"UPDATE need SET a = (SELECT 1 FROM x WHERE x.county_code = $1) WHERE county_code = $1", node{Kind: "ModifyTable", Operation: "Update", Plans: []node{mine}}, ""},
		"a county changed":      {`UPDATE "need" SET "status"=$1,"county_code"=$2 WHERE county_code = $3`, mine, "changes the county of a row"},
		"by hand":               {ByHand + "SELECT * FROM need", node{Kind: "Append", Plans: both}, ""},
		"meant":                 {`DELETE FROM "idempotency_key" WHERE created_at < $1`, node{Kind: "ModifyTable", Operation: "Delete", Plans: both}, ""},
		"nothing of a county's": {"SELECT * FROM region", scan("region", "region", ""), ""},
	} {
		found, err := strays(logged(t, c.text, c.plan))
		require.NoError(t, err, name)
		if c.want == "" {
			assert.Empty(t, found, name)
			continue
		}
		require.Len(t, found, 1, name)
		assert.Contains(t, found[0], c.want, name)
		assert.Contains(t, found[0], c.text, name)
	}
}
