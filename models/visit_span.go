package models

import "strconv"

// VisitSpan is the stretch of time in which a household is visited once.
type VisitSpan string

// The spans of plans (domain report §8.2): the ISO week, the calendar month, the quarter, the half year.
const (
	SpanWeek     VisitSpan = "week"
	SpanMonth    VisitSpan = "month"
	SpanQuarter  VisitSpan = "quarter"
	SpanHalfYear VisitSpan = "half_year"
)

// VisitSpans lists the spans, the shortest first.
func VisitSpans() []VisitSpan { return []VisitSpan{SpanWeek, SpanMonth, SpanQuarter, SpanHalfYear} }

// The shortest that each span lasts, in days.
const (
	weekDays    = 7
	monthDays   = 28
	quarterDays = 90
	halfDays    = 181
)

// SpanWithin is the span that a limit in days stands for: a county that asks for a visit every ten days gets one every week, one that asks
// for thirty gets one every month.
func SpanWithin(days int) VisitSpan {
	switch {
	case days < monthDays:
		return SpanWeek
	case days < quarterDays:
		return SpanMonth
	case days < halfDays:
		return SpanQuarter
	}
	return SpanHalfYear
}

func (s VisitSpan) months() int {
	return map[VisitSpan]int{SpanMonth: 1, SpanQuarter: 3, SpanHalfYear: 6}[s]
}

// Around is the first and the last day of the span in which a day lies.
func (s VisitSpan) Around(day Date) (from, to Date) {
	n := s.months()
	if n == 0 {
		from = day.Week()
		return from, from.AddDays(weekDays - 1)
	}
	from = day.Month().AddMonths(-(s.monthOf(day) % n))
	return from, from.AddMonths(n).AddDays(-1)
}

// monthOf counts the months since the year 0.
func (VisitSpan) monthOf(day Date) int {
	year, _ := strconv.Atoi(string(day[:4]))
	month, _ := strconv.Atoi(string(day[5:7]))
	return 12*year + month - 1
}

// turn counts the spans since a fixed one, so that every other one is the same for everybody, however often the plan is made.
func (s VisitSpan) turn(from Date) int {
	if n := s.months(); n > 0 {
		return s.monthOf(from) / n
	}
	const firstMonday, secondsOfWeek = 4 * 86400, weekDays * 86400 // 1970-01-05
	return int((from.Time().Unix() - firstMonday) / secondsOfWeek)
}

// PlannedWindow is one span in which a household is to be visited once, and how: home, or any.
type PlannedWindow struct {
	From, To Date
	Mode     string
}

// The modes of a window.
const (
	WindowHome = "home"
	WindowAny  = "any"
)

// Windows are the spans that begin between two days, both included. Of homeEvery of them in a row one asks for a visit at home, 1 being
// every one.
func (s VisitSpan) Windows(homeEvery int, first, last Date) []PlannedWindow {
	var out []PlannedWindow
	from, to := s.Around(first)
	if from < first {
		from, to = s.Around(to.AddDays(1))
	}
	for ; from <= last; from, to = s.Around(to.AddDays(1)) {
		mode := WindowAny
		if homeEvery <= 1 || s.turn(from)%homeEvery == 0 {
			mode = WindowHome
		}
		out = append(out, PlannedWindow{from, to, mode})
	}
	return out
}
