package models

import (
	"fmt"
	"strconv"
)

// PeriodKind is how long a period of a happiness list is.
type PeriodKind string

// The kinds of periods: the month in which a household was first recognised, the quarter, and the year that is summed up in January.
const (
	PeriodOfMonth   PeriodKind = "month"
	PeriodOfQuarter PeriodKind = "quarter"
	PeriodOfYear    PeriodKind = "year"
)

// ListPeriod is the period of a happiness list, from its first to its last day.
type ListPeriod struct {
	Kind     PeriodKind
	From, To Date
}

// PeriodWith is the period of a kind in which a day lies.
func PeriodWith(kind PeriodKind, day Date) ListPeriod {
	p := ListPeriod{Kind: kind, From: day.Month()}
	switch kind {
	case PeriodOfQuarter:
		month, _ := strconv.Atoi(string(p.From[5:7]))
		p.From = p.From.AddMonths(-((month - 1) % 3))
		p.To = p.From.AddMonths(3).AddDays(-1)
	case PeriodOfYear:
		p.From = p.From[:5] + "01-01"
		p.To = p.From[:5] + "12-31"
	default:
		p.To = p.From.AddMonths(1).AddDays(-1)
	}
	return p
}

// WholeQuarter holds for exactly one quarter of the calendar.
func WholeQuarter(from, to Date) bool {
	q := PeriodWith(PeriodOfQuarter, from)
	return q.From == from && q.To == to
}

// PeriodBefore is the last period of a kind that is over on a day.
func PeriodBefore(kind PeriodKind, day Date) ListPeriod {
	return PeriodWith(kind, PeriodWith(kind, day).From.AddDays(-1))
}

// Code is the period in short: 2026, 2026-Q3 or 2026-08.
func (p ListPeriod) Code() string {
	switch p.Kind {
	case PeriodOfYear:
		return string(p.From[:4])
	case PeriodOfQuarter:
		month, _ := strconv.Atoi(string(p.From[5:7]))
		return fmt.Sprintf("%s-Q%d", p.From[:4], (month+2)/3)
	default:
		return string(p.From[:7])
	}
}

// ParseListPeriod reads a period as Code writes it.
func ParseListPeriod(s string) (ListPeriod, bool) {
	var p ListPeriod
	switch {
	case len(s) == 4:
		p = PeriodWith(PeriodOfYear, Date(s+"-01-01"))
	case len(s) == 7 && s[5] == 'Q' && s[6] >= '1' && s[6] <= '4':
		p = PeriodWith(PeriodOfQuarter, Date(fmt.Sprintf("%s-%02d-01", s[:4], 3*int(s[6]-'0')-2)))
	case len(s) == 7:
		p = PeriodWith(PeriodOfMonth, Date(s+"-01"))
	default:
		return p, false
	}
	_, ok := ParseDate(string(p.From))
	return p, ok && p.Code() == s
}

// Period is the period of a list.
func (l HappinessList) Period() ListPeriod {
	return ListPeriod{l.PeriodKind, l.PeriodFrom, l.PeriodTo}
}

// Period is the period of a run.
func (r ListRun) Period() ListPeriod { return ListPeriod{r.PeriodKind, r.PeriodFrom, r.PeriodTo} }
