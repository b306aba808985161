package models

import "time"

// Calendar names the days that differ from "Monday to Friday are working days": true for a make-up workday, false for a holiday.
type Calendar map[Date]bool

// Working tells whether a day is a working day.
func (c Calendar) Working(d Date) bool {
	if w, ok := c[d]; ok {
		return w
	}
	wd := d.Time().Weekday()
	return wd != time.Saturday && wd != time.Sunday
}

// AddWorkdays returns the n-th working day after a day; the day itself does not count (民法典 201). With n = 0 it is the day itself.
func (c Calendar) AddWorkdays(d Date, n int) Date {
	for n > 0 {
		d = d.AddDays(1)
		if c.Working(d) {
			n--
		}
	}
	return d
}

// Workdays counts the working days after one day up to and including another; 0 when the second is not later.
func (c Calendar) Workdays(from, to Date) int {
	n := 0
	for d := from.AddDays(1); d <= to; d = d.AddDays(1) {
		if c.Working(d) {
			n++
		}
	}
	return n
}
