package models

import (
	"slices"
	"time"
)

// PlanGroup is how closely a household is followed (domain report §8.2).
type PlanGroup string

// The groups, the most closely followed first.
const (
	PlanHigh    PlanGroup = "high"
	PlanKey     PlanGroup = "key"
	PlanGeneral PlanGroup = "general"
	PlanStable  PlanGroup = "stable"
)

// PlanGroups lists the groups, the most closely followed first.
func PlanGroups() []PlanGroup { return []PlanGroup{PlanHigh, PlanKey, PlanGeneral, PlanStable} }

// HomeEvery is how many visits in a row have one at home among them.
func (g PlanGroup) HomeEvery() int {
	if g == PlanGeneral {
		return 1
	}
	return 2
}

// VisitPlan says how often a household is visited and why, from a day on: one row for each time that it changed, the one without a last
// day being in force. PlannedTo is how far its windows have been made, CheckedOn the day on which it was last looked at again, and
// CheckedVersion the household's version that was looked at. Reasons tell of health and family and are sealed at rest.
type VisitPlan struct {
	CountyCode     string `gorm:"primaryKey"`
	ID             string `gorm:"primaryKey"`
	HouseholdID    string
	RegionCode     string
	PlanGroup      PlanGroup
	Span           VisitSpan
	HomeEvery      int
	Reasons        []PlanReason `gorm:"-"`
	ReasonsSealed  []byte
	StartsOn       Date
	EndsOn         Date
	PlannedTo      Date
	CheckedOn      Date
	CheckedVersion int
	CreatedAt      time.Time
	UpdatedAt      time.Time
	Version        int
}

// TableName implements gorm's Tabler.
func (VisitPlan) TableName() string { return "visit_plan" }

// PlanReason is why a household is in its group.
type PlanReason string

// planRule puts households that it holds for into a group.
type planRule struct {
	group  PlanGroup
	reason PlanReason
	holds  func(f *planFacts) bool
}

// planRules is the declared table of who is visited how often (domain report §8.2). A household to which several apply goes by the first.
// Elderly people in special hardship are seen every month (民发〔2022〕73号, domain report §8.1).
var planRules = []planRule{
	{PlanHigh, "level_1", func(f *planFacts) bool { return f.h.Level == 1 }},
	{PlanHigh, "alone_80", func(f *planFacts) bool { return f.aloneAt80 }},
	{PlanHigh, "dependent_no_carer", func(f *planFacts) bool { return f.dependent && !f.carer }},
	{PlanHigh, "destitute_dependent", func(f *planFacts) bool { return f.h.Category == BeneficiaryDestitute && f.weak }},
	{PlanKey, "level_2", func(f *planFacts) bool { return f.h.Level == 2 }},
	{PlanKey, "destitute", func(f *planFacts) bool { return f.h.Category == BeneficiaryDestitute }},
	{PlanKey, "child", func(f *planFacts) bool { return f.childInNeed }},
	{PlanKey, "dependent_60", func(f *planFacts) bool { return f.dependentAt60 }},
	{PlanKey, "elderly_in_hardship", func(f *planFacts) bool { return f.elderly }},
	{PlanGeneral, "level_3", func(f *planFacts) bool { return f.h.Level == 3 }},
	{PlanGeneral, "minimum_living", func(f *planFacts) bool {
		return f.h.Category == BeneficiaryMinimumLiving || f.h.Category == BeneficiaryOnePerson
	}},
	{PlanGeneral, "marginal_weak", func(f *planFacts) bool { return f.h.Category == BeneficiaryMarginal && (f.old || f.disabled) }},
	{PlanGeneral, "rigid_spending", func(f *planFacts) bool { return f.h.Category.Rank() == BeneficiaryRigidSpending.Rank() }},
	{PlanStable, "stable", func(*planFacts) bool { return true }},
}

// PlanReasons lists why a household can be in a group, in the order in which it is asked.
func PlanReasons() []PlanReason {
	out := make([]PlanReason, len(planRules))
	for i, r := range planRules {
		out[i] = r.reason
	}
	return out
}

// PlanOf is the group of a household with its persons on a day, and every reason that puts it there.
func PlanOf(h Household, persons []Person, today Date) (PlanGroup, []PlanReason) {
	f := planFactsOf(h, persons, today)
	var group PlanGroup
	var why []PlanReason
	for _, r := range planRules {
		if (group == "" || r.group == group) && r.holds(f) {
			group, why = r.group, append(why, r.reason)
		}
	}
	return group, why
}

// planFacts are what the rules ask of a household.
type planFacts struct {
	h                                   Household
	aloneAt80, dependent, carer, weak   bool
	dependentAt60, childInNeed, elderly bool
	old, disabled                       bool
}

const (
	elderlyAge = 60
	aloneAge   = 80
	adultAge   = 18
)

func planFactsOf(h Household, persons []Person, today Date) *planFacts {
	f := &planFacts{h: h, childInNeed: h.Category == BeneficiaryOrphan || h.Category == BeneficiaryChildInNeed}
	living := Living(persons, today)
	for _, p := range living {
		age := p.AgeOn(today)
		f.old = f.old || age >= elderlyAge
		f.disabled = f.disabled || p.Profile.DisabilityLevel > 0
		f.weak = f.weak || p.NeedsCare() || p.Profile.CareAbility == "semi"
		f.dependent = f.dependent || p.NeedsCare()
		f.dependentAt60 = f.dependentAt60 || age >= elderlyAge && p.NeedsCare()
		f.elderly = f.elderly || p.ElderlyInHardship(today)
		f.childInNeed = f.childInNeed || age >= 0 && age < adultAge && p.hasTag("orphan", "child_without_carer", "child_in_need", "child_left_behind")
	}
	f.carer = hasCarer(living, today)
	f.aloneAt80 = len(living) == 1 && living[0].AgeOn(today) >= aloneAge
	return f
}

// Living are the members who are alive on a day.
func Living(persons []Person, day Date) []Person {
	return slices.DeleteFunc(slices.Clone(persons), func(p Person) bool { return p.DeceasedOn != "" && p.DeceasedOn <= day })
}

// NeedsCare tells whether a person depends on somebody else every day.
func (p Person) NeedsCare() bool {
	return p.Profile.CareAbility == "disabled" || p.Profile.CareAbility == "fully_disabled"
}

func (p Person) hasTag(tags ...string) bool {
	return slices.ContainsFunc(p.Profile.Tags, func(t string) bool { return slices.Contains(tags, t) })
}

// hasCarer tells whether somebody of the household can look after another: grown up, under 80, and not in need of care.
func hasCarer(living []Person, today Date) bool {
	return slices.ContainsFunc(living, func(p Person) bool {
		age := p.AgeOn(today)
		return age >= adultAge && age < aloneAge && !p.NeedsCare() && p.Profile.CareAbility != "semi"
	})
}
