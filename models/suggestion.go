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
	ExpiresOn     Date
	CreatedAt     time.Time
	UpdatedAt     time.Time
	Version       int
}

// TableName implements gorm's Tabler.
func (Suggestion) TableName() string { return "suggestion" }
