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
	{"escalate_county", []AlertStatus{AlertNew, AlertAssigned, AlertAccepted, AlertVisiting, AlertReturned, AlertEscalated}, AlertEscalated},
	{"merge", []AlertStatus{"", AlertNew, AlertAssigned, AlertAccepted, AlertEscalated, AlertReturned}, AlertMerged},
	{"close", []AlertStatus{AlertVerified}, AlertClosed},
	{"withdraw", []AlertStatus{AlertNew, AlertAssigned, AlertReturned, AlertEscalated}, AlertClosed}, // its batch was rolled back
}}

// AlertNotes lists what is told of an alert in its history beside its steps: it stays where it stands.
func AlertNotes() []string {
	return []string{"queue", "attach", "rise", "rest", "look_anew", "recognise", "contact", "try", "remind", "hand_over", "hand_back"}
}

// Severity says how fast an alert must be looked into.
type Severity string

// The severities, the most severe first.
const (
	SeverityRed    Severity = "red"
	SeverityOrange Severity = "orange"
	SeverityYellow Severity = "yellow"
	SeverityBlue   Severity = "blue"
)

// Rank is 0 for the most severe; what is no severity comes last.
func (s Severity) Rank() int {
	for i, one := range Severities() {
		if s == one {
			return i
		}
	}
	return len(Severities())
}

// Stricter is the more severe of two.
func (s Severity) Stricter(other Severity) Severity {
	if other.Rank() < s.Rank() {
		return other
	}
	return s
}

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

// WantsNote holds for results that say nothing without a word about how.
func (c AlertResult) WantsNote() bool {
	return c == AlertWrongData || c == AlertNotFound || c == AlertRefusedByHome
}

// Alert is a departmental signal that a household may be in trouble. It goes by the gravest reason that it was raised for; every reason
// stands in alert_reason, every signal in alert_signal. Evidence, the facts that fired the rule, and Note, what was found, are sealed at
// rest; who is unknown here is kept by a blind index alone. A downward one (death, a new house, income) asks for a re-check and never
// ends a benefit (个人信息保护法 24).
type Alert struct {
	CountyCode     string `gorm:"primaryKey"`
	ID             string `gorm:"primaryKey"`
	RuleCode       string
	RuleVersion    int
	Family         string
	Downward       bool
	SourceDept     string
	Feed           string
	BatchID        *string
	HouseholdID    *string
	PersonID       *string
	UnmatchedIndex []byte
	RegionCode     string // the village, or the town or county in whose queue it waits where no more is known
	EventOn        Date
	AmountFen      *int64
	Evidence       map[string]string `gorm:"-"`
	EvidenceSealed []byte
	Severity       Severity
	Score          int
	DedupeKey      string // household, or unknown person, and family: one open alert each
	Signals        int    // how many hang on it
	AssignedAideID *string
	CoversFor      *string    // the absent aide to whom it goes back
	ContactDueAt   *time.Time // the first contact
	DueAt          time.Time  // the verification (domain report §15)
	AlertClock     `gorm:"embedded"`
	Status         AlertStatus
	StatusReason   string
	EscalatedTo    string // "", town or county
	MergedInto     *string
	ContactedAt    *time.Time
	VerifiedAt     *time.Time
	VerifyVisitID  *string
	ResultCode     AlertResult
	Note           string `gorm:"-"`
	NoteSealed     []byte
	ClosedAt       *time.Time
	RestDays       int
	RestUntil      Date // the last day on which signals of its family only come to it
	RaisedAt       time.Time
	CreatedAt      time.Time
	UpdatedAt      time.Time
	Version        int
}

// TableName implements gorm's Tabler.
func (Alert) TableName() string { return "alert" }

// AlertReason is why an alert was raised: a rule in a version, and the facts that made it hold, which are sealed at rest.
type AlertReason struct {
	CountyCode  string `gorm:"primaryKey"`
	AlertID     string `gorm:"primaryKey"`
	RuleCode    string `gorm:"primaryKey"`
	RuleVersion int
	Severity    Severity
	Feed        string
	PersonID    *string // whom it is about, where it is about one member
	EventOn     Date
	AmountFen   *int64
	Facts       map[string]string `gorm:"-"`
	FactsSealed []byte
	FoundAt     time.Time
}

// TableName implements gorm's Tabler.
func (AlertReason) TableName() string { return "alert_reason" }
