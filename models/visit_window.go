package models

import (
	"slices"
	"time"
)

// VisitWindowStatus is where one planned visit stands (domain report §6, visit task).
type VisitWindowStatus string

// The statuses of a visit window.
const (
	WindowPlanned    VisitWindowStatus = "planned"
	WindowDue        VisitWindowStatus = "due"
	WindowInProgress VisitWindowStatus = "in_progress"
	WindowDone       VisitWindowStatus = "done"    // one valid visit lies inside it
	WindowInvalid    VisitWindowStatus = "invalid" // what was done there does not count; another visit may mend it
	WindowMissed     VisitWindowStatus = "missed"
	WindowExempt     VisitWindowStatus = "exempt" // out of the rates, with a code and a clerk's approval
)

// windowsOpen are the statuses of a window that may still be visited in its time.
var windowsOpen = []VisitWindowStatus{WindowPlanned, WindowDue, WindowInProgress}

// VisitWindowsOpen lists the statuses of a window that may still be visited in its time.
func VisitWindowsOpen() []VisitWindowStatus { return slices.Clone(windowsOpen) }

// VisitWindowSteps are the steps of a visit window.
var VisitWindowSteps = Steps[VisitWindowStatus]{Noun: "visit_window", Table: []Step[VisitWindowStatus]{
	{"plan", []VisitWindowStatus{""}, WindowPlanned},
	{"fall_due", []VisitWindowStatus{WindowPlanned}, WindowDue},
	{"begin", []VisitWindowStatus{WindowPlanned, WindowDue, WindowInvalid}, WindowInProgress},
	// A visit inside a window may be written down after its end: a phone had no signal.
	{"complete", []VisitWindowStatus{WindowPlanned, WindowDue, WindowInProgress, WindowInvalid, WindowMissed}, WindowDone},
	{"fail", windowsOpen, WindowInvalid},
	{"miss", windowsOpen, WindowMissed},
	{"exempt", []VisitWindowStatus{WindowPlanned, WindowDue, WindowInProgress, WindowInvalid, WindowMissed}, WindowExempt},
}}

// ExemptCode says why a window is out of the rates. Refusal and "not found" are no reasons: they stay in (domain report §14, K1).
type ExemptCode string

// The reasons for which a window leaves the rates.
const (
	ExemptDied        ExemptCode = "died"
	ExemptLeft        ExemptCode = "left"
	ExemptInstitution ExemptCode = "institution" // the whole window in hospital, an institution or prison, documented
	ExemptNotActive   ExemptCode = "not_active"  // not on the list for the whole of the window
)

// ExemptCodes lists the reasons for which a window leaves the rates.
func ExemptCodes() []ExemptCode {
	return []ExemptCode{ExemptDied, ExemptLeft, ExemptInstitution, ExemptNotActive}
}

// VisitKind says what a visit is for.
type VisitKind string

// The kinds of visits (domain report §4.6).
const (
	VisitRoutine     VisitKind = "routine"
	VisitAlert       VisitKind = "alert"
	VisitApplication VisitKind = "application"
	VisitFollowUp    VisitKind = "follow_up"
	VisitFestival    VisitKind = "festival"
	VisitDisaster    VisitKind = "disaster"
)

// VisitKinds lists the kinds of visits.
func VisitKinds() []VisitKind {
	return []VisitKind{VisitRoutine, VisitAlert, VisitApplication, VisitFollowUp, VisitFestival, VisitDisaster}
}

// VisitWindow is a span of days in which a household is to be visited once, as its plan says (domain report §8.2). ExemptReason, what
// documents an exemption, is sealed at rest.
type VisitWindow struct {
	CountyCode   string `gorm:"primaryKey"`
	ID           string `gorm:"primaryKey"`
	HouseholdID  string
	RegionCode   string
	AideID       *string
	PlanID       *string
	AlertID      *string
	Kind         VisitKind
	Mode         string // home, or any
	StartsOn     Date
	EndsOn       Date
	Status       VisitWindowStatus
	ValidVisitID *string
	ExemptCode   ExemptCode
	ExemptReason string `gorm:"-"`
	ExemptSealed []byte
	ExemptBy     *string    // the clerk who approved it
	AskCode      ExemptCode // why an aide asks for an exemption; the reason asked for stands in ExemptReason
	AskBy        *string
	AskedAt      *time.Time
	CreatedAt    time.Time
	UpdatedAt    time.Time
	Version      int
}

// TableName implements gorm's Tabler.
func (VisitWindow) TableName() string { return "visit_window" }

// Open tells whether a visit may still satisfy the window.
func (s VisitWindowStatus) Open() bool {
	return VisitWindowSteps.Allows("complete", s) && s != WindowMissed
}

// Answerable tells whether a visit of a day satisfies the window, if it counts: the window is open and the day lies inside it. One that
// was missed takes a visit that was written down late, up to VisitLateDays after its end.
func (w VisitWindow) Answerable(day, today Date) bool {
	inside := w.StartsOn <= day && day <= w.EndsOn
	return inside && (w.Status.Open() || w.Status == WindowMissed && today <= w.EndsOn.AddDays(VisitLateDays))
}

// ExemptDraft asks for an exemption, or grants one.
type ExemptDraft struct {
	Code   ExemptCode `json:"code" validate:"required,oneof=died left institution not_active"`
	Reason string     `json:"reason" validate:"filled,text=300"`
}

// VisitNotes are the events of a visit, which has no steps: it is recorded, pictures come to it, and the town is told of who is never met.
func VisitNotes() []string { return []string{"record", "attach", "absent_twice"} }

// WindowNotes are the events of a window beside its steps: an exemption is asked for, or refused, the alert that it was planned for
// is no more, and a village's visits go to another aide.
func WindowNotes() []string { return []string{"ask_exempt", "refuse_exempt", "call_off", "hand_over"} }
