package e2e

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
)

// TestTheProgramReadsReportsAndListsFromAReplica: the server is told of a replica, uses it, says so in its counts, and goes on when it is killed.
func TestTheProgramReadsReportsAndListsFromAReplica(t *testing.T) {
	pg := testdb.OwnCluster(t, "wal_level=replica", "max_wal_senders=4", "synchronous_commit=on")
	if pg == nil {
		return
	}
	address := pg.Database(t, "zhulian")
	replica := pg.Replica(t)
	c := open(t, address, "ZHULIAN_DATABASE_REPLICA_URLS="+replica.At(t, "zhulian"))
	household, person := c.household(1)
	c.need(household, person, 1)
	counts := func() string {
		res, err := http.Get(c.base + "/metrics") //nolint:noctx // a test
		require.NoError(t, err)
		defer func() { _ = res.Body.Close() }()
		raw, err := io.ReadAll(res.Body)
		require.NoError(t, err)
		return string(raw)
	}
	require.Eventually(t, func() bool { return strings.Contains(counts(), `zhulian_replica_used{replica="replica-1"} 1`) }, time.Minute, 100*time.Millisecond)
	require.Eventually(t, func() bool {
		require.Len(t, c.staff.get("/needs").items(), 1)
		require.NotEmpty(t, c.auditor.get("/reports/indicators?period=2026").items())
		return !strings.Contains(counts(), `zhulian_replica_reads{replica="replica-1"} 0`)
	}, time.Minute, 100*time.Millisecond, "the replica was not asked")
	again := c.aide.post("/needs", needDraft(household, person, 2))
	assert.NotEmpty(t, again.header.Get("X-Read-After"))
	assert.Len(t, c.aide.get("/needs").items(), 2, "who wrote reads it back")
	replica.Kill()
	assert.Len(t, c.staff.get("/needs").items(), 2)
	require.NotEmpty(t, c.auditor.get("/reports/indicators?period=2026").items())
	require.Eventually(t, func() bool { return strings.Contains(counts(), `zhulian_replica_used{replica="replica-1"} 0`) }, time.Minute, 100*time.Millisecond)
	assert.Contains(t, c.said(), "a replica is left out")
}
