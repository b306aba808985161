package settings

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"zhulian/models"
	"zhulian/store"
)

// Month is the working days of a month, as the calendar is and as it would be.
type Month struct {
	Month         models.Date // its first day
	Before, After int
}

// Year is a county's calendar of one year: the days that differ from the plain week, and the working days of every month.
type Year struct {
	Year   int
	Days   []models.SpecialDay
	Months []Month // Before and After alike
}

func bounds(year int) (from, to models.Date) {
	return models.Date(fmt.Sprintf("%04d-01-01", year)), models.Date(fmt.Sprintf("%04d-12-31", year))
}

// Year shows the calendar of a year; 0 is this year. Errors: Invalid.
func (d *Desk) Year(ctx context.Context, by models.Actor, year int) (*Year, error) {
	if _, err := models.Authorise(by, models.SettingView); err != nil {
		return nil, err
	}
	if year, ok := d.yearOr(year); ok {
		return d.year(ctx, by.CountyCode, year)
	}
	return nil, models.InvalidField("year", "year")
}

func (d *Desk) yearOr(year int) (int, bool) {
	if year == 0 {
		year, _ = strconv.Atoi(string(d.today()[:4]))
	}
	return year, year >= 2000 && year < 2200
}

func (d *Desk) year(ctx context.Context, county string, year int) (*Year, error) {
	from, to := bounds(year)
	days, err := d.Store.SpecialDays(ctx, county, from, to)
	if err != nil {
		return nil, err
	}
	c := calendarOf(days)
	return &Year{Year: year, Days: days, Months: months(year, c, c)}, nil
}

func calendarOf(days []models.SpecialDay) models.Calendar {
	out := models.Calendar{}
	for _, day := range days {
		out[day.Day] = day.Kind == models.DayWorking
	}
	return out
}

func months(year int, before, after models.Calendar) []Month {
	first, _ := bounds(year)
	out := make([]Month, 12)
	for i := range out {
		m := first.AddMonths(i)
		eve, last := m.AddDays(-1), m.AddMonths(1).AddDays(-1)
		out[i] = Month{m, before.Workdays(eve, last), after.Workdays(eve, last)}
	}
	return out
}

// CalendarHistory lists what the county ever made of the days of a year, newest first. Errors: Invalid.
func (d *Desk) CalendarHistory(ctx context.Context, by models.Actor, year int) ([]models.CalendarEntry, error) {
	if _, err := models.Authorise(by, models.SettingView); err != nil {
		return nil, err
	}
	year, ok := d.yearOr(year)
	if !ok {
		return nil, models.InvalidField("year", "year")
	}
	from, to := bounds(year)
	all, err := d.Store.CalendarEntries(ctx, by.CountyCode, from, to)
	slices.Reverse(all)
	return all, err
}

// CalendarPreview is what a change of the calendar would alter: the days that become others, and the working days of every month touched.
// Dates that were given stay as they are; what is counted from now on follows.
type CalendarPreview struct {
	Days   []models.DayDraft
	Months []Month // only those that have another number of working days
}

// PreviewCalendar tells what a change would alter. It changes nothing. Errors: Invalid with every fault.
func (d *Desk) PreviewCalendar(ctx context.Context, by models.Actor, in models.CalendarChange) (*CalendarPreview, error) {
	if _, err := models.Authorise(by, models.SettingEdit); err != nil {
		return nil, err
	}
	days, err := d.changedDays(ctx, d.Store, by.CountyCode, in)
	if err != nil {
		return nil, err
	}
	out := &CalendarPreview{Days: days}
	for _, year := range yearsOf(days) {
		now, err := d.year(ctx, by.CountyCode, year)
		if err != nil {
			return nil, err
		}
		before, after := calendarOf(now.Days), calendarOf(now.Days)
		for _, day := range days {
			if after[day.Day] = day.Kind == models.DayWorking; day.Kind == models.DayPlain {
				delete(after, day.Day)
			}
		}
		for _, m := range months(year, before, after) {
			if m.Before != m.After {
				out.Months = append(out.Months, m)
			}
		}
	}
	return out, nil
}

