package models

import "time"

// NeedStatus is where a need stands (domain report §6).
type NeedStatus string

// The statuses of a need. From open to confirmed the status is derived from the need's matches and fulfilments.
const (
	NeedDrafted     NeedStatus = "draft"
	NeedSubmitted   NeedStatus = "submitted"
	NeedReturned    NeedStatus = "returned"
	NeedMerged      NeedStatus = "merged"
	NeedAccepted    NeedStatus = "accepted"
	NeedOpen        NeedStatus = "open"
	NeedMatching    NeedStatus = "matching"
	NeedMatched     NeedStatus = "matched"
	NeedAgreed      NeedStatus = "agreed"
	NeedInService   NeedStatus = "in_service"
	NeedDelivered   NeedStatus = "delivered"
	NeedConfirmed   NeedStatus = "confirmed"
	NeedResolved    NeedStatus = "resolved"
	NeedReopened    NeedStatus = "reopened"
	NeedReferredGov NeedStatus = "referred_gov"
	NeedSuspended   NeedStatus = "suspended"
	NeedClosedUnmet NeedStatus = "closed_unmet"
	NeedWithdrawn   NeedStatus = "withdrawn"
	NeedVoid        NeedStatus = "void"
)

var (
	needDerived = []NeedStatus{NeedReopened, NeedOpen, NeedMatching, NeedMatched, NeedAgreed, NeedInService, NeedDelivered, NeedConfirmed}
	needAlive   = append([]NeedStatus{NeedAccepted, NeedReferredGov}, needDerived...)
	needEarly   = []NeedStatus{NeedDrafted, NeedSubmitted, NeedReturned}
)

// NeedSteps are the steps of a need. "derive" steps are taken by the house itself when matches and fulfilments change.
var NeedSteps = Steps[NeedStatus]{Noun: "need", Table: needTable()}

func needTable() []Step[NeedStatus] {
	anyLive := append(append([]NeedStatus{}, needEarly...), needAlive...)
	anyLive = append(anyLive, NeedSuspended)
	t := []Step[NeedStatus]{
		{"draft", []NeedStatus{""}, NeedDrafted},
		{"submit", []NeedStatus{"", NeedDrafted, NeedReturned}, NeedSubmitted},
		{"accept", []NeedStatus{NeedSubmitted}, NeedAccepted},
		{"return", []NeedStatus{NeedSubmitted}, NeedReturned},
		{"merge", append([]NeedStatus{NeedSubmitted}, NeedOpen, NeedMatching), NeedMerged},
		{"open", []NeedStatus{NeedAccepted}, NeedOpen},
		{"refer", []NeedStatus{NeedAccepted, NeedOpen, NeedReopened}, NeedReferredGov},
		{"resolve", []NeedStatus{NeedConfirmed, NeedReferredGov, NeedOpen, NeedMatching, NeedMatched, NeedAgreed, NeedInService, NeedDelivered, NeedReopened}, NeedResolved},
		{"reopen", []NeedStatus{NeedResolved}, NeedReopened},
		{"suspend", needAlive, NeedSuspended},
		{"resume", []NeedStatus{NeedSuspended}, NeedOpen},
		{"close_unmet", append([]NeedStatus{NeedSuspended}, needAlive...), NeedClosedUnmet},
		{"withdraw", anyLive, NeedWithdrawn},
		{"void", anyLive, NeedVoid},
	}
	for _, to := range needDerived[1:] {
		t = append(t, Step[NeedStatus]{"derive", needDerived, to})
	}
	return t
}

// CanDerive tells whether the house may move a need of this status by deriving it from its matches and fulfilments.
func (s NeedStatus) CanDerive() bool {
	for _, d := range needDerived {
		if s == d {
			return true
		}
	}
	return false
}

// TakesOffers tells whether a need of this status still looks for supply.
func (s NeedStatus) TakesOffers() bool {
	return s == NeedOpen || s == NeedMatching || s == NeedMatched || s == NeedReopened
}

// NeedsTakingOffers lists the statuses in which a need still looks for supply.
func NeedsTakingOffers() []NeedStatus {
	return []NeedStatus{NeedOpen, NeedMatching, NeedMatched, NeedReopened}
}

// Urgency says how long a need can wait.
type Urgency string

// The urgencies, most urgent first.
const (
	UrgencyCritical Urgency = "critical"
	UrgencyHigh     Urgency = "high"
	UrgencyNormal   Urgency = "normal"
	UrgencyLow      Urgency = "low"
)

// Frequency says how often a recurring need occurs; a need without one is met once.
type Frequency struct {
	Every    Period `json:"every" validate:"required,oneof=day week month"`
	Weekdays []int  `json:"weekdays,omitempty" validate:"max=7,dive,min=1,max=7"`
	Until    Date   `json:"until" validate:"required,date"`
}

