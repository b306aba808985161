package reports_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/reports"
	"zhulian/store"
)

func TestTheGoldenCourseMonthByMonth(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		g, ctx := buildGolden(t, s), context.Background()
		c, err := g.desk.Course(ctx, g.Staff, reports.Query{Period: "2026-Q2"}, 12)
		require.NoError(t, err)
		require.Equal(t, []models.Date{"2025-07-01", "2026-06-01"}, []models.Date{c.Months[0], c.Months[11]})
		pairs := func(code string, from int) (out [][2]int64) {
			for _, v := range c.Lines[code][from:] {
				out = append(out, [2]int64{v.Numerator, v.Denominator})
			}
			return out
		}
		require.Equal(t, [][2]int64{{6, 6}, {1, 16}, {4, 5}}, pairs("K2", 9), "as the dashboard has them")
		require.Len(t, c.Lines["K2d90"], 12)
		require.Equal(t, [][2]int64{{6, 6}, {0, 0}, {0, 0}}, pairs("K2d90", 9), "May and June are not 90 days old on 25 July")
		require.Nil(t, c.Lines["K2d90"][11].Rate)
		require.Equal(t, "K2d90", c.Lines["K2d90"][0].Code)
		now, err := g.desk.Course(ctx, g.Staff, reports.Query{Period: "2026"}, 3)
		require.NoError(t, err)
		require.Equal(t, []models.Date{"2026-05-01", "2026-06-01", "2026-07-01"}, now.Months, "not beyond the present month")
		_, err = g.desk.Course(ctx, g.Province, reports.Query{}, 12)
		require.Equal(t, models.KindForbidden, models.KindOf(err))
	})
}

func TestTheShortRatesAreTheHeadlines(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		g, ctx := buildGolden(t, s), context.Background()
		for _, base := range []models.ReportBase{models.BaseTask, models.BaseHousehold} {
			require.NoError(t, g.desk.SetBase(ctx, g.Staff, models.ReportBaseDraft{Base: base}))
			short, err := g.desk.Rates(ctx, g.Staff, reports.Query{Period: "2026-Q2"})
			require.NoError(t, err)
			long, err := g.desk.Headlines(ctx, g.Staff, reports.Query{Period: "2026-Q2"})
			require.NoError(t, err)
			for i := range long {
				require.Equal(t, long[i].Value, short[i].Value, long[i].Code)
				require.Equal(t, long[i].Trend[4], short[i].Trend[0], long[i].Code)
			}
			now, err := g.desk.Base(ctx, g.Clerk)
			require.NoError(t, err)
			require.Equal(t, base, now)
		}
		running, err := g.desk.Rates(ctx, g.Staff, reports.Query{Period: "2026-Q3"})
		require.NoError(t, err)
		require.Equal(t, []int64{0, 0}, []int64{running[2].Numerator, running[2].Denominator}, "no list is due before its quarter ends")
		require.Nil(t, running[2].Rate)
		_, err = g.desk.Base(ctx, g.Aide)
		require.Equal(t, models.KindForbidden, models.KindOf(err))
	})
}

func TestALookSaysHowAnIndicatorMayBeBrokenDown(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y, ctx := testdb.Story(t, s), context.Background()
		desk, g := &reports.Desk{Store: s}, y.Supplier()
		ways := func(by models.Actor, code string) []reports.Dimension {
			l, err := desk.Look(ctx, by, code, reports.Query{Supplier: map[bool]string{true: g.Admin.SupplierID}[by.Role != models.RoleProvince]})
			require.NoError(t, err)
			if by.Role != models.RoleProvince {
				require.NotEmpty(t, l.Names[g.Admin.SupplierID])
			}
			for _, dim := range l.Ways {
				_, err := desk.Breakdown(ctx, by, code, reports.Query{}, dim)
				require.NoError(t, err, "%s by %s", code, dim)
			}
			return l.Ways
		}
		require.Equal(t, []reports.Dimension{"town", "village", "aide", "category", "supplier", "month"}, ways(y.Staff, "K2"))
		require.Equal(t, []reports.Dimension{"county", "town", "category", "month"}, ways(y.Province, "K2"))
		require.Equal(t, []reports.Dimension{"town"}, ways(y.Staff, "K13"))
		for _, i := range reports.Indicators() {
			ways(y.Clerk, i.Code)
		}
		_, err := desk.Look(ctx, y.Staff, "K99", reports.Query{})
		require.Equal(t, models.KindNotFound, models.KindOf(err))
		_, err = desk.Look(ctx, y.Aide, "K2", reports.Query{})
		require.Equal(t, models.KindForbidden, models.KindOf(err))
	})
}

func TestACountyIsHeldAgainstTheMiddleOfItsPeers(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y, ctx := testdb.Story(t, s), context.Background()
		desk := &reports.Desk{Store: s}
		h, far := y.Household(), y.Household(func(d *models.HouseholdDraft) { d.RegionCode = testdb.FarVillage })
		for i := range 30 {
			n := y.Need([]*models.Household{h, far}[i%2])
			if i < 14 {
				_, err := y.Desk.ResolveNeed(ctx, []models.Actor{y.Staff, y.FarStaff}[i%2], n.ID, models.Closing{ResolutionCode: "R4", Reason: "家属解决"})
				require.NoError(t, err)
			}
		}
		q := reports.Query{Period: "2026-Q1"}
		of := func(county string) map[string]reports.Comparison {
			list, err := desk.Compare(ctx, y.Province, county, q)
			require.NoError(t, err)
			out := map[string]reports.Comparison{}
			for _, x := range list {
				out[x.Code] = x
			}
			return out
		}
		k2 := of(testdb.County)["K2"]
		require.Equal(t, []int64{7, 15}, []int64{k2.Numerator, k2.Denominator})
		require.Nil(t, k2.Middle, "of two, each would be told by the other")
		require.Nil(t, of(testdb.County)["K3"].Rate)
		for range 2 {
			y.Need(y.Household(func(d *models.HouseholdDraft) { d.RegionCode = testdb.OtherVillage }))
		}
		_, err := desk.Compare(ctx, y.Staff, testdb.County, q)
		require.Equal(t, models.KindForbidden, models.KindOf(err))
		_, err = desk.Compare(ctx, y.Province, "110101000000", q)
		require.Equal(t, models.KindNotFound, models.KindOf(err))
		_, err = desk.Compare(ctx, y.Province, "x", q)
		require.Equal(t, models.KindInvalid, models.KindOf(err))
	})
}
