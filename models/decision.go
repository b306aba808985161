package models

import "time"

// DecisionStatus is where a setting stands that one person proposes and another adopts.
type DecisionStatus string

// The statuses of a proposed setting. An adopted one stays adopted for ever: a later one comes in its place by its dates.
const (
	DecisionProposed  DecisionStatus = "proposed"
	DecisionAdopted   DecisionStatus = "adopted"
	DecisionWithdrawn DecisionStatus = "withdrawn"
)

// Decision is who proposed a setting, who adopted it, and when. CreatedBy is empty where the house itself proposed, out of a list.
type Decision struct {
	Status       DecisionStatus
	StatusReason string
	CreatedBy    string
	AdoptedBy    string
	AdoptedAt    *time.Time
	CreatedAt    time.Time
	UpdatedAt    time.Time
	Version      int
}

// Term is the days on which a setting holds, both included; without an end it holds until another begins.
type Term struct {
	EffectiveFrom Date
	EffectiveTo   Date
}

// Holds tells whether a day lies in the term.
func (t Term) Holds(day Date) bool {
	return t.EffectiveFrom <= day && (t.EffectiveTo == "" || day <= t.EffectiveTo)
}

// StandardSteps and SLASteps are the steps of the settings that two people decide.
var (
	StandardSteps = decisionSteps("standard")
	SLASteps      = decisionSteps("sla")
)

func decisionSteps(noun string) Steps[DecisionStatus] {
	return Steps[DecisionStatus]{Noun: noun, Table: []Step[DecisionStatus]{
		{"propose", []DecisionStatus{""}, DecisionProposed},
		{"adopt", []DecisionStatus{DecisionProposed}, DecisionAdopted},
		{"withdraw", []DecisionStatus{DecisionProposed}, DecisionWithdrawn},
	}}
}

// laterDecision tells whether an adopted setting goes before another that holds on the same day: the later beginning, then the later adoption.
func laterDecision(aTerm, bTerm Term, a, b Decision) bool {
	if aTerm.EffectiveFrom != bTerm.EffectiveFrom {
		return aTerm.EffectiveFrom > bTerm.EffectiveFrom
	}
	return a.AdoptedAt != nil && (b.AdoptedAt == nil || a.AdoptedAt.After(*b.AdoptedAt))
}

// KnownAt tells whether the setting had been adopted by an instant; the zero time means now.
func (d Decision) KnownAt(known time.Time) bool {
	return d.Status == DecisionAdopted && (known.IsZero() || d.AdoptedAt != nil && !d.AdoptedAt.After(known))
}
