package cmd

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"zhulian/internal/testdb"
	"zhulian/store"
)

func TestMain(m *testing.M) { testdb.Main(m) }

func TestDistributePrintsOrRunsWhatSpreadsTheSchema(t *testing.T) {
	o := newOffice(t)
	for _, dialect := range testdb.Dialects(t) {
		if dialect == store.SQLite {
			status, _, errs := o.run("distribute")
			assert.Equal(t, 1, status)
			assert.Contains(t, errs, "only a PostgreSQL database")
			continue
		}
		o.base[0] = "--database-url=" + testdb.Address(t, dialect)
		out := o.ok("distribute", "--shards", "64")
		assert.Contains(t, out, "\nCREATE EXTENSION IF NOT EXISTS citus;\n")
		assert.Contains(t, out, "\nSELECT create_reference_table('region');\n")
		assert.Equal(t, 1, strings.Count(out, "colocate_with => 'none', shard_count => 64"))
		assert.Less(t, strings.Index(out, "create_distributed_table('need'"), strings.Index(out, "create_distributed_table('match'"))
		assert.Contains(t, out, "-- goose_db_version: stays where it is")
		status, _, errs := o.run("distribute", "--shards", "0")
		assert.Equal(t, 2, status)
		assert.Contains(t, errs, "between 1 and 4096")
	}
}
