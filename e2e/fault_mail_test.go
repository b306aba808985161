package e2e

import (
	"database/sql"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/smtptest"
	"zhulian/internal/testdb"
	"zhulian/models"
)

// TestMailGoesOutOnceItsServerIsBack has the mail server be away for an hour. What was to go out meanwhile goes out afterwards, all of it and once;
// nobody who works notices anything.
func TestMailGoesOutOnceItsServerIsBack(t *testing.T) {
	for _, dialect := range testdb.Dialects(t) {
		t.Run(dialect, func(t *testing.T) {
			post := smtptest.Start(t)
			c := openTurned(t, testdb.Address(t, dialect), "ZHULIAN_SMTP_URL=smtp://"+post.Address()+"?starttls=off", "ZHULIAN_SMTP_FROM=notice@example.org")
			invite := inviting(t, c)
			db := testdb.Pool(t, c.address)
			first := invite(2) + 1 // and that the supplier was approved
			sent := func(n int) func() bool {
				return func() bool { return len(column(t, db, "SELECT id FROM notice_delivery WHERE status = 'sent'")) == n }
			}
			require.Eventually(t, sent(first), patience, 50*time.Millisecond)
			post.Stop()
			waiting := invite(4)
			for range 2 { // each time longer than the pause after an attempt
				tried(t, db, waiting)
				c.installation.ahead(20 * time.Minute)
			}
			tried(t, db, waiting)
			require.Len(t, post.Letters(), first)
			post.Again()
			c.installation.ahead(20 * time.Minute)
			at := time.Now()
			require.Eventually(t, func() bool { return len(post.Letters()) >= first+waiting }, patience, 50*time.Millisecond)
			t.Logf("%d mails went out %v after the mail server was back", waiting, time.Since(at).Round(time.Millisecond))
			require.Eventually(t, sent(first+waiting), patience, 50*time.Millisecond)
			assert.Empty(t, column(t, db, "SELECT id FROM notice_delivery WHERE status <> 'sent'"))
			seen := map[string]int{}
			for _, l := range post.Letters() {
				seen[l.Header.Get("Message-ID")]++
			}
			assert.Len(t, seen, first+waiting, "none went out twice")
			assert.Len(t, post.Letters(), first+waiting)
			require.Contains(t, c.installation.run("", "audit", "verify"), "whole")
		})
	}
}

// inviting sets up a supplier with a mail address and returns what invites it to so many needs more; that says how many mails it makes.
func inviting(t *testing.T, c *county) func(n int) int {
	draft := supplierDraft("ngo", "虚构县暖冬公益服务中心", models.SyntheticUSCC("52", "330199", 1))
	draft["user"] = m{"username": "ngo", "password": password, "email": "ngo@example.org"}
	c.staff.step("/suppliers/"+c.anyone().post("/suppliers", draft).word("id")+"/approve", m{})
	offer := c.offer(c.login("ngo", password), "冬季棉被", 100)
	household, person := c.household(1)
	c.consent(household, person)
	return func(n int) int {
		for range n {
			need := c.need(household, person, 1)
			c.town.step("/needs/"+need+"/accept", nil)
			c.town.post("/needs/"+need+"/matches", m{"offer_id": offer, "quantity": 1})
		}
		return n
	}
}

// tried waits until at least one of so many messages that wait has been tried in vain once more, and none is due.
func tried(t *testing.T, db *sql.DB, waiting int) {
	t.Helper()
	before := attempts(t, db)
	require.Eventually(t, func() bool {
		return len(column(t, db, "SELECT id FROM notice_delivery WHERE status = 'waiting'")) == waiting && attempts(t, db) > before
	}, patience, 50*time.Millisecond)
}

func attempts(t *testing.T, db *sql.DB) (n int) {
	t.Helper()
	require.NoError(t, db.QueryRow("SELECT COALESCE(SUM(attempts), 0) FROM notice_delivery WHERE status = 'waiting'").Scan(&n))
	return n
}
