package models

import (
	"slices"
	"time"
)

// ApplicationStatus is where a request for relief stands (domain report §6).
type ApplicationStatus string

// The statuses of an application.
const (
	ApplicationDrafted     ApplicationStatus = "draft"
	ApplicationSubmitted   ApplicationStatus = "submitted"
	ApplicationAccepted    ApplicationStatus = "accepted_for_processing"
	ApplicationMaterials   ApplicationStatus = "materials_needed"
	ApplicationNotAccepted ApplicationStatus = "not_accepted"
	ApplicationVerifying   ApplicationStatus = "verifying"
	ApplicationProposed    ApplicationStatus = "proposed"
	ApplicationPublicity   ApplicationStatus = "publicity"
	ApplicationApproved    ApplicationStatus = "approved"
	ApplicationRefused     ApplicationStatus = "refused"
	ApplicationPaid        ApplicationStatus = "paid"
	ApplicationArchived    ApplicationStatus = "archived"
	ApplicationFirstAid    ApplicationStatus = "first_aid_paid" // the emergency branch: help first
	ApplicationPaperwork   ApplicationStatus = "paperwork_completed"
	ApplicationAppealed    ApplicationStatus = "appealed"
	ApplicationWithdrawn   ApplicationStatus = "withdrawn"
)

// applicationOpen are the statuses in which a request still waits for its decision.
var applicationOpen = []ApplicationStatus{ApplicationSubmitted, ApplicationAccepted, ApplicationMaterials, ApplicationVerifying, ApplicationProposed,
	ApplicationPublicity}

// ApplicationSteps are the steps of an application.
var ApplicationSteps = Steps[ApplicationStatus]{Noun: "application", Table: []Step[ApplicationStatus]{
	{"draft", []ApplicationStatus{""}, ApplicationDrafted},
	{"submit", []ApplicationStatus{"", ApplicationDrafted}, ApplicationSubmitted},
	{"supplement", []ApplicationStatus{ApplicationMaterials}, ApplicationSubmitted},
	{"accept", []ApplicationStatus{ApplicationSubmitted}, ApplicationAccepted},
	{"ask", []ApplicationStatus{ApplicationSubmitted, ApplicationAccepted, ApplicationVerifying}, ApplicationMaterials},
	{"turn_away", []ApplicationStatus{ApplicationSubmitted, ApplicationMaterials}, ApplicationNotAccepted},
	{"verify", []ApplicationStatus{ApplicationAccepted}, ApplicationVerifying},
	{"visit", []ApplicationStatus{ApplicationVerifying}, ApplicationVerifying},
	{"propose", []ApplicationStatus{ApplicationVerifying}, ApplicationProposed},
	{"publicise", []ApplicationStatus{ApplicationProposed}, ApplicationPublicity},
	{"approve", []ApplicationStatus{ApplicationProposed, ApplicationPublicity}, ApplicationApproved},
	{"refuse", []ApplicationStatus{ApplicationVerifying, ApplicationProposed, ApplicationPublicity}, ApplicationRefused},
	{"pay", []ApplicationStatus{ApplicationApproved}, ApplicationPaid},
	{"first_aid", []ApplicationStatus{ApplicationSubmitted, ApplicationAccepted}, ApplicationFirstAid},
	{"complete_paperwork", []ApplicationStatus{ApplicationFirstAid}, ApplicationPaperwork},
	{"appeal", []ApplicationStatus{ApplicationNotAccepted, ApplicationApproved, ApplicationRefused}, ApplicationAppealed},
	{"resume", []ApplicationStatus{ApplicationAppealed}, ApplicationVerifying},
	{"uphold", []ApplicationStatus{ApplicationAppealed}, ApplicationRefused},
	{"uphold_grant", []ApplicationStatus{ApplicationAppealed}, ApplicationApproved},
	{"uphold_turn_away", []ApplicationStatus{ApplicationAppealed}, ApplicationNotAccepted},
	{"transfer", []ApplicationStatus{ApplicationSubmitted}, ApplicationSubmitted},
	{"object", []ApplicationStatus{ApplicationPublicity}, ApplicationPublicity},
	{"answer_objection", []ApplicationStatus{ApplicationPublicity}, ApplicationPublicity},
	{"withdraw", append([]ApplicationStatus{ApplicationDrafted}, applicationOpen...), ApplicationWithdrawn},
	{"archive", []ApplicationStatus{ApplicationPaid, ApplicationRefused, ApplicationNotAccepted, ApplicationPaperwork, ApplicationWithdrawn}, ApplicationArchived},
}}

// ApplicationKind says what relief is asked for; who cannot tell is accepted as unknown and transferred (浙江省社会救助条例 53).
type ApplicationKind string

// The kinds of applications (domain report §4.12).
const (
	ApplicationTempRelief ApplicationKind = "temp_relief"
	ApplicationDibao      ApplicationKind = "dibao"
	ApplicationDibian     ApplicationKind = "dibian"
	ApplicationTekun      ApplicationKind = "tekun"
	ApplicationRigid      ApplicationKind = "rigid"
	ApplicationMedical    ApplicationKind = "medical"
	ApplicationEducation  ApplicationKind = "education"
	ApplicationHousing    ApplicationKind = "housing"
	ApplicationEmployment ApplicationKind = "employment"
	ApplicationUnknown    ApplicationKind = "unknown"
)