// Need is one thing that a household lacks. Title and Detail are what the aide wrote, sealed at rest; TitlePublic is the
// de-identified title that suppliers may see. A nil Quantity means that the amount is unknown. Reserved, Delivered and Confirmed
// are sums over the need's matches and fulfilments, in Unit, kept in the transaction that changes those.
// For a recurring need Quantity is the number of units over the whole of its run.
type Need struct {
	CountyCode     string `gorm:"primaryKey"`
	ID             string `gorm:"primaryKey"`
	No             string
	HouseholdID    string
	PersonID       *string
	RegionCode     string
	Category       string
	Title          string `gorm:"-"`
	TitleSealed    []byte
	TitlePublic    string
	Detail         string `gorm:"-"`
	DetailSealed   []byte
	Quantity       *int64
	Unit           string
	Frequency      *Frequency `gorm:"serializer:json;not null"`
	Urgency        Urgency
	Earliest       Date
	NeededBy       Date
	DeliveryMode   string
	Sensitivity    int
	ValueEstFen    *int64
	Source         string
	PublishScope   string // county, town or invited
	Status         NeedStatus
	Reserved       int64
	Delivered      int64
	Confirmed      int64
	DuplicateOf    *string
	ResolutionCode string
	Satisfaction   *int
	StatusReason   string
	SubmittedBy    string
	SubmittedAt    *time.Time
	AcceptedBy     *string
	AcceptedAt     *time.Time
	ResolvedBy     *string
	ResolvedAt     *time.Time
	ClosedAt       *time.Time
	DueOn          Date // last day on which the need is resolved in time
	ReopenedCount  int
	CreatedAt      time.Time
	UpdatedAt      time.Time
	Version        int

	// LikelyDuplicateOf is the earlier need that this one likely repeats, found when it was submitted, for the town to look at
	// before it accepts; DuplicateOf is what a person decided.
	LikelyDuplicateOf *string

	// SourceID is the visit, alert, application or suggestion that Source names, where it is known.
	SourceID *string

	// By when somebody must have answered the accepted need; when the first supplier promised; when government took it.
	ResponseDueAt *time.Time
	AgreedAt      *time.Time
	ReferredAt    *time.Time
}

// TableName implements gorm's Tabler.
func (Need) TableName() string { return "need" }

// Left returns how many units nobody has promised yet; known is false when the amount is unknown.
func (n Need) Left() (left int64, known bool) {
	if n.Quantity == nil {
		return 0, false
	}
	return max(0, *n.Quantity-n.Reserved), true
}

// Progress is what a need's matches and fulfilments add up to.
type Progress struct {
	Proposed, Invited    int   // live proposals and invitations
	Reserved             int64 // units promised by live or completed matches
	Delivered, Confirmed int64 // units of fulfilments done, and confirmed
}

// Derive returns the status that a need of the given requested amount has by its progress. Partly promised needs stay open.
// With an unknown amount the first promise counts as the whole.
func (p Progress) Derive(requested *int64) NeedStatus {
	want := p.Reserved
	if requested != nil {
		want = *requested
	}
	switch {
	case p.Reserved > 0 && p.Confirmed >= want:
		return NeedConfirmed
	case p.Reserved > 0 && p.Delivered >= want:
		return NeedDelivered
	case p.Reserved > 0 && p.Reserved >= want && p.Delivered > 0:
		return NeedInService
	case p.Reserved > 0 && p.Reserved >= want:
		return NeedAgreed
	case p.Invited > 0:
		return NeedMatched
	case p.Proposed > 0:
		return NeedMatching
	default:
		return NeedOpen
	}
}

// NeedDraft is what an aide says of a need. Quantity left out means unknown. Draft keeps it from being submitted yet.
type NeedDraft struct {
	ID           string     `json:"id" validate:"omitempty,client_id"`
	HouseholdID  string     `json:"household_id" validate:"required,uuid"`
	PersonID     string     `json:"person_id" validate:"omitempty,uuid"`
	Category     string     `json:"category" validate:"required,category"`
	Title        string     `json:"title" validate:"required,filled,text=80"`
	Detail       string     `json:"detail" validate:"omitempty,text=2000"`
	Quantity     *int64     `json:"quantity" validate:"omitempty,min=1,max=1000000000"`
	Unit         string     `json:"unit" validate:"required,filled,text=10"`
	Urgency      Urgency    `json:"urgency" validate:"required,oneof=critical high normal low"`
	Earliest     Date       `json:"earliest" validate:"omitempty,date"`
	NeededBy     Date       `json:"needed_by" validate:"omitempty,date"`
	Frequency    *Frequency `json:"frequency"`
	DeliveryMode string     `json:"delivery_mode" validate:"omitempty,oneof=to_home pick_up centre online"`
	ValueEstFen  *int64     `json:"value_est_fen" validate:"omitempty,min=0,max=100000000000"`
	Source       string     `json:"source" validate:"omitempty,oneof=visit alert application one_click suggestion hotline dept"`
	SourceID     string     `json:"source_id" validate:"omitempty,uuid"`
	Draft        bool       `json:"draft"`
}

// NeedPatch is a change of a need; nil means unchanged.
type NeedPatch struct {
	Title        *string  `json:"title" validate:"omitempty,filled,text=80"`
	TitlePublic  *string  `json:"title_public" validate:"omitempty,filled,text=80"`
	Detail       *string  `json:"detail" validate:"omitempty,text=2000"`
	Quantity     *int64   `json:"quantity" validate:"omitempty,min=1,max=1000000000"`
	Urgency      *Urgency `json:"urgency" validate:"omitempty,oneof=critical high normal low"`
	NeededBy     *Date    `json:"needed_by" validate:"omitempty,date"`
	PublishScope *string  `json:"publish_scope" validate:"omitempty,oneof=county town invited"`
}

// Closing is what ends or moves a need: a code, the household's satisfaction, a reason.
type Closing struct {
	ResolutionCode string `json:"resolution_code" validate:"omitempty,resolution"`
	Satisfaction   *int   `json:"satisfaction" validate:"omitempty,min=1,max=5"`
	Reason         string `json:"reason" validate:"omitempty,text=300"`
	DuplicateOf    string `json:"duplicate_of" validate:"omitempty,uuid"`
}
