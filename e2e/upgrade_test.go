package e2e

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
)

// first is the first version that people could have run: its demo, made by upgrade.sh at the instant when it stopped.
const first = "testdata/upgrade-0.1.0"

var firstStopped = time.Date(2026, 11, 26, 10, 30, 0, 0, time.UTC)

// TestTheFirstVersionIsUpgraded starts today's program on the database that the first version's demo left, and a need goes its whole way there.
func TestTheFirstVersionIsUpgraded(t *testing.T) {
	for _, dialect := range testdb.Dialects(t) {
		t.Run(dialect, func(t *testing.T) {
			in, before := oldInstallation(t, dialect)
			c := &county{installation: in, process: in.start()}
			db := testdb.Pool(t, in.address)
			for query, rows := range before {
				assert.Equal(t, rows, column(t, db, query), query)
			}
			upgradedStory(t, c)
			c.stop()
			require.Contains(t, in.run("", "audit", "verify"), "whole")
		})
	}
}

// kept are the rows that an upgrade must leave as they are.
var kept = []string{
	"SELECT id FROM household", "SELECT id FROM person", "SELECT id FROM need", "SELECT id FROM match", "SELECT id FROM fulfilment",
	"SELECT id FROM event WHERE noun = 'need'", "SELECT id FROM offer", "SELECT id FROM visit", "SELECT id FROM happiness_list",
}

// oldInstallation is the first version's database: the file itself for SQLite, its rows by backup and restore for PostgreSQL. Those hold no
// logins, so that these get their passwords anew.
func oldInstallation(t *testing.T, dialect string) (in *installation, before map[string]map[string]int) {
	t.Helper()
	dir := t.TempDir()
	file, secret := filepath.Join(dir, "zhulian.db"), filepath.Join(dir, "secret.json")
	unpack(t, filepath.Join(first, "zhulian.db.zst"), file)
	keys, err := os.ReadFile(filepath.Join(first, "secret.json"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(secret, keys, 0o600))
	before = map[string]map[string]int{}
	old := testdb.Pool(t, "sqlite:"+file)
	for _, query := range kept {
		before[query] = column(t, old, query)
		require.NotEmpty(t, before[query], query)
	}
	require.NoError(t, old.Close())
	in = &installation{t: t, address: "sqlite:" + file, secret: secret, heard: &known{}, at: firstStopped}
	if dialect == store.Postgres {
		in.move(testdb.Empty(t))
	}
	return in, before
}

// move moves everything to another database by backup and restore.
func (in *installation) move(address string) {
	in.t.Helper()
	file := filepath.Join(in.t.TempDir(), "moving.backup")
	in.run("", "backup", "-o", file, "--no-verify")
	in.address = address
	in.run("", "restore", file)
	for _, login := range []string{"aide", "town", "ngo", "staff"} {
		in.run(password, "user", "reset", login, "--password-stdin")
	}
}

func unpack(t *testing.T, from, to string) {
	t.Helper()
	packed, err := os.ReadFile(from)
	require.NoError(t, err)
	reader, err := zstd.NewReader(nil)
	require.NoError(t, err)
	defer reader.Close()
	whole, err := reader.DecodeAll(packed, nil)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(to, whole, 0o600))
}

// upgradedStory takes a need of a household that the first version knew to its end, with a supplier that it knew.
func upgradedStory(t *testing.T, c *county) {
	aide, town, ngo, staff := c.login("aide", password), c.login("town", password), c.login("ngo", password), c.login("staff", password)
	rate := staff.get("/reports/resolution").number("total", "numerator")
	today := models.DateOf(firstStopped)
	offer := ngo.post("/offers", m{
		"category": "A02", "title": "升级后的棉被", "description": "全新棉被", "mode": "goods", "unit": "床", "quantity": 5,
		"regions": []string{"330199"}, "valid_from": string(today), "valid_to": string(today.AddDays(60)),
	}).word("id")
	if ngo.step("/offers/"+offer+"/publish", nil).word("status") == "reviewing" {
		staff.step("/offers/"+offer+"/publish", nil)
	}
	household := aide.get("/households?limit=1").items()[0].word("id")
	need := aide.post("/needs", m{"household_id": household, "category": "A02", "title": "冬天加一床棉被", "quantity": 1, "unit": "床", "urgency": "high"}).word("id")
	town.step("/needs/"+need+"/accept", nil)
	match := town.post("/needs/"+need+"/matches", m{"offer_id": offer, "quantity": 1}).word("id")
	require.Equal(t, "active", ngo.step("/matches/"+match+"/accept", nil).word("status"))
	done := ngo.post("/matches/"+match+"/fulfilments", m{"quantity": 1, "occurred_at": firstStopped.Format(time.RFC3339)}).word("id")
	aide.step("/fulfilments/"+done+"/confirm", m{"satisfaction": 5})
	require.Equal(t, "resolved", aide.step("/needs/"+need+"/resolve", m{"resolution_code": "R1", "satisfaction": 5}).word("status"))
	require.Equal(t, rate+1, staff.get("/reports/resolution").number("total", "numerator"))
	for _, path := range []string{"/needs", "/households", "/alerts", "/visits", "/matches", "/allocations", "/reports/indicators", "/events"} {
		staff.get(path)
	}
}
