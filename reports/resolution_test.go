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

func TestMain(m *testing.M) { testdb.Main(m) }

// year is a county's first needs, ended in every way, worked by hand in the tests.
type year struct {
	*testdb.Tale
	desk *reports.Desk
	h    *models.Household
	far  *models.Household // in the other town
}

func begin(t *testing.T, s *store.Store) *year {
	y := &year{Tale: testdb.Story(t, s), desk: &reports.Desk{Store: s}}
	y.h = y.Household()
	y.far = y.Household(func(d *models.HouseholdDraft) { d.RegionCode = testdb.OtherVillage })
	return y
}

func (y *year) resolve(t *testing.T, n *models.Need, code string) {
	t.Helper()
	_, err := y.Desk.ResolveNeed(context.Background(), y.Staff, n.ID, models.Closing{ResolutionCode: code, Reason: "家属解决"})
	require.NoError(t, err)
}

func (y *year) end(t *testing.T, n *models.Need, code string) {
	t.Helper()
	verb := y.Desk.CancelNeed
	if code[0] == 'U' {
		verb = y.Desk.CloseUnmet
	}
	_, err := verb(context.Background(), y.Staff, n.ID, models.Closing{ResolutionCode: code})
	require.NoError(t, err)
}

func (y *year) report(t *testing.T, by models.Actor, group reports.Grouping) *reports.Resolution {
	t.Helper()
	to := models.Date("")
	if by.Role == models.RoleProvince {
		to = "2026-03-31"
	}
	r, err := y.desk.Resolution(context.Background(), by, "2026-01-01", to, group)
	require.NoError(t, err)
	return r
}

func TestAReportOfNothingHasNoRate(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		r := begin(t, s).report(t, testdb.Story(t, s).Staff, reports.ByTown)
		require.Zero(t, r.Total.Denominator)
		require.Nil(t, r.Total.Rate)
		require.Nil(t, r.Total.MedianDays)
		require.Empty(t, r.Groups)
	})
}

// Five valid needs, two of them resolved: after 2 and after 4 working days. Unmet, open and reopened needs stay below the line; the
// void one and the withdrawn one are left out by code; the draft and the submitted one are not in the cohort yet.
func TestResolutionCountsTheCohortByHand(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y := begin(t, s)
		fast, slow, unmet, void, withdrawn := y.Need(y.h), y.Need(y.far), y.Need(y.h), y.Need(y.h), y.Need(y.h)
		reopened := y.Need(y.h)
		y.Need(y.far)
		y.NeedSubmitted(y.h)
		y.NeedSubmitted(y.h, func(d *models.NeedDraft) { d.Draft = true })
		y.Clock.Advance(48 * time.Hour) // Wednesday
		y.resolve(t, fast, "R4")
		y.resolve(t, reopened, "R4")
		y.Clock.Advance(48 * time.Hour) // Friday
		y.resolve(t, slow, "R3")
		y.end(t, unmet, "U1")
		y.end(t, void, "V2")
		y.end(t, withdrawn, "V5")
		_, err := y.Desk.ReopenNeed(context.Background(), y.Staff, reopened.ID, "又缺了", testdb.Units(1))
		require.NoError(t, err)

		r := y.report(t, y.Staff, reports.ByTown)
		require.Equal(t, 2, r.Total.Numerator)
		require.Equal(t, 5, r.Total.Denominator)
		require.InDelta(t, 0.4, *r.Total.Rate, 1e-9)
		require.Equal(t, map[string]int{"V2": 1, "V5": 1}, r.Total.Exclusions)
		require.InDelta(t, 3, *r.Total.MedianDays, 1e-9)
		require.InDelta(t, 4, *r.Total.P90Days, 1e-9)
		require.Equal(t, 1, r.Unsubmitted)
		require.Equal(t, s.Now(), r.AsOf)
		require.Len(t, r.Groups, 2)
		require.Equal(t, "清河镇", r.Groups[0].Label)
		require.Equal(t, []int{1, 3}, []int{r.Groups[0].Numerator, r.Groups[0].Denominator})
		require.Equal(t, []int{1, 2}, []int{r.Groups[1].Numerator, r.Groups[1].Denominator})

		clerk := y.report(t, y.OtherClerk, reports.ByCategory)
		require.Equal(t, 2, clerk.Total.Denominator, "a town's clerk sees the town")
		require.Equal(t, "米面粮油", clerk.Groups[0].Label)
	})
}

