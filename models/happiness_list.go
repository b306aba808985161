package models

import "time"

// HappinessListStatus is where a happiness list stands (domain report §6). Sent is not delivered, and delivered not acknowledged.
type HappinessListStatus string

// The statuses of a happiness list.
const (
	ListGenerated    HappinessListStatus = "generated"
	ListChecked      HappinessListStatus = "checked"
	ListSent         HappinessListStatus = "sent"
	ListDelivered    HappinessListStatus = "delivered"
	ListAcknowledged HappinessListStatus = "acknowledged"
	ListFailed       HappinessListStatus = "failed"
	ListDisputed     HappinessListStatus = "disputed"
	ListCorrected    HappinessListStatus = "corrected" // another issue of the same period replaces it
)

// HappinessListSteps are the steps of a happiness list.
var HappinessListSteps = Steps[HappinessListStatus]{Noun: "happiness_list", Table: []Step[HappinessListStatus]{
	{"generate", []HappinessListStatus{""}, ListGenerated},
	{"check", []HappinessListStatus{ListGenerated}, ListChecked},
	{"send", []HappinessListStatus{ListChecked, ListFailed}, ListSent},
	{"deliver", []HappinessListStatus{ListChecked, ListSent, ListFailed}, ListDelivered},
	{"acknowledge", []HappinessListStatus{ListSent, ListDelivered}, ListAcknowledged},
	{"fail", []HappinessListStatus{ListSent}, ListFailed},
	{"dispute", []HappinessListStatus{ListDelivered, ListAcknowledged}, ListDisputed},
	{"correct", []HappinessListStatus{ListDisputed}, ListCorrected},
}}

// listDelay is how long after the end of its period a list may still be handed over in time (domain report §14, K3).
const listDelay = 20

// ListDeadline is the last day on which the list of a period that ends on a day is handed over in time.
func ListDeadline(periodTo Date) Date { return periodTo.AddDays(listDelay) }

// HappinessListLine is one line of a list, as it was when the list was made.
type HappinessListLine struct {
	Kind      BenefitKind `json:"kind"`
	Name      string      `json:"name"`
	Provider  string      `json:"provider,omitempty"`
	AmountFen *int64      `json:"amount_fen,omitempty"`
	Quantity  *int64      `json:"quantity,omitempty"`
	Unit      string      `json:"unit,omitempty"`
	On        Date        `json:"on"`
	SourceRef string      `json:"source_ref,omitempty"`
}

// HappinessList is what a household received in a period and may still apply for (幸福清单); one that lists nothing is delivered too.
// Lines and Dispute are sealed at rest.
type HappinessList struct {
	CountyCode     string `gorm:"primaryKey"`
	ID             string `gorm:"primaryKey"`
	HouseholdID    string
	RegionCode     string
	PeriodKind     string // month, quarter or year
	PeriodFrom     Date
	PeriodTo       Date
	Issue          int                 // 1, and one more for every correction
	Lines          []HappinessListLine `gorm:"-"`
	LinesSealed    []byte
	TotalCashFen   int64
	TotalInkindFen int64
	ServicesCount  int
	Status         HappinessListStatus
	StatusReason   string
	Channel        string // "", face_to_face, message, post or guardian
	DelivererID    *string
	Deadline       Date
	GeneratedAt    time.Time
	SentAt         *time.Time
	DeliveredAt    *time.Time
	AcknowledgedAt *time.Time
	AckMethod      string
	ReadAloud      bool
	Dispute        string `gorm:"-"`
	DisputeSealed  []byte
	CreatedAt      time.Time
	UpdatedAt      time.Time
	Version        int
}

// TableName implements gorm's Tabler.
func (HappinessList) TableName() string { return "happiness_list" }
