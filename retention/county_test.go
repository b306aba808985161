package retention_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/demo"
	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/retention"
	"zhulian/store"
)

// TestAWholeCountyGrowsOld lets a county that looks alive lie for ten years: on every day that is looked at nothing is over its time afterwards, no
// row points at one that is gone, and the log is whole.
func TestAWholeCountyGrowsOld(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		a := &archive{Tale: testdb.Story(t, s), Desk: &retention.Desk{Store: s, Steps: 100_000}, t: t}
		share := 1
		if testing.Short() {
			share = 6 // the detector of races makes it many times as slow, and learns nothing from more of the same
		}
		_, err := demo.Fill(ctx, s, demo.Options{PasswordHash: "$argon2id$one", Share: share, Fresh: true})
		require.NoError(t, err)
		start, before := a.Today(), a.dangling()
		lively := map[string]int64{}
		for _, table := range []string{"alert", "alert_signal", "visit", "need", "fulfilment", "application", "happiness_list", "disclosure"} {
			lively[table] = a.count(table, "1 = 1")
		}
		assert.Empty(t, a.sweeps(demo.County), "on its first day nothing of it is over its time")
		for _, months := range []int{3, 13, 24, 61, 73, 121} {
			a.on(start.AddMonths(months).AddDays(14))
			gone := a.sweeps(demo.County)
			a.nothingIsOver()
			for link, n := range a.dangling() {
				assert.LessOrEqual(t, n, before[link], "%s after %d months", link, months)
			}
			t.Logf("after %d months: %s", months, told(gone))
		}
		for table, n := range lively {
			assert.Less(t, a.count(table, "1 = 1"), n/2, "%s: most of it ended long ago", table)
		}
		assert.Positive(t, a.count("household", "status = 'active'"), "who is still on the lists stays")
		assert.Positive(t, a.count("supplier", "1 = 1"))
		a.Whole()
	})
}

func told(t models.Tally) (out string) {
	for table, n := range t {
		out += " " + table + " " + models.DecimalText(n, 0)
	}
	return out
}