func TestEveryGroupingSumsToTheTotal(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y := begin(t, s)
		for i := range 6 {
			n := y.Need([]*models.Household{y.h, y.far}[i%2], func(d *models.NeedDraft) { d.Category = []string{"A01", "A02", "B04"}[i%3] })
			if i < 4 {
				y.resolve(t, n, "R4")
			}
			y.Clock.Advance(15 * 24 * time.Hour)
		}
		for _, g := range []reports.Grouping{reports.ByTown, reports.ByCategory, reports.ByMonth, reports.ByAide, reports.BySupplier} {
			r := y.report(t, y.Staff, g)
			numerator, denominator := 0, 0
			for _, x := range r.Groups {
				numerator, denominator = numerator+x.Numerator, denominator+x.Denominator
			}
			require.Equal(t, []int{4, 6}, []int{numerator, denominator}, g)
		}
	})
}

func TestANeedOfTwoSuppliersCountsForEach(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y := begin(t, s)
		n := y.Need(y.h)
		for range 2 {
			g := y.Supplier()
			o := g.Offer()
			m := g.Promise(n, o, 5)
			y.Confirm(g.Deliver(m, 5))
		}
		y.resolve(t, n, "R1")
		r := y.report(t, y.Staff, reports.BySupplier)
		require.Equal(t, 1, r.Total.Denominator)
		require.Len(t, r.Groups, 2)
		for _, g := range r.Groups {
			require.Equal(t, []int{1, 1}, []int{g.Numerator, g.Denominator})
			require.Contains(t, g.Label, "春风助老")
		}
	})
}

func TestTheProvinceSeesCountsThatPointAtNobody(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y := begin(t, s)
		for i := range 12 {
			n := y.Need(y.h)
			if i < 6 {
				y.resolve(t, n, "R4")
			}
		}
		y.Need(y.far) // a town of one need would point at its household
		r := y.report(t, y.Province, reports.ByTown)
		require.Equal(t, 13, r.Total.Denominator)
		require.Empty(t, r.Groups, "with one town suppressed, the other would give it away")
		require.Equal(t, 2, r.Suppressed)
		require.Zero(t, r.Unsubmitted)
		require.Empty(t, r.Total.Exclusions)
		_, err := y.desk.Resolution(context.Background(), y.Province, "", "", reports.BySupplier)
		require.Equal(t, models.KindForbidden, models.KindOf(err))
		for _, days := range [][2]models.Date{{"2026-01-01", "2026-02-28"}, {"2026-02-01", "2026-04-30"}, {"2026-01-01", "2026-12-31"}, {"2026-01-01", ""}} {
			_, err := y.desk.Resolution(context.Background(), y.Province, days[0], days[1], reports.ByTown)
			refusedQuarter(t, err) // it would be taken from a quarter
		}
	})
}

func TestAReportRefusesWhatMakesNoSense(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y := begin(t, s)
		for name, ask := range map[string]struct {
			by       models.Actor
			from, to models.Date
			group    reports.Grouping
			kind     models.Kind
		}{
			"end before start": {y.Staff, "2026-02-01", "2026-01-01", "", models.KindInvalid},
			"forty years":      {y.Staff, "1986-01-01", "2026-01-01", "", models.KindInvalid},
			"unknown grouping": {y.Staff, "2026-01-01", "", "moon", models.KindInvalid},
			"an aide":          {y.Aide, "2026-01-01", "", "", models.KindForbidden},
			"nobody":           {models.Actor{}, "2026-01-01", "", "", models.KindUnauthenticated},
		} {
			_, err := y.desk.Resolution(context.Background(), ask.by, ask.from, ask.to, ask.group)
			require.Equal(t, ask.kind, models.KindOf(err), name)
		}
	})
}
