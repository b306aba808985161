package outreach

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhulian/models"
)

// The same signals give the same findings, in whichever order they stand; and every fact of a finding is one that its rule reads.
func TestTheSameSignalsGiveTheSameFindings(t *testing.T) {
	reads := map[string][]string{}
	f := factsAbout(models.ShippedFeeds())
	for _, r := range models.ShippedRules() {
		a, err := f.compiled(r)
		require.NoError(t, err)
		reads[r.Code] = a.holds.Uses()
		if a.red != nil {
			reads[r.Code] = append(reads[r.Code], a.red.Uses()...)
		}
	}
	feeds := models.ShippedFeeds()
	rapid.Check(t, func(rt *rapid.T) {
		s := family(rapid.SampledFrom(models.Beneficiaries()).Draw(rt, "category"))
		for range rapid.IntRange(0, 12).Draw(rt, "signals") {
			feed := rapid.SampledFrom(feeds).Draw(rt, "feed")
			code := ""
			if len(feed.Codes) > 0 {
				code = rapid.SampledFrom(feed.Codes).Draw(rt, "code").Code
			}
			s.gets(feed.Code, rapid.IntRange(-3, 400).Draw(rt, "days ago"), code, rapid.Int64Range(0, 60_000).Draw(rt, "yuan"),
				"level", rapid.SampledFrom([]string{"", "1", "3", "x"}).Draw(rt, "level"))
		}
		found := s.found(t)
		s.rows = rapid.Permutation(s.rows).Draw(rt, "order")
		require.Equal(rt, found, s.found(t))
		for _, one := range found {
			for name := range one.Facts {
				require.Contains(rt, reads[one.RuleCode], name)
			}
			require.LessOrEqual(rt, one.EventOn, ruleDay, "what lies ahead is not known")
		}
	})
}
