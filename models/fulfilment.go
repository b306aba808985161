package models

import "time"

// FulfilmentStatus is where one delivery or service occurrence stands (domain report §6).
type FulfilmentStatus string

// The statuses of a fulfilment.
const (
	FulfilmentPlanned    FulfilmentStatus = "planned"
	FulfilmentCheckedIn  FulfilmentStatus = "checked_in"
	FulfilmentDone       FulfilmentStatus = "done"
	FulfilmentPartial    FulfilmentStatus = "partial"
	FulfilmentNoShowSup  FulfilmentStatus = "no_show_supplier"
	FulfilmentNoShowBen  FulfilmentStatus = "no_show_beneficiary"
	FulfilmentRefused    FulfilmentStatus = "refused"
	FulfilmentUnsafe     FulfilmentStatus = "unsafe"
	FulfilmentConfirmed  FulfilmentStatus = "confirmed"
	FulfilmentDisputed   FulfilmentStatus = "disputed"
	FulfilmentOverturned FulfilmentStatus = "overturned" // a dispute found right: nothing was delivered
)

// FulfilmentSteps are the steps of a fulfilment.
var FulfilmentSteps = Steps[FulfilmentStatus]{Noun: "fulfilment", Table: []Step[FulfilmentStatus]{
	{"plan", []FulfilmentStatus{""}, FulfilmentPlanned},
	{"check_in", []FulfilmentStatus{FulfilmentPlanned}, FulfilmentCheckedIn},
	{"done", []FulfilmentStatus{"", FulfilmentPlanned, FulfilmentCheckedIn}, FulfilmentDone},
	{"partial", []FulfilmentStatus{"", FulfilmentPlanned, FulfilmentCheckedIn}, FulfilmentPartial},
	{"no_show_supplier", []FulfilmentStatus{"", FulfilmentPlanned, FulfilmentCheckedIn}, FulfilmentNoShowSup},
	{"no_show_beneficiary", []FulfilmentStatus{"", FulfilmentPlanned, FulfilmentCheckedIn}, FulfilmentNoShowBen},
	{"refused", []FulfilmentStatus{"", FulfilmentPlanned, FulfilmentCheckedIn}, FulfilmentRefused},
	{"unsafe", []FulfilmentStatus{"", FulfilmentPlanned, FulfilmentCheckedIn}, FulfilmentUnsafe},
	{"confirm", []FulfilmentStatus{FulfilmentDone, FulfilmentPartial}, FulfilmentConfirmed},
	{"dispute", []FulfilmentStatus{FulfilmentDone, FulfilmentPartial}, FulfilmentDisputed},
	{"uphold", []FulfilmentStatus{FulfilmentDisputed}, FulfilmentConfirmed},
	{"overturn", []FulfilmentStatus{FulfilmentDisputed}, FulfilmentOverturned},
}}

// Outcomes lists the outcomes that a supplier may record.
func Outcomes() []FulfilmentStatus {
	return []FulfilmentStatus{FulfilmentDone, FulfilmentPartial, FulfilmentNoShowSup, FulfilmentNoShowBen, FulfilmentRefused, FulfilmentUnsafe}
}

// CountsAsDelivered lists the statuses whose units count as delivered.
func CountsAsDelivered() []FulfilmentStatus {
	return []FulfilmentStatus{FulfilmentDone, FulfilmentPartial, FulfilmentConfirmed}
}

// Fulfilment is one delivery or service occurrence under a match. Note is sealed at rest.
type Fulfilment struct {
	CountyCode    string `gorm:"primaryKey"`
	ID            string `gorm:"primaryKey"`
	MatchID       string
	NeedID        string
	OfferID       string
	SupplierID    string
	HouseholdID   string
	RegionCode    string
	Quantity      int64
	Unit          string
	Status        FulfilmentStatus
	WorkerID      *string
	PlannedAt     *time.Time
	CheckedInAt   *time.Time
	OccurredAt    *time.Time
	Note          string `gorm:"-"`
	NoteSealed    []byte
	ConfirmNote   string `gorm:"-"`
	ConfirmSealed []byte
	ValueFen      *int64
	Minutes       *int
	ConfirmedBy   *string
	ConfirmedAt   *time.Time
	Satisfaction  *int
	RecordedBy    string
	CreatedAt     time.Time
	UpdatedAt     time.Time
	Version       int
}

// TableName implements gorm's Tabler.
func (Fulfilment) TableName() string { return "fulfilment" }

// FulfilmentDraft records a fulfilment that has happened, or plans one when PlannedAt stands without OccurredAt.
type FulfilmentDraft struct {
	ID         string           `json:"id" validate:"omitempty,client_id"`
	Quantity   int64            `json:"quantity" validate:"min=0,max=1000000000"`
	OccurredAt *time.Time       `json:"occurred_at"`
	PlannedAt  *time.Time       `json:"planned_at"`
	Outcome    FulfilmentStatus `json:"outcome" validate:"omitempty,oneof=done partial no_show_supplier no_show_beneficiary refused unsafe"`
	WorkerID   string           `json:"worker_id" validate:"omitempty,uuid"`
	Note       string           `json:"note" validate:"omitempty,text=1000"`
	ValueFen   *int64           `json:"value_fen" validate:"omitempty,min=0,max=100000000000"`
	Minutes    *int             `json:"minutes" validate:"omitempty,min=0,max=100000"`
	Card       *MealCard        `json:"card"` // with it a delivery of meals is a visit too
}

// Confirmation is what an aide says of a fulfilment.
type Confirmation struct {
	Satisfaction *int   `json:"satisfaction" validate:"omitempty,min=1,max=5"`
	Note         string `json:"note" validate:"omitempty,text=1000"`
}

// PaperRegistration is the kind of a paper that shows who a supplier is: its registration certificate or business licence.
const PaperRegistration = "registration"

// PaperKinds lists what a supplier's papers can be: what shows who it is, and its licences.
func PaperKinds() []string { return append([]string{PaperRegistration}, LicenceKinds()...) }
