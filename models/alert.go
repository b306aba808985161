package models

import "time"

// AlertStatus is where an alert stands (domain report §6).
type AlertStatus string

// The statuses of an alert.
const (
	AlertNew       AlertStatus = "new"
	AlertAssigned  AlertStatus = "assigned"
	AlertAccepted  AlertStatus = "accepted"
	AlertVisiting  AlertStatus = "visiting"
	AlertVerified  AlertStatus = "verified"
	AlertClosed    AlertStatus = "closed"
	AlertEscalated AlertStatus = "escalated" // overdue: to the town, then to the county
	AlertMerged    AlertStatus = "merged"
	AlertReturned  AlertStatus = "returned" // the wrong village
)

// AlertSteps are the steps of an alert.
var AlertSteps = Steps[AlertStatus]{Noun: "alert", Table: []Step[AlertStatus]{
	{"raise", []AlertStatus{""}, AlertNew},
	{"assign", []AlertStatus{AlertNew, AlertReturned, AlertEscalated, AlertAssigned, AlertAccepted}, AlertAssigned},
	{"accept", []AlertStatus{AlertAssigned, AlertEscalated}, AlertAccepted},
	{"return", []AlertStatus{AlertAssigned, AlertAccepted}, AlertReturned},
	{"visit", []AlertStatus{AlertAssigned, AlertAccepted, AlertEscalated}, AlertVisiting},
	{"verify", []AlertStatus{AlertAssigned, AlertAccepted, AlertVisiting, AlertEscalated}, AlertVerified},
	{"escalate", []AlertStatus{AlertNew, AlertAssigned, AlertAccepted, AlertVisiting, AlertReturned}, AlertEscalated},
	{"merge", []AlertStatus{"", AlertNew, AlertAssigned, AlertAccepted}, AlertMerged},
	{"close", []AlertStatus{AlertVerified}, AlertClosed},
}}

// Severity says how fast an alert must be looked into.
type Severity string

// The severities, the most severe first.
const (
	SeverityRed    Severity = "red"
	SeverityOrange Severity = "orange"
	SeverityYellow Severity = "yellow"
	SeverityBlue   Severity = "blue"
)

// Severities lists the severities, the most severe first.
func Severities() []Severity {
	return []Severity{SeverityRed, SeverityOrange, SeverityYellow, SeverityBlue}
}

// AlertResult says what the look into an alert came to.
type AlertResult string

// The results of alerts (domain report §5.7).
const (
	AlertCovered       AlertResult = "A1"
	AlertApplication   AlertResult = "A2"
	AlertNeeds         AlertResult = "A3"
	AlertWrongData     AlertResult = "A4"
	AlertNoDifficulty  AlertResult = "A5"
	AlertNotFound      AlertResult = "A6"
	AlertKeepWatching  AlertResult = "A7"
	AlertRefusedByHome AlertResult = "A8"
)

var alertResultTable = []codeEntry{
	{"A1", "已在保障中", "already covered"},
	{"A2", "已发起救助申请", "relief application opened"},
	{"A3", "已登记需求", "needs opened"},
	{"A4", "数据有误", "data wrong"},
	{"A5", "未发现困难", "no difficulty"},
	{"A6", "迁出或查无此人", "moved or not found"},
	{"A7", "继续关注", "keep watching"},
	{"A8", "本人拒绝", "refused"},
}

// AlertResults lists the results of alerts in order.
func AlertResults() []AlertResult { return codesOf[AlertResult](alertResultTable) }

// Valid holds for a code of the list.
func (c AlertResult) Valid() bool { return entryOf(alertResultTable, string(c)).code != "" }

// NameZH answers the Chinese name, or "" for a code that is not in the list.
func (c AlertResult) NameZH() string { return entryOf(alertResultTable, string(c)).nameZH }

// NameEN answers the English name, or "" for a code that is not in the list.
func (c AlertResult) NameEN() string { return entryOf(alertResultTable, string(c)).nameEN }

// Found holds for A2 and A3: the alert led to a relief application or to needs (domain report §14, K5).
func (c AlertResult) Found() bool { return c == AlertApplication || c == AlertNeeds }

// Alert is a departmental signal that a household may be in trouble. Evidence, the facts that fired the rule, is sealed at rest; who is
// unknown here is kept by a blind index alone.
type Alert struct {
	CountyCode     string `gorm:"primaryKey"`
	ID             string `gorm:"primaryKey"`
	RuleCode       string
	RuleVersion    int
	SourceDept     string
	BatchID        *string
	HouseholdID    *string
	PersonID       *string
	UnmatchedIndex []byte
	RegionCode     string
	EventOn        Date
	AmountFen      *int64
	Evidence       map[string]string `gorm:"-"`
	EvidenceSealed []byte
	Severity       Severity
	Score          int
	DedupeKey      string
	AssignedAideID *string
	ContactDueAt   *time.Time // the first contact
	DueAt          time.Time  // the verification (domain report §15)
	Status         AlertStatus
	StatusReason   string
	EscalatedTo    string // "", town or county
	MergedInto     *string
	ContactedAt    *time.Time
	VerifiedAt     *time.Time
	VerifyVisitID  *string
	ResultCode     AlertResult
	ClosedAt       *time.Time
	RaisedAt       time.Time
	CreatedAt      time.Time
	UpdatedAt      time.Time
	Version        int
}

// TableName implements gorm's Tabler.
func (Alert) TableName() string { return "alert" }
