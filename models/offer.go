package models

import "time"

// OfferStatus is where an offer stands (domain report §6).
type OfferStatus string

// The statuses of an offer.
const (
	OfferDrafted   OfferStatus = "draft"
	OfferReviewing OfferStatus = "reviewing"
	OfferPublished OfferStatus = "published"
	OfferPaused    OfferStatus = "paused"
	OfferExhausted OfferStatus = "exhausted"
	OfferExpired   OfferStatus = "expired"
	OfferWithdrawn OfferStatus = "withdrawn"
)

// OfferSteps are the steps of an offer.
var OfferSteps = Steps[OfferStatus]{Noun: "offer", Table: []Step[OfferStatus]{
	{"post", []OfferStatus{""}, OfferDrafted},
	{"submit", []OfferStatus{OfferDrafted}, OfferReviewing},
	{"return", []OfferStatus{OfferReviewing}, OfferDrafted},
	{"publish", []OfferStatus{OfferDrafted, OfferReviewing, OfferPaused}, OfferPublished},
	{"pause", []OfferStatus{OfferPublished, OfferExhausted}, OfferPaused},
	{"exhaust", []OfferStatus{OfferPublished}, OfferExhausted},
	{"replenish", []OfferStatus{OfferExhausted}, OfferPublished},
	{"expire", []OfferStatus{OfferPublished, OfferPaused, OfferExhausted, OfferReviewing, OfferDrafted}, OfferExpired},
	{"withdraw", []OfferStatus{OfferDrafted, OfferReviewing, OfferPublished, OfferPaused, OfferExhausted}, OfferWithdrawn},
}}

// CapacityKind says how an offer's quantity is meant.
type CapacityKind string

// A count is a stock that is used up; a rate is what can be given in each week or month.
const (
	CapacityCount CapacityKind = "count"
	CapacityRate  CapacityKind = "rate"
)

// Period is the span over which a rate is counted.
type Period string

// The periods of a rate.
const (
	PeriodDay   Period = "day"
	PeriodWeek  Period = "week"
	PeriodMonth Period = "month"
)

// WindowOf returns the first day of the period's window that holds the day.
func (p Period) WindowOf(d Date) Date {
	switch p {
	case PeriodDay:
		return d
	case PeriodWeek:
		return d.Week()
	default:
		return d.Month()
	}
}

// Next returns the first day of the following window.
func (p Period) Next(window Date) Date {
	switch p {
	case PeriodDay:
		return window.AddDays(1)
	case PeriodWeek:
		return window.AddDays(7)
	default:
		return window.AddMonths(1)
	}
}

// OfferModes lists what an offer can be, in the order in which forms offer them.
func OfferModes() []string {
	return []string{"goods", "service", "job", "training", "fund_record", "venue"}
}

// FeeModes lists on what terms an offer is given.
func FeeModes() []string { return []string{"free", "low_fee", "purchased_by_gov"} }

// Deliveries lists in which ways help comes to a household.
func Deliveries() []string { return []string{"to_home", "pick_up", "centre", "online"} }

// Offer is what a supplier can give. A nil Quantity means that it is unknown, which is a state of its own.
type Offer struct {
	CountyCode        string `gorm:"primaryKey"`
	ID                string `gorm:"primaryKey"`
	SupplierID        string
	Category          string
	Title             string
	Description       string
	Mode              string
	Unit              string
	CapacityKind      CapacityKind
	Period            *Period
	Quantity          *int64 // total for a count, per period for a rate
	PerHouseholdLimit *int64
	Regions           []string `gorm:"serializer:json"`
	RadiusKM          *int     `gorm:"column:radius_km"`
	Lat               *float64
	Lng               *float64
	ValidFrom         Date
	ValidTo           Date
	GoodsExpiry       Date
	TargetTags        []string `gorm:"serializer:json"`
	ExcludeTags       []string `gorm:"serializer:json"`
	MinAge            *int
	MaxAge            *int
	FeeMode           string
	DeliveryMode      string
	LeadTimeHours     int
	Status            OfferStatus
	StatusReason      string
	PublishedAt       *time.Time
	CreatedBy         string
	CreatedAt         time.Time
	UpdatedAt         time.Time
	Version           int
}

