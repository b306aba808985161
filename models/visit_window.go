package models

import "time"

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

// VisitWindowSteps are the steps of a visit window.
var VisitWindowSteps = Steps[VisitWindowStatus]{Noun: "visit_window", Table: []Step[VisitWindowStatus]{
	{"plan", []VisitWindowStatus{""}, WindowPlanned},
	{"fall_due", []VisitWindowStatus{WindowPlanned}, WindowDue},
	{"begin", []VisitWindowStatus{WindowPlanned, WindowDue, WindowInvalid}, WindowInProgress},
	{"complete", []VisitWindowStatus{WindowPlanned, WindowDue, WindowInProgress, WindowInvalid}, WindowDone},
	{"fail", []VisitWindowStatus{WindowPlanned, WindowDue, WindowInProgress}, WindowInvalid},
	{"miss", []VisitWindowStatus{WindowPlanned, WindowDue, WindowInProgress}, WindowMissed},
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
	ExemptBy     *string // the clerk who approved it
	CreatedAt    time.Time
	UpdatedAt    time.Time
	Version      int
}

// TableName implements gorm's Tabler.
func (VisitWindow) TableName() string { return "visit_window" }
