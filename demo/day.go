package demo

import (
	"time"

	"zhulian/clock"
	"zhulian/models"
)

// office moves an instant to the next moment at which an office is open, keeping minutes so that no two offices act at once.
func office(c models.Calendar, t time.Time) time.Time {
	local := t.In(clock.Shanghai)
	for !c.Working(models.DateOf(local)) || local.Hour() >= 17 {
		next := local.AddDate(0, 0, 1)
		local = time.Date(next.Year(), next.Month(), next.Day(), 8, 30+local.Minute()/2, local.Second(), 0, clock.Shanghai)
	}
	if local.Hour() < 9 {
		local = time.Date(local.Year(), local.Month(), local.Day(), 8, 30+local.Minute()/2, local.Second(), 0, clock.Shanghai)
	}
	return local.UTC()
}

// daytime moves an instant out of the night: suppliers and aides work at weekends too, but not at three in the morning.
func daytime(t time.Time) time.Time {
	local := t.In(clock.Shanghai)
	if h := local.Hour(); h >= 8 && h < 20 {
		return t
	}
	if local.Hour() >= 20 {
		local = local.AddDate(0, 0, 1)
	}
	return time.Date(local.Year(), local.Month(), local.Day(), 8, local.Minute(), local.Second(), 0, clock.Shanghai).UTC()
}

// earlier moves an instant back out of the night, for what must lie before now.
func earlier(t time.Time) time.Time {
	local := t.In(clock.Shanghai)
	switch h := local.Hour(); {
	case h >= 20:
		return time.Date(local.Year(), local.Month(), local.Day(), 17, local.Minute(), local.Second(), 0, clock.Shanghai).UTC()
	case h < 8:
		local = local.AddDate(0, 0, -1)
		return time.Date(local.Year(), local.Month(), local.Day(), 16, local.Minute(), local.Second(), 0, clock.Shanghai).UTC()
	}
	return t
}

// at answers an instant of a day between two hours of the clock in China.
func (d dice) at(day models.Date, fromHour, toHour int) time.Time {
	return day.Start().Add(time.Duration(fromHour)*time.Hour + d.span(0, time.Duration(toHour-fromHour)*time.Hour))
}