// TableName implements gorm's Tabler.
func (Offer) TableName() string { return "offer" }

// CapacityWindow is what an offer can give in one window and how much of it is promised. A count has a single window that
// starts on the zero-like day CountWindow. A nil Capacity means unknown: only the supplier's own word limits it.
type CapacityWindow struct {
	CountyCode  string `gorm:"primaryKey"`
	OfferID     string `gorm:"primaryKey"`
	WindowStart Date   `gorm:"primaryKey"`
	Capacity    *int64
	Reserved    int64
}

// TableName implements gorm's Tabler.
func (CapacityWindow) TableName() string { return "capacity_window" }

// CountWindow is the window start under which a count keeps its stock.
const CountWindow Date = "1970-01-01"

// OfferDraft is what a supplier says of a new offer. Quantity left out means unknown.
type OfferDraft struct {
	ID                string       `json:"id" validate:"omitempty,client_id"`
	SupplierID        string       `json:"supplier_id" validate:"omitempty,uuid"` // staff only; a supplier's own is taken from the login
	Category          string       `json:"category" validate:"required,category"`
	Title             string       `json:"title" validate:"required,filled,text=80"`
	Description       string       `json:"description" validate:"omitempty,text=2000"`
	Mode              string       `json:"mode" validate:"required,oneof=goods service job training fund_record venue"`
	Unit              string       `json:"unit" validate:"required,filled,text=10"`
	CapacityKind      CapacityKind `json:"capacity_kind" validate:"omitempty,oneof=count rate"`
	Period            Period       `json:"period" validate:"omitempty,oneof=day week month"`
	Quantity          *int64       `json:"quantity" validate:"omitempty,min=1,max=1000000000"`
	PerHouseholdLimit *int64       `json:"per_household_limit" validate:"omitempty,min=1,max=1000000000"`
	Regions           []string     `json:"regions" validate:"required,min=1,max=100,dive,region"`
	RadiusKM          *int         `json:"radius_km" validate:"omitempty,min=1,max=500"`
	Lat               *float64     `json:"lat" validate:"omitempty,min=-90,max=90"`
	Lng               *float64     `json:"lng" validate:"omitempty,min=-180,max=180"`
	ValidFrom         Date         `json:"valid_from" validate:"required,date"`
	ValidTo           Date         `json:"valid_to" validate:"required,date"`
	GoodsExpiry       Date         `json:"goods_expiry" validate:"omitempty,date"`
	TargetTags        []string     `json:"target_tags" validate:"max=20,dive,tag"`
	ExcludeTags       []string     `json:"exclude_tags" validate:"max=20,dive,tag"`
	MinAge            *int         `json:"min_age" validate:"omitempty,min=0,max=150"`
	MaxAge            *int         `json:"max_age" validate:"omitempty,min=0,max=150"`
	FeeMode           string       `json:"fee_mode" validate:"omitempty,oneof=free low_fee purchased_by_gov"`
	DeliveryMode      string       `json:"delivery_mode" validate:"omitempty,oneof=to_home pick_up centre online"`
	LeadTimeHours     int          `json:"lead_time_hours" validate:"min=0,max=2160"`
}

// OfferPatch is a change of an offer; nil means unchanged. Quantity may never fall below what is promised.
type OfferPatch struct {
	Title             *string   `json:"title" validate:"omitempty,filled,text=80"`
	Description       *string   `json:"description" validate:"omitempty,text=2000"`
	Quantity          *int64    `json:"quantity" validate:"omitempty,min=1,max=1000000000"`
	PerHouseholdLimit *int64    `json:"per_household_limit" validate:"omitempty,min=1,max=1000000000"`
	Regions           *[]string `json:"regions" validate:"omitempty,min=1,max=100,dive,region"`
	ValidFrom         *Date     `json:"valid_from" validate:"omitempty,date"`
	ValidTo           *Date     `json:"valid_to" validate:"omitempty,date"`
	TargetTags        *[]string `json:"target_tags" validate:"omitempty,max=20,dive,tag"`
	FeeMode           *string   `json:"fee_mode" validate:"omitempty,oneof=free low_fee purchased_by_gov"`
	LeadTimeHours     *int      `json:"lead_time_hours" validate:"omitempty,min=0,max=2160"`
}
