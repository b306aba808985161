package weighing_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
	"zhulian/weighing"
)

var house = weighing.System(testdb.CountyCode)

// past writes n needs, each of which two offers were invited for: the one with the better record helped, the nearer one ended as said.
func past(t *testing.T, y *testdb.Tale, n int, end func(i int, m *models.Match)) {
	t.Helper()
	helper, other := y.Supplier(), y.Supplier()
	offers := []*models.Offer{helper.Offer(), other.Offer()}
	need, at := y.Need(y.Household()), y.Store.Now().Add(-30*24*time.Hour)
	var needs []models.Need
	var matches []models.Match
	var done []models.Fulfilment
	for i := range n {
		row := *need
		// Ids that do not change from run to run, since they decide who is held out.
		row.ID, row.No, row.Status = fmt.Sprintf("0192f000-0000-7000-8000-%012d", i), fmt.Sprintf("N%d", i), models.NeedResolved
		needs = append(needs, row)
		for k, o := range offers {
			m := models.Match{CountyCode: testdb.CountyCode, ID: y.ID(), NeedID: row.ID, OfferID: o.ID, SupplierID: o.SupplierID, HouseholdID: need.HouseholdID,
				RegionCode: need.RegionCode, Category: need.Category, Unit: need.Unit, Status: models.MatchCompleted, ProposedBy: "staff", Reserved: 1, Delivered: 1,
				Confirmed: 1, InvitedAt: &at, CreatedAt: at, UpdatedAt: at, Version: 1, Reasons: []models.Reason{},
				ScoreParts: map[string]int{"category": 100, "geography": 40 + 40*k, "capacity": 100, "time": 100, "group": 50, "track": 97 - 30*k}}
			if k == 1 {
				m.Reserved, m.Delivered, m.Confirmed = 0, 0, 0
				end(i, &m)
			}
			matches = append(matches, m)
		}
		m, five := matches[2*i], 5
		done = append(done, models.Fulfilment{CountyCode: m.CountyCode, ID: y.ID(), MatchID: m.ID, NeedID: m.NeedID, OfferID: m.OfferID, SupplierID: m.SupplierID,
			HouseholdID: m.HouseholdID, RegionCode: m.RegionCode, Quantity: 1, Unit: m.Unit, Status: models.FulfilmentConfirmed, OccurredAt: &at,
			Satisfaction: &five, CreatedAt: at, UpdatedAt: at, Version: 1})
	}
	require.NoError(t, y.Store.InTx(ctx, func(s *store.Store) error {
		for _, rows := range []any{needs, matches, done} {
			if err := s.InsertAll(ctx, rows); err != nil {
				return err
			}
		}
		return nil
	}))
}

func failed(_ int, m *models.Match) { m.Status = models.MatchFailed }

func declined(code string) func(int, *models.Match) {
	return func(_ int, m *models.Match) { m.Status, m.DeclineCode = models.MatchDeclined, code }
}

func TestCalibrateProposesWhatRanksHeldOutNeedsBetterAndOnePersonAdopts(t *testing.T) {
	each(t, func(t *testing.T, y *testdb.Tale, d *weighing.Desk) {
		past(t, y, 400, failed)
		c, err := d.Calibrate(ctx, house, "", "")
		require.NoError(t, err)
		assert.Equal(t, weighing.VerdictBetter, c.Verdict)
		assert.Empty(t, c.Missing)
		assert.Equal(t, 800, c.Evidence.Outcomes)
		assert.Equal(t, 400, c.Evidence.TrainingNeeds+c.Evidence.HeldOutNeeds)
		assert.Equal(t, c.Evidence.TrainingNeeds, c.Evidence.Pairs)
		assert.Greater(t, 3*c.Fitted.Track, 4*c.Fitted.Geography, "30 points of record outweigh 40 of the way")
		assert.InDelta(t, 1.0, c.Evidence.MRRAfter.Mean, 1e-12)
		assert.InDelta(t, 0.5, c.Evidence.MRRBefore.Mean, 1e-12)
		assert.InDelta(t, 0.5, c.Evidence.MRRGain.Low, 1e-12)
		v, err := d.ProposeFitted(ctx, house, c)
		require.NoError(t, err)
		assert.Equal(t, models.WeightProposed, v.Status)
		now, err := d.InForce(ctx, y.Staff)
		require.NoError(t, err)
		assert.Empty(t, now.ID, "the house only proposes")
		adopted, err := d.Adopt(ctx, y.Staff, v.ID)
		require.NoError(t, err)
		assert.Equal(t, c.Fitted.Track, adopted.Weights.Track)
		require.NotNil(t, adopted.Evidence)
		assert.Equal(t, c.Evidence, *adopted.Evidence)
		again, err := d.Calibrate(ctx, house, "", "")
		require.NoError(t, err)
		assert.NotEqual(t, weighing.VerdictBetter, again.Verdict, "what all held-out needs agree with already cannot get better")
		y.Whole()
	})
}

