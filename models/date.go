package models

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"time"
)

// civil is the zone in which days and months of a Chinese county are counted: UTC+8, no summer time.
var civil = time.FixedZone("CST", 8*60*60)

// InChina is a moment as the clocks of China show it.
func InChina(t time.Time) time.Time { return t.In(civil) }

// Date is a civil day in China, written YYYY-MM-DD. The zero Date means "no date".
// It is kept as text of that form in SQLite and as DATE in PostgreSQL, so both compare alike.
type Date string

// DateOf returns the civil day, in China, of an instant.
func DateOf(t time.Time) Date { return Date(t.In(civil).Format(time.DateOnly)) }

// ParseDate reads YYYY-MM-DD between the years 1900 and 2199; ok is false for any other text or for a day that does not exist.
func ParseDate(s string) (Date, bool) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1900 || t.Year() > 2199 {
		return "", false
	}
	return Date(s), true
}

// Start returns the instant at which the day begins in China, in UTC. The zero Date gives the zero time.
func (d Date) Start() time.Time {
	t, err := time.ParseInLocation(time.DateOnly, string(d), civil)
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}

// End returns the instant at which the day ends in China: the start of the next day, in UTC.
func (d Date) End() time.Time { return d.AddDays(1).Start() }

// AddDays returns the day n days later, or earlier when n is negative.
func (d Date) AddDays(n int) Date {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return ""
	}
	return Date(t.AddDate(0, 0, n).Format(time.DateOnly))
}

// Month returns the first day of the day's month.
func (d Date) Month() Date {
	if len(d) < 8 {
		return ""
	}
	return d[:8] + "01"
}

// AddMonths returns the first day of the month n months after the day's month.
func (d Date) AddMonths(n int) Date {
	t, err := time.Parse(time.DateOnly, string(d.Month()))
	if err != nil {
		return ""
	}
	return Date(t.AddDate(0, n, 0).Format(time.DateOnly))
}

// MonthsBefore returns the same day n months earlier, or the last of that month where it has no such day.
func (d Date) MonthsBefore(n int) Date {
	first := d.AddMonths(-n)
	if first == "" {
		return ""
	}
	last := first.AddMonths(1).AddDays(-1)
	return min(last, first[:8]+d[8:])
}

// Week returns the Monday of the day's ISO week.
func (d Date) Week() Date {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return ""
	}
	return d.AddDays(-(int(t.Weekday()) + 6) % 7)
}

// IsZero tells whether there is no date.
func (d Date) IsZero() bool { return d == "" }

// Time returns midnight UTC of the day, for calendars and spreadsheets; the zero Date gives the zero time.
func (d Date) Time() time.Time {
	t, _ := time.Parse(time.DateOnly, string(d))
	return t
}

// Value implements driver.Valuer: NULL for no date.
func (d Date) Value() (driver.Value, error) {
	if d == "" {
		return nil, nil
	}
	return string(d), nil
}

// Scan implements sql.Scanner for a DATE or a text column.
func (d *Date) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*d = ""
	case time.Time:
		*d = Date(v.Format(time.DateOnly))
	case string:
		*d = Date(v[:min(len(v), 10)])
	case []byte:
		*d = Date(v[:min(len(v), 10)])
	default:
		return fmt.Errorf("date: cannot read %T", src)
	}
	return nil
}

// MarshalJSON writes null for no date.
func (d Date) MarshalJSON() ([]byte, error) {
	if d == "" {
		return []byte("null"), nil
	}
	return json.Marshal(string(d))
}
