package models

import "time"

// HouseholdStatus says whether a household is still helped here.
type HouseholdStatus string

// The statuses of a household.
const (
	HouseholdActive    HouseholdStatus = "active"
	HouseholdSuspended HouseholdStatus = "suspended"
	HouseholdLeft      HouseholdStatus = "left"
	HouseholdClosed    HouseholdStatus = "closed"
)

// Household is who is helped. Address is sealed at rest and has a blind index for exact look-up.
type Household struct {
	CountyCode       string `gorm:"primaryKey"`
	ID               string `gorm:"primaryKey"`
	No               string
	RegionCode       string // 12-digit village
	Address          string `gorm:"-"`
	AddressSealed    []byte
	AddressIndex     []byte
	Lat              *float64
	Lng              *float64
	HukouKind        string // rural, urban or ""
	ResidenceState   int    // 0 hukou here and lives here, 1 hukou here and away, 2 hukou elsewhere and lives here
	Category         Beneficiary
	Level            int    // 1–4 for I–IV, 0 not assessed (domain report §5.5)
	MonthlyIncomeFen *int64 // per head
	Status           HouseholdStatus
	StatusReason     string
	Persons          []Person `gorm:"-"`
	CreatedBy        string
	CreatedAt        time.Time
	UpdatedAt        time.Time
	Version          int
}

// TableName implements gorm's Tabler.
func (Household) TableName() string { return "household" }

// Person is one member of a household. Name, citizen number, phone and profile are sealed at rest; the first three have
// blind indexes for exact look-up.
type Person struct {
	CountyCode    string `gorm:"primaryKey"`
	ID            string `gorm:"primaryKey"`
	HouseholdID   string
	Name          string `gorm:"-"`
	NameSealed    []byte
	NameIndex     []byte
	CitizenNo     string `gorm:"-"`
	CitizenSealed []byte
	CitizenIndex  []byte
	Phone         string `gorm:"-"`
	PhoneSealed   []byte
	PhoneIndex    []byte
	Profile       Profile `gorm:"-"`
	ProfileSealed []byte
	BirthDate     Date
	Sex           Sex
	Relation      string
	IsHead        bool
	NoNumberWhy   string // why there is no citizen number
	DeceasedOn    Date
	Shield        bool `gorm:"-"` // a minor of whom the reader may see no more than this
	CreatedAt     time.Time
	UpdatedAt     time.Time
	Version       int
}

// TableName implements gorm's Tabler.
func (Person) TableName() string { return "person" }

// Profile holds what is known of a person's health, work and schooling: sensitive data (PIPL art. 28), sealed as one piece.
type Profile struct {
	HealthState      string   `json:"health_state,omitempty" validate:"omitempty,text=60"`
	DisabilityKind   string   `json:"disability_kind,omitempty" validate:"omitempty,oneof=visual hearing speech physical intellectual mental multiple"`
	DisabilityLevel  int      `json:"disability_level,omitempty" validate:"omitempty,min=1,max=4"`
	DisabilityCertNo string   `json:"disability_cert_no,omitempty" validate:"omitempty,text=30"`
	CareAbility      string   `json:"care_ability,omitempty" validate:"omitempty,oneof=self_reliant semi disabled fully_disabled"`
	Employment       string   `json:"employment,omitempty" validate:"omitempty,oneof=employed unemployed student retired unable"`
	SchoolStage      string   `json:"school_stage,omitempty" validate:"omitempty,oneof=preschool primary junior senior vocational college university"`
	Tags             []string `json:"tags,omitempty" validate:"max=20,dive,tag"`
}

// AgeOn returns the person's age in full years on a day, or -1 when the birth date is unknown.
func (p Person) AgeOn(day Date) int {
	if p.BirthDate == "" {
		return -1
	}
	b, d := p.BirthDate.Time(), day.Time()
	age := d.Year() - b.Year()
	if d.Month() < b.Month() || (d.Month() == b.Month() && d.Day() < b.Day()) {
		age--
	}
	return age
}

// HouseholdDraft is what an aide says when registering a household, with its members.
type HouseholdDraft struct {
	ID               string        `json:"id" validate:"omitempty,client_id"`
	No               string        `json:"household_no" validate:"omitempty,text=30"`
	RegionCode       string        `json:"region_code" validate:"required,village"`
	Address          string        `json:"address" validate:"required,filled,text=120"`
	Lat              *float64      `json:"lat" validate:"omitempty,min=-90,max=90"`
	Lng              *float64      `json:"lng" validate:"omitempty,min=-180,max=180"`
	HukouKind        string        `json:"hukou_kind" validate:"omitempty,oneof=rural urban"`
	ResidenceState   int           `json:"residence_state" validate:"min=0,max=2"`
	Category         Beneficiary   `json:"category" validate:"omitempty,beneficiary"`
	Level            int           `json:"-" validate:"min=0,max=4"` // of a list that is imported; otherwise a clerk confirms it
	MonthlyIncomeFen *int64        `json:"monthly_income_fen" validate:"omitempty,min=0,max=100000000000"`
	Persons          []PersonDraft `json:"persons" validate:"required,min=1,max=30,dive"`
}

