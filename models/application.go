package models

import "time"

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

// Application is a request for relief from the government. Story, Payee and Appeal are sealed at rest.
type Application struct {
	CountyCode     string `gorm:"primaryKey"`
	ID             string `gorm:"primaryKey"`
	No             string
	HouseholdID    string
	PersonID       *string // the applicant
	RegionCode     string
	Kind           ApplicationKind
	Emergency      bool
	Channel        string  // app, aide, hotline or dept
	ProxyBy        *string // the account that asked on the household's behalf
	ConsentID      *string
	Source         string // visit, alert or suggestion, with SourceID; "" for the household itself
	SourceID       *string
	Story          string `gorm:"-"`
	StorySealed    []byte
	AmountAskedFen *int64
	Materials      []string `gorm:"serializer:json"`
	Status         ApplicationStatus
	StatusReason   string
	SubmittedAt    *time.Time
	DecideBy       *time.Time // the last instant at which a decision is in time (domain report §15)
	ProposedBy     *string
	DecidedBy      *string
	DecidedAt      *time.Time
	Decision       string // "", approved, refused or not_accepted
	AmountFen      *int64
	PaidAt         *time.Time
	Payee          string `gorm:"-"` // name and masked account
	PayeeSealed    []byte
	PublicityFrom  Date
	PublicityTo    Date
	Appeal         string `gorm:"-"`
	AppealSealed   []byte
	CreatedBy      string
	CreatedAt      time.Time
	UpdatedAt      time.Time
	Version        int
}

// TableName implements gorm's Tabler.
func (Application) TableName() string { return "application" }
