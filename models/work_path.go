package models

import "time"

// WorkStatus is where somebody's path to work stands.
type WorkStatus string

// The statuses of a path to work.
const (
	WorkSuggested WorkStatus = "suggested"
	WorkEnrolled  WorkStatus = "enrolled"
	WorkTrained   WorkStatus = "trained"
	WorkDropped   WorkStatus = "dropped"
	WorkPlaced    WorkStatus = "placed"
	WorkLost      WorkStatus = "lost"
	WorkClosed    WorkStatus = "closed"
)

var workOpen = []WorkStatus{WorkSuggested, WorkEnrolled, WorkTrained, WorkDropped, WorkPlaced, WorkLost}

// WorkSteps are the steps of a path to work. Whoever lost a job may find another; the path goes on.
var WorkSteps = Steps[WorkStatus]{Noun: "work_path", Table: []Step[WorkStatus]{
	{"suggest", []WorkStatus{""}, WorkSuggested},
	{"enrol", []WorkStatus{"", WorkSuggested}, WorkEnrolled},
	{"complete", []WorkStatus{WorkEnrolled}, WorkTrained},
	{"drop", []WorkStatus{WorkEnrolled}, WorkDropped},
	{"place", []WorkStatus{WorkSuggested, WorkEnrolled, WorkTrained, WorkDropped, WorkLost}, WorkPlaced},
	{"lose", []WorkStatus{WorkPlaced}, WorkLost},
	{"close", workOpen, WorkClosed},
}}

// WorksOpen lists the statuses of a path that goes on.
func WorksOpen() []WorkStatus { return append([]WorkStatus(nil), workOpen...) }

// WorkAge is how old somebody must be to be trained for work or to work (劳动法 15: nobody under sixteen).
const WorkAge = 16

// WorkChecks are the days after the end of a training, or without one after the beginning of a job, on which somebody asks how it stands.
func WorkChecks() []int { return []int{30, 90, 180} }

// WorkResultDay is the check that counts in the report: employed after so many days.
const WorkResultDay = 90

// WorkPath is one thread of a person's: from a suggestion over a need and a place in a training to a job and what it changes. Job and Income are
// sealed at rest.
type WorkPath struct {
	CountyCode   string `gorm:"primaryKey"`
	ID           string `gorm:"primaryKey"`
	HouseholdID  string
	PersonID     string
	RegionCode   string
	SuggestionID *string
	NeedID       *string
	MatchID      *string // the promise under which the person has a place
	OfferID      *string
	SupplierID   string
	JobMatchID   *string // the promise that gave the job, where it came through the marketplace
	Status       WorkStatus
	TrainedOn    Date
	Certificate  bool
	PlacedOn     Date
	Job          Job `gorm:"-"`
	JobSealed    []byte
	Income       IncomeChange `gorm:"-"`
	IncomeSealed []byte
	CheckFrom    Date // from which the checks are counted
	Checked      int  // the last check that was made, in days; 0 for none
	NextCheckOn  Date
	CloseCode    ResolutionCode
	ClosedOn     Date
	CreatedBy    string
	CreatedAt    time.Time
	UpdatedAt    time.Time
	Version      int
}

// TableName implements gorm's Tabler.
func (WorkPath) TableName() string { return "work_path" }

// Job is work that somebody found.
type Job struct {
	Title    string `json:"title,omitempty"`
	Employer string `json:"employer,omitempty"`
	PayFen   *int64 `json:"pay_fen,omitempty"` // a month
}

// IncomeChange is what a household had a month for each head when the path began, and what it has since.
type IncomeChange struct {
	BeforeFen *int64 `json:"before_fen,omitempty"`
	AfterFen  *int64 `json:"after_fen,omitempty"`
	On        Date   `json:"on,omitempty"`
}

// Known tells whether both sides of the change are known.
func (c IncomeChange) Known() bool { return c.BeforeFen != nil && c.AfterFen != nil }

// Fen is by how much the income of a head changed a month; 0 where it is not known.
func (c IncomeChange) Fen() int64 {
	if !c.Known() {
		return 0
	}
	return *c.AfterFen - *c.BeforeFen
}

// Count begins the days after which somebody asks, unless they are counted already: the end of a training goes before the beginning of a job.
func (r *WorkPath) Count(from Date) {
	if r.CheckFrom == "" {
		r.CheckFrom, r.Checked = from, 0
		r.NextCheckOn = r.nextCheck()
	}
}

