package weighing_test

import (
	"encoding/json"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/market"
	"zhulian/matching"
	"zhulian/models"
	"zhulian/store"
	"zhulian/weighing"
)

func each(t *testing.T, test func(t *testing.T, y *testdb.Tale, d *weighing.Desk)) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y := testdb.Story(t, s)
		shared := &market.Market{}
		y.Desk.Market = shared
		test(t, y, &weighing.Desk{Store: s, Market: shared})
	})
}

// draft is the default weights under a name, with the parts given.
func draft(name string, parts [6]int) models.WeightDraft {
	w := matching.DefaultWeights()
	return models.WeightDraft{WeightsVersion: name, Note: "试行", Category: &parts[0], Geography: &parts[1], Capacity: &parts[2], Time: &parts[3],
		Group: &parts[4], Track: &parts[5], Text: &w.Text, Reach: &w.Reach, Continuity: &w.Continuity, Freshness: &w.Freshness,
		Declines: &w.Declines, Show: &w.Show}
}

func TestDefaultWeightsAreInForceUntilSomeAreAdopted(t *testing.T) {
	each(t, func(t *testing.T, y *testdb.Tale, d *weighing.Desk) {
		v, err := d.InForce(ctx, y.Staff)
		require.NoError(t, err)
		assert.Equal(t, matching.DefaultWeights(), v.Weights)
		assert.Empty(t, v.ID)
		made, err := d.Propose(ctx, y.Staff, draft("2026-12", [6]int{40, 20, 10, 10, 10, 10}))
		require.NoError(t, err)
		still, err := d.InForce(ctx, y.Staff)
		require.NoError(t, err)
		assert.Equal(t, matching.DefaultWeights(), still.Weights, "a proposal changes nothing")
		adopted, err := d.Adopt(ctx, y.SecondStaff, made.ID)
		require.NoError(t, err)
		now, err := d.InForce(ctx, y.Staff)
		require.NoError(t, err)
		assert.Equal(t, 40, now.Weights.Category)
		assert.Equal(t, "2026-12", now.WeightsVersion)
		assert.Equal(t, y.SecondStaff.AccountID, adopted.AdoptedBy)
		assert.Equal(t, y.Staff.AccountID, adopted.CreatedBy)
		assert.NotNil(t, adopted.AdoptedAt)
		far, err := market.WeightsOf(ctx, y.Store, testdb.OtherCounty)
		require.NoError(t, err)
		assert.Equal(t, matching.DefaultWeights(), far, "another county has its own")
	})
}

func TestWhoeverProposedMayNotAdopt(t *testing.T) {
	each(t, func(t *testing.T, y *testdb.Tale, d *weighing.Desk) {
		made, err := d.Propose(ctx, y.Staff, draft("own", [6]int{40, 20, 10, 10, 10, 10}))
		require.NoError(t, err)
		_, err = d.Adopt(ctx, y.Staff, made.ID)
		assert.Equal(t, "weights_own", models.CodeOf(err))
		_, err = d.Adopt(ctx, y.FarStaff, made.ID)
		assert.Equal(t, models.KindNotFound, models.KindOf(err), "another county's are not there")
		for _, by := range []models.Actor{y.Clerk, y.Operator, y.Aide, y.Auditor, weighing.System(testdb.CountyCode)} {
			_, err = d.Adopt(ctx, by, made.ID)
			assert.Equal(t, models.KindForbidden, models.KindOf(err), "%s", by.Role)
			_, err = d.Preview(ctx, by, made.ID)
			assert.Equal(t, models.KindForbidden, models.KindOf(err), "%s", by.Role)
			_, _, err = d.Versions(ctx, by, weighing.Page{Limit: 5})
			assert.Equal(t, models.KindForbidden, models.KindOf(err), "%s", by.Role)
		}
		_, err = d.Propose(ctx, y.Clerk, draft("clerk", [6]int{40, 20, 10, 10, 10, 10}))
		assert.Equal(t, models.KindForbidden, models.KindOf(err))
	})
}

