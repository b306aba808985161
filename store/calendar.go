package store

import (
	"context"
	"slices"
	"strings"

	"zhulian/models"
)

// SpecialDays reads the days of a county that differ from the plain week, between two days inclusive, in order: those that every county
// shares, and over them the county's own.
func (s *Store) SpecialDays(ctx context.Context, county string, from, to models.Date) ([]models.SpecialDay, error) {
	var shared []struct {
		Day     models.Date
		Working bool
		Name    string
	}
	err := s.read.WithContext(ctx).Table("calendar_day").Where("day >= ? AND day <= ?", from, to).Find(&shared).Error
	if err != nil {
		return nil, translate(err)
	}
	days := map[models.Date]models.SpecialDay{}
	for _, r := range shared {
		kind := models.DayHoliday
		if r.Working {
			kind = models.DayWorking
		}
		days[r.Day] = models.SpecialDay{Day: r.Day, Kind: kind, Name: r.Name}
	}
	own, err := s.CalendarEntries(ctx, county, from, to)
	if err != nil {
		return nil, err
	}
	for _, e := range own { // the newest of a day comes last
		days[e.Day] = models.SpecialDay{Day: e.Day, Kind: e.Kind, Name: e.Name, Own: true}
		if e.Kind == models.DayPlain {
			delete(days, e.Day)
		}
	}
	out := make([]models.SpecialDay, 0, len(days))
	for _, d := range days {
		out = append(out, d)
	}
	slices.SortFunc(out, func(a, b models.SpecialDay) int { return strings.Compare(string(a.Day), string(b.Day)) })
	return out, nil
}

// Calendar is SpecialDays for counting working days.
func (s *Store) Calendar(ctx context.Context, county string, from, to models.Date) (models.Calendar, error) {
	days, err := s.SpecialDays(ctx, county, from, to)
	out := models.Calendar{}
	for _, d := range days {
		out[d.Day] = d.Kind == models.DayWorking
	}
	return out, err
}

// CalendarEntries reads what a county ever made of the days between two days inclusive, oldest first.
func (s *Store) CalendarEntries(ctx context.Context, county string, from, to models.Date) ([]models.CalendarEntry, error) {
	var out []models.CalendarEntry
	err := s.read.WithContext(ctx).Where("county_code = ? AND day >= ? AND day <= ?", county, from, to).Order("id").Find(&out).Error
	return out, translate(err)
}

// InsertCalendarEntries adds changes of a county's calendar.
func (s *Store) InsertCalendarEntries(ctx context.Context, rows []models.CalendarEntry) error {
	if len(rows) == 0 {
		return nil
	}
	return translate(s.db.WithContext(ctx).CreateInBatches(rows, bulkRows).Error)
}
