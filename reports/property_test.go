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

// For every indicator, every period and every way of breaking it down whose lines are parts, the lines add up to what the indicators, which are
// counted without lines, say of the whole county: what fulfils it, what belongs to it, and what is left out.
func TestTownsAddUpToTheCounty(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		g := buildGolden(t, s)
		looked := map[store.Dimension]int{}
		for _, period := range []string{"2026-Q2", "2026-05", "2026"} {
			whole := g.values(g.Staff, reports.Query{Period: period})
			for _, def := range reports.Indicators() {
				for _, dim := range []store.Dimension{store.DimTown, store.DimVillage, store.DimAide, store.DimCategory, store.DimMonth} {
					b, err := g.desk.Breakdown(context.Background(), g.Staff, def.Code, reports.Query{Period: period}, dim)
					if models.KindOf(err) == models.KindInvalid {
						continue
					}
					require.NoError(t, err)
					want := whole[def.Code]
					var met, of int64
					left := map[string]int64{}
					for _, l := range b.Lines {
						met, of = met+l.Numerator, of+l.Denominator
						for code, n := range l.Exclusions {
							left[code] += n
						}
					}
					require.Equal(t, []int64{want.Numerator, want.Denominator}, []int64{met, of}, "%s %s %s", def.Code, period, dim)
					require.Equal(t, want.Exclusions, left, "%s %s %s", def.Code, period, dim)
					require.Equal(t, want, b.Total, "%s %s %s", def.Code, period, dim)
					looked[dim]++
				}
			}
		}
		require.Greater(t, min(looked[store.DimTown], looked[store.DimVillage]), 50)
		require.Greater(t, min(looked[store.DimAide], looked[store.DimCategory], looked[store.DimMonth]), 20)
	})
}

// A quarter is looked up in another way than its months, and holds the same visit windows.
func TestAQuarterIsItsThreeMonths(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		g := buildGolden(t, s)
		var all int64
		for q, months := range map[string][]string{"2026-Q1": {"2026-01", "2026-02", "2026-03"}, "2026-Q2": {"2026-04", "2026-05", "2026-06"}} {
			whole := g.values(g.Staff, reports.Query{Period: q})["K1b"]
			var met, of int64
			left := map[string]int64{}
			for _, m := range months {
				v := g.values(g.Staff, reports.Query{Period: m})["K1b"]
				met, of = met+v.Numerator, of+v.Denominator
				for code, n := range v.Exclusions {
					left[code] += n
				}
			}
			require.Equal(t, []int64{whole.Numerator, whole.Denominator}, []int64{met, of}, q)
			require.Equal(t, whole.Exclusions, left, q)
			all += of
		}
		require.Positive(t, all)
	})
}

// However it is found, wherever it stands: one more valid need that nobody has resolved, promised or answered raises no rate.
func TestAnUnresolvedNeedRaisesNoRate(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		g, roll := buildGolden(t, s), rand.New(rand.NewPCG(3, 4))
		codes := []string{"K2", "K2d30", "K2d60", "K2d90", "K2b", "K6", "K7"}
		before := g.values(g.Staff, reports.Query{Period: "2026-Q2"})
		for i := range 12 {
			found := models.Date("2026-04-01").AddDays(roll.IntN(91)).Start().Add(time.Duration(roll.IntN(24)) * time.Hour)
			due, answer := models.DateOf(found).AddDays(roll.IntN(60)), found.Add(time.Duration(roll.IntN(200))*time.Hour)
			h := g.homes[fmt.Sprintf("H%02d", 1+roll.IntN(17))]
			status := []models.NeedStatus{"accepted", "open", "matching", "matched", "suspended", "closed_unmet"}[roll.IntN(6)]
			g.put([]models.Need{{CountyCode: h.CountyCode, ID: g.ID(), No: fmt.Sprint("P", i), HouseholdID: h.ID, RegionCode: h.RegionCode, Category: "A01", Title: "需求",
				TitlePublic: "需求", Unit: "件", Urgency: "normal", PublishScope: "county", Status: status, SubmittedAt: &found, AcceptedAt: &found, DueOn: due,
				ResponseDueAt: &answer, CreatedAt: found, UpdatedAt: found, Version: 1}})
			after := g.values(g.Staff, reports.Query{Period: "2026-Q2"})
			for _, code := range codes {
				require.Equal(t, before[code].Numerator, after[code].Numerator, code)
				require.LessOrEqual(t, *after[code].Rate, *before[code].Rate, code)
			}
			require.Less(t, *after["K2"].Rate, *before["K2"].Rate)
			before = after
		}
	})
}

// A province sees of each county what the county sees of itself, or nothing.
func TestTheProvinceCountsWhatTheCountiesCount(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y, ctx := testdb.Story(t, s), context.Background()
		desk := &reports.Desk{Store: s}
		h := y.Household()
		far := y.Household(func(d *models.HouseholdDraft) { d.RegionCode = testdb.FarVillage })
		for i := range 30 {
			at := []*models.Household{h, far}[i%2]
			n := y.Need(at)
			if i < 14 {
				by := []models.Actor{y.Staff, y.FarStaff}[i%2]
				_, err := y.Desk.ResolveNeed(ctx, by, n.ID, models.Closing{ResolutionCode: "R4", Reason: "家属解决"})
				require.NoError(t, err)
			}
		}
		q := reports.Query{Period: "2026-Q1"}
		of := func(by models.Actor) map[string]reports.Value {
			list, err := desk.Indicators(ctx, by, q)
			require.NoError(t, err)
			out := map[string]reports.Value{}
			for _, v := range list {
				out[v.Code] = v
			}
			return out
		}
		own := map[string]map[string]reports.Value{"330199": of(y.Staff), "330198": of(y.FarStaff)}
		for _, code := range []string{"K2", "K7", "K11", "K14"} {
			b, err := desk.Breakdown(ctx, y.Province, code, q, store.DimCounty)
			require.NoError(t, err)
			var met, all int64
			for _, l := range b.Lines {
				v := own[l.Key][code]
				require.Equal(t, []int64{v.Numerator, v.Denominator}, []int64{l.Numerator, l.Denominator}, code)
				require.Empty(t, l.Exclusions)
				met, all = met+l.Numerator, all+l.Denominator
			}
			if b.Hidden == 0 {
				require.Equal(t, []int64{b.Total.Numerator, b.Total.Denominator}, []int64{met, all}, code)
			}
		}
		k2, err := desk.Breakdown(ctx, y.Province, "K2", q, store.DimCounty)
		require.NoError(t, err)
		require.Len(t, k2.Lines, 2)
		require.Equal(t, int64(14), k2.Total.Numerator)

		y.Need(y.Household(func(d *models.HouseholdDraft) { d.RegionCode = testdb.OtherVillage }))
		towns, err := desk.Breakdown(ctx, y.Province, "K2", q, store.DimTown)
		require.NoError(t, err)
		for _, l := range towns.Lines {
			require.NotContains(t, []string{testdb.Town, testdb.OtherTown}, l.Key, "the town of one need and the one that would give it away")
		}
		for _, dim := range []store.Dimension{store.DimAide, store.DimSupplier, store.DimVillage} {
			_, err := desk.Breakdown(ctx, y.Province, "K2", q, dim)
			require.Contains(t, []models.Kind{models.KindForbidden, models.KindInvalid}, models.KindOf(err), dim)
		}
		_, err = desk.Indicators(ctx, y.Province, reports.Query{Period: "2026-Q1", Aide: y.Aide.AccountID})
		require.Equal(t, models.KindForbidden, models.KindOf(err))
	})
}
