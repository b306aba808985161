package entitlement_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhulian/entitlement"
	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
)

// benchLists is how many households a county makes lists for in one run.
const benchLists = 8_000

// received gives every household of the county six benefits of the third quarter and a suggestion.
func (w *world) received() {
	w.t.Helper()
	now := w.Store.Now()
	for after := ""; ; {
		homes, err := w.Store.HouseholdsAfter(ctx, testdb.CountyCode, after, 500)
		require.NoError(w.t, err)
		if len(homes) == 0 {
			return
		}
		after = homes[len(homes)-1].ID
		var benefits []models.Benefit
		var suggestions []models.Suggestion
		for _, h := range homes {
			for i, name := range []string{"最低生活保障金", "电费减免", "慰问大米", "医疗救助", "高龄津贴", "残疾人生活补贴"} {
				benefits = append(benefits, models.Benefit{CountyCode: h.CountyCode, ID: w.ID(), HouseholdID: h.ID, RegionCode: h.RegionCode, Kind: models.BenefitKinds()[i], Name: name,
					ProviderKind: "dept", Provider: "民政局", AmountFen: new(int64(i+1) * 10_000), GrantedOn: models.Date("2026-07-10").AddDays(i * 10), Visibility: "shown",
					CreatedAt: now, UpdatedAt: now, Version: 1})
			}
			suggestions = append(suggestions, models.Suggestion{CountyCode: h.CountyCode, ID: w.ID(), RunID: w.ID(), HouseholdID: h.ID, RegionCode: h.RegionCode, RuleCode: "R20",
				RuleVersion: 1, Kind: models.SuggestPolicy, Title: "核对高龄津贴", Basis: "绍兴市居家养老服务条例 第十五条", Strength: models.StrengthLikely, Facts: map[string]string{"aged80_n": "1"},
				Status: models.SuggestionNew, IssuedAt: now, ExpiresOn: "2026-12-31", CreatedAt: now, UpdatedAt: now, Version: 1})
		}
		require.NoError(w.t, w.Store.InTx(ctx, func(s *store.Store) error {
			if err := s.InsertAll(ctx, benefits); err != nil {
				return err
			}
			return s.InsertAll(ctx, suggestions)
		}))
	}
}

// BenchmarkListRun makes the lists of a county of 8,000 households for a quarter. The server is killed when half of them are made, and the run
// goes on where it stood; s/run is both halves together, to reach: under 60.
func BenchmarkListRun(b *testing.B) {
	for _, dialect := range testdb.Dialects(b) {
		b.Run(dialect, func(b *testing.B) {
			w := newWorld(b, testdb.Open(b, testdb.Address(b, dialect)))
			w.owed(benchLists)
			w.received()
			w.at("2026-10-02")
			for b.Loop() {
				b.StopTimer()
				run := &models.ListRun{CountyCode: testdb.CountyCode, ID: w.ID(), PeriodKind: models.PeriodOfQuarter, PeriodFrom: "2026-07-01", PeriodTo: "2026-09-30",
					Status: models.ListRunRunning, Total: benchLists, CreatedAt: w.Store.Now(), UpdatedAt: w.Store.Now(), Version: 1}
				require.NoError(b, w.Store.InTx(ctx, func(s *store.Store) error { return s.InsertListRun(ctx, run) }))
				b.StartTimer()
				began, told := time.Now(), 0 //nolint:forbidigo // a benchmark asks the real clock
				at := store.Key{County: run.CountyCode, ID: run.ID}
				dying, kill := context.WithCancel(ctx)
				err := entitlement.WorkOn(dying, w.desk, at, func(_ string, done, _ int) {
					if told++; done >= benchLists/2 {
						kill()
					}
				})
				require.ErrorIs(b, err, context.Canceled)
				require.NoError(b, entitlement.WorkOn(ctx, w.desk, at, func(string, int, int) { told++ }))
				b.ReportMetric(time.Since(began).Seconds(), "s/run") //nolint:forbidigo // likewise
				b.ReportMetric(float64(told), "progress/run")
				done, err := w.Store.ListRun(ctx, at)
				require.NoError(b, err)
				require.Equal(b, []int{benchLists, benchLists}, []int{done.Seen, done.Made})
			}
		})
	}
}
