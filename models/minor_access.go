package models

import (
	"slices"
	"time"
)

// AdultFrom is the age from which a person is no minor (未成年人保护法 2).
const AdultFrom = 18

// MinorAccessMost is for how many days at most what is known of minors may be seen with one approval.
const MinorAccessMost = 90

// MinorAccessStatus is where a request to see what is known of minors stands.
type MinorAccessStatus string

// The statuses of a request. An approved one holds until its day, or until somebody ends it.
const (
	MinorAccessAsked    MinorAccessStatus = "asked"
	MinorAccessApproved MinorAccessStatus = "approved"
	MinorAccessRefused  MinorAccessStatus = "refused"
	MinorAccessEnded    MinorAccessStatus = "ended"
)

// MinorAccessSteps are the steps of a request to see what is known of minors.
var MinorAccessSteps = Steps[MinorAccessStatus]{Noun: "minor_access", Table: []Step[MinorAccessStatus]{
	{"ask", []MinorAccessStatus{""}, MinorAccessAsked},
	{"approve", []MinorAccessStatus{MinorAccessAsked}, MinorAccessApproved},
	{"refuse", []MinorAccessStatus{MinorAccessAsked}, MinorAccessRefused},
	{"end", []MinorAccessStatus{MinorAccessAsked, MinorAccessApproved}, MinorAccessEnded},
}}

// MinorAccess asks to see what is known of the minors of one household, for a purpose and until a day. Another person, who answers for the
// data, approves it (未成年人网络保护条例 36: 经过相关负责人审批，并记录访问情况).
type MinorAccess struct {
	CountyCode   string `gorm:"primaryKey"`
	ID           string `gorm:"primaryKey"`
	HouseholdID  string
	RegionCode   string
	Purpose      string
	EndsOn       Date
	Status       MinorAccessStatus
	StatusReason string
	AskedBy      string
	DecidedBy    *string
	DecidedAt    *time.Time
	CreatedAt    time.Time
	UpdatedAt    time.Time
	Version      int
}

// TableName implements gorm's Tabler.
func (MinorAccess) TableName() string { return "minor_access" }

// Live tells whether the approval holds on a day.
func (r MinorAccess) Live(day Date) bool { return r.Status == MinorAccessApproved && day <= r.EndsOn }

// MayDecide tells whether an actor may decide on the request: never who asked for it.
func (r MinorAccess) MayDecide(by Actor, day Date) bool {
	return ScopeOf(by, MinorDecide) != ScopeNone && by.AccountID != r.AskedBy && r.Status == MinorAccessAsked && day <= r.EndsOn
}

// MayEnd tells whether an actor may end it before its day: who asked, or who may decide.
func (r MinorAccess) MayEnd(by Actor, day Date) bool {
	return MinorAccessSteps.Allows("end", r.Status) && day <= r.EndsOn && (by.AccountID == r.AskedBy || ScopeOf(by, MinorDecide) != ScopeNone)
}

// MinorAccessDraft asks to see what is known of minors.
type MinorAccessDraft struct {
	Purpose string `json:"purpose" validate:"required,filled,text=200" description:"what it is needed for"`
	EndsOn  Date   `json:"ends_on" validate:"required,date" description:"the last day, at most 90 days ahead"`
}

// CheckMinorAccess finds every fault of a request on a day.
func CheckMinorAccess(in MinorAccessDraft, today Date) error {
	faults := FaultsOf(in, today)
	switch {
	case in.EndsOn == "" || slices.ContainsFunc(faults, func(f FieldError) bool { return f.Field == "ends_on" }):
	case in.EndsOn < today:
		faults = append(faults, FieldError{Field: "ends_on", Code: "in_past"})
	case in.EndsOn > today.AddDays(MinorAccessMost):
		faults = append(faults, FieldError{Field: "ends_on", Code: "minor_access_long"})
	}
	if len(faults) > 0 {
		return Invalid(faults...)
	}
	return nil
}

// MinorOn tells whether a person is under eighteen on a day. Of whom no birth date is known it is not told.
func (p Person) MinorOn(day Date) bool {
	age := p.AgeOn(day)
	return age >= 0 && age < AdultFrom
}

// Shielded is a minor as somebody without an approval sees it: that there is one, and how it belongs to the household.
func (p Person) Shielded() Person {
	return Person{CountyCode: p.CountyCode, ID: p.ID, HouseholdID: p.HouseholdID, Name: MaskName(p.Name), Relation: p.Relation, IsHead: p.IsHead, Shield: true,
		CreatedAt: p.CreatedAt, UpdatedAt: p.UpdatedAt, Version: p.Version}
}

// SeesMinors tells whether an actor sees what is known of minors without asking: the aide, to whom the households of a village are entrusted
// and who meets them, and the house itself.
func SeesMinors(by Actor) bool { return by.Role == RoleAide || by.Role == RoleSystem }