// PersonDraft is what an aide says of a member. Without a citizen number the reason must be given.
type PersonDraft struct {
	ID          string  `json:"id" validate:"omitempty,client_id"`
	Name        string  `json:"name" validate:"required,filled,text=40"`
	CitizenNo   string  `json:"citizen_no" validate:"omitempty,citizen_no"`
	NoNumberWhy string  `json:"no_number_reason" validate:"required_without=CitizenNo,omitempty,filled,text=120"`
	BirthDate   Date    `json:"birth_date" validate:"required_without=CitizenNo,omitempty,past_date"`
	Sex         Sex     `json:"sex" validate:"omitempty,oneof=male female unknown"`
	Relation    string  `json:"relation" validate:"required,oneof=head spouse son daughter parent grandchild other"`
	Phone       string  `json:"phone" validate:"omitempty,phone"`
	Profile     Profile `json:"profile"`
}

// HouseholdPatch is a change of a household; nil means unchanged. Its level is not among it: that changes by an assessment which a clerk confirms.
type HouseholdPatch struct {
	RegionCode       *string          `json:"region_code" validate:"omitempty,village"`
	Address          *string          `json:"address" validate:"omitempty,filled,text=120"`
	Category         *Beneficiary     `json:"category" validate:"omitempty,beneficiary"`
	MonthlyIncomeFen *int64           `json:"monthly_income_fen" validate:"omitempty,min=0,max=100000000000"`
	Status           *HouseholdStatus `json:"status" validate:"omitempty,oneof=active suspended left closed"`
	StatusReason     *string          `json:"status_reason" validate:"omitempty,text=120"`
}

// ConsentKind says what a consent is for.
type ConsentKind string

// The kinds of consent (domain report §4.4).
const (
	ConsentVerifyEconomy ConsentKind = "verify_economy"
	ConsentShare         ConsentKind = "share_to_supplier"
	ConsentSensitive     ConsentKind = "sensitive"
	ConsentPhoto         ConsentKind = "photo"
	ConsentMinor         ConsentKind = "minor_guardian"
	ConsentSMS           ConsentKind = "sms"
)

// Consent is a recorded permission of a person (PIPL art. 13, 23, 29, 31; 民发〔2023〕46号). Empty Categories or Suppliers mean all.
type Consent struct {
	CountyCode  string `gorm:"primaryKey"`
	ID          string `gorm:"primaryKey"`
	HouseholdID string
	PersonID    string
	Kind        ConsentKind
	Categories  []string `gorm:"serializer:json"`
	Suppliers   []string `gorm:"serializer:json"`
	TextVersion string
	GivenBy     string
	Evidence    string
	GivenAt     time.Time
	ExpiresAt   *time.Time
	WithdrawnAt *time.Time
	RecordedBy  string
	CreatedAt   time.Time
}

// TableName implements gorm's Tabler.
func (Consent) TableName() string { return "consent" }

// Live tells whether the consent is given, unexpired and unwithdrawn at an instant.
func (c Consent) Live(at time.Time) bool {
	return !c.GivenAt.After(at) && c.WithdrawnAt == nil && (c.ExpiresAt == nil || at.Before(*c.ExpiresAt))
}

// Covers tells whether the consent is live, of the kind, and reaches a category and a supplier.
func (c Consent) Covers(kind ConsentKind, category, supplier string, at time.Time) bool {
	return c.Kind == kind && c.Live(at) && holds(c.Categories, category) && holds(c.Suppliers, supplier)
}

func holds(list []string, v string) bool {
	if len(list) == 0 {
		return true
	}
	for _, s := range list {
		if s == v || len(s) == 1 && len(v) > 1 && s == v[:1] {
			return true
		}
	}
	return false
}

// ConsentDraft is a consent as the aide records it.
type ConsentDraft struct {
	ID          string      `json:"id" validate:"omitempty,client_id"`
	PersonID    string      `json:"person_id" validate:"required,uuid"`
	Kind        ConsentKind `json:"kind" validate:"required,oneof=verify_economy share_to_supplier sensitive photo minor_guardian sms"`
	Categories  []string    `json:"categories" validate:"max=80,dive,category_or_group"`
	Suppliers   []string    `json:"suppliers" validate:"max=50,dive,uuid"`
	TextVersion string      `json:"text_version" validate:"required,filled,text=30"`
	GivenBy     string      `json:"given_by" validate:"required,oneof=self guardian agent"`
	Evidence    string      `json:"evidence" validate:"omitempty,text=200"`
	GivenOn     Date        `json:"given_on" validate:"omitempty,past_date"`
	ExpiresOn   Date        `json:"expires_on" validate:"omitempty,date"`
}
