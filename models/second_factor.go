package models

import (
	"strings"
	"time"
)

// SecondFactorStatus says whether a second factor counts already.
type SecondFactorStatus string

// The statuses of a second factor. A pending one waits for its first code and counts for nothing.
const (
	SecondFactorPending SecondFactorStatus = "pending"
	SecondFactorActive  SecondFactorStatus = "active"
)

// SecondFactor is what an account shares with an app that makes codes of the time (RFC 6238). A code is taken once: LastStep is the time step of
// the newest one that was.
type SecondFactor struct {
	CountyCode   string `gorm:"primaryKey"`
	AccountID    string `gorm:"primaryKey"`
	Secret       string `gorm:"-"` // base32
	SecretSealed []byte
	Status       SecondFactorStatus
	SessionID    string // in which it was begun, and alone may be confirmed
	LastStep     int64
	CreatedAt    time.Time
	UpdatedAt    time.Time
	Version      int
}

// TableName implements gorm's Tabler.
func (SecondFactor) TableName() string { return "second_factor" }

// RecoveryCode takes the place of the app once. Only its keyed hash is kept.
type RecoveryCode struct {
	CountyCode string `gorm:"primaryKey"`
	AccountID  string `gorm:"primaryKey"`
	CodeHash   []byte `gorm:"primaryKey"`
	CreatedAt  time.Time
	UsedAt     *time.Time
}

// TableName implements gorm's Tabler.
func (RecoveryCode) TableName() string { return "recovery_code" }

// RecoveryCodes is how many recovery codes an account is given at once; RecoveryLetters is how long each is: 24 letters of five bits, which is
// random enough to be kept as a plain hash (OWASP ASVS 5.0, 6.5.2).
const (
	RecoveryCodes   = 10
	RecoveryLetters = 24
)

// ParseSecondCode reads what somebody typed as a second factor: the six digits of an app, or a recovery code as it is hashed, without the dashes and
// spaces that make it readable. Neither is ok for anything else.
func ParseSecondCode(typed string) (digits, recovery string) {
	code := strings.ToLower(strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '\t' || r == '\u3000' {
			return -1
		}
		return r
	}, strings.TrimSpace(typed)))
	switch len(code) {
	case 6:
		if strings.Trim(code, "0123456789") == "" {
			return code, ""
		}
	case RecoveryLetters:
		if strings.Trim(code, "abcdefghijklmnopqrstuvwxyz234567") == "" {
			return "", code
		}
	}
	return "", ""
}

// SecondFactorRoles lists the roles of which a second factor can be asked: those that see or steer much, inside government and outside.
func SecondFactorRoles() []Role {
	return []Role{RoleStaff, RoleOperator, RoleTown, RoleSupplierAdmin, RoleDeptSource, RoleAuditor, RoleProvince, RoleSysadmin}
}
