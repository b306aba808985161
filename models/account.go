// Package models holds the words of the house: the nouns with their statuses and declared steps, who may do what, identifiers, validation
// and the one error type. It imports nothing of the house and knows neither web nor database.
package models

import "time"

// AccountStatus says whether an account may log in.
type AccountStatus string

// The statuses of an account. A pending account waits for its supplier's approval.
const (
	AccountActive   AccountStatus = "active"
	AccountPending  AccountStatus = "pending"
	AccountDisabled AccountStatus = "disabled"
)

// Account is a login of one person. Usernames are unique in the whole installation, so that nobody has to name a county to log in.
type Account struct {
	ID           string `gorm:"primaryKey"`
	CountyCode   string
	Username     string
	PasswordHash string // argon2id in PHC string form
	Role         Role
	DisplayName  string
	Regions      []string `gorm:"serializer:json"` // 12-digit codes
	SupplierID   *string
	Department   string // whose lists a department's account brings
	Status       AccountStatus
	FailedCount  int
	LockedUntil  *time.Time
	LastLoginAt  *time.Time
	// SecondFactorAt is since when a login takes a second factor besides the password; nil where it takes none.
	SecondFactorAt *time.Time
	// PasswordGivenAt is since when the password is one that somebody else gave; nil where its owner has chosen it.
	PasswordGivenAt *time.Time
	// DeviceRound counts how often the devices that have logged in to the account were forgotten.
	DeviceRound int
	CreatedAt   time.Time
	UpdatedAt   time.Time
	Version     int
}

// TableName implements gorm's Tabler.
func (Account) TableName() string { return "account" }

// Actor is the account as somebody who asks, within a session.
func (a Account) Actor(session string) Actor {
	out := Actor{AccountID: a.ID, SessionID: session, CountyCode: a.CountyCode, Role: a.Role, Regions: a.Regions, Department: a.Department}
	if a.SupplierID != nil {
		out.SupplierID = *a.SupplierID
	}
	return out
}

// SessionKind says in what a session was begun.
type SessionKind string

// The kinds of sessions. One that was begun before they were told apart has none.
const (
	SessionPage    SessionKind = "page"    // a browser
	SessionProgram SessionKind = "program" // a program that calls the API
)

// Session is one login that lives on through refreshes. Only the hash of its newest refresh token is kept: a token of an
// older generation is a stolen or replayed one and ends the session.
type Session struct {
	CountyCode  string `gorm:"primaryKey"`
	ID          string `gorm:"primaryKey"`
	AccountID   string
	Kind        SessionKind
	Generation  int
	RefreshHash []byte
	CreatedAt   time.Time
	LastUsedAt  time.Time
	ExpiresAt   time.Time
	EndedAt     *time.Time
	EndReason   string // logout, login, reuse, disabled, password, second_factor, owner, operator
}

// TableName implements gorm's Tabler.
func (Session) TableName() string { return "session" }

// AccountDraft is what an operator says of a new account.
type AccountDraft struct {
	Username    string   `json:"username" validate:"required,username"`
	Password    string   `json:"password" validate:"required,min=10,max=200"`
	Role        Role     `json:"role" validate:"required,role"`
	DisplayName string   `json:"display_name" validate:"omitempty,text=40"`
	CountyCode  string   `json:"county_code" validate:"required,county"`
	Regions     []string `json:"regions" validate:"max=50,dive,region"`
	SupplierID  string   `json:"supplier_id" validate:"omitempty,uuid"`
	Department  string   `json:"department" validate:"omitempty,text=20"`
	Given       bool     `json:"-"` // the password is not the owner's own choice, and must be changed first
}