// ApplicationKinds lists the kinds of applications.
func ApplicationKinds() []ApplicationKind {
	return []ApplicationKind{ApplicationTempRelief, ApplicationDibao, ApplicationDibian, ApplicationTekun, ApplicationRigid, ApplicationMedical,
		ApplicationEducation, ApplicationHousing, ApplicationEmployment, ApplicationUnknown}
}

// Open tells whether the request still waits for its decision.
func (s ApplicationStatus) Open() bool { return slices.Contains(applicationOpen, s) }

// ApplicationsOpen lists the statuses in which a request still waits for its decision.
func ApplicationsOpen() []ApplicationStatus { return slices.Clone(applicationOpen) }

// Application is a request for relief from the government. What people wrote and who is paid are sealed at rest.
type Application struct {
	CountyCode            string `gorm:"primaryKey"`
	ID                    string `gorm:"primaryKey"`
	No                    string
	HouseholdID           string
	PersonID              *string // the applicant
	RegionCode            string
	Kind                  ApplicationKind
	Emergency             bool
	Channel               string  // app, aide, hotline or dept
	ProxyBy               *string // the account that asked on the household's behalf
	ConsentID             *string
	Source                string // visit, alert or suggestion, with SourceID; "" for the household itself
	SourceID              *string
	Story                 string `gorm:"-"`
	StorySealed           []byte
	AmountAskedFen        *int64
	Materials             []string `gorm:"serializer:json"`
	Status                ApplicationStatus
	StatusReason          string
	SubmittedAt           *time.Time
	DecideBy              *time.Time // the last instant at which a decision is in time (domain report §15)
	DueAt                 *time.Time // by when whoever holds it now must act; nil where nobody must
	RemindedAt            *time.Time // of DueAt
	EscalatedAt           *time.Time // past DueAt
	GivenBy               string     // self, guardian or agent
	PassID                *string    // under which a resident asked, with the bills photographed
	DuplicateOf           *string    // likely the same request of the household, for the town to look at
	AcceptedBy            *string
	AcceptedAt            *time.Time
	AskedAt               *time.Time `gorm:"column:materials_asked_at"` // materials, while they are waited for
	VisitID               *string    // the home visit that verified it
	NoVisitWhy            string
	ProposedBy            *string
	ProposedAt            *time.Time
	EventClass            EventClass
	PersonsCounted        *int
	Factor                *int
	StdFen                *int64 // the standard of the day of the proposal
	SelfPaidFen           *int64
	Special               bool   // more than the usual limit a head
	Note                  string `gorm:"-"` // what the proposal rests on
	NoteSealed            []byte
	Reasons               string `gorm:"-"` // of a refusal, in writing
	ReasonsSealed         []byte
	DecidedBy             *string
	DecidedAt             *time.Time
	Decision              string // "", approved, refused or not_accepted
	AmountFen             *int64
	PaidAt                *time.Time
	PaidOn                Date
	Payee                 string `gorm:"-"` // name and masked account
	PayeeSealed           []byte
	PublicityFrom         Date
	PublicityTo           Date
	PublicityCode         string // where the notice can be read while it lasts
	ObjectedAt            *time.Time
	Objection             string `gorm:"-"`
	ObjectionSealed       []byte
	ObjectionAnsweredAt   *time.Time
	ObjectionAnswer       string `gorm:"-"`
	ObjectionAnswerSealed []byte
	AppealedAt            *time.Time
	Appeal                string `gorm:"-"`
	AppealSealed          []byte
	AppealAnswer          string `gorm:"-"`
	AppealAnswerSealed    []byte
	CreatedBy             string
	CreatedAt             time.Time
	UpdatedAt             time.Time
	Version               int
}

// TableName implements gorm's Tabler.
func (Application) TableName() string { return "application" }

// PublicityDays is how long a proposal is made known in the village before it is decided (浙江省社会救助条例 11, 40). The first day does not
// count, the last one does.
const PublicityDays = 7

// InPublicity tells whether the notice of a proposal may be read on a day.
func (a Application) InPublicity(day Date) bool {
	return a.Status == ApplicationPublicity && a.PublicityFrom <= day && day <= a.PublicityTo
}

// ObjectionOpen tells whether somebody objected and has not been answered.
func (a Application) ObjectionOpen() bool { return a.ObjectedAt != nil && a.ObjectionAnsweredAt == nil }

// AppealDays is how long after a decision an appeal may be made (行政复议法 20).
const AppealDays = 60

// benefitNames are what a household has received when a request of a kind was granted.
var benefitNames = map[ApplicationKind]string{
	ApplicationTempRelief: "临时救助金", ApplicationDibao: "最低生活保障金", ApplicationDibian: "低保边缘家庭补助", ApplicationTekun: "特困供养金",
	ApplicationRigid: "刚性支出困难家庭补助", ApplicationMedical: "医疗救助", ApplicationEducation: "教育救助", ApplicationHousing: "住房救助",
	ApplicationEmployment: "就业救助",
}

// BenefitName is the name, in Chinese, under which a grant of the kind stands among what a household has received.
func (k ApplicationKind) BenefitName() string { return benefitNames[k] }