// DueCheck is the check that may be made on a day: the furthest whose day has come and that comes after the last one made; 0 for none.
func (r *WorkPath) DueCheck(today Date) int {
	due := 0
	for _, days := range WorkChecks() {
		if r.CheckFrom != "" && days > r.Checked && r.CheckFrom.AddDays(days) <= today {
			due = days
		}
	}
	return due
}

// Check notes that a check was made.
func (r *WorkPath) Check(days int) {
	r.Checked = days
	r.NextCheckOn = r.nextCheck()
}

func (r *WorkPath) nextCheck() Date {
	for _, days := range WorkChecks() {
		if days > r.Checked {
			return r.CheckFrom.AddDays(days)
		}
	}
	return ""
}

// Employed is what a check found.
type Employed string

// What a check can find. Unknown is for somebody who was not reached or did not say.
const (
	EmployedYes     Employed = "yes"
	EmployedNo      Employed = "no"
	EmployedUnknown Employed = "unknown"
)

// Employeds lists what a check can find.
func Employeds() []Employed { return []Employed{EmployedYes, EmployedNo, EmployedUnknown} }

// WorkCheck is one answer to how it stands with somebody's work. Pay and note are sealed at rest.
type WorkCheck struct {
	CountyCode string `gorm:"primaryKey"`
	PathID     string `gorm:"primaryKey"`
	Days       int    `gorm:"primaryKey;autoIncrement:false"`
	Employed   Employed
	CheckedOn  Date
	Said       CheckSaid `gorm:"-"`
	SaidSealed []byte
	RecordedBy string
	CreatedAt  time.Time
}

// TableName implements gorm's Tabler.
func (WorkCheck) TableName() string { return "work_check" }

// CheckSaid is what was said in a check.
type CheckSaid struct {
	PayFen *int64 `json:"pay_fen,omitempty"` // a month
	Note   string `json:"note,omitempty"`
}

// WorkClosings lists why a path may end: the aim reached, died, moved away, or not wished any longer.
func WorkClosings() []ResolutionCode {
	return []ResolutionCode{ResolvedFully, VoidDied, VoidMovedAway, VoidWithdrawnByPerson}
}

// WorkDraft opens a path of a person, out of a suggestion or a need where there is one.
type WorkDraft struct {
	ID           string `json:"id" validate:"omitempty,client_id"`
	PersonID     string `json:"person_id" validate:"required,uuid"`
	SuggestionID string `json:"suggestion_id" validate:"omitempty,uuid"`
	NeedID       string `json:"need_id" validate:"omitempty,uuid"`
}

// EnrolDraft gives a person a place that was promised to the household.
type EnrolDraft struct {
	ID       string `json:"id" validate:"omitempty,client_id"`
	PersonID string `json:"person_id" validate:"required,uuid"`
}

// TrainingOutcome is how a training ended for somebody.
type TrainingOutcome struct {
	Completed   bool `json:"completed"`
	Certificate bool `json:"certificate"`
	EndedOn     Date `json:"ended_on" validate:"required,past_date"`
}

// JobDraft is a job that somebody found.
type JobDraft struct {
	Title    string `json:"title" validate:"required,filled,text=60"`
	Employer string `json:"employer" validate:"required,filled,text=80"`
	Since    Date   `json:"since" validate:"required,past_date"`
	PayFen   *int64 `json:"pay_fen" validate:"omitempty,min=0,max=100000000000"`
	MatchID  string `json:"match_id" validate:"omitempty,uuid"`
}

// CheckDraft is what a check found.
type CheckDraft struct {
	Employed Employed `json:"employed" validate:"required,oneof=yes no unknown"`
	PayFen   *int64   `json:"pay_fen" validate:"omitempty,min=0,max=100000000000"`
	Note     string   `json:"note" validate:"omitempty,text=300"`
}

// IncomeDraft is what a household has now, a month for each head.
type IncomeDraft struct {
	MonthlyIncomeFen *int64 `json:"monthly_income_fen" validate:"required,min=0,max=100000000000"`
}

// WorkClosing ends a path.
type WorkClosing struct {
	Code ResolutionCode `json:"code" validate:"required,oneof=R1 V3 V4 V5"`
}
