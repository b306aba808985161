package models_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"zhulian/models"
)

var noon = time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC)

// occurred makes one fulfilment a day, the first on noon's day.
func occurred(statuses ...models.FulfilmentStatus) (out []models.Fulfilment) {
	for i, s := range statuses {
		at := noon.AddDate(0, 0, i)
		f := models.Fulfilment{Status: s, OccurredAt: &at}
		if s == models.FulfilmentPlanned {
			f.OccurredAt, f.PlannedAt = nil, &at
		}
		out = append(out, f)
	}
	return out
}

func TestARecurringServiceIsSteadyAfterFourOrAMonth(t *testing.T) {
	const yes, no, away, plan = models.FulfilmentConfirmed, models.FulfilmentNoShowSup, models.FulfilmentNoShowBen, models.FulfilmentPlanned
	for _, c := range []struct {
		name string
		rows []models.Fulfilment
		days int
		want bool
	}{
		{"nothing", nil, 90, false},
		{"four kept", occurred(yes, yes, yes, yes), 4, true},
		{"three kept so far", occurred(yes, yes, yes), 4, false},
		{"three kept in a month", occurred(yes, yes, yes), 30, true},
		{"three kept, a day short of a month", occurred(yes, yes, yes), 29, false},
		{"one of four missed", occurred(yes, no, yes, yes), 4, false},
		{"later ones do not mend the first four", occurred(yes, no, yes, yes, yes, yes, yes), 8, false},
		{"what the household missed does not count", occurred(yes, away, yes, models.FulfilmentRefused, yes, yes), 8, true},
		{"done but not confirmed", occurred(yes, yes, yes, models.FulfilmentDone), 4, false},
		{"the fourth is still to come", occurred(yes, yes, yes, plan), 2, false},
		{"the fourth was planned and is overdue", occurred(yes, yes, yes, plan), 4, false},
		{"plans for later do not count yet", occurred(yes, yes, yes, yes, plan), 3, true},
	} {
		assert.Equal(t, c.want, models.RecurringMet(c.rows, noon.AddDate(0, 0, c.days)), c.name)
	}
}

func TestUnitsAreSpreadEvenlyOverWindows(t *testing.T) {
	share := func(window models.Date, units int64) models.Share { return models.Share{Window: window, Units: units} }
	for _, c := range []struct {
		period   models.Period
		from, to models.Date
		units    int64
		want     []models.Share
	}{
		{models.PeriodMonth, "2026-01-31", "2026-03-01", 7, []models.Share{share("2026-01-01", 3), share("2026-02-01", 2), share("2026-03-01", 2)}},
		{models.PeriodMonth, "2026-01-31", "2026-03-01", 2, []models.Share{share("2026-01-01", 1), share("2026-02-01", 1)}},
		{models.PeriodWeek, "2026-03-08", "2026-03-09", 3, []models.Share{share("2026-03-02", 2), share("2026-03-09", 1)}},
		{models.PeriodDay, "2026-02-28", "2026-03-01", 4, []models.Share{share("2026-02-28", 2), share("2026-03-01", 2)}},
		{models.PeriodMonth, "2026-05-01", "2026-03-01", 5, []models.Share{share("2026-05-01", 5)}},
		{models.PeriodMonth, "2026-05-01", "2026-09-01", 0, nil},
	} {
		assert.Equal(t, c.want, models.Spread(c.period, c.from, c.to, c.units), "%+v", c)
	}
}

func TestSpreadLosesNoUnit(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		from := models.Date("2026-01-01").AddDays(rapid.IntRange(0, 700).Draw(r, "from"))
		to := from.AddDays(rapid.IntRange(-10, 3000).Draw(r, "run"))
		p := rapid.SampledFrom([]models.Period{models.PeriodDay, models.PeriodWeek, models.PeriodMonth}).Draw(r, "period")
		units := rapid.Int64Range(0, 10_000).Draw(r, "units")
		var sum, least, most int64
		last := models.Date("")
		shares := models.Spread(p, from, to, units)
		for i, s := range shares {
			if s.Window <= last || s.Window != p.WindowOf(s.Window) {
				r.Fatalf("window %s after %s", s.Window, last)
			}
			if i == 0 {
				least, most = s.Units, s.Units
			}
			sum, least, most, last = sum+s.Units, min(least, s.Units), max(most, s.Units), s.Window
		}
		if sum != units || most-least > 1 || len(shares) > 400 {
			r.Fatalf("%d of %d, between %d and %d, in %d windows", sum, units, least, most, len(shares))
		}
	})
}

func TestWindowsOfAPeriod(t *testing.T) {
	for _, c := range []struct {
		p               models.Period
		day, window, on models.Date
	}{
		{models.PeriodDay, "2026-02-28", "2026-02-28", "2026-03-01"},
		{models.PeriodWeek, "2026-03-01", "2026-02-23", "2026-03-02"},
		{models.PeriodWeek, "2026-03-02", "2026-03-02", "2026-03-09"},
		{models.PeriodMonth, "2026-12-31", "2026-12-01", "2027-01-01"},
	} {
		assert.Equal(t, c.window, c.p.WindowOf(c.day))
		assert.Equal(t, c.on, c.p.Next(c.window))
	}
}
