package reports_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/reports"
	"zhulian/store"
)

// neighbours puts needs of twelve months into four counties of two towns each: few of them in some months, many in others.
func neighbours(t *testing.T, s *store.Store) (y *testdb.Tale, counties []string) {
	t.Helper()
	y, ctx, roll := testdb.Story(t, s), context.Background(), rand.New(rand.NewPCG(5, 6))
	testdb.Clock(s).Advance(models.Date("2026-12-31").Start().Sub(s.Now()))
	var regions []models.Region
	var homes []models.Household
	var wants []models.Need
	for c := range 4 {
		county := fmt.Sprintf("3302%02d", 1+c)
		counties = append(counties, county)
		regions = append(regions, models.Region{Code: county + "000000", CountyCode: county, Name: county, Level: models.RegionCounty, ParentCode: "330200000000"})
		for town := range 2 {
			h := models.Household{CountyCode: county, ID: y.ID(), No: fmt.Sprint("N", c, town), RegionCode: fmt.Sprintf("%s%03d001", county, 1+town), Address: "某处",
				Category: "D1", Status: models.HouseholdActive, CreatedAt: s.Now(), UpdatedAt: s.Now(), Version: 1}
			homes = append(homes, h)
			for month := range 12 {
				for i := range []int{0, 1, 3, 4, 6, 9, 14, 25}[roll.IntN(8)] {
					found := models.Date("2026-01-01").AddMonths(month).Start().Add(time.Duration(1+i) * time.Hour)
					n := models.Need{CountyCode: county, ID: y.ID(), No: fmt.Sprint("N", c, town, month, "-", i), HouseholdID: h.ID, RegionCode: h.RegionCode, Category: "A01",
						Title: "需求", TitlePublic: "需求", Unit: "件", Urgency: "normal", PublishScope: "county", Status: models.NeedOpen, SubmittedAt: &found,
						AcceptedAt: &found, DueOn: "2026-12-31", CreatedAt: found, UpdatedAt: found, Version: 1}
					if roll.IntN(3) > 0 {
						n.Status, n.ResolvedAt, n.ResolutionCode = models.NeedResolved, &found, "R1"
					}
					wants = append(wants, n)
				}
			}
		}
	}
	require.NoError(t, s.PutRegions(ctx, regions))
	require.NoError(t, s.InTx(ctx, func(s *store.Store) error {
		if err := s.InsertAll(ctx, homes); err != nil {
			return err
		}
		return s.InsertAll(ctx, wants)
	}))
	return y, counties
}

// Whoever asks for a county by its name is told what stands in the list of counties, and nothing that is hidden there.
func TestACountyAskedForByNameIsNoWayRound(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y, counties := neighbours(t, s)
		desk, ctx := &reports.Desk{Store: s}, context.Background()
		shown, hidden := 0, 0
		for month := range 12 {
			q := reports.Query{Period: fmt.Sprintf("2026-%02d", month+1)}
			for _, dim := range []store.Dimension{store.DimCounty, store.DimTown} {
				all, err := desk.Breakdown(ctx, y.Province, "K2", q, dim)
				require.NoError(t, err)
				seen := map[string]reports.Value{}
				for _, l := range all.Lines {
					seen[l.Key] = l.Value
				}
				for _, county := range counties {
					q := q
					q.Region = county + "000000"
					one, err := desk.Breakdown(ctx, y.Province, "K2", q, dim)
					require.NoError(t, err)
					for _, l := range one.Lines {
						require.Equal(t, county, models.CountyOf(l.Key))
						require.Equal(t, seen[l.Key], l.Value)
					}
					if dim == store.DimTown {
						continue
					}
					told := []reports.Value{one.Total}
					if month%3 == 0 {
						list, err := desk.Indicators(ctx, y.Province, q)
						require.NoError(t, err)
						heads, err := desk.Headlines(ctx, y.Province, q)
						require.NoError(t, err)
						told = append(append(told, list...), heads[1].Value, heads[1].Trend[5])
					}
					for _, v := range told {
						if v.Code != "K2" {
							continue
						}
						want, ok := seen[county]
						require.Equal(t, []int64{want.Numerator, want.Denominator}, []int64{v.Numerator, v.Denominator}, "%s of %s", county, q.Period)
						require.True(t, ok || v.Suppressed || v.Denominator == 0)
						if v.Suppressed {
							hidden++
						} else {
							shown++
						}
					}
				}
			}
		}
		require.Greater(t, min(shown, hidden), 10)
		for _, q := range []reports.Query{{Region: "330200000000"}, {Region: "330201001000"}, {Category: "A01"}} {
			_, err := desk.Indicators(ctx, y.Province, q)
			require.Equal(t, models.KindForbidden, models.KindOf(err), "%v", q)
		}
		_, err := desk.Breakdown(ctx, y.Province, "K2", reports.Query{Region: "330201000000"}, store.DimCategory)
		require.Equal(t, models.KindForbidden, models.KindOf(err))
		_, err = desk.Breakdown(ctx, y.Province, "K2", reports.Query{Region: "330000000000"}, store.DimCategory)
		require.NoError(t, err)
	})
}
