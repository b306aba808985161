package reports_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/reports"
	"zhulian/store"
)

// The pictures of the golden county, each number by hand from the tables of golden_test.go.
func TestTheGoldenDashboard(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		g, ctx := buildGolden(t, s), context.Background()
		d, err := g.desk.Dashboard(ctx, g.Staff, reports.Query{Period: "2026-Q2"})
		require.NoError(t, err)
		months := map[string][2]int64{}
		for _, l := range d.Months {
			months[l.Key] = [2]int64{l.Numerator, l.Denominator}
		}
		require.Equal(t, map[string][2]int64{"2026-04": {6, 6}, "2026-05": {1, 16}, "2026-06": {4, 5}}, months)
		require.Len(t, d.Cohorts["K2d30"], 3)
		require.Equal(t, []reports.Stage{{Name: "found", Count: 30}, {Name: "accepted", Count: 27}, {Name: "invited", Count: 19}, {Name: "agreed", Count: 17},
			{Name: "delivered", Count: 11}, {Name: "confirmed", Count: 11}, {Name: "resolved", Count: 11}}, d.Funnel)
		// 39 is 24 days old, 35 is 30, 38 is 132; the others were found in May, 60 days ago or longer. Only 35 is not past its limit.
		require.Equal(t, []reports.Ageing{{Band: "0-7"}, {Band: "8-30", Open: 1, Due: 1}, {Band: "31-60", Open: 1}, {Band: "61-90", Open: 11, Due: 11},
			{Band: "90+", Open: 1, Due: 1}}, d.Ageing)
		require.Equal(t, 132, d.WaitLongest)
		require.Equal(t, []int64{19, 7, 8, 4}, []int64{d.Equity[0].Found, d.Equity[0].Resolved, d.Equity[1].Found, d.Equity[1].Resolved})
		require.InDelta(t, 19.0/27, *d.Equity[0].ShareFound, 1e-12)
		require.InDelta(t, 4.0/11, *d.Equity[1].ShareServed, 1e-12)
		pace := map[string]reports.Pace{}
		for _, p := range d.Pace {
			pace[p.Category] = p
		}
		require.Equal(t, reports.Pace{Category: "A01", N: 5, Median: 2, P90: 21}, pace["A01"], "0 1 2 4 21")
		require.Equal(t, []int64{26, 27}, []int64{d.FirstTime.Numerator, d.FirstTime.Denominator}, "33 came a week after 32 of its household was resolved")
		_, err = g.desk.Dashboard(ctx, g.Province, reports.Query{Period: "2026-Q2"})
		require.Equal(t, models.KindForbidden, models.KindOf(err))
	})
}

func TestTheThreeRatesSayWhatWouldMoveThem(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		g := buildGolden(t, s)
		list, err := g.desk.Headlines(context.Background(), g.Staff, reports.Query{Period: "2026-Q2"})
		require.NoError(t, err)
		require.Len(t, list, 3)
		k2 := list[1]
		require.Equal(t, []string{"K1", "K2", "K3"}, []string{list[0].Code, k2.Code, list[2].Code})
		require.Len(t, k2.Trend, 6)
		require.Equal(t, models.Date("2025-01-01"), k2.Trend[0].From)
		require.Equal(t, []int64{1, 2}, []int64{k2.Trend[4].Numerator, k2.Trend[4].Denominator}, "the quarter before: 37 and 38")
		require.Equal(t, []int64{11, 27}, []int64{k2.Numerator, k2.Denominator})
		require.Equal(t, "白沙镇", k2.Towns[0].Label, "4 of 8 is better than 7 of 19")
		require.Equal(t, "清河镇", firstTown(k2.Levers).Label)
		require.Equal(t, int64(12), firstTown(k2.Levers).Left)
		require.InDelta(t, 100*12.0/27, firstTown(k2.Levers).Gain, 1e-9)
	})
}

func firstTown(list []reports.Lever) reports.Lever {
	for _, l := range list {
		if l.By == store.DimTown {
			return l
		}
	}
	return reports.Lever{}
}

func TestAlertRulesAreMeasured(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y := testdb.Story(t, s)
		h, now := y.Household(), s.Now()
		desk := &reports.Desk{Store: s}
		helped := y.Alert(h, testdb.Verified(now, "A3"))
		y.Alert(h, testdb.Verified(now, "A2"))
		y.Alert(h, testdb.Verified(now, "A5"))
		y.Alert(h)
		y.Alert(h, func(a *models.Alert) { a.Status = models.AlertMerged })
		y.Alert(h, func(a *models.Alert) { a.RuleCode, a.SourceDept = "W12", "应急" })
		n := y.Need(h)
		pool, err := s.Pool()
		require.NoError(t, err)
		mark := "UPDATE need SET source = 'alert', source_id = '" + helped.ID + "' WHERE id = '" + n.ID + "'"
		_, err = pool.Exec(testdb.ByHand + mark)
		require.NoError(t, err)
		_, err = y.Desk.ResolveNeed(context.Background(), y.Staff, n.ID, models.Closing{ResolutionCode: "R4", Reason: "家属解决"})
		require.NoError(t, err)

		r, err := desk.AlertRules(context.Background(), y.Staff, "2026-03")
		require.NoError(t, err)
		require.Len(t, r.Items, 2)
		w := r.Items[0]
		require.Equal(t, []any{"W01", "医保", int64(4), int64(3), int64(2), int64(2)}, []any{w.RuleCode, w.SourceDept, w.Flagged, w.Verified, w.Found, w.Helped})
		require.InDelta(t, 2.0/3, *w.HitRate, 1e-12)
		require.NotNil(t, w.MedianHours)
		require.Zero(t, *w.MedianHelpDays)
		require.Equal(t, int64(5), r.Total.Flagged)
		require.Len(t, r.Rules, 2)
		require.Len(t, r.Feeds, 2)
		require.Nil(t, r.Items[1].HitRate)
		_, err = desk.AlertRules(context.Background(), y.Province, "")
		require.Equal(t, models.KindForbidden, models.KindOf(err))
		_, err = desk.AlertRules(context.Background(), y.Staff, "2026-13")
		require.Equal(t, models.KindInvalid, models.KindOf(err))
	})
}

