package e2e

import (
	"io"
	"mime/quotedprintable"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/smtptest"
	"zhulian/internal/testdb"
	"zhulian/models"
)

// TestASmallSupplierAnswersFromItsMail tells how an invitation goes out as a mail and is accepted by its link, without a password at hand.
func TestASmallSupplierAnswersFromItsMail(t *testing.T) {
	for _, dialect := range testdb.Dialects(t) {
		t.Run(dialect, func(t *testing.T) {
			c, post := open(t, testdb.Address(t, dialect)), smtptest.Start(t)
			c.stop()
			c.run(c.installation.start("--smtp-url", "smtp://"+post.Address()+"?starttls=off", "--smtp-from", "助联 <notice@example.org>", "--base-url", "https://portal.example.org"))
			draft := supplierDraft("ngo", "虚构县暖冬公益服务中心", models.SyntheticUSCC("52", "330199", 1))
			draft["user"] = m{"username": "ngo", "password": password, "email": "ngo@example.org"}
			c.staff.step("/suppliers/"+c.anyone().post("/suppliers", draft).word("id")+"/approve", m{})
			ngo := c.login("ngo", password)
			offer := c.offer(ngo, "冬季棉被十床", 10)
			household, person := c.household(1)
			c.consent(household, person)
			need := c.need(household, person, 3)
			c.town.step("/needs/"+need+"/accept", nil)
			match := c.town.post("/needs/"+need+"/matches", m{"offer_id": offer, "quantity": 2}).word("id")

			token := mailedToken(t, post)
			path := "/answer-links/" + token
			shown := c.anyone().get(path)
			assert.Equal(t, "云溪街道", shown.word("need", "town_name"))
			assert.Equal(t, 2, shown.number("quantity"))
			for _, private := range []string{"欧阳", "13800001234", "枫杨路", "桥东", household} {
				assert.NotContains(t, string(shown.raw), private)
			}
			require.Equal(t, "invited", ngo.get("/matches/"+match).word("status"), "looking changes nothing")
			c.anyone().refused(404, "not_found", "GET", "/answer-links/330199"+strings.Repeat("A", 43), nil)
			accepted := c.anyone().step(path+"/accept", m{"quantity": 2})
			assert.Equal(t, "active", accepted.word("status"))
			c.anyone().refused(409, "link_used", "POST", path+"/decline", m{})
			c.anyone().refused(409, "link_used", "GET", path, nil)
			require.Equal(t, 2, ngo.get("/matches/"+match).number("quantity_reserved"))

			require.Eventually(t, func() bool { return hasKind(c.town, "match_accepted") && hasKind(c.aide, "match_accepted") }, time.Minute, 50*time.Millisecond)
			unread := c.town.get("/notices/unread").number("unread")
			require.Positive(t, unread)
			first := c.town.get("/notices?unread=true&limit=1").items()[0].word("id")
			require.NotEmpty(t, c.town.step("/notices/"+first+"/read", nil).word("read_at"))
			require.Equal(t, unread-1, c.town.get("/notices/unread").number("unread"))
			c.aide.refused(404, "not_found", "POST", "/notices/"+first+"/read", nil)
			require.Zero(t, c.town.step("/notices/read", nil).number("unread"))
			require.Equal(t, "ngo@example.org", ngo.get("/notice-preferences").word("email"))
			ngo.refused(422, "invalid", "PUT", "/notice-preferences", m{"email": "office@example.org", "kinds": []m{}})
			ngo.want(200, "PUT", "/notice-preferences", m{"email": "office@example.org", "password": password, "kinds": []m{{"kind": "invitation_sent", "email": false, "sms": false}}})
			require.Equal(t, "office@example.org", ngo.get("/notice-preferences").word("email"))
			ngo.refused(422, "invalid", "PUT", "/notice-preferences", m{"email": "nobody", "kinds": []m{}})
			ngo.refused(403, "role_may_not", "GET", "/notice-deliveries", nil)
			require.NotEmpty(t, c.staff.get("/notice-deliveries?status=sent&channel=email").items())
			assert.NotContains(t, c.process.said(), token[6:], "no log line has the token")
			assert.NotContains(t, c.process.said(), "ngo@example.org")
			require.Contains(t, c.installation.run("", "audit", "verify"), "whole")
		})
	}
}

func hasKind(by *client, kind string) bool {
	return len(by.get("/notices?kind="+kind).items()) > 0
}

var answerLink = regexp.MustCompile(`https://portal\.example\.org/answer/([0-9]{6}[A-Za-z0-9_-]{43})`)

// mailedToken waits for the mail with a link and returns its token.
func mailedToken(t *testing.T, post *smtptest.Server) (token string) {
	t.Helper()
	require.Eventually(t, func() bool {
		for _, l := range post.Letters() {
			raw, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(string(l.Body))))
			if found := answerLink.FindStringSubmatch(string(raw)); err == nil && found != nil {
				token = found[1]
				return true
			}
		}
		return false
	}, time.Minute, 50*time.Millisecond)
	return token
}

// TestWhoeverTriesOutTokensIsSlowedDown holds one address to a few tries.
func TestWhoeverTriesOutTokensIsSlowedDown(t *testing.T) {
	c := open(t, testdb.Address(t, testdb.Dialects(t)[0]))
	slowed := false
	for range 40 {
		a, err := c.anyone().send("GET", "/answer-links/330199"+strings.Repeat("B", 43), nil)
		require.NoError(t, err)
		slowed = slowed || a.status == 429
	}
	require.True(t, slowed)
	c.aide.get("/me") // others go on
}
