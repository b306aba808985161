package models

import (
	"slices"
	"time"
)

// LevelDim is one of the eight sides from which a household's hardship is looked at (domain report §5.5).
type LevelDim string

// The eight dimensions.
const (
	DimEconomic     LevelDim = "economic"
	DimHealth       LevelDim = "health"
	DimSelfCare     LevelDim = "self_care"
	DimEducation    LevelDim = "education"
	DimEmployment   LevelDim = "employment"
	DimHousing      LevelDim = "housing"
	DimGuardianship LevelDim = "guardianship"
	DimSocial       LevelDim = "social"
)

var levelWeights = []struct {
	dim    LevelDim
	weight int
}{
	{DimEconomic, 20}, {DimHealth, 20}, {DimSelfCare, 15}, {DimEducation, 10}, {DimEmployment, 10}, {DimHousing, 10}, {DimGuardianship, 10},
	{DimSocial, 5},
}

// LevelDims lists the dimensions in order.
func LevelDims() []LevelDim {
	out := make([]LevelDim, len(levelWeights))
	for i, w := range levelWeights {
		out[i] = w.dim
	}
	return out
}

// Weight is how much a dimension counts, of 100.
func (d LevelDim) Weight() int {
	for _, w := range levelWeights {
		if w.dim == d {
			return w.weight
		}
	}
	return 0
}

// LevelMost is the highest value of a dimension.
const LevelMost = 3

// LevelLine is the value of one dimension, 0 to 3, with the reason: a word of the program, or what a person said who set it otherwise.
type LevelLine struct {
	Dim    LevelDim `json:"dim"`
	Value  int      `json:"value"`
	Reason string   `json:"reason"`
	Person string   `json:"person,omitempty"` // in a person's words, where a person set it
}

// Points is what a line adds to three times the score.
func (l LevelLine) Points() int { return l.Dim.Weight() * l.Value }

// LevelOverride puts a household on level I whatever its score.
type LevelOverride string

// The overrides (domain report §5.5).
const (
	OverrideAlone80    LevelOverride = "alone_80"
	OverrideNoCarer    LevelOverride = "dependent_no_carer"
	OverrideNoGuardian LevelOverride = "child_no_guardian"
	OverrideSuicidal   LevelOverride = "suicidal_sign"
)

// LevelOverrides lists the overrides.
func LevelOverrides() []LevelOverride {
	return []LevelOverride{OverrideAlone80, OverrideNoCarer, OverrideNoGuardian, OverrideSuicidal}
}

// Assessment is a household seen from all eight sides, line by line: sensitive as a whole.
type Assessment struct {
	Lines     []LevelLine     `json:"lines"`
	Overrides []LevelOverride `json:"overrides,omitempty"`
}

// sum is three times the score.
func (a Assessment) sum() int {
	sum := 0
	for _, l := range a.Lines {
		sum += l.Points()
	}
	return sum
}

// Score is Σ weight × value ÷ 3, 0 to 100, rounded down.
func (a Assessment) Score() int { return a.sum() / LevelMost }

// Level is I to IV as 1 to 4: from 70 on I, from 50 on II, from 30 on III; any override makes it I.
func (a Assessment) Level() int {
	const first, second, third = 70, 50, 30
	switch sum := a.sum(); {
	case len(a.Overrides) > 0 || sum >= first*LevelMost:
		return 1
	case sum >= second*LevelMost:
		return 2
	case sum >= third*LevelMost:
		return 3
	}
	return 4
}

// Value is the value of a dimension.
func (a Assessment) Value(d LevelDim) int {
	for _, l := range a.Lines {
		if l.Dim == d {
			return l.Value
		}
	}
	return 0
}

// Same tells whether two assessments come to the same values and overrides.
func (a Assessment) Same(b Assessment) bool {
	for _, d := range LevelDims() {
		if a.Value(d) != b.Value(d) {
			return false
		}
	}
	return slices.Equal(a.Overrides, b.Overrides)
}

// LevelChange is what a person sees otherwise than the program: values by dimension, further overrides, and why.
type LevelChange struct {
	Values   map[LevelDim]int
	Suicidal bool
	Reason   string
}

