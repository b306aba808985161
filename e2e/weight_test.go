package e2e

import (
	"testing"

	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
)

func weights(name string, category, geography int) m {
	return m{"weights_version": name, "category": category, "geography": geography, "capacity": 15, "time": 15, "group": 10, "track": 10,
		"text": 4, "reach": 12, "continuity": 4, "freshness": 1, "declines": 4, "show": 50}
}

// TestWeightsAreProposedPreviewedAndAdopted tells how a county changes its weights: one proposes, looks at what would change, another adopts,
// and the next invitation is scored by them.
func TestWeightsAreProposedPreviewedAndAdopted(t *testing.T) {
	for _, dialect := range testdb.Dialects(t) {
		t.Run(dialect, func(t *testing.T) {
			c := open(t, testdb.Address(t, dialect))
			ngo, _ := c.supplier("ngo", "虚构县暖冬公益服务中心", 1)
			c.offer(ngo, "冬季棉被十床", 10)
			household, person := c.household(1)
			c.consent(household, person)
			need := c.need(household, person, 3)
			c.town.step("/needs/"+need+"/accept", nil)

			require.Equal(t, "default-1", c.staff.get("/weights/in-force").word("weights_version"))
			bad := c.staff.want(422, "POST", "/weights", m{"weights_version": "x", "category": 90})
			require.Len(t, bad.at("errors"), 11, "everything that is missing, at once")
			c.town.want(403, "POST", "/weights", weights("town", 30, 20))
			c.town.want(403, "GET", "/weights", nil)
			made := c.staff.post("/weights", weights("2026-12", 20, 30))
			path := "/weights/" + made.word("id")
			preview := c.second.want(200, "POST", path+"/preview", nil)
			require.Equal(t, 1, preview.number("needs"))
			require.Equal(t, 0, preview.number("first_changed"), "there is one offer only")
			c.staff.refused(409, "weights_own", "POST", path+"/adopt", nil)
			require.Equal(t, "adopted", c.second.want(200, "POST", path+"/adopt", nil).word("status"))
			require.Equal(t, "2026-12", c.staff.get("/weights/in-force").word("weights_version"))
			require.Equal(t, 30, c.staff.get("/weights").items()[0].number("parts", "geography"))
			c.staff.want(404, "POST", "/weights/nothing/adopt", nil)

			out := c.installation.run("", "calibrate", "--county", "330199")
			require.Contains(t, out, "too few data, 100 needs to learn from missing, 200 pairs missing, 50 held-out needs missing")
			out, err := c.try("", "calibrate", "--county", "330199", "--propose")
			require.Error(t, err)
			require.Contains(t, out, "nothing was proposed")
			require.Len(t, c.staff.get("/weights").items(), 1)
			require.Contains(t, c.installation.run("", "audit", "verify"), "whole")
		})
	}
}
