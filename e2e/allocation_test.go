package e2e

import (
	"testing"

	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
)

// TestARoundIsProposedSentAndAccepted tells how staff run a round over HTTP, look at it, send it, and how its supplier answers.
func TestARoundIsProposedSentAndAccepted(t *testing.T) {
	for _, dialect := range testdb.Dialects(t) {
		t.Run(dialect, func(t *testing.T) {
			c := open(t, testdb.Address(t, dialect))
			ngo, _ := c.supplier("ngo", "虚构县暖冬公益服务中心", 1)
			offer := c.offer(ngo, "冬季棉被十床", 10)
			household, person := c.household(1)
			c.consent(household, person)
			need, again := c.need(household, person, 6), c.need(household, person, 6)
			require.Equal(t, need, c.town.get("/needs/"+again).word("likely_duplicate_of"))
			require.Len(t, c.town.get("/needs?likely_duplicate=true").items(), 1)
			c.town.step("/needs/"+need+"/accept", nil)

			order := m{"county": "330199", "dry_run": false}
			c.town.refused(403, "role_may_not", "POST", "/allocations", order)
			c.staff.refused(404, "not_found", "POST", "/allocations", m{"county": "330198"})
			dry := c.staff.post("/allocations", m{"county": "330199", "dry_run": true})
			require.Equal(t, 1, dry.number("proposal_count"))
			require.Empty(t, c.staff.get("/matches").items())

			round := c.staff.want(201, "POST", "/allocations", order, "Idempotency-Key", "night-1")
			require.Equal(t, round.word("id"), c.staff.want(201, "POST", "/allocations", order, "Idempotency-Key", "night-1").word("id"))
			path := "/allocations/" + round.word("id")
			require.Equal(t, "/api/v1"+path, round.header.Get("Location"))
			require.Equal(t, 0, round.number("certificate", "gap"))
			require.Equal(t, round.number("certificate", "bound"), round.number("certificate", "value"))
			require.Len(t, c.staff.get("/allocations").items(), 2)
			proposals, _ := c.staff.get(path).at("proposals").([]any)
			require.Len(t, proposals, 1)
			proposal := answer{body: proposals[0].(m)}
			require.Equal(t, []any{need, offer, "proposed", 6}, []any{proposal.word("need_id"), proposal.word("offer_id"), proposal.word("status"), proposal.number("quantity")})
			match := "/matches/" + proposal.word("match_id")
			ngo.refused(404, "not_found", "GET", match, nil)
			require.Empty(t, ngo.get("/matches").items())

			sent, _ := c.staff.step(path+"/send", m{}).at("sent").([]any)
			require.Len(t, sent, 1)
			c.town.refused(409, "step_not_allowed", "POST", match+"/invite", m{})
			require.Equal(t, "active", ngo.step(match+"/accept", nil).word("status"))
			require.Equal(t, 4, ngo.get("/offers/"+offer).number("quantity_left"))

			require.Contains(t, c.installation.run("", "allocate", "--county", "330199", "--lang", "en"), "gap 0")
			_, err := c.installation.try("", "allocate", "--county", "33")
			require.Error(t, err)
			require.Contains(t, c.installation.run("", "audit", "verify"), "whole")
		})
	}
}
