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
	{"uphold", []HappinessListStatus{ListDisputed}, ListDelivered}, // the line was right, and the household was told why
}}

// listDelay is how long after the end of its period a list may still be handed over in time (domain report §14, K3).
const listDelay = 20

// ListDeadline is the last day on which the list of a period that ends on a day is handed over in time.
func ListDeadline(periodTo Date) Date { return periodTo.AddDays(listDelay) }

// ListLinkTime is how long the private link of a list leads to it.
const ListLinkTime = 90 * 24 * time.Hour

// The ways in which a list reaches a household, and how a household says that it has it and understands.
const (
	ListFaceToFace = "face_to_face"
	ListMessage    = "message"
	ListPost       = "post"
	ListGuardian   = "guardian"

	AckSignature   = "signature"
	AckFingerprint = "fingerprint"
	AckVoice       = "voice"
	AckOnline      = "online"
)

// ListChannels lists the ways in which a list reaches a household.
func ListChannels() []string {
	return []string{ListFaceToFace, ListMessage, ListPost, ListGuardian}
}

// AckMethods lists how somebody who is there says that the list is received and understood.
func AckMethods() []string { return []string{AckSignature, AckFingerprint, AckVoice} }

// ListHead is what stands over a list, as it was when the list was made. The head of the household is masked.
type ListHead struct {
	No      string `json:"no"`
	Name    string `json:"name"`
	Village string `json:"village"`
	Aide    string `json:"aide,omitempty"`
	Hotline string `json:"hotline,omitempty"` // of the place where helpers work together (助联体)
}

// HappinessList is what a household received in a period and may still apply for (幸福清单); one that lists nothing is delivered too.
// Head, Lines, Dispute and Answer are sealed at rest.
type HappinessList struct {
	CountyCode         string `gorm:"primaryKey"`
	ID                 string `gorm:"primaryKey"`
	HouseholdID        string
	RegionCode         string
	PeriodKind         PeriodKind
	PeriodFrom         Date
	PeriodTo           Date
	Issue              int      // 1, and one more for every correction
	RunID              string   // that made it; "" when it was made alone
	Head               ListHead `gorm:"-"`
	HeadSealed         []byte
	Lines              []HappinessListLine `gorm:"-"`
	LinesSealed        []byte
	LinesCount         int // of what was received
	TotalCashFen       int64
	TotalInkindFen     int64
	ServicesCount      int
	Status             HappinessListStatus
	StatusReason       string
	CorrectsID         *string // the issue that it replaces
	CheckedBy          *string
	Channel            string // "", face_to_face, message, post or guardian
	DelivererID        *string
	ReceivedBy         *string // the adult member of the household
	SlipID             string  // the picture of the signed slip
	Deadline           Date
	GeneratedAt        time.Time
	SentAt             *time.Time
	DeliveredAt        *time.Time
	AcknowledgedAt     *time.Time
	AckMethod          string
	ReadAloud          bool
	LinkNo             int    // of the private link; a new one ends the one before
	LinkHash           []byte // no more than this is kept of it
	LinkUntil          *time.Time
	OpenedAt           *time.Time
	Dispute            string `gorm:"-"`
	DisputeSealed      []byte
	DisputedAt         *time.Time
	DisputeLine        *int // counted from 0
	DisputeDueAt       *time.Time
	DisputeRemindedAt  *time.Time
	DisputeEscalatedAt *time.Time
	Answer             string `gorm:"-"`
	AnswerSealed       []byte
	AnsweredBy         *string
	AnsweredAt         *time.Time
	CreatedAt          time.Time
	UpdatedAt          time.Time
	Version            int
}

// TableName implements gorm's Tabler.
func (HappinessList) TableName() string { return "happiness_list" }

// HandedOver tells whether the list counts as having reached its household: acknowledged, or handed over face to face (domain report §13).
func (l HappinessList) HandedOver() bool {
	return l.AcknowledgedAt != nil || l.DeliveredAt != nil && l.Channel == ListFaceToFace
}

// LinkOpen tells whether the private link leads to the list: once it was checked, until its time is over or another issue replaces it.
func (l HappinessList) LinkOpen(now time.Time) bool {
	return len(l.LinkHash) > 0 && l.LinkUntil != nil && now.Before(*l.LinkUntil) && l.Status != ListCorrected
}

// ListRunStatus says how far the making of a whole county's lists is.
type ListRunStatus string

// The statuses of a run.
const (
	ListRunRunning ListRunStatus = "running"
	ListRunDone    ListRunStatus = "done"
)

// ListRunSteps are the steps of a run.
var ListRunSteps = Steps[ListRunStatus]{Noun: "list_run", Table: []Step[ListRunStatus]{
	{"start", []ListRunStatus{""}, ListRunRunning},
	{"finish", []ListRunStatus{ListRunRunning}, ListRunDone},
}}

// ListRun makes the lists of a county for a period, part after part. What a part made is there for good: after the end of a server it goes on
// where it stood.
type ListRun struct {
	CountyCode    string `gorm:"primaryKey"`
	ID            string `gorm:"primaryKey"`
	PeriodKind    PeriodKind
	PeriodFrom    Date
	PeriodTo      Date
	Status        ListRunStatus
	Total         int
	Seen          int
	Made          int
	LastHousehold string
	StartedBy     string // "" when the day itself asked for it
	CreatedAt     time.Time
	UpdatedAt     time.Time
	EndedAt       *time.Time
	Version       int
}

// TableName implements gorm's Tabler.
func (ListRun) TableName() string { return "list_run" }
