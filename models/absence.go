package models

import "time"

// AbsenceStatus is where an aide's absence stands.
type AbsenceStatus string

// The statuses of an absence.
const (
	AbsencePlanned   AbsenceStatus = "planned"
	AbsenceRunning   AbsenceStatus = "running" // the substitute has the alerts
	AbsenceEnded     AbsenceStatus = "ended"
	AbsenceCancelled AbsenceStatus = "cancelled"
)

// AbsenceSteps are the steps of an absence.
var AbsenceSteps = Steps[AbsenceStatus]{Noun: "absence", Table: []Step[AbsenceStatus]{
	{"plan", []AbsenceStatus{""}, AbsencePlanned},
	{"begin", []AbsenceStatus{AbsencePlanned}, AbsenceRunning},
	{"end", []AbsenceStatus{AbsenceRunning}, AbsenceEnded},
	{"cancel", []AbsenceStatus{AbsencePlanned}, AbsenceCancelled},
}}

// AbsenceReason says why an aide is away.
type AbsenceReason string

// AbsenceReasons lists why an aide may be away.
func AbsenceReasons() []AbsenceReason {
	return []AbsenceReason{"leave", "sick", "training", "left", "other"}
}

// Absence is a time in which somebody stands in for an aide: from one day to another, both included. The substitute has the aide's open
// alerts and may look into the aide's villages; afterwards both go back.
type Absence struct {
	CountyCode   string `gorm:"primaryKey"`
	ID           string `gorm:"primaryKey"`
	AideID       string
	SubstituteID string
	RegionCode   string // the aide's first region, for scopes
	FromOn       Date
	ToOn         Date
	Reason       AbsenceReason
	Status       AbsenceStatus
	CreatedBy    string
	CreatedAt    time.Time
	UpdatedAt    time.Time
	Version      int
}

// TableName implements gorm's Tabler.
func (Absence) TableName() string { return "aide_absence" }

// On tells whether the absence covers a day.
func (a Absence) On(day Date) bool {
	return (a.Status == AbsencePlanned || a.Status == AbsenceRunning) && a.FromOn <= day && day <= a.ToOn
}

// Overlaps tells whether an absence that is planned or running shares a day with a span.
func (a Absence) Overlaps(from, to Date) bool {
	return (a.Status == AbsencePlanned || a.Status == AbsenceRunning) && a.FromOn <= to && from <= a.ToOn
}

// AbsenceDraft plans an absence.
type AbsenceDraft struct {
	ID           string        `json:"id" validate:"omitempty,client_id"`
	AideID       string        `json:"aide_id" validate:"required,uuid"`
	SubstituteID string        `json:"substitute_id" validate:"required,uuid"`
	FromOn       Date          `json:"from_on" validate:"required,date"`
	ToOn         Date          `json:"to_on" validate:"required,date"`
	Reason       AbsenceReason `json:"reason" validate:"required,oneof=leave sick training left other"`
}