// With is the assessment as a person sees it.
func (a Assessment) With(c LevelChange) Assessment {
	out := Assessment{Lines: slices.Clone(a.Lines), Overrides: slices.Clone(a.Overrides)}
	for i, l := range out.Lines {
		if v, set := c.Values[l.Dim]; set && v != l.Value {
			out.Lines[i].Value, out.Lines[i].Person = v, c.Reason
		}
	}
	if c.Suicidal && !slices.Contains(out.Overrides, OverrideSuicidal) {
		out.Overrides = append(out.Overrides, OverrideSuicidal)
	}
	return out
}

// LevelStatus is where an assessment stands.
type LevelStatus string

// The statuses of an assessment.
const (
	LevelProposed   LevelStatus = "proposed"
	LevelConfirmed  LevelStatus = "confirmed"
	LevelReplaced   LevelStatus = "replaced" // by a newer one, confirmed or not
	LevelNotApplied LevelStatus = "rejected"
)

// LevelSteps are the steps of an assessment.
var LevelSteps = Steps[LevelStatus]{Noun: "household_level", Table: []Step[LevelStatus]{
	{"propose", []LevelStatus{""}, LevelProposed},
	{"confirm", []LevelStatus{LevelProposed}, LevelConfirmed},
	{"reject", []LevelStatus{LevelProposed}, LevelNotApplied},
	{"replace", []LevelStatus{LevelProposed, LevelConfirmed}, LevelReplaced},
}}

// LevelCause says what an assessment came of.
type LevelCause string

// The causes of assessments.
const (
	LevelByChange LevelCause = "change" // of what is on file
	LevelByVisit  LevelCause = "visit"
	LevelByPerson LevelCause = "person"
)

// HouseholdLevel is one assessment of a household's level: proposed by the program or an aide, in force once a clerk has confirmed it, from
// FromOn until ToOn. What it says, and what the program had found by itself, are sealed at rest.
type HouseholdLevel struct {
	CountyCode  string `gorm:"primaryKey"`
	ID          string `gorm:"primaryKey"`
	HouseholdID string
	RegionCode  string
	Level       int
	Score       int
	Assessment  Assessment `gorm:"-"`
	Sealed      []byte
	Found       Assessment `gorm:"-"` // by the program alone
	FoundSealed []byte
	Status      LevelStatus
	Cause       LevelCause
	VisitID     *string
	ProposedBy  string // "" for the program
	DecidedBy   *string
	DecidedAt   *time.Time
	Reason      string // why it was not applied
	FromOn      Date
	ToOn        Date
	CreatedAt   time.Time
	UpdatedAt   time.Time
	Version     int
}

// TableName implements gorm's Tabler.
func (HouseholdLevel) TableName() string { return "household_level" }

// LevelDraft is how an aide sees a household: a value for each dimension, and why it differs from what the program found.
type LevelDraft struct {
	ID           string `json:"id" validate:"omitempty,client_id"`
	Economic     *int   `json:"economic" validate:"omitempty,min=0,max=3"`
	Health       *int   `json:"health" validate:"omitempty,min=0,max=3"`
	SelfCare     *int   `json:"self_care" validate:"omitempty,min=0,max=3"`
	Education    *int   `json:"education" validate:"omitempty,min=0,max=3"`
	Employment   *int   `json:"employment" validate:"omitempty,min=0,max=3"`
	Housing      *int   `json:"housing" validate:"omitempty,min=0,max=3"`
	Guardianship *int   `json:"guardianship" validate:"omitempty,min=0,max=3"`
	Social       *int   `json:"social" validate:"omitempty,min=0,max=3"`
	Suicidal     bool   `json:"suicidal_sign"`
	Reason       string `json:"reason" validate:"filled,text=300"`
}

// Change is what the draft says otherwise.
func (in LevelDraft) Change() LevelChange {
	out := LevelChange{Values: map[LevelDim]int{}, Suicidal: in.Suicidal, Reason: CleanText(in.Reason)}
	for dim, v := range map[LevelDim]*int{DimEconomic: in.Economic, DimHealth: in.Health, DimSelfCare: in.SelfCare, DimEducation: in.Education,
		DimEmployment: in.Employment, DimHousing: in.Housing, DimGuardianship: in.Guardianship, DimSocial: in.Social} {
		if v != nil {
			out.Values[dim] = *v
		}
	}
	return out
}
