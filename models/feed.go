package models

import (
	"slices"
	"time"
)

// FeedField is what a column of a department's list is to us.
type FeedField string

// The fields that every feed may have. Any other field is a fact of the feed's own.
const (
	FeedCitizenNo FeedField = "citizen_no"
	FeedName      FeedField = "name"
	FeedPhone     FeedField = "phone"
	FeedVillage   FeedField = "village"
	FeedAddress   FeedField = "address"
	FeedEventOn   FeedField = "event_on"
	FeedAmount    FeedField = "amount"
	FeedCode      FeedField = "code"
)

// FeedFields lists the fields that every feed may have.
func FeedFields() []FeedField {
	return []FeedField{FeedCitizenNo, FeedName, FeedPhone, FeedVillage, FeedAddress, FeedEventOn, FeedAmount, FeedCode}
}

// FactKind says how a cell of a feed's own field is read.
type FactKind string

// The kinds of a feed's own fields.
const (
	FactText   FactKind = "text"
	FactNumber FactKind = "number"
	FactDate   FactKind = "date"
	FactYesNo  FactKind = "yes_no"
)

// FactKinds lists the kinds of a feed's own fields.
func FactKinds() []FactKind { return []FactKind{FactText, FactNumber, FactDate, FactYesNo} }

// FeedColumn is one column of a feed: the field that it fills and the headings that it goes by, the best first. Kind is "" for a field
// that every feed may have, which reads itself.
type FeedColumn struct {
	Field    FeedField `json:"field"`
	Kind     FactKind  `json:"kind,omitempty"`
	Names    []string  `json:"names"`
	Required bool      `json:"required,omitempty"`
}

// FeedWord is one value of a feed's code list: the code, its names, and what else departments write for it.
type FeedWord struct {
	Code   string   `json:"code"`
	NameZH string   `json:"name_zh"`
	NameEN string   `json:"name_en,omitempty"`
	Also   []string `json:"also,omitempty"`
}

// AmountUnit is what an amount without a unit of its own is counted in.
type AmountUnit string

// The units of amounts.
const (
	AmountNone AmountUnit = "" // the feed has no amount
	AmountYuan AmountUnit = "yuan"
	AmountWan  AmountUnit = "wan"
	AmountFen  AmountUnit = "fen"
)

// AmountUnits lists the units of amounts.
func AmountUnits() []AmountUnit { return []AmountUnit{AmountNone, AmountYuan, AmountWan, AmountFen} }

// Feed declares one kind of list that a department sends: its columns, its codes, and how long its rows are kept. Each change is a new
// edition with the day from which it counts; an edition without an id came with the software.
type Feed struct {
	CountyCode    string `gorm:"primaryKey"`
	ID            string `gorm:"primaryKey"`
	Code          string
	Edition       int
	NameZH        string `gorm:"column:name_zh"`
	NameEN        string `gorm:"column:name_en"`
	SourceDept    string
	Columns       []FeedColumn `gorm:"serializer:json"`
	Codes         []FeedWord   `gorm:"serializer:json"`
	AmountUnit    AmountUnit
	KeepDays      int
	Enabled       bool
	EffectiveFrom Date
	Reason        string
	CreatedBy     string
	CreatedAt     time.Time
}

// TableName implements gorm's Tabler.
func (Feed) TableName() string { return "feed" }

// Shipped holds for a declaration that came with the software and that the county has not changed.
func (f Feed) Shipped() bool { return f.ID == "" }

// Column answers the column that fills a field.
func (f Feed) Column(field FeedField) (FeedColumn, bool) {
	i := slices.IndexFunc(f.Columns, func(c FeedColumn) bool { return c.Field == field })
	if i < 0 {
		return FeedColumn{}, false
	}
	return f.Columns[i], true
}

// Facts lists the feed's own columns: what its signals carry beside who, when, how much and which code.
func (f Feed) Facts() []FeedColumn {
	common := FeedFields()
	return slices.DeleteFunc(slices.Clone(f.Columns), func(c FeedColumn) bool { return slices.Contains(common, c.Field) })
}

// BatchStatus says how far a department's list is.
type BatchStatus string

// The statuses of a batch.
const (
	BatchReceived   BatchStatus = "received"
	BatchChecked    BatchStatus = "checked"     // read and compared with who is known here; it can be looked at
	BatchApplied    BatchStatus = "applied"     // its good rows are signals
	BatchRolledBack BatchStatus = "rolled_back" // its signals are withdrawn
	BatchDiscarded  BatchStatus = "discarded"
	BatchRefused    BatchStatus = "refused" // nothing of it can be used
)

// BatchSteps are the steps of a batch.
var BatchSteps = Steps[BatchStatus]{Noun: "feed_batch", Table: []Step[BatchStatus]{
	{"receive", []BatchStatus{""}, BatchReceived},
	{"check", []BatchStatus{BatchReceived}, BatchChecked},
	{"refuse", []BatchStatus{BatchReceived}, BatchRefused},
	{"apply", []BatchStatus{BatchChecked}, BatchApplied},
	{"roll_back", []BatchStatus{BatchApplied}, BatchRolledBack},
	{"discard", []BatchStatus{BatchReceived, BatchChecked}, BatchDiscarded},
}}

// BatchCounts are what is in a batch. Every row is bad, a repeat, known, new here, or without a place.
type BatchCounts struct {
	Rows       int `json:"rows"`
	Bad        int `json:"bad"`        // kept aside
	Repeated   int `json:"repeated"`   // already here, or twice in the file
	Known      int `json:"known"`      // of a person on file
	New        int `json:"new"`        // of a person to be put on file in the named village
	Unplaced   int `json:"unplaced"`   // of a person unknown here whom no row gives a village
	Remarked   int `json:"remarked"`   // known by number, but under another name or in another village
	Households int `json:"households"` // on file, that the rows are about
	Stubs      int `json:"stubs"`      // households to be put on file
	Alerts     int `json:"alerts"`     // raised or added to
}

// FeedBatch is one list that a department brought. The file is kept until the batch is applied or thrown away, the bad rows until
// KeepUntil.
type FeedBatch struct {
	CountyCode   string `gorm:"primaryKey"`
	ID           string `gorm:"primaryKey"`
	Feed         string // its code
	FeedEdition  int    // by which it was read
	SourceDept   string
	FileName     string
	FileID       string // the attachment; "" once it is gone
	SHA256       string `gorm:"column:sha256"`
	Size         int64
	Status       BatchStatus
	StatusReason string
	Counts       BatchCounts `gorm:"serializer:json"`
	BadFileID    string      // the attachment that lists the bad rows with their reasons
	ReceivedBy   string
	ReceivedAt   time.Time
	AppliedBy    string
	AppliedAt    *time.Time
	EndedAt      *time.Time // rolled back, discarded or refused
	KeepUntil    Date
	UpdatedAt    time.Time
	Version      int
}

// TableName implements gorm's Tabler.
func (FeedBatch) TableName() string { return "feed_batch" }
