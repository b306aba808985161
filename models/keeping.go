package models

import "time"

// KeepHow says what becomes of the rows of a table in time.
type KeepHow string

// What becomes of rows: they go when their own time is over; they go with the row that they hang on; they are looked after by another part of
// the house; they stay, because they name nobody in need or because the law says so.
const (
	KeepOwn       KeepHow = "own"
	KeepWith      KeepHow = "with"
	KeepElsewhere KeepHow = "elsewhere"
	KeepAlways    KeepHow = "always"
)

// Keeping is what was decided of one table: how long its rows are kept, and why. Period is the standard that says how long, or Days a fixed
// number of days where no policy is behind it; With names the tables with whose rows these go. Noun tells apart rows of one table that go at
// different times; it is the table where it is "".
type Keeping struct {
	Table  string
	Noun   string
	How    KeepHow
	Period StandardCode
	Days   int
	With   []string
	Why    string
}

// Of is the noun whose rows are meant.
func (k Keeping) Of() string {
	if k.Noun != "" {
		return k.Noun
	}
	return k.Table
}

// Before is the day before which the time of a row must have ended for it to go on a day, by the standards of a county.
func (k Keeping) Before(all Standards, county string, day Date) Date {
	if k.Period == "" {
		return day.AddDays(-k.Days)
	}
	n, _ := all.Value(k.Period, county+"000000", day)
	if kind, _ := StandardByCode(k.Period); kind.Unit == UnitDay {
		return day.AddDays(-int(n))
	}
	return day.MonthsBefore(int(n))
}

// RetentionStatus is where a run that deletes what is over its time stands.
type RetentionStatus string

// The statuses of a run. A failed one left something that was over its time.
const (
	RetentionRunning RetentionStatus = "running"
	RetentionDone    RetentionStatus = "done"
	RetentionFailed  RetentionStatus = "failed"
)

// RetentionSteps are the steps of a run; a failed one is tried again.
var RetentionSteps = Steps[RetentionStatus]{Noun: "retention", Table: []Step[RetentionStatus]{
	{"begin", []RetentionStatus{"", RetentionFailed}, RetentionRunning},
	{"finish", []RetentionStatus{RetentionRunning}, RetentionDone},
	{"fail", []RetentionStatus{RetentionRunning}, RetentionFailed},
}}

// Tally counts rows by their table.
type Tally map[string]int64

// Add counts more rows of a table.
func (t Tally) Add(table string, n int64) {
	if n > 0 {
		t[table] += n
	}
}

// Sum is how many rows were counted.
func (t Tally) Sum() (n int64) {
	for _, v := range t {
		n += v
	}
	return n
}

// RetentionRun is the deletion of one day in one county: what has gone, what is over its time and held back by something else, and what is over
// its time, not held, and still there, which is to be nothing.
type RetentionRun struct {
	CountyCode string `gorm:"primaryKey"`
	RanOn      Date   `gorm:"primaryKey"`
	ID         string
	Status     RetentionStatus
	Gone       Tally `gorm:"serializer:json"`
	Held       Tally `gorm:"serializer:json"`
	Over       Tally `gorm:"serializer:json"`
	OverCount  int64
	Tries      int
	CreatedAt  time.Time
	UpdatedAt  time.Time
	EndedAt    *time.Time
	Version    int
}

// TableName implements gorm's Tabler.
func (RetentionRun) TableName() string { return "retention_run" }
