package models

import "time"

// SignalRemark is what is odd about a signal though its person is known.
type SignalRemark string

// The remarks on signals.
const (
	RemarkNone         SignalRemark = ""
	RemarkOtherName    SignalRemark = "other_name"    // the number is on file under another name
	RemarkOtherVillage SignalRemark = "other_village" // the person is on file in another village
)

// SignalRemarks lists the remarks on signals.
func SignalRemarks() []SignalRemark {
	return []SignalRemark{RemarkNone, RemarkOtherName, RemarkOtherVillage}
}

// Signal is one row of a department's list: something happened to somebody. Facts, which hold the feed's own fields and, of a person
// unknown here, the name, telephone and address of the row, are sealed at rest.
type Signal struct {
	CountyCode    string `gorm:"primaryKey"`
	ID            string `gorm:"primaryKey"`
	BatchID       string
	Feed          string // its code
	SourceDept    string
	Line          int
	HouseholdID   *string
	PersonID      *string
	PersonIndex   []byte // blind index of the citizen number; nil without one
	RowIndex      []byte // blind index of what the row says: the same row counts once
	RegionCode    string
	EventOn       Date
	AmountFen     *int64
	Code          string            // of the feed's code list, "" without
	Facts         map[string]string `gorm:"-"`
	FactsSealed   []byte
	Remark        SignalRemark
	MadeHousehold bool // the household was put on file for this row
	KeepUntil     Date
	WithdrawnAt   *time.Time // its batch was rolled back
	CreatedAt     time.Time
}

// TableName implements gorm's Tabler.
func (Signal) TableName() string { return "signal" }

// AlertSignal ties a signal to the alert that was raised from it or that it came to later.
type AlertSignal struct {
	CountyCode string `gorm:"primaryKey"`
	AlertID    string `gorm:"primaryKey"`
	SignalID   string `gorm:"primaryKey"`
	AttachedAt time.Time
}

// TableName implements gorm's Tabler.
func (AlertSignal) TableName() string { return "alert_signal" }
