package reports_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/reports"
	"zhulian/store"
)

// learner is one person whose training ended so many days ago, with the answer after ninety days, and why the path ended.
type learner struct {
	ago      int
	employed models.Employed
	closed   models.ResolutionCode
	village  string
}

// learned writes people of a training.
func learned(t *testing.T, y *testdb.Tale, o *models.Offer, people ...learner) {
	t.Helper()
	var paths []models.WorkPath
	var checks []models.WorkCheck
	now := y.Store.Now()
	for _, p := range people {
		if p.village == "" {
			p.village = testdb.Village
		}
		r := models.WorkPath{CountyCode: o.CountyCode, ID: y.ID(), HouseholdID: y.ID(), PersonID: y.ID(), RegionCode: p.village, OfferID: &o.ID, SupplierID: o.SupplierID,
			Status: models.WorkTrained, TrainedOn: y.Today().AddDays(-p.ago), CloseCode: p.closed, CreatedAt: now, UpdatedAt: now, Version: 1}
		if p.closed != "" {
			r.Status = models.WorkClosed
		}
		if p.employed != "" {
			checks = append(checks, models.WorkCheck{CountyCode: o.CountyCode, PathID: r.ID, Days: 90, Employed: p.employed, CheckedOn: y.Today(), CreatedAt: now})
		}
		paths = append(paths, r)
	}
	require.NoError(t, y.Store.InTx(context.Background(), func(s *store.Store) error {
		if err := s.InsertAll(context.Background(), paths); err != nil || len(checks) == 0 {
			return err
		}
		return s.InsertAll(context.Background(), checks)
	}))
}

func many(n int, p learner) []learner {
	out := make([]learner, n)
	for i := range out {
		out[i] = p
	}
	return out
}

func courseOf(g *testdb.Giver, title string) *models.Offer {
	return g.Offer(func(d *models.OfferDraft) { d.Category, d.Title, d.Mode, d.Unit = "E03", title, "training", "人" })
}

// TestTrainedAndInWorkAfterNinetyDays holds the example of docs/indicators.md.
func TestTrainedAndInWorkAfterNinetyDays(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y, d := testdb.Story(t, s), &reports.Desk{Store: s}
		g, other := y.Supplier(), y.Supplier()
		care, sewing := courseOf(g, "养老护理员培训"), courseOf(other, "来料加工工坊")
		none, err := d.Trained(context.Background(), y.Staff, "", "", "")
		require.NoError(t, err)
		assert.Nil(t, none.Total.Rate, "of nobody there is no rate")

		learned(t, y, care, append(many(4, learner{ago: 120, employed: models.EmployedYes}), learner{ago: 120, employed: models.EmployedNo},
			learner{ago: 100, employed: models.EmployedUnknown}, learner{ago: 90}, learner{ago: 120, closed: models.VoidDied})...)
		learned(t, y, sewing, learner{ago: 95, employed: models.EmployedYes, village: testdb.OtherVillage}, learner{ago: 89},
			learner{ago: 400, employed: models.EmployedYes})

		r, err := d.Trained(context.Background(), y.Staff, "", "", reports.ByOffer)
		require.NoError(t, err)
		assert.Equal(t, []int64{5, 8, 1}, []int64{r.Total.Numerator, r.Total.Denominator, r.Total.Waiting})
		assert.InDelta(t, 0.625, *r.Total.Rate, 1e-9)
		assert.Equal(t, map[string]int64{"V3": 1}, r.Total.Exclusions)
		require.Len(t, r.Groups, 2)
		byTitle := map[string]reports.Trained{}
		for _, l := range r.Groups {
			byTitle[l.Label] = l
		}
		assert.Equal(t, []int64{4, 7}, []int64{byTitle["养老护理员培训"].Numerator, byTitle["养老护理员培训"].Denominator})
		assert.Equal(t, []int64{1, 1, 1}, []int64{byTitle["来料加工工坊"].Numerator, byTitle["来料加工工坊"].Denominator, byTitle["来料加工工坊"].Waiting})

		towns, err := d.Trained(context.Background(), y.Staff, "", "", reports.ByTown)
		require.NoError(t, err)
		require.Len(t, towns.Groups, 2)
		assert.Equal(t, "清河镇", towns.Groups[0].Label)
		assert.Equal(t, []int64{4, 7}, []int64{towns.Groups[0].Numerator, towns.Groups[0].Denominator})
		clerk, err := d.Trained(context.Background(), y.OtherClerk, "", "", reports.BySupplier)
		require.NoError(t, err)
		assert.Equal(t, []int64{1, 1}, []int64{clerk.Total.Numerator, clerk.Total.Denominator}, "another town's clerk sees the own town")
		require.Len(t, clerk.Groups, 1)
		assert.Equal(t, other.Name, clerk.Groups[0].Label)

		var csv bytes.Buffer
		rows, err := d.TakePaper(context.Background(), y.Staff, reports.Paper{Report: "training", Format: "csv", Lang: "en", Group: reports.ByOffer}, &csv)
		require.NoError(t, err)
		assert.Equal(t, 3, rows)
		assert.Contains(t, csv.String(), "0.625,V3: 1,1")
	})
}

func TestOutsideTheCountySmallNumbersOfTrainingsAreHidden(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y, d := testdb.Story(t, s), &reports.Desk{Store: s}
		g, other := y.Supplier(), y.Supplier()
		small := courseOf(other, "小班")
		learned(t, y, small, many(3, learner{ago: 100, employed: models.EmployedYes})...)
		r, err := d.Trained(context.Background(), other.Admin, "", "", "")
		require.NoError(t, err)
		assert.Empty(t, r.Groups)
		assert.Equal(t, 1, r.Suppressed)
		assert.True(t, r.TotalHidden)
		assert.Zero(t, r.Total.Denominator)

		big := courseOf(g, "大班")
		learned(t, y, big, append(many(6, learner{ago: 100, employed: models.EmployedYes}), many(5, learner{ago: 100, employed: models.EmployedNo})...)...)
		learned(t, y, big, learner{ago: 100, closed: models.VoidMovedAway}, learner{ago: 10})
		r, err = d.Trained(context.Background(), g.Admin, "", "", "")
		require.NoError(t, err)
		assert.Equal(t, []int64{6, 11}, []int64{r.Total.Numerator, r.Total.Denominator}, "a supplier sees its own alone")
		assert.Empty(t, r.Total.Exclusions)
		assert.Zero(t, r.Total.Waiting)
		_, err = d.Trained(context.Background(), g.Admin, "", "", reports.BySupplier)
		assert.Equal(t, models.KindInvalid, models.KindOf(err))

		p, err := d.Trained(context.Background(), y.Province, "", "", "")
		require.NoError(t, err)
		assert.Equal(t, reports.ByCounty, p.GroupBy)
		require.Len(t, p.Groups, 1)
		assert.Equal(t, []int64{9, 14}, []int64{p.Groups[0].Numerator, p.Groups[0].Denominator})
		for _, who := range []models.Actor{y.Aide, g.Worker, y.Sysadmin} {
			_, err = d.Trained(context.Background(), who, "", "", "")
			assert.Equal(t, "role_may_not", models.CodeOf(err), who.Role)
		}
	})
}
