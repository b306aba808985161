package models

import (
	"slices"
	"time"
)

// CourseStatus is where one session of a training or workshop stands.
type CourseStatus string

// The statuses of a session.
const (
	CoursePlanned   CourseStatus = "planned"
	CourseHeld      CourseStatus = "held"
	CourseCancelled CourseStatus = "cancelled"
)

// CourseSteps are the steps of a session. It is held once attendance is marked, which may be put right afterwards.
var CourseSteps = Steps[CourseStatus]{Noun: "course_session", Table: []Step[CourseStatus]{
	{"plan", []CourseStatus{""}, CoursePlanned},
	{"hold", []CourseStatus{CoursePlanned, CourseHeld}, CourseHeld},
	{"cancel", []CourseStatus{CoursePlanned}, CourseCancelled},
}}

// CourseSession is one day of an offer that leads to work: everybody who has a place of the offer is expected. It has no places of its own;
// the offer's capacity is the one truth.
type CourseSession struct {
	CountyCode string `gorm:"primaryKey"`
	ID         string `gorm:"primaryKey"`
	OfferID    string
	SupplierID string
	StartsAt   time.Time
	EndsAt     time.Time
	Place      string
	WorkerID   *string // who teaches, of the supplier's own
	Status     CourseStatus
	CreatedBy  string
	CreatedAt  time.Time
	UpdatedAt  time.Time
	Version    int
}

// TableName implements gorm's Tabler.
func (CourseSession) TableName() string { return "course_session" }

// Day is the civil day of the session in China.
func (r CourseSession) Day() Date { return DateOf(r.StartsAt) }

// CourseDraft is what a supplier says of a new session.
type CourseDraft struct {
	ID       string    `json:"id" validate:"omitempty,client_id"`
	StartsAt time.Time `json:"starts_at" validate:"required"`
	EndsAt   time.Time `json:"ends_at" validate:"required"`
	Place    string    `json:"place" validate:"required,filled,text=80"`
	WorkerID string    `json:"worker_id" validate:"omitempty,uuid"`
}

// Attendance says whether somebody came to a session.
type Attendance struct {
	CountyCode string `gorm:"primaryKey"`
	SessionID  string `gorm:"primaryKey"`
	PathID     string `gorm:"primaryKey"`
	Present    bool
	RecordedBy string
	RecordedAt time.Time
}

// TableName implements gorm's Tabler.
func (Attendance) TableName() string { return "attendance" }

// AttendanceDraft names the work paths of those who came; all others of the session were absent.
type AttendanceDraft struct {
	Present []string `json:"present" validate:"max=1000,dive,uuid"`
}

// workHeadings are the headings of the categories that lead to work or to an income of one's own: jobs and livelihood.
var workHeadings = []string{"E", "F"}

// LeadsToWork tells whether a category is one of work: E jobs and income, F livelihood (domain report §5.1).
func LeadsToWork(category string) bool {
	return category != "" && slices.Contains(workHeadings, category[:1])
}
