package models

import (
	"slices"
	"strings"
	"time"
)

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

// Paid tells whether the amount of the kind is money that reaches the household.
func (k BenefitKind) Paid() bool {
	return k == BenefitCash || k == BenefitSpecial || k == BenefitOneOff || k == BenefitJob
}

// Visibility says how a benefit stands on the household's list: as it is, under another name, or not at all (domain report §13).
type Visibility string

// The visibilities.
const (
	Shown   Visibility = "shown"
	Renamed Visibility = "renamed"
	Hidden  Visibility = "hidden"
)

// ProviderKinds lists who provides benefits: a department, an organisation or a company.
func ProviderKinds() []string { return []string{"dept", "ngo", "company"} }

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
	Visibility   Visibility
	BatchID      string // of the list with which a department reported it
	Category     string // of needs, where it meets one
	AccountTail  string // the last four digits of the account that it was paid to
	HideProvider bool   // who gave it asked not to be named (慈善法 82)
	VoidedAt     *time.Time
	VoidReason   string // why it never was, after a dispute
	CreatedAt    time.Time
	UpdatedAt    time.Time
	Version      int
}

// TableName implements gorm's Tabler.
func (Benefit) TableName() string { return "benefit" }

// BenefitBatch is a list of benefits that was imported, once.
type BenefitBatch struct {
	CountyCode string `gorm:"primaryKey"`
	ID         string `gorm:"primaryKey"`
	FileName   string
	SHA256     string `gorm:"column:sha256"`
	RowsCount  int
	Repeats    int // rows that repeat help of the same category within a week
	ImportedBy string
	ImportedAt time.Time
}

// TableName implements gorm's Tabler.
func (BenefitBatch) TableName() string { return "benefit_batch" }

// RepeatDays is within how many days help of one category counts as a repetition: it is warned of, never forbidden (domain report §13).
const RepeatDays = 7

// What a list that may lie open on a table does not say by its name: suppressed, or under a plain name (domain report §13).
var (
	neverNamed  = []string{"艾滋", "HIV", "AIDS", "性病", "戒毒", "吸毒"}
	plainlyCall = []string{"精神", "心理", "法律援助", "法援", "社区矫正", "刑释", "安置帮教", "家暴", "家庭暴力", "MENTAL", "LEGAL AID"}
)

// VisibilityOf is how something of a name stands on a household's list.
func VisibilityOf(name string) Visibility {
	upper := strings.ToUpper(name)
	has := func(word string) bool { return strings.Contains(upper, word) }
	switch {
	case slices.ContainsFunc(neverNamed, has):
		return Hidden
	case slices.ContainsFunc(plainlyCall, has):
		return Renamed
	}
	return Shown
}

// Discreet is the stricter of what was said of a benefit and what its name asks for.
func Discreet(said Visibility, name string) Visibility {
	own := VisibilityOf(name)
	if said == Hidden || own == Hidden {
		return Hidden
	}
	if said == Renamed || own == Renamed {
		return Renamed
	}
	return Shown
}

// BenefitDraft is one row of a department's list.
type BenefitDraft struct {
	Kind         BenefitKind `json:"kind" validate:"required,oneof=cash special reduction goods service one_off job"`
	Name         string      `json:"name" validate:"required,filled,text=60"`
	ProviderKind string      `json:"provider_kind" validate:"omitempty,oneof=dept ngo company"`
	Provider     string      `json:"provider" validate:"required,filled,text=80"`
	AmountFen    *int64      `json:"amount" validate:"omitempty,min=0,max=10000000000"`
	Quantity     *int64      `json:"quantity" validate:"omitempty,min=1,max=1000000"`
	Unit         string      `json:"unit" validate:"omitempty,text=10"`
	Category     string      `json:"category" validate:"omitempty,category"`
	GrantedOn    Date        `json:"granted_on" validate:"required,past_date"`
	PeriodFrom   Date        `json:"period_from" validate:"omitempty,date"`
	PeriodTo     Date        `json:"period_to" validate:"omitempty,date"`
	AccountTail  string      `json:"account_tail" validate:"omitempty,text=4"`
	SourceRef    string      `json:"source_ref" validate:"omitempty,text=60"`
	Visibility   Visibility  `json:"visibility" validate:"omitempty,oneof=shown renamed hidden"`
	HideProvider bool        `json:"hide_provider"`
}

// CheckBenefit finds every fault of a row: those of Check, neither an amount nor a quantity, days in the wrong order, more than four digits of
// an account.
func CheckBenefit(in BenefitDraft, today Date) []FieldError {
	faults := FaultsOf(in, today)
	if in.AmountFen == nil && in.Quantity == nil {
		faults = append(faults, FieldError{Field: "amount", Code: "amount_or_quantity"})
	}
	if in.PeriodTo != "" && in.PeriodTo < in.PeriodFrom {
		faults = append(faults, FieldError{Field: "period_to", Code: "before_start"})
	}
	if in.AccountTail != "" && !fourDigits(in.AccountTail) {
		faults = append(faults, FieldError{Field: "account_tail", Code: "four_digits"})
	}
	return faults
}

func fourDigits(s string) bool {
	return len(s) == 4 && strings.Trim(s, "0123456789") == ""
}

// NewBenefit is a checked row as it is kept. The period defaults to the day of the grant.
func NewBenefit(in BenefitDraft, at Origin) Benefit {
	b := Benefit{CountyCode: at.County, ID: at.NewID(), Kind: in.Kind, Name: CleanText(in.Name), ProviderKind: in.ProviderKind, Provider: CleanText(in.Provider),
		AmountFen: in.AmountFen, Quantity: in.Quantity, Unit: CleanText(in.Unit), PeriodFrom: in.PeriodFrom, PeriodTo: in.PeriodTo, GrantedOn: in.GrantedOn,
		SourceRef: CleanText(in.SourceRef), Category: in.Category, AccountTail: in.AccountTail, HideProvider: in.HideProvider,
		Visibility: Discreet(in.Visibility, in.Name), CreatedAt: at.At, UpdatedAt: at.At, Version: 1}
	if b.ProviderKind == "" {
		b.ProviderKind = "dept"
	}
	if b.PeriodFrom == "" {
		b.PeriodFrom = b.GrantedOn
	}
	if b.PeriodTo == "" {
		b.PeriodTo = max(b.PeriodFrom, b.GrantedOn)
	}
	return b
}