func TestHistoryIsKeptAndOneVersionIsInForce(t *testing.T) {
	each(t, func(t *testing.T, y *testdb.Tale, d *weighing.Desk) {
		var ids []string
		for i, name := range []string{"a", "b", "c"} {
			v, err := d.Propose(ctx, y.Staff, draft(name, [6]int{40 - i, 20 + i, 10, 10, 10, 10}))
			require.NoError(t, err)
			ids = append(ids, v.ID)
		}
		for _, id := range ids[:2] {
			_, err := d.Adopt(ctx, y.SecondStaff, id)
			require.NoError(t, err)
		}
		all, next, err := d.Versions(ctx, y.Staff, weighing.Page{Limit: 10})
		require.NoError(t, err)
		assert.Empty(t, next)
		status := map[string]models.WeightStatus{}
		for _, v := range all {
			status[v.WeightsVersion] = v.Status
		}
		assert.Equal(t, map[string]models.WeightStatus{"a": models.WeightRetired, "b": models.WeightAdopted, "c": models.WeightProposed}, status)
		_, err = d.Adopt(ctx, y.SecondStaff, ids[0])
		assert.Equal(t, models.KindConflict, models.KindOf(err), "what was retired is proposed anew")
		assert.Equal(t, []string{"propose", "adopt", "retire"}, y.Steps("weights", ids[0]))
		_, err = d.Propose(ctx, y.Staff, draft("a", [6]int{40, 20, 10, 10, 10, 10}))
		assert.Equal(t, "weights_version_taken", models.CodeOf(err))
		_, err = d.Propose(ctx, y.Staff, draft("default-1", [6]int{40, 20, 10, 10, 10, 10}))
		assert.Equal(t, "weights_version_taken", models.CodeOf(err))
		y.Whole()
	})
}

func TestManyAdoptionsAtOnceLeaveOneInForce(t *testing.T) {
	each(t, func(t *testing.T, y *testdb.Tale, d *weighing.Desk) {
		var wait sync.WaitGroup
		for i := range 8 {
			v, err := d.Propose(ctx, y.Staff, draft(string(rune('a'+i)), [6]int{40, 20, 10, 10, 10, 10}))
			require.NoError(t, err)
			wait.Go(func() {
				_, err := d.Adopt(ctx, y.SecondStaff, v.ID)
				assert.Contains(t, []string{"", "changed_meanwhile"}, models.CodeOf(err), "%v", err)
			})
		}
		wait.Wait()
		all, _, err := d.Versions(ctx, y.Staff, weighing.Page{Limit: 20})
		require.NoError(t, err)
		adopted := 0
		for _, v := range all {
			if v.Status == models.WeightAdopted {
				adopted++
			}
		}
		assert.Equal(t, 1, adopted)
		y.Whole()
	})
}

func TestProposalNamesEveryFaultAtOnce(t *testing.T) {
	each(t, func(t *testing.T, y *testdb.Tale, d *weighing.Desk) {
		in := draft("", [6]int{40, -1, 10, 10, 10, 10})
		high := 21
		in.Text, in.Show, in.Declines = &high, nil, nil
		_, err := d.Propose(ctx, y.Staff, in)
		var bad *models.Error
		require.ErrorAs(t, err, &bad)
		codes := map[string]string{}
		for _, f := range bad.Fields {
			codes[f.Field] = f.Code
		}
		assert.Equal(t, map[string]string{"weights_version": "required", "geography": "min", "text": "max", "declines": "required", "show": "required",
			"category": "weights_sum"}, codes)
	})
}

func TestMatchKeepsTheVersionThatScoredIt(t *testing.T) {
	each(t, func(t *testing.T, y *testdb.Tale, d *weighing.Desk) {
		g := y.Supplier()
		offer := g.Offer(func(o *models.OfferDraft) { o.Quantity = testdb.Units(100) })
		before := y.Invite(y.Need(y.Household()), offer, nil)
		assert.Equal(t, "default-1", before.WeightsVersion)
		v, err := d.Propose(ctx, y.Staff, draft("track only", [6]int{0, 0, 0, 0, 0, 100}))
		require.NoError(t, err)
		_, err = d.Adopt(ctx, y.SecondStaff, v.ID)
		require.NoError(t, err)
		need := y.Need(y.Household())
		list, err := y.Desk.Candidates(ctx, y.Clerk, need.ID, 5)
		require.NoError(t, err)
		require.Len(t, list.Ranked, 1)
		after := y.Invite(need, offer, nil)
		assert.Equal(t, "track only", after.WeightsVersion)
		assert.Equal(t, list.Ranked[0].Score, *after.Score, "candidates and invitations go by the same weights")
		assert.NotEqual(t, *before.Score, *after.Score)
		assert.Equal(t, "default-1", y.MatchNow(before.ID).WeightsVersion)
	})
}

func TestWeightsKeptComeBackWhole(t *testing.T) {
	w := matching.DefaultWeights()
	raw, err := json.Marshal(w)
	require.NoError(t, err)
	back, err := market.DecodeWeights(string(raw))
	require.NoError(t, err)
	assert.Equal(t, w, back)
	for _, bad := range []string{"", "{", `{"version":"x"}`} {
		_, err = market.DecodeWeights(bad)
		assert.Error(t, err, bad)
	}
}
