package models

import "time"

// SampleStatus is where one case of an audit sample stands.
type SampleStatus string

// The statuses of a case of a sample.
const (
	SampleDrawn    SampleStatus = "drawn"
	SampleRecorded SampleStatus = "recorded"
)

// SampleSteps are the steps of a case of a sample.
var SampleSteps = Steps[SampleStatus]{Noun: "audit_sample", Table: []Step[SampleStatus]{
	{"draw", []SampleStatus{""}, SampleDrawn},
	{"record", []SampleStatus{SampleDrawn}, SampleRecorded},
}}

// AuditSample is one case of a month that was drawn to be looked into again: by telephone, by somebody who had no part in it (domain
// report §12, §14). Note is sealed at rest.
type AuditSample struct {
	CountyCode    string `gorm:"primaryKey"`
	ID            string `gorm:"primaryKey"`
	Purpose       string // audit, or awareness: whether a household can name what it receives
	Month         Date
	Noun          string
	ObjectID      string
	HouseholdID   string
	RegionCode    string
	Status        SampleStatus
	Result        string // "", true, wrong or unreachable
	BenefitsNamed *int
	Note          string `gorm:"-"`
	NoteSealed    []byte
	RecordedBy    *string
	RecordedAt    *time.Time
	CreatedAt     time.Time
	UpdatedAt     time.Time
	Version       int
}

// TableName implements gorm's Tabler.
func (AuditSample) TableName() string { return "audit_sample" }

// SampleResult is what a look into a drawn case came to. BenefitsNamed is how many of its benefits a household could name, asked in an
// awareness sample.
type SampleResult struct {
	Result        string `json:"result" validate:"required,oneof=true wrong unreachable"`
	BenefitsNamed *int   `json:"benefits_named" validate:"omitempty,min=0,max=100"`
	Note          string `json:"note" validate:"omitempty,text=1000"`
}

// ExportStatus is where a request to take identified data out stands.
type ExportStatus string

// The statuses of an export request.
const (
	ExportAsked    ExportStatus = "asked"
	ExportApproved ExportStatus = "approved"
	ExportRefused  ExportStatus = "refused"
	ExportTaken    ExportStatus = "taken"
	ExportLapsed   ExportStatus = "lapsed"
)

// ExportSteps are the steps of an export request.
var ExportSteps = Steps[ExportStatus]{Noun: "export_request", Table: []Step[ExportStatus]{
	{"ask", []ExportStatus{""}, ExportAsked},
	{"approve", []ExportStatus{ExportAsked}, ExportApproved},
	{"refuse", []ExportStatus{ExportAsked}, ExportRefused},
	{"take", []ExportStatus{ExportApproved}, ExportTaken},
	{"lapse", []ExportStatus{ExportAsked, ExportApproved}, ExportLapsed},
}}

// ExportRequest asks for a list with identified data. Another person approves it; it is taken once, by who asked for it, before it lapses.
type ExportRequest struct {
	CountyCode   string `gorm:"primaryKey"`
	ID           string `gorm:"primaryKey"`
	Kind         string
	Format       string
	Purpose      string
	Status       ExportStatus
	StatusReason string
	AskedBy      string
	DecidedBy    *string
	DecidedAt    *time.Time
	TakenAt      *time.Time
	Rows         *int64
	ErrandID     string // what makes the file, once it was sent for
	LapsesAt     time.Time
	CreatedAt    time.Time
	UpdatedAt    time.Time
	Version      int
}

// TableName implements gorm's Tabler.
func (ExportRequest) TableName() string { return "export_request" }

// MayDecide tells whether an actor may approve or refuse the request now: never who asked for it.
func (r ExportRequest) MayDecide(by Actor, now time.Time) bool {
	return ScopeOf(by, ExportDecide) == ScopeCounty && by.AccountID != r.AskedBy && ExportSteps.Allows("approve", r.Status) && !now.After(r.LapsesAt)
}

// MayTake tells whether an actor may have the file made now: only who asked for it, and once.
func (r ExportRequest) MayTake(by Actor, now time.Time) bool {
	return ScopeOf(by, ExportAsk) == ScopeCounty && by.AccountID == r.AskedBy && ExportSteps.Allows("take", r.Status) && !now.After(r.LapsesAt)
}

// ExportDraft is what somebody says who asks for identified data.
type ExportDraft struct {
	Kind    string `json:"kind" validate:"required,oneof=households needs"`
	Format  string `json:"format" validate:"required,oneof=csv xlsx"`
	Purpose string `json:"purpose" validate:"required,filled,text=200"`
}

// ReportBase says what a county counts in its rates of visits and of resolved needs.
type ReportBase string

// The bases: a household counts once, and only when all of it is done; or every task counts.
const (
	BaseHousehold ReportBase = "household"
	BaseTask      ReportBase = "task"
)

// ReportSetting is how a county counts.
type ReportSetting struct {
	CountyCode string `gorm:"primaryKey"`
	Base       ReportBase
	SetBy      string
	UpdatedAt  time.Time
	Version    int
}

// TableName implements gorm's Tabler.
func (ReportSetting) TableName() string { return "report_setting" }

// ReportBaseDraft is a county's choice of base.
type ReportBaseDraft struct {
	Base ReportBase `json:"base" validate:"required,oneof=household task"`
}
