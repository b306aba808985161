package models

import (
	"crypto/sha256"
	"regexp"
	"strings"
	"time"
)

// PassPurpose is what a pass is for.
type PassPurpose string

// The purposes of a pass: to fill in a request within two hours, and to see where requests stand.
const (
	PassApply PassPurpose = "apply"
	PassTrack PassPurpose = "track"
)

// How long passes last, and how often and how long the code that is sent to a phone may be tried.
const (
	PassApplyTime = 2 * time.Hour
	PassTrackTime = 180 * 24 * time.Hour
	PassCodeTime  = 10 * time.Minute
	PassCodeTries = 5
)

// ResidentPass lets somebody without an account in: by a code sent to a phone, and then by a link or code that nobody can guess. It is of one
// household. Of its own code no more than a hash is kept; phone and draft are sealed at rest.
type ResidentPass struct {
	CountyCode   string `gorm:"primaryKey"`
	ID           string `gorm:"primaryKey"`
	TokenHash    []byte
	Purpose      PassPurpose
	Phone        string `gorm:"-"`
	PhoneSealed  []byte
	PhoneIndex   []byte
	Code         string `gorm:"-"` // the six digits that were sent
	CodeSealed   []byte
	CodeTries    int
	CodeUntil    *time.Time
	VerifiedAt   *time.Time
	HouseholdID  *string // that the phone and the name are known to belong to
	PersonID     *string
	Draft        ResidentDraft `gorm:"-"`
	DraftSealed  []byte
	Applications []string `gorm:"serializer:json"` // what may be seen with it
	ExpiresAt    time.Time
	EndedAt      *time.Time
	CreatedAt    time.Time
	UpdatedAt    time.Time
	Version      int
}

// TableName implements gorm's Tabler.
func (ResidentPass) TableName() string { return "resident_pass" }

// PassCode is what a resident holds: sixteen signs that are hard to confuse, 80 bits that nobody can guess, read out in fours.
type PassCode string

const passSigns = "0123456789ABCDEFGHJKMNPQRSTVWXYZ" // Crockford's base 32

// PassCodeBytes is how many secret bytes a pass code has.
const PassCodeBytes = 10

var passShape = regexp.MustCompile(`^[0-9A-HJKMNP-TV-Z]{16}$`)

// NewPassCode makes a code out of PassCodeBytes secret bytes.
func NewPassCode(secret []byte) PassCode {
	var out strings.Builder
	var bits, held uint32
	for _, b := range secret {
		bits, held = bits<<8|uint32(b), held+8
		for held >= 5 {
			held -= 5
			out.WriteByte(passSigns[bits>>held&31])
		}
	}
	return PassCode(out.String())
}

// ParsePassCode reads a code as somebody typed it: small letters, blanks and dashes pass, and O, I and L are read as the digits that they look
// like.
func ParsePassCode(s string) (PassCode, bool) {
	var out strings.Builder
	for _, r := range strings.ToUpper(s) {
		switch r = halfWidthRune(r); r {
		case ' ', '-', '\t':
		case 'O':
			out.WriteByte('0')
		case 'I', 'L':
			out.WriteByte('1')
		default:
			out.WriteRune(r)
		}
	}
	return PassCode(out.String()), passShape.MatchString(out.String())
}

// Spoken is the code in fours.
func (c PassCode) Spoken() string {
	if len(c) != 16 {
		return string(c)
	}
	return string(c[:4] + "-" + c[4:8] + "-" + c[8:12] + "-" + c[12:])
}

// Hash is what is kept of the code. It needs no salt: nobody can try out 80 bits.
func (c PassCode) Hash() []byte {
	h := sha256.Sum256([]byte("pass:" + c))
	return h[:]
}

// ReliefEvent is what a resident says has happened, in plain words.
type ReliefEvent string

// ReliefEvents lists what may have happened, in the order in which it is asked.
func ReliefEvents() []ReliefEvent {
	return []ReliefEvent{"illness", "accident", "disaster", "education", "job_lost", "housing", "care", "other"}
}

// ResidentDraft is what a resident fills in, in four short groups. What the county holds already is not asked again.
type ResidentDraft struct {
	Who     ResidentWho      `json:"who"`
	Members []ResidentMember `json:"members,omitempty"`
	Means   ResidentMeans    `json:"means"`
	Event   ResidentEvent    `json:"event"`
	Filled  []string         `json:"filled,omitempty"` // the groups that were sent in
}

// ResidentWho says who asks, and that the household agrees to have its means verified.
type ResidentWho struct {
	Name       string `json:"name" validate:"required,filled,text=40"`
	CitizenNo  string `json:"citizen_no" validate:"omitempty,citizen_no"`
	RegionCode string `json:"region_code" validate:"omitempty,village"`
	Address    string `json:"address" validate:"omitempty,text=120"`
	GivenBy    string `json:"given_by" validate:"required,oneof=self guardian agent"`
	Consent    bool   `json:"consent"`
}

// ResidentMember is another member of the household.
type ResidentMember struct {
	Name      string `json:"name" validate:"omitempty,text=40"`
	Relation  string `json:"relation" validate:"required_with=Name,omitempty,oneof=spouse son daughter parent grandchild other"`
	BirthDate Date   `json:"birth_date" validate:"required_with=Name,omitempty,past_date"`
}

// ResidentMeans says what the household lives on.
type ResidentMeans struct {
	Persons    *int   `json:"persons" validate:"omitempty,min=1,max=30"`
	MonthlyFen *int64 `json:"monthly_fen" validate:"omitempty,min=0,max=1000000000"`
	Property   string `json:"property" validate:"omitempty,oneof=none some unsure"`
	Changed    string `json:"changed" validate:"omitempty,text=500"` // what is no longer as the county holds it
}

// ResidentEvent says what happened.
type ResidentEvent struct {
	Event       ReliefEvent `json:"event" validate:"required,oneof=illness accident disaster education job_lost housing care other"`
	Urgent      bool        `json:"urgent"`
	SelfPaidFen *int64      `json:"self_paid_fen" validate:"omitempty,min=0,max=1000000000"`
	Story       string      `json:"story" validate:"required,filled,text=2000"`
}