func TestCalibrateSaysHowManyNeedsAreMissing(t *testing.T) {
	each(t, func(t *testing.T, y *testdb.Tale, d *weighing.Desk) {
		past(t, y, 20, failed)
		c, err := d.Calibrate(ctx, house, "", "")
		require.NoError(t, err)
		assert.Equal(t, weighing.VerdictTooFew, c.Verdict)
		assert.Equal(t, map[string]int{"training_needs": 100 - c.Evidence.TrainingNeeds, "pairs": 200 - c.Evidence.Pairs,
			"held_out_needs": 50 - c.Evidence.HeldOutNeeds}, c.Missing)
		_, err = d.ProposeFitted(ctx, house, c)
		assert.Equal(t, "calibration_refused", models.CodeOf(err))
		none, err := d.Calibrate(ctx, house, y.Today().AddDays(-10), y.Today())
		require.NoError(t, err)
		assert.Zero(t, none.Evidence.Outcomes, "all were invited before")
		assert.Equal(t, c.Present.Weights, none.Fitted)
		day := y.Today().AddDays(-30)
		one, err := d.Calibrate(ctx, house, day, day)
		require.NoError(t, err)
		assert.Equal(t, 40, one.Evidence.Outcomes, "both days are included")
		_, err = d.Calibrate(ctx, house, y.Today(), y.Today().AddDays(-1))
		assert.Equal(t, models.KindInvalid, models.KindOf(err))
		_, err = d.Calibrate(ctx, y.Clerk, "", "")
		assert.Equal(t, models.KindForbidden, models.KindOf(err))
	})
}

func TestDeclinesTeachByTheirReason(t *testing.T) {
	for code, want := range map[string]struct {
		outcomes, heldOut int // whether these answers count, and are measured by
	}{"D1": {800, 0}, "D3": {800, 0}, "D2": {800, 1}, "D4": {800, 1}, "D5": {400, 0}, "D6": {800, 1}, "D7": {800, 1}} {
		t.Run(code, func(t *testing.T) {
			s := testdb.Open(t, testdb.Address(t, store.SQLite))
			y, d := testdb.Story(t, s), &weighing.Desk{Store: s}
			past(t, y, 400, declined(code))
			c, err := d.Calibrate(ctx, house, "", "")
			require.NoError(t, err)
			assert.Equal(t, want.outcomes, c.Evidence.Outcomes)
			assert.Equal(t, want.heldOut == 1, c.Evidence.HeldOutNeeds > 0)
			drop := 20 - c.Fitted.Geography
			switch code {
			case "D5":
				assert.Zero(t, drop, "a conflict of interest says nothing about fit")
			case "D1", "D3":
				assert.True(t, drop > 0 && drop < 12, "a little, though all 400 said so: %d", drop)
			case "D2":
				assert.Positive(t, drop, "declined as too far though nearer: the way says little here")
				assert.LessOrEqual(t, c.Fitted.Track-10, drop, "and nothing was said about records")
			case "D4":
				assert.Zero(t, drop, "both are of one category")
			default:
				assert.Greater(t, drop, 3)
			}
		})
	}
}

func TestOutcomesWithoutPartsAreLeftOut(t *testing.T) {
	each(t, func(t *testing.T, y *testdb.Tale, d *weighing.Desk) {
		past(t, y, 10, func(i int, m *models.Match) {
			m.Status = models.MatchExpired
			switch i {
			case 0:
				m.ScoreParts = map[string]int{}
			case 1:
				m.ScoreParts["track"] = 101
			case 2:
				m.Status = models.MatchCancelled
			}
		})
		c, err := d.Calibrate(ctx, house, "", "")
		require.NoError(t, err)
		assert.Equal(t, 17, c.Evidence.Outcomes)
		assert.Equal(t, 7, c.Evidence.TrainingNeeds+c.Evidence.HeldOutNeeds)
	})
}
