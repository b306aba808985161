package models

import "time"

// SupplierStatus is where a supplier stands (domain report §6).
type SupplierStatus string

// The statuses of a supplier.
const (
	SupplierApplied   SupplierStatus = "applied"
	SupplierChecking  SupplierStatus = "checking" // one person has approved, a second must
	SupplierApproved  SupplierStatus = "approved"
	SupplierRejected  SupplierStatus = "rejected"
	SupplierActive    SupplierStatus = "active"
	SupplierSuspended SupplierStatus = "suspended"
	SupplierExited    SupplierStatus = "exited"
)

// SupplierSteps are the steps of a supplier.
var SupplierSteps = Steps[SupplierStatus]{Noun: "supplier", Table: []Step[SupplierStatus]{
	{"apply", []SupplierStatus{""}, SupplierApplied},
	{"check", []SupplierStatus{SupplierApplied}, SupplierChecking},
	{"approve", []SupplierStatus{SupplierApplied, SupplierChecking}, SupplierApproved},
	{"reject", []SupplierStatus{SupplierApplied, SupplierChecking}, SupplierRejected},
	{"activate", []SupplierStatus{SupplierApproved}, SupplierActive},
	{"suspend", []SupplierStatus{SupplierActive}, SupplierSuspended},
	{"reinstate", []SupplierStatus{SupplierSuspended}, SupplierActive},
	{"exit", []SupplierStatus{SupplierActive, SupplierSuspended}, SupplierExited},
}}

// Supplier is an NGO or caring company that applied to take part. Contact fields are sealed at rest.
type Supplier struct {
	CountyCode           string    `gorm:"primaryKey"`
	ID                   string    `gorm:"primaryKey"`
	USCC                 string    `gorm:"column:uscc"`
	USCCCheck            USCCCheck `gorm:"column:uscc_check"`
	Kind                 SupplierKind
	Name                 string
	Description          string
	RegionCode           string
	ContactName          string `gorm:"-"`
	ContactNameSealed    []byte
	ContactPhone         string `gorm:"-"`
	ContactPhoneSealed   []byte
	IsCharity            bool
	HideName             bool      // beneficiaries are not told who gave (慈善法 82)
	SensitivityClearance int       // highest need sensitivity that the supplier may browse, 0–2; 3 goes by named referral only
	Licences             []Licence `gorm:"serializer:json"`
	Status               SupplierStatus
	AppliedAt            time.Time
	CheckedBy            *string
	ApprovedBy           *string
	ApprovedAt           *time.Time
	StatusReason         string
	CreatedAt            time.Time
	UpdatedAt            time.Time
	Version              int
}

// TableName implements gorm's Tabler.
func (Supplier) TableName() string { return "supplier" }

// Licence is a qualification on file: its kind as in the category table, its number, and the last day on which it is valid.
type Licence struct {
	Kind    string `json:"kind" validate:"required,oneof=food care medical psych law child build driver charity social"`
	Number  string `json:"number" validate:"required,filled,text=60"`
	ValidTo Date   `json:"valid_to" validate:"required,date"`
}

// LicenceKinds lists the qualifications that a supplier can have on file, in the order in which forms offer them.
func LicenceKinds() []string {
	return []string{
		LicenceFood, LicenceCare, LicenceMedical, LicencePsych, LicenceLaw, LicenceChild, LicenceBuild, LicenceDriver, LicenceCharity, LicenceSocial,
	}
}

// SupplierDraft is what an organisation says when it applies.
type SupplierDraft struct {
	ID          string       `json:"id" validate:"omitempty,client_id"`
	CountyCode  string       `json:"county_code" validate:"omitempty,county"` // may be left out where the installation serves one county
	Name        string       `json:"name" validate:"required,filled,text=80"`
	USCC        string       `json:"uscc" validate:"required,uscc"`
	Kind        SupplierKind `json:"kind" validate:"omitempty,supplier_kind"`
	Description string       `json:"description" validate:"omitempty,text=2000"`
	RegionCode  string       `json:"region_code" validate:"omitempty,region"`
	IsCharity   bool         `json:"is_charity"`
	Contact     ContactDraft `json:"contact"`
	User        LoginDraft   `json:"user"`
	Licences    []Licence    `json:"licences" validate:"max=20,dive"`
}

// ContactDraft is the person to call at a supplier.
type ContactDraft struct {
	Name  string `json:"name" validate:"required,filled,text=40"`
	Phone string `json:"phone" validate:"required,phone"`
}

// LoginDraft is the first login of a supplier. Invitations are mailed to Email, where one is given.
type LoginDraft struct {
	Username string `json:"username" validate:"required,username"`
	Password string `json:"password" validate:"required,min=10,max=200"`
	Email    string `json:"email" validate:"omitempty,max=200,email"`
}

// SupplierPatch is a change of a supplier; nil means unchanged.
type SupplierPatch struct {
	Name                 *string       `json:"name" validate:"omitempty,filled,text=80"`
	Description          *string       `json:"description" validate:"omitempty,text=2000"`
	Contact              *ContactDraft `json:"contact"`
	Licences             *[]Licence    `json:"licences" validate:"omitempty,max=20,dive"`
	HideName             *bool         `json:"hide_name" description:"beneficiaries are not told who gave"`
	IsCharity            *bool         `json:"is_charity"`                                             // staff only
	SensitivityClearance *int          `json:"sensitivity_clearance" validate:"omitempty,min=0,max=2"` // staff only
}
