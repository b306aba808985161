package models_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhulian/models"
)

func TestADayIsCountedInChina(t *testing.T) {
	for at, want := range map[string]models.Date{
		"2026-03-01T15:59:59Z": "2026-03-01", "2026-03-01T16:00:00Z": "2026-03-02", "2026-12-31T16:00:00Z": "2027-01-01",
		"2026-03-02T00:30:00+08:00": "2026-03-02", "2026-03-01T23:30:00-08:00": "2026-03-02",
	} {
		instant, err := time.Parse(time.RFC3339, at)
		require.NoError(t, err)
		assert.Equal(t, want, models.DateOf(instant), at)
	}
	day := models.Date("2026-03-01")
	assert.Equal(t, "2026-02-28T16:00:00Z", day.Start().Format(time.RFC3339))
	assert.Equal(t, "2026-03-01T16:00:00Z", day.End().Format(time.RFC3339))
	assert.Equal(t, day, models.DateOf(day.Start()))
	assert.Equal(t, day, models.DateOf(day.End().Add(-time.Nanosecond)))
}

func TestParseDateTakesOnlyDaysThatExist(t *testing.T) {
	for text, want := range map[string]bool{
		"2026-03-01": true, "2024-02-29": true, "1900-01-01": true, "2199-12-31": true, "2025-02-29": false, "2026-3-1": false, "2026-13-01": false,
		"1899-12-31": false, "2200-01-01": false, "": false, "2026-03-01 ": false, "20260301": false, "２０２６-03-01": false,
	} {
		_, ok := models.ParseDate(text)
		assert.Equal(t, want, ok, text)
	}
}

func TestDaysMonthsAndWeeks(t *testing.T) {
	assert.Equal(t, models.Date("2024-02-29"), models.Date("2024-02-28").AddDays(1))
	assert.Equal(t, models.Date("2025-12-31"), models.Date("2026-01-01").AddDays(-1))
	assert.Equal(t, models.Date("2026-02-01"), models.Date("2026-01-31").AddMonths(1))
	assert.Equal(t, models.Date("2025-12-01"), models.Date("2026-01-31").AddMonths(-1))
	assert.Equal(t, models.Date("2026-02-23"), models.Date("2026-03-01").Week(), "a week begins on Monday")
	assert.Equal(t, models.Date("2026-03-02"), models.Date("2026-03-02").Week())
	for _, d := range []models.Date{"", "nonsense"} {
		assert.Empty(t, d.AddDays(1))
		assert.Empty(t, d.Week())
		assert.True(t, d.Start().IsZero())
	}
	assert.True(t, models.Date("").IsZero())
}

func TestDatesGoThroughDatabasesAndJSON(t *testing.T) {
	for _, src := range []any{"2026-03-01", []byte("2026-03-01"), "2026-03-01T00:00:00Z", time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)} {
		var d models.Date
		require.NoError(t, d.Scan(src))
		assert.Equal(t, models.Date("2026-03-01"), d)
	}
	d := models.Date("2026-03-01")
	require.NoError(t, d.Scan(nil))
	assert.Empty(t, d)
	require.Error(t, d.Scan(3.5))
	v, err := models.Date("").Value()
	require.NoError(t, err)
	assert.Nil(t, v)
	raw, err := json.Marshal([]models.Date{"2026-03-01", ""})
	require.NoError(t, err)
	assert.JSONEq(t, `["2026-03-01", null]`, string(raw))
}

func TestWorkdaysFollowTheCalendar(t *testing.T) {
	// National Day 2026 with invented make-up days: a holiday on weekdays, one Saturday worked.
	c := models.Calendar{"2026-10-01": false, "2026-10-02": false, "2026-10-05": false, "2026-10-10": true}
	assert.True(t, c.Working("2026-09-30"))
	assert.False(t, c.Working("2026-10-01"))
	assert.False(t, c.Working("2026-10-04"), "a Sunday")
	assert.True(t, c.Working("2026-10-10"), "a make-up Saturday")
	assert.Equal(t, models.Date("2026-10-06"), c.AddWorkdays("2026-09-30", 1))
	assert.Equal(t, models.Date("2026-10-10"), c.AddWorkdays("2026-09-30", 5))
	assert.Equal(t, models.Date("2026-10-03"), c.AddWorkdays("2026-10-03", 0), "with none to go it is the day itself")
	assert.Equal(t, 5, c.Workdays("2026-09-30", "2026-10-10"))
	assert.Zero(t, c.Workdays("2026-10-10", "2026-10-10"))
	assert.Zero(t, c.Workdays("2026-10-10", "2026-10-01"))
}

func TestCountingWorkdaysUndoesAddingThem(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		c := models.Calendar{}
		start := models.Date("2026-01-01").AddDays(rapid.IntRange(0, 400).Draw(r, "start"))
		for range rapid.IntRange(0, 20).Draw(r, "differing") {
			c[start.AddDays(rapid.IntRange(0, 60).Draw(r, "day"))] = rapid.Bool().Draw(r, "working")
		}
		n := rapid.IntRange(1, 40).Draw(r, "n")
		end := c.AddWorkdays(start, n)
		if !c.Working(end) || c.Workdays(start, end) != n {
			r.Fatalf("%d working days after %s is %s, which is %d", n, start, end, c.Workdays(start, end))
		}
	})
}

func TestMonthsBeforeADayKeepTheDayOrTheEndOfItsMonth(t *testing.T) {
	assert.Equal(t, models.Date("2026-02-28"), models.Date("2026-03-31").MonthsBefore(1))
	assert.Equal(t, models.Date("2024-02-29"), models.Date("2026-02-28").MonthsBefore(24).AddDays(1))
	assert.Equal(t, models.Date("2016-03-02"), models.Date("2026-03-02").MonthsBefore(120))
	assert.Equal(t, models.Date("2026-03-31"), models.Date("2026-03-31").MonthsBefore(0))
	assert.Empty(t, models.Date("").MonthsBefore(1))
}