func yearsOf(days []models.DayDraft) []int {
	var out []int
	for _, day := range days {
		year, _ := strconv.Atoi(string(day.Day[:4]))
		out = append(out, year)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// changedDays checks a change and answers the days that it would make others, in order.
func (d *Desk) changedDays(ctx context.Context, s *store.Store, county string, in models.CalendarChange) ([]models.DayDraft, error) {
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	said, err := daysSaid(in)
	if err != nil {
		return nil, err
	}
	from, to := models.Date("9999-12-31"), models.Date("0000-01-01")
	for day := range said {
		from, to = min(from, day), max(to, day)
	}
	if in.Year != 0 {
		from, to = bounds(in.Year)
	}
	special, err := s.SpecialDays(ctx, county, from, to)
	if err != nil {
		return nil, err
	}
	for _, is := range special {
		will, named := said[is.Day]
		switch {
		case !named && in.Year != 0:
			said[is.Day] = models.DayDraft{Day: is.Day, Kind: models.DayPlain}
		case named && will.Kind == is.Kind && will.Name == is.Name:
			delete(said, is.Day)
		case named && will.Kind == models.DayPlain:
			will.Name = "" // a plain day is nothing by name
			said[is.Day] = will
		}
	}
	known := calendarOf(special)
	var out []models.DayDraft
	for _, day := range said {
		if _, differs := known[day.Day]; differs || day.Kind != models.DayPlain {
			out = append(out, day)
		}
	}
	slices.SortFunc(out, func(a, b models.DayDraft) int { return strings.Compare(string(a.Day), string(b.Day)) })
	return out, nil
}

func daysSaid(in models.CalendarChange) (map[models.Date]models.DayDraft, error) {
	said, faults := map[models.Date]models.DayDraft{}, []models.FieldError{}
	for i, day := range in.Days {
		field := fmt.Sprintf("days[%d].day", i)
		if _, twice := said[day.Day]; twice {
			faults = append(faults, models.FieldError{Field: field, Code: "day_twice"})
		}
		if in.Year != 0 && string(day.Day[:4]) != fmt.Sprintf("%04d", in.Year) {
			faults = append(faults, models.FieldError{Field: field, Code: "day_outside_year", Args: models.Args{"param": in.Year}})
		}
		day.Name = models.CleanText(day.Name)
		said[day.Day] = day
	}
	if len(faults) > 0 {
		return nil, models.Invalid(faults...)
	}
	return said, nil
}

// ChangeCalendar makes days others, or, with a year, lays down the whole of it. It answers the days that became others. Errors: Invalid
// with every fault, Conflict calendar_unchanged.
func (d *Desk) ChangeCalendar(ctx context.Context, by models.Actor, in models.CalendarChange) ([]models.CalendarEntry, error) {
	if _, err := models.Authorise(by, models.SettingEdit); err != nil {
		return nil, err
	}
	var rows []models.CalendarEntry
	err := d.Store.InTx(ctx, func(s *store.Store) error {
		days, err := d.changedDays(ctx, s, by.CountyCode, in)
		if err != nil {
			return err
		}
		if len(days) == 0 {
			return models.Conflict("calendar_unchanged")
		}
		rows = entriesOf(by, days, models.CleanText(in.Reason), s)
		if err := s.InsertCalendarEntries(ctx, rows); err != nil {
			return err
		}
		for _, year := range yearsOf(days) {
			logCalendar(s, by, year, days, models.CleanText(in.Reason))
		}
		return nil
	})
	return rows, err
}

func entriesOf(by models.Actor, days []models.DayDraft, reason string, s *store.Store) []models.CalendarEntry {
	now := s.Now()
	out := make([]models.CalendarEntry, len(days))
	for i, day := range days {
		out[i] = models.CalendarEntry{CountyCode: by.CountyCode, ID: models.NewID(now), Day: day.Day, Kind: day.Kind, Name: day.Name, Reason: reason,
			CreatedBy: by.AccountID, CreatedAt: now}
	}
	return out
}

func logCalendar(s *store.Store, by models.Actor, year int, days []models.DayDraft, reason string) {
	text := strconv.Itoa(year)
	data := map[string]string{"reason": reason}
	for _, day := range days {
		if string(day.Day[:4]) == text {
			data[string(day.Day)] = string(day.Kind)
		}
	}
	log(s, by, subject{"calendar", text, ""}, "change", [2]models.DecisionStatus{}, data)
}
