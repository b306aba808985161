package models

import (
	"slices"
	"time"
)

// RoundCause is why every household of some towns is visited once more.
type RoundCause string

// The causes of extra rounds (domain report §8.2).
const (
	RoundFestival RoundCause = "spring_festival"
	RoundTyphoon  RoundCause = "typhoon"
	RoundCold     RoundCause = "cold"
	RoundHeat     RoundCause = "heat"
	RoundOther    RoundCause = "other"
)

// RoundCauses lists the causes of extra rounds.
func RoundCauses() []RoundCause {
	return []RoundCause{RoundFestival, RoundTyphoon, RoundCold, RoundHeat, RoundOther}
}

// VisitKind is what the visits of a round are for.
func (c RoundCause) VisitKind() VisitKind {
	if c == RoundFestival {
		return VisitFestival
	}
	return VisitDisaster
}

// VisitRound is an extra round of visits that somebody ordered for chosen towns between two days.
type VisitRound struct {
	CountyCode string `gorm:"primaryKey"`
	ID         string `gorm:"primaryKey"`
	Cause      RoundCause
	Towns      []string `gorm:"serializer:json"`
	Groups     []string `gorm:"column:plan_groups;serializer:json"` // who is visited; none means everybody
	StartsOn   Date
	EndsOn     Date
	Note       string
	Windows    int // how many visits it asks for
	OrderedBy  string
	CreatedAt  time.Time
}

// TableName implements gorm's Tabler.
func (VisitRound) TableName() string { return "visit_round" }

// RoundDraft orders an extra round of visits.
type RoundDraft struct {
	ID       string     `json:"id" validate:"omitempty,client_id"`
	Cause    RoundCause `json:"cause" validate:"required,oneof=spring_festival typhoon cold heat other"`
	Towns    []string   `json:"towns" validate:"required,min=1,max=60,dive,region"`
	Groups   []string   `json:"groups" validate:"max=4,dive,oneof=high key general stable"`
	StartsOn Date       `json:"starts_on" validate:"required,date"`
	EndsOn   Date       `json:"ends_on" validate:"required,date"`
	Note     string     `json:"note" validate:"omitempty,text=200"`
}

// roundMostDays bounds a round: what takes longer is a plan.
const roundMostDays = 31

// CheckRound finds every fault of a round: those of Check, days that are over or in the wrong order, and too long a time.
func CheckRound(in RoundDraft, today Date) []FieldError {
	faults := FaultsOf(in, today)
	add := func(bad bool, field, code string) {
		if bad {
			faults = append(faults, FieldError{Field: field, Code: code})
		}
	}
	add(in.StartsOn != "" && in.StartsOn < today, "starts_on", "in_past")
	add(in.StartsOn != "" && in.EndsOn != "" && in.EndsOn < in.StartsOn, "ends_on", "before_start")
	add(in.StartsOn != "" && in.EndsOn > in.StartsOn.AddDays(roundMostDays-1), "ends_on", "round_too_long")
	return faults
}

// Takes tells whether a round visits the households of a group.
func (r VisitRound) Takes(g PlanGroup) bool {
	return len(r.Groups) == 0 || slices.Contains(r.Groups, string(g))
}

// VisitEvent is something that has happened to a household after which somebody must look in at once.
type VisitEvent string

// The events after which a household is visited within a day or two (domain report §8.2).
const (
	EventDeath    VisitEvent = "death"
	EventFire     VisitEvent = "fire"
	EventHospital VisitEvent = "hospital"
	EventRedAlert VisitEvent = "red_alert"
	EventOther    VisitEvent = "other"
)

// VisitEvents lists the events, without the red alert, which comes of itself.
func VisitEvents() []VisitEvent {
	return []VisitEvent{EventDeath, EventFire, EventHospital, EventOther}
}

// EventVisitDraft orders a visit after something has happened to a household.
type EventVisitDraft struct {
	Event VisitEvent `json:"event" validate:"required,oneof=death fire hospital other"`
}