// TestHelpIsWhatFollowsWithinNinetyDays says which help counts as come of an alert: by its link whenever it came, by the household only if it was
// asked for within ninety days.
func TestHelpIsWhatFollowsWithinNinetyDays(t *testing.T) {
	for _, c := range []struct {
		name   string
		days   int
		linked bool
		want   int64
	}{{"on the last day", 90, false, 1}, {"a day later", 91, false, 0}, {"later, by its link", 200, true, 1}} {
		t.Run(c.name, func(t *testing.T) {
			testdb.Each(t, func(t *testing.T, s *store.Store) {
				y := testdb.Story(t, s)
				h := y.Household()
				a := y.Alert(h, testdb.Verified(s.Now(), "A2"))
				y.Clock.Advance(time.Duration(c.days) * 24 * time.Hour)
				y.ReliefApplication(h, testdb.Decided(s.Now(), "approved"), func(p *models.Application) {
					if c.linked {
						p.Source, p.SourceID = "alert", &a.ID
					}
				})
				r, err := (&reports.Desk{Store: s}).AlertRules(context.Background(), y.Staff, "2026-03")
				require.NoError(t, err)
				require.Equal(t, c.want, r.Total.Helped)
				if c.want > 0 {
					require.InDelta(t, float64(c.days), *r.Total.MedianHelpDays, 0.01)
				}
			})
		})
	}
}

func TestTheGapBoardHidesFromSuppliersWhatPointsAtSomebody(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y, ctx := testdb.Story(t, s), context.Background()
		desk := &reports.Desk{Store: s}
		h, far, g := y.Household(), y.Household(func(d *models.HouseholdDraft) { d.RegionCode = testdb.OtherVillage }), y.Supplier()
		cell := func(at *models.Household, category string, n int) {
			for range n {
				y.Need(at, func(d *models.NeedDraft) { d.Category = category })
			}
		}
		cell(h, "A01", 7)
		cell(far, "A01", 6)
		cell(h, "A02", 8)
		cell(far, "A02", 2) // small
		cell(far, "A03", 9)
		board, err := desk.Gaps(ctx, y.Staff)
		require.NoError(t, err)
		require.Len(t, board.Cells, 5)
		require.Zero(t, board.Suppressed)
		town, err := desk.Gaps(ctx, y.OtherClerk)
		require.NoError(t, err)
		require.Len(t, town.Cells, 3)
		shown, err := desk.Gaps(ctx, g.Admin)
		require.NoError(t, err)
		require.Equal(t, 4, shown.Suppressed, "A02 in both towns, and with it A01 in both: else the sums would tell")
		told := [][]any{}
		for _, c := range shown.Cells {
			told = append(told, []any{c.Category, c.TownName, c.Needs})
		}
		require.Equal(t, [][]any{{"A01", "", int64(13)}, {"A02", "", int64(10)}, {"A03", "白沙镇", int64(9)}}, told, "what towns would tell too much of is told by the county")
		_, err = desk.Gaps(ctx, y.Province)
		require.Equal(t, models.KindForbidden, models.KindOf(err))
		_, err = desk.Gaps(ctx, g.Worker)
		require.Equal(t, models.KindForbidden, models.KindOf(err))
	})
}

func TestSuppliersAreToldByWhatTheyDid(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		g := buildGolden(t, s)
		rows, err := g.desk.Suppliers(context.Background(), g.Staff, "2026-Q3")
		require.NoError(t, err)
		require.Len(t, rows, 2)
		byName := map[string]reports.Reliability{}
		for _, r := range rows {
			byName[r.Name] = r
		}
		busy, idle := byName["勤"], byName["闲"]
		require.Equal(t, []int64{7, 5, 1, 1, 1, 1, 0}, []int64{busy.Invited, busy.Accepted, busy.Declined, busy.Expired, busy.Completed, busy.Failed, busy.NoShow})
		require.Equal(t, []int64{1, 1, 1, 1}, []int64{idle.Invited, idle.Accepted, idle.Completed, idle.NoShow})
		require.Nil(t, busy.Kept, "nothing promised ends in July so far")
		_, err = g.desk.Suppliers(context.Background(), g.Province, "2026-Q3")
		require.Equal(t, models.KindForbidden, models.KindOf(err))
	})
}
