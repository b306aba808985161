package models

import "time"

// ErrandStatus says how far long work is.
type ErrandStatus string

// The statuses of an errand. It is lost when the server that ran it ended before it did.
const (
	ErrandRunning ErrandStatus = "running"
	ErrandDone    ErrandStatus = "done"
	ErrandFailed  ErrandStatus = "failed"
	ErrandLost    ErrandStatus = "lost"
)

// ErrandSteps are the steps of an errand.
var ErrandSteps = Steps[ErrandStatus]{Noun: "errand", Table: []Step[ErrandStatus]{
	{"start", []ErrandStatus{""}, ErrandRunning},
	{"finish", []ErrandStatus{ErrandRunning}, ErrandDone},
	{"fail", []ErrandStatus{ErrandRunning}, ErrandFailed},
	{"lose", []ErrandStatus{ErrandRunning}, ErrandLost},
}}

// Errand is long work that goes on while nobody waits: it can be left and found again. Outcome is what came of it, in the language of
// whoever sent for it, and holds no personal data.
type Errand struct {
	CountyCode   string `gorm:"primaryKey"`
	ID           string `gorm:"primaryKey"`
	AccountID    string
	Kind         string // import, export, round
	Subject      string // what is imported or exported, by its kind
	Status       ErrandStatus
	Phase        string
	Done         int64
	Total        int64
	Outcome      string
	AttachmentID string // the file that it made
	FileName     string
	FileEndsAt   *time.Time // until when the file may be fetched; nil for always
	CreatedAt    time.Time
	BeatAt       time.Time
	EndedAt      *time.Time
}

// TableName implements gorm's Tabler.
func (Errand) TableName() string { return "errand" }
