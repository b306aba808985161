package models

import "time"

// BenefitKind is the block of the happiness list in which a benefit stands.
type BenefitKind string

// The kinds of benefits (domain report §13).
const (
	BenefitCash      BenefitKind = "cash"
	BenefitSpecial   BenefitKind = "special" // medical, education, housing, employment relief
	BenefitReduction BenefitKind = "reduction"
	BenefitGoods     BenefitKind = "goods"
	BenefitService   BenefitKind = "service"
	BenefitOneOff    BenefitKind = "one_off"
	BenefitJob       BenefitKind = "job"
)

// BenefitKinds lists the kinds of benefits, in the order of the list's blocks.
func BenefitKinds() []BenefitKind {
	return []BenefitKind{BenefitCash, BenefitSpecial, BenefitReduction, BenefitGoods, BenefitService, BenefitOneOff, BenefitJob}
}

// Benefit is one thing that a household has received: recorded here, never paid here.
type Benefit struct {
	CountyCode   string `gorm:"primaryKey"`
	ID           string `gorm:"primaryKey"`
	HouseholdID  string
	PersonID     *string
	RegionCode   string
	Kind         BenefitKind
	Name         string
	ProviderKind string // dept, ngo or company
	Provider     string
	AmountFen    *int64
	Quantity     *int64
	Unit         string
	PeriodFrom   Date
	PeriodTo     Date
	GrantedOn    Date
	SourceNoun   string // fulfilment, application, or "" for what a department reported
	SourceRef    string
	Visibility   string // shown, renamed or hidden on the list (domain report §13)
	CreatedAt    time.Time
	UpdatedAt    time.Time
	Version      int
}

// TableName implements gorm's Tabler.
func (Benefit) TableName() string { return "benefit" }
