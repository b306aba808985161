package reports_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/reports"
	"zhulian/store"
)

// neighbours puts needs of twelve quarters into four counties of two towns each: few of them in some quarters, many in others.
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
			for quarter := range 12 {
				for i := range []int{0, 1, 3, 4, 6, 9, 14, 25}[roll.IntN(8)] {
					found := models.Date("2024-01-01").AddMonths(3 * quarter).Start().Add(time.Duration(1+i) * time.Hour)
					n := models.Need{CountyCode: county, ID: y.ID(), No: fmt.Sprint("N", c, town, quarter, "-", i), HouseholdID: h.ID, RegionCode: h.RegionCode, Category: "A01",
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

func refusedQuarter(t *testing.T, err error) {
	t.Helper()
	var e *models.Error
	require.ErrorAs(t, err, &e)
	require.Len(t, e.Fields, 1)
	require.Equal(t, "quarters_only", e.Fields[0].Code)
}

// A county is measured by the middle of the peers that are shown: one that is hidden neither is the middle nor moves it.
func TestAHiddenCountyHasNoPartInTheMiddle(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y, counties := neighbours(t, s)
		desk, ctx := &reports.Desk{Store: s}, context.Background()
		with, without, hidden := 0, 0, 0
		for quarter := range 12 {
			q := reports.Query{Period: fmt.Sprintf("%d-Q%d", 2024+quarter/4, 1+quarter%4)}
			b, err := desk.Breakdown(ctx, y.Province, "K2", q, store.DimCounty)
			require.NoError(t, err)
			var rates []float64
			for _, l := range b.Lines {
				if l.Rate != nil {
					rates = append(rates, *l.Rate)
				}
			}
			slices.Sort(rates)
			switch len(rates) {
			case 3:
				require.InDelta(t, rates[1], *b.Middle, 1e-12)
				with++
			case 4:
				require.InDelta(t, (rates[1]+rates[2])/2, *b.Middle, 1e-12)
				with++
			default:
				require.Nil(t, b.Middle)
				without++
			}
			for _, county := range counties {
				list, err := desk.Compare(ctx, y.Province, county+"000000", q)
				require.NoError(t, err)
				k2 := list[slices.IndexFunc(list, func(x reports.Comparison) bool { return x.Code == "K2" })]
				require.Equal(t, b.Middle, k2.Middle)
				at := slices.IndexFunc(b.Lines, func(l reports.Line) bool { return l.Key == county })
				if at >= 0 {
					require.Equal(t, b.Lines[at].Value, k2.Value)
					continue
				}
				require.Nil(t, k2.Rate)
				require.Zero(t, k2.Denominator)
				hidden++
			}
		}
		require.Positive(t, min(with, without, hidden))
	})
}

// Whoever asks for a county by its name is told what stands in the list of counties, and nothing that is hidden there.
func TestACountyAskedForByNameIsNoWayRound(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y, counties := neighbours(t, s)
		desk, ctx := &reports.Desk{Store: s}, context.Background()
		shown, hidden := 0, 0
		for quarter := range 12 {
			q := reports.Query{Period: fmt.Sprintf("%d-Q%d", 2024+quarter/4, 1+quarter%4)}
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
					if quarter%3 == 0 {
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
		for _, period := range []string{"2026", "2026-03", "2025-12"} {
			_, err := desk.Breakdown(ctx, y.Province, "K2", reports.Query{Period: period}, store.DimCounty)
			refusedQuarter(t, err)
		}
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
