package models

import "time"

// VisitMode says how a contact came about.
type VisitMode string

// The modes of a visit (domain report §4.6).
const (
	VisitAtHome     VisitMode = "home"
	VisitByPhone    VisitMode = "phone"
	VisitByVideo    VisitMode = "video"
	VisitNeighbour  VisitMode = "neighbour"
	VisitThirdParty VisitMode = "third_party"
)

// VisitModes lists the modes of a visit.
func VisitModes() []VisitMode {
	return []VisitMode{VisitAtHome, VisitByPhone, VisitByVideo, VisitNeighbour, VisitThirdParty}
}

// VisitFound is what a visit found, sensitive as a whole and sealed at rest: each of the five areas 0 fine, 1 watch, 2 problem, and
// what the form asks beyond them (domain report §8.3).
type VisitFound struct {
	Health        int    `json:"health"`
	Mood          int    `json:"mood"`
	Safety        int    `json:"safety"`
	Hygiene       int    `json:"hygiene"`
	Living        int    `json:"living"`
	MoneyChanged  bool   `json:"money_changed,omitempty"`
	BenefitCame   *bool  `json:"benefit_came,omitempty"`
	Carer         string `json:"carer,omitempty"`
	Wants         string `json:"wants,omitempty"`
	ListReceived  *bool  `json:"list_received,omitempty"`
	ConsentStands *bool  `json:"consent_stands,omitempty"`
	Next          Date   `json:"next,omitempty"`
}

// Place is a point of a map: somebody's whereabouts, sealed at rest.
type Place struct {
	Lat float64 `json:"lat"`
	Lng float64 `json:"lng"`
}

// Visit is one contact with a household. Valid and InvalidReason are computed by VisitFlaw when it is recorded. Found and Place are
// sealed; PlaceIndex tells that two visits were recorded at the very same point without saying where.
type Visit struct {
	CountyCode     string `gorm:"primaryKey"`
	ID             string `gorm:"primaryKey"`
	HouseholdID    string
	RegionCode     string
	AideID         string
	WindowID       *string // the one window that it satisfies or was meant for
	AlertID        *string
	FulfilmentID   *string // the delivery of meals whose card it is
	Kind           VisitKind
	Mode           VisitMode
	CheckedInAt    time.Time
	DurationMin    int
	Reached        bool // the person or the carer
	DistanceM      *int // from the home, in metres; nil where no place was taken
	PaperSignature bool
	FormComplete   bool
	Place          *Place `gorm:"-"`
	PlaceSealed    []byte
	PlaceIndex     []byte
	Found          VisitFound `gorm:"-"`
	FoundSealed    []byte
	PersonsSeen    []string `gorm:"serializer:json"`
	PhotoIDs       []string `gorm:"column:photo_ids;serializer:json"`
	IssuesCreated  []string `gorm:"serializer:json"`
	ChildAtRisk    bool     // reported at once and never a need of the market (未保法 11)
	Valid          bool
	InvalidReason  VisitFlawCode
	CreatedAt      time.Time
	UpdatedAt      time.Time
	Version        int
}

// TableName implements gorm's Tabler.
func (Visit) TableName() string { return "visit" }

// VisitFlawCode says why a visit does not count.
type VisitFlawCode string

// What makes a visit not count (domain report §8.2).
const (
	VisitWrongMode      VisitFlawCode = "wrong_mode"
	VisitTooShort       VisitFlawCode = "too_short"
	VisitNobodyReached  VisitFlawCode = "nobody_reached"
	VisitTooFar         VisitFlawCode = "too_far"
	VisitFormIncomplete VisitFlawCode = "form_incomplete"
	VisitThirdSameDay   VisitFlawCode = "third_same_day"
)

// What a visit must come up to: minutes by its mode, metres from the home, and how many of one household on one day can count.
const (
	VisitLeastMinutes      = 5
	VisitLeastMinutesPhone = 2
	VisitMostMetres        = 500
	VisitMostSameDay       = 2
)

// visitFlaw is one rule of validity: it names what breaks it.
type visitFlaw struct {
	code   VisitFlawCode
	breaks func(v Visit, mode string, earlier int) bool
}

// visitFlaws is the declared table of what a visit must fulfil, in the order in which the first fault is named.
var visitFlaws = []visitFlaw{
	{VisitWrongMode, func(v Visit, mode string, _ int) bool { return mode == "home" && v.Mode != VisitAtHome }},
	{VisitNobodyReached, func(v Visit, _ string, _ int) bool { return !v.Reached }},
	{VisitTooShort, func(v Visit, _ string, _ int) bool { return v.DurationMin < leastMinutes(v.Mode) }},
	{VisitTooFar, func(v Visit, _ string, _ int) bool {
		return v.Mode == VisitAtHome && !v.PaperSignature && (v.DistanceM == nil || *v.DistanceM > VisitMostMetres)
	}},
	{VisitFormIncomplete, func(v Visit, _ string, _ int) bool { return !v.FormComplete }},
	{VisitThirdSameDay, func(_ Visit, _ string, earlier int) bool { return earlier >= VisitMostSameDay }},
}

func leastMinutes(m VisitMode) int {
	if m == VisitByPhone {
		return VisitLeastMinutesPhone
	}
	return VisitLeastMinutes
}

// VisitFlaw tells why a visit does not count for a window of the mode (home or any), or "" when it does. Earlier is how many visits of
// the household that day were recorded before it.
func VisitFlaw(v Visit, mode string, earlier int) VisitFlawCode {
	for _, rule := range visitFlaws {
		if rule.breaks(v, mode, earlier) {
			return rule.code
		}
	}
	return ""
}

// VisitFlaws lists what can make a visit not count, in the order in which it is asked.
func VisitFlaws() []VisitFlawCode {
	out := make([]VisitFlawCode, len(visitFlaws))
	for i, rule := range visitFlaws {
		out[i] = rule.code
	}
	return out
}
