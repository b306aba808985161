package settings_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/settings"
)

func TestTheCalendarOfAYearIsLaidDownOverTheSharedOne(t *testing.T) {
	each(t, func(t *testing.T, y *testdb.Tale, d *settings.Desk) {
		shared, err := d.Year(ctx, y.Auditor, 2026)
		require.NoError(t, err)
		require.NotEmpty(t, shared.Days)
		assert.Equal(t, 16, shared.Months[1].After, "February 2026: six days of Spring Festival free, two Saturdays worked")
		in := models.CalendarChange{Year: 2026, Reason: "按省里通知", Days: []models.DayDraft{
			{Day: "2026-01-01", Kind: models.DayHoliday, Name: "元旦"}, {Day: "2026-05-08", Kind: models.DayHoliday, Name: "县庆"},
		}}
		p, err := d.PreviewCalendar(ctx, y.Staff, in)
		require.NoError(t, err)
		assert.Contains(t, p.Days, models.DayDraft{Day: "2026-05-08", Kind: models.DayHoliday, Name: "县庆"})
		assert.Contains(t, p.Days, models.DayDraft{Day: "2026-01-02", Kind: models.DayPlain})
		assert.NotContains(t, p.Days, models.DayDraft{Day: "2026-01-01", Kind: models.DayHoliday, Name: "元旦"}, "as it is")
		assert.Equal(t, settings.Month{Month: "2026-02-01", Before: 16, After: 20}, p.Months[0])
		rows, err := d.ChangeCalendar(ctx, y.Staff, in)
		require.NoError(t, err)
		assert.Len(t, rows, len(p.Days))
		after, err := d.Year(ctx, y.Auditor, 2026)
		require.NoError(t, err)
		assert.Len(t, after.Days, 2)
		assert.Equal(t, 20, after.Months[1].After)
		_, err = d.ChangeCalendar(ctx, y.Staff, in)
		assert.Equal(t, "calendar_unchanged", models.CodeOf(err))
		assert.Equal(t, []string{"change"}, y.Steps("calendar", "2026"))
		far, err := d.Year(ctx, y.FarStaff, 2026)
		require.NoError(t, err)
		assert.Equal(t, shared.Days, far.Days, "another county keeps the shared calendar")
		y.Whole()
	})
}

func TestADayGivenBackIsPlainAndItsHistoryStays(t *testing.T) {
	each(t, func(t *testing.T, y *testdb.Tale, d *settings.Desk) {
		change := func(kind models.DayKind, name string) {
			y.Clock.Advance(time.Minute)
			_, err := d.ChangeCalendar(ctx, y.Staff, models.CalendarChange{Reason: "调整", Days: []models.DayDraft{{Day: "2027-03-08", Kind: kind, Name: name}}})
			require.NoError(t, err)
		}
		change(models.DayHoliday, "妇女节半天")
		change(models.DayWorking, "")
		change(models.DayPlain, "")
		y2027, err := d.Year(ctx, y.Staff, 2027)
		require.NoError(t, err)
		assert.Empty(t, y2027.Days)
		history, err := d.CalendarHistory(ctx, y.Auditor, 2027)
		require.NoError(t, err)
		require.Len(t, history, 3)
		assert.Equal(t, []models.DayKind{models.DayPlain, models.DayWorking, models.DayHoliday}, []models.DayKind{history[0].Kind, history[1].Kind, history[2].Kind})
		_, err = d.Year(ctx, y.Staff, 1850)
		assert.Equal(t, models.KindInvalid, models.KindOf(err))
	})
}

func TestABadCalendarNamesEveryFault(t *testing.T) {
	each(t, func(t *testing.T, y *testdb.Tale, d *settings.Desk) {
		_, err := d.ChangeCalendar(ctx, y.Staff, models.CalendarChange{Year: 2027, Reason: "调整", Days: []models.DayDraft{
			{Day: "2027-03-08", Kind: models.DayHoliday}, {Day: "2027-03-08", Kind: models.DayWorking}, {Day: "2026-03-08", Kind: models.DayHoliday},
		}})
		assert.Equal(t, map[string]string{"days[1].day": "day_twice", "days[2].day": "day_outside_year"}, faults(err))
		_, err = d.PreviewCalendar(ctx, y.Staff, models.CalendarChange{Days: []models.DayDraft{{Day: "2027-02-30", Kind: "feast"}}})
		assert.Equal(t, map[string]string{"days[0].day": "date", "days[0].kind": "oneof", "reason": "required"}, faults(err))
	})
}

func faults(err error) map[string]string {
	out := map[string]string{}
	if e, ok := err.(*models.Error); ok { //nolint:errorlint // a verb answers the plain type
		for _, f := range e.Fields {
			out[f.Field] = f.Code
		}
	}
	return out
}
