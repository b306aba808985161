package models

import "time"

// SuggestionStatus is where a suggestion stands (domain report §6).
type SuggestionStatus string

// The statuses of a suggestion.
const (
	SuggestionNew       SuggestionStatus = "new"
	SuggestionAccepted  SuggestionStatus = "accepted"
	SuggestionRejected  SuggestionStatus = "rejected"
	SuggestionConverted SuggestionStatus = "converted"
	SuggestionExpired   SuggestionStatus = "expired"
)

// SuggestionSteps are the steps of a suggestion; it expires after 90 days.
var SuggestionSteps = Steps[SuggestionStatus]{Noun: "suggestion", Table: []Step[SuggestionStatus]{
	{"issue", []SuggestionStatus{""}, SuggestionNew},
	{"accept", []SuggestionStatus{SuggestionNew}, SuggestionAccepted},
	{"reject", []SuggestionStatus{SuggestionNew}, SuggestionRejected},
	{"convert", []SuggestionStatus{SuggestionNew, SuggestionAccepted}, SuggestionConverted},
	{"expire", []SuggestionStatus{SuggestionNew}, SuggestionExpired},
	{"change", []SuggestionStatus{SuggestionNew}, SuggestionNew}, // its facts differ from those of the run before
	{"fade", []SuggestionStatus{SuggestionNew}, SuggestionNew},   // its rule no longer holds
	{"return", []SuggestionStatus{SuggestionNew}, SuggestionNew},
}}

// SuggestionKind says what is suggested.
type SuggestionKind string

// The kinds of suggestions (domain report §4.13).
const (
	SuggestPolicy  SuggestionKind = "policy"
	SuggestService SuggestionKind = "service"
	SuggestGoods   SuggestionKind = "goods"
	SuggestJob     SuggestionKind = "job"
	SuggestVisit   SuggestionKind = "visit"
)

// SuggestionKinds lists the kinds of suggestions.
func SuggestionKinds() []SuggestionKind {
	return []SuggestionKind{SuggestPolicy, SuggestService, SuggestGoods, SuggestJob, SuggestVisit}
}

// Strength says how surely a household may have what is suggested.
type Strength string

// The strengths, the surest first (domain report §10).
const (
	StrengthEntitled Strength = "entitled"
	StrengthLikely   Strength = "likely"
	StrengthExplore  Strength = "explore"
)

// Strengths lists the strengths, the surest first.
func Strengths() []Strength { return []Strength{StrengthEntitled, StrengthLikely, StrengthExplore} }

// Suggestion is a policy, service or offer that fits a household (一户一策). A person decides on it (个保法 24). Facts, what made the rule
// fire, and Missing, what would make sure of it, are sealed at rest.
type Suggestion struct {
	CountyCode    string `gorm:"primaryKey"`
	ID            string `gorm:"primaryKey"`
	HouseholdID   string
	PersonID      *string
	RegionCode    string
	RunID         string
	RuleCode      string
	RuleVersion   int
	Kind          SuggestionKind
	Strength      Strength
	Title         string // of the policy or service, without anything of the household
	Basis         string
	Facts         map[string]string `gorm:"-"`
	ReasonsSealed []byte
	Missing       []string `gorm:"-"`
	MissingSealed []byte
	AmountEstFen  *int64
	OwnerDept     string
	Priority      int
	Status        SuggestionStatus
	RejectCode    string
	ConvertedNoun string // application or need
	ConvertedID   *string
	DecidedBy     *string
	DecidedAt     *time.Time
	IssuedAt      time.Time
	ChangedAt     *time.Time // by a later run
	GoneAt        *time.Time // its rule no longer holds
	ExpiresOn     Date
	CreatedAt     time.Time
	UpdatedAt     time.Time
	Version       int
}

// TableName implements gorm's Tabler.
func (Suggestion) TableName() string { return "suggestion" }

// RejectCodes lists why a person does not follow a suggestion.
func RejectCodes() []string {
	return []string{"not_wanted", "not_eligible", "has_already", "facts_wrong", "not_available", "other"}
}

// SuggestionChoice is what a person says of a suggestion: with a code when it is not followed, and, when it is turned into something, into what.
type SuggestionChoice struct {
	RejectCode string `json:"reject_code" validate:"omitempty,oneof=not_wanted not_eligible has_already facts_wrong not_available other" description:"reject"`
	To         string `json:"to" validate:"omitempty,oneof=application need" description:"convert: into a request for relief or a need of the marketplace; the usual one where left out"`
	Category   string `json:"category" validate:"omitempty,category" description:"convert into a need: one of the rule's categories"`
	Consent    bool   `json:"consent" description:"convert into a request: the household has signed that its means may be verified"`
}

// HouseholdMeans are the facts of a household that a person said and no register knows, by their names. They are sealed at rest.
type HouseholdMeans struct {
	CountyCode  string            `gorm:"primaryKey"`
	HouseholdID string            `gorm:"primaryKey"`
	Facts       map[string]string `gorm:"-"`
	FactsSealed []byte
	ToldBy      string
	ToldAt      time.Time
	Version     int
}

// TableName implements gorm's Tabler.
func (HouseholdMeans) TableName() string { return "household_means" }

// SuggestionRun is a night on which the rules were asked about every household of a county, with what differed from the run before.
type SuggestionRun struct {
	CountyCode string `gorm:"primaryKey"`
	RanOn      Date   `gorm:"primaryKey"`
	ID         string
	Households int
	Issued     int
	Changed    int
	Gone       int
	CreatedAt  time.Time
}

// TableName implements gorm's Tabler.
func (SuggestionRun) TableName() string { return "suggestion_run" }

// SuggestionCursor is how far a county's event log has been followed for households that something happened to.
type SuggestionCursor struct {
	CountyCode string `gorm:"primaryKey"`
	Seq        int64
}

// TableName implements gorm's Tabler.
func (SuggestionCursor) TableName() string { return "suggestion_cursor" }
