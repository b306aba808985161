package models

import "time"

// ChildReportStatus is where the report of a child at risk stands.
type ChildReportStatus string

// The statuses of a report.
const (
	ChildOpen     ChildReportStatus = "open"
	ChildReported ChildReportStatus = "reported" // to the authorities that the law names
	ChildClosed   ChildReportStatus = "closed"
)

// ChildReportSteps are the steps of a report.
var ChildReportSteps = Steps[ChildReportStatus]{Noun: "child_report", Table: []Step[ChildReportStatus]{
	{"raise", []ChildReportStatus{""}, ChildOpen},
	{"report", []ChildReportStatus{ChildOpen}, ChildReported},
	{"close", []ChildReportStatus{ChildReported}, ChildClosed},
}}

// ChildReport is what a visit saw of a child at risk: passed on to town and county at once, and never a need of the market (未成年人保护法
// 11). What was seen and what was done are sealed at rest.
type ChildReport struct {
	CountyCode  string `gorm:"primaryKey"`
	ID          string `gorm:"primaryKey"`
	VisitID     string
	HouseholdID string
	RegionCode  string
	Seen        string `gorm:"-"`
	SeenSealed  []byte
	Status      ChildReportStatus
	ReportedTo  []string   `gorm:"serializer:json"`
	ReportedAt  *time.Time // when the authorities were told
	Done        string     `gorm:"-"`
	DoneSealed  []byte
	HandledBy   *string
	ClosedAt    *time.Time
	CreatedBy   string
	CreatedAt   time.Time
	UpdatedAt   time.Time
	Version     int
}

// TableName implements gorm's Tabler.
func (ChildReport) TableName() string { return "child_report" }

// ChildAuthorities lists whom a report goes to (未成年人保护法 11): police, civil affairs, education.
func ChildAuthorities() []string { return []string{"police", "civil_affairs", "education"} }

// ChildReportMove says to whom a report went, or what came of it.
type ChildReportMove struct {
	ReportedTo []string `json:"reported_to" validate:"max=3,dive,oneof=police civil_affairs education"`
	Done       string   `json:"done" validate:"filled,text=1000"`
}
