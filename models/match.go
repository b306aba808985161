package models

import "time"

// MatchStatus is where a match stands (domain report §6).
type MatchStatus string

// The statuses of a match.
const (
	MatchProposed    MatchStatus = "proposed"
	MatchInvited     MatchStatus = "invited"
	MatchAccepted    MatchStatus = "accepted"
	MatchCOIOk       MatchStatus = "coi_ok"       // no conflict of interest declared; waits for agreement or insurance
	MatchAgreementOk MatchStatus = "agreement_ok" // papers on file
	MatchActive      MatchStatus = "active"
	MatchCompleted   MatchStatus = "completed"
	MatchDeclined    MatchStatus = "declined"
	MatchExpired     MatchStatus = "expired"
	MatchCancelled   MatchStatus = "cancelled"
	MatchFailed      MatchStatus = "failed"
)

var matchPromised = []MatchStatus{MatchAccepted, MatchCOIOk, MatchAgreementOk, MatchActive}

// MatchSteps are the steps of a match. An accept is in the same transaction a declaration of no conflict of interest
// (慈善法 40, 59); where no written agreement is due it goes on to active at once.
var MatchSteps = Steps[MatchStatus]{Noun: "match", Table: []Step[MatchStatus]{
	{"propose", []MatchStatus{""}, MatchProposed},
	{"invite", []MatchStatus{"", MatchProposed}, MatchInvited},
	{"claim", []MatchStatus{""}, MatchInvited},
	{"accept", []MatchStatus{MatchInvited}, MatchAccepted},
	{"declare", []MatchStatus{MatchAccepted}, MatchCOIOk},
	{"sign", []MatchStatus{MatchCOIOk}, MatchAgreementOk},
	{"start", []MatchStatus{MatchAgreementOk}, MatchActive},
	{"decline", []MatchStatus{MatchInvited}, MatchDeclined},
	{"expire", []MatchStatus{MatchProposed, MatchInvited}, MatchExpired},
	{"cancel", append([]MatchStatus{MatchProposed, MatchInvited}, matchPromised...), MatchCancelled},
	{"fail", matchPromised, MatchFailed},
	{"complete", []MatchStatus{MatchActive}, MatchCompleted},
	{"resume", []MatchStatus{MatchCompleted}, MatchActive},
}}

// Live tells whether the match is still an open proposal, invitation or promise.
func (s MatchStatus) Live() bool { return s == MatchProposed || s == MatchInvited || s.Promised() }

// Promised tells whether units are reserved under the match and still to be delivered.
func (s MatchStatus) Promised() bool {
	for _, p := range matchPromised {
		if s == p {
			return true
		}
	}
	return false
}

// MatchesPromised lists the statuses under which units are reserved and still to be delivered.
func MatchesPromised() []MatchStatus { return append([]MatchStatus(nil), matchPromised...) }

// MatchesLive lists the statuses of an open proposal, invitation or promise.
func MatchesLive() []MatchStatus {
	return append([]MatchStatus{MatchProposed, MatchInvited}, matchPromised...)
}

// Match is a need and an offer put together: first an invitation, which may be declined at no cost (慈善法 120; 志愿服务条例 25),
// then a commitment. Quantity is what was asked for; nil when the need's amount is unknown.
type Match struct {
	CountyCode      string `gorm:"primaryKey"`
	ID              string `gorm:"primaryKey"`
	NeedID          string
	OfferID         string
	SupplierID      string
	HouseholdID     string
	RegionCode      string
	Category        string
	Unit            string
	Quantity        *int64
	Reserved        int64
	Delivered       int64
	Confirmed       int64
	Status          MatchStatus
	ProposedBy      string // staff, engine or supplier_claim
	Score           *int
	WeightsVersion  string         // of the weights by which it was scored; "" for matches from before these were kept
	ScoreParts      map[string]int `gorm:"serializer:json"`
	Reasons         []Reason       `gorm:"serializer:json"`
	InvitedBy       string
	InvitedAt       *time.Time
	RespondBy       *time.Time
	RespondedAt     *time.Time
	RespondedBy     *string
	DeclineCode     string
	StatusReason    string
	AgreementNeeded bool
	AgreementNo     string
	InsuranceNo     string
	ServiceFrom     Date // first day of service, from which rate windows are reserved
	PlannedEnd      Date // the day by which the promise is to be kept
	CompletedAt     *time.Time
	CreatedAt       time.Time
	UpdatedAt       time.Time
	Version         int
}

// Addressee is the supplier that knows of the match: nobody while it is a proposal that no person has sent, and never when it ended so.
func (m *Match) Addressee() string {
	if m.InvitedAt == nil {
		return ""
	}
	return m.SupplierID
}

// TableName implements gorm's Tabler.
func (Match) TableName() string { return "match" }

// Reason is one phrase of an explanation: the key of its translation and its arguments.
type Reason struct {
	Key  string            `json:"key"`
	Args map[string]string `json:"args,omitempty"`
}

// Reservation is the units that a match holds in one capacity window of its offer.
type Reservation struct {
	CountyCode  string `gorm:"primaryKey"`
	MatchID     string `gorm:"primaryKey"`
	WindowStart Date   `gorm:"primaryKey"`
	OfferID     string
	Quantity    int64
}

// TableName implements gorm's Tabler.
func (Reservation) TableName() string { return "reservation" }

// Invitation asks a supplier for some of an offer. Quantity left out asks for what the need still lacks.
type Invitation struct {
	ID       string `json:"id" validate:"omitempty,client_id"`
	OfferID  string `json:"offer_id" validate:"required,uuid"`
	Quantity *int64 `json:"quantity" validate:"omitempty,min=1,max=1000000000"`
}

// Answer is a supplier's answer to an invitation.
type Answer struct {
	Quantity           *int64 `json:"quantity" validate:"omitempty,min=1,max=1000000000"`
	DeclineCode        string `json:"decline_code" validate:"omitempty,decline"`
	ConflictOfInterest bool   `json:"conflict_of_interest"`
	ServiceFrom        Date   `json:"service_from" validate:"omitempty,date"`
	AgreementNo        string `json:"agreement_no" validate:"omitempty,text=60"`
	InsuranceNo        string `json:"insurance_no" validate:"omitempty,text=60"`
	Reason             string `json:"reason" validate:"omitempty,text=300"`
}
