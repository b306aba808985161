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

func TestTheTrendIsTheReportByMonth(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y := begin(t, s)
		for i := range 6 {
			n := y.Need(y.h)
			switch i {
			case 0, 1, 4:
				y.resolve(t, n, "R4")
			case 2:
				y.end(t, n, "V2")
			}
			y.Clock.Advance(15 * 24 * time.Hour)
		}
		y.Clock.Advance(5 * 24 * time.Hour) // into June
		y.NeedSubmitted(y.h)
		trend, err := y.desk.Trend(context.Background(), y.Staff, 4)
		require.NoError(t, err)
		require.Len(t, trend, 4)
		report := y.report(t, y.Staff, reports.ByMonth)
		for _, g := range report.Groups {
			found := false
			for _, m := range trend {
				if m.Key == g.Key {
					found = true
					require.Equal(t, []int{g.Numerator, g.Denominator}, []int{m.Numerator, m.Denominator}, g.Key)
				}
			}
			require.True(t, found, g.Key)
		}
		now := trend[len(trend)-1]
		require.Equal(t, string(y.Today()[:7]), now.Key)
		require.Zero(t, now.Denominator)
		require.Nil(t, now.Rate, "a month of nothing has no rate")
		other, err := y.desk.Trend(context.Background(), y.OtherClerk, 4)
		require.NoError(t, err)
		for _, m := range other {
			require.Zero(t, m.Denominator)
		}
		_, err = y.desk.Trend(context.Background(), y.Province, 4)
		require.Equal(t, models.KindForbidden, models.KindOf(err))
		_, err = y.desk.Trend(context.Background(), y.Aide, 4)
		require.Equal(t, models.KindForbidden, models.KindOf(err))
	})
}
