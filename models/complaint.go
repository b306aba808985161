package models

import "time"

// ComplaintStatus is where a complaint stands (domain report §6).
type ComplaintStatus string

// The statuses of a complaint.
const (
	ComplaintFiled     ComplaintStatus = "filed"
	ComplaintAssigned  ComplaintStatus = "assigned"
	ComplaintAnswered  ComplaintStatus = "answered"
	ComplaintClosed    ComplaintStatus = "closed"
	ComplaintEscalated ComplaintStatus = "escalated" // past its fifteen days
)

// ComplaintSteps are the steps of a complaint, which is answered within fifteen days (浙江省社会救助条例 58).
var ComplaintSteps = Steps[ComplaintStatus]{Noun: "complaint", Table: []Step[ComplaintStatus]{
	{"file", []ComplaintStatus{""}, ComplaintFiled},
	{"assign", []ComplaintStatus{ComplaintFiled, ComplaintAssigned, ComplaintEscalated}, ComplaintAssigned},
	{"answer", []ComplaintStatus{ComplaintAssigned, ComplaintEscalated}, ComplaintAnswered},
	{"close", []ComplaintStatus{ComplaintAnswered}, ComplaintClosed},
	{"escalate", []ComplaintStatus{ComplaintFiled, ComplaintAssigned}, ComplaintEscalated},
}}

// ComplaintChannels lists how a complaint may come in.
func ComplaintChannels() []string { return []string{"app", "aide", "hotline", "visit"} }

// Complaint is what somebody says was not done right. Text, contact and answer are sealed at rest.
type Complaint struct {
	CountyCode    string `gorm:"primaryKey"`
	ID            string `gorm:"primaryKey"`
	No            string
	HouseholdID   *string
	ApplicationID *string
	PassID        *string
	RegionCode    string
	Channel       string
	Text          string `gorm:"-"`
	TextSealed    []byte
	Contact       string `gorm:"-"`
	ContactSealed []byte
	Status        ComplaintStatus
	AssignedTo    *string
	AnswerBy      time.Time
	RemindedAt    *time.Time
	Answer        string `gorm:"-"`
	AnswerSealed  []byte
	AnsweredBy    *string
	AnsweredAt    *time.Time
	ClosedAt      *time.Time
	FiledAt       time.Time
	CreatedBy     string
	CreatedAt     time.Time
	UpdatedAt     time.Time
	Version       int
}

// TableName implements gorm's Tabler.
func (Complaint) TableName() string { return "complaint" }

// ComplaintDraft is a complaint as government takes it down. It is about an application, about a household, or about a region alone.
type ComplaintDraft struct {
	ID            string `json:"id" validate:"omitempty,client_id"`
	ApplicationID string `json:"application_id" validate:"omitempty,uuid"`
	HouseholdID   string `json:"household_id" validate:"omitempty,uuid"`
	RegionCode    string `json:"region_code" validate:"required_without_all=ApplicationID HouseholdID,omitempty,region"`
	Channel       string `json:"channel" validate:"omitempty,oneof=aide hotline visit"`
	Text          string `json:"text" validate:"required,filled,text=2000"`
	Contact       string `json:"contact" validate:"omitempty,text=60"`
}

// ComplaintStep is what a step of a complaint may be told.
type ComplaintStep struct {
	Answer string `json:"answer" validate:"omitempty,text=2000"`
}
