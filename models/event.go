package models

import "time"

// Event is one entry of a county's append-only log: a step taken or something sensitive seen. Seq has no holes; Hash chains every
// entry to the one before it, keyed so that nobody without the installation's keys can forge an entry. Data never holds personal data.
type Event struct {
	CountyCode string `gorm:"primaryKey"`
	Seq        int64  `gorm:"primaryKey;autoIncrement:false"`
	ID         string
	At         time.Time
	ActorID    string
	ActorRole  Role
	Noun       string
	ObjectID   string
	Step       string
	FromStatus string
	ToStatus   string
	RegionCode string
	SupplierID string
	Data       map[string]string `gorm:"serializer:json"`
	PrevHash   []byte
	Hash       []byte
}

// TableName implements gorm's Tabler.
func (Event) TableName() string { return "event" }

// ChainHead is the newest entry of a county's log.
type ChainHead struct {
	CountyCode string `gorm:"primaryKey"`
	Seq        int64
	Hash       []byte
}

// TableName implements gorm's Tabler.
func (ChainHead) TableName() string { return "chain_head" }

// Disclosure is one view of beneficiary data at tier 2 or above: who saw what of whom, when, why, under which consent
// (PIPL art. 23, 55, 56; 网络数据安全管理条例 12).
type Disclosure struct {
	CountyCode  string `gorm:"primaryKey"`
	ID          string `gorm:"primaryKey"`
	At          time.Time
	AccountID   string
	Role        Role
	SupplierID  string
	HouseholdID string
	PersonID    string
	NeedID      string
	MatchID     string
	ConsentID   string
	Tier        int
	Purpose     string
	Fields      []string `gorm:"serializer:json"`
}

// TableName implements gorm's Tabler.
func (Disclosure) TableName() string { return "disclosure" }

// IdempotencyKey remembers a POST and its answer for 24 hours, so that the same key gives the same answer.
type IdempotencyKey struct {
	CountyCode  string `gorm:"primaryKey"`
	AccountID   string `gorm:"primaryKey"`
	Key         string `gorm:"primaryKey"`
	RequestHash []byte
	CreatedAt   time.Time
	LeaseUntil  time.Time
	AppliedAt   *time.Time // set in the very transaction that takes effect
	Noun        string
	ObjectID    string
	Status      int // 0 while no answer is known
	ContentType string
	Location    string
	Sealed      []byte // the answer's body
}

// TableName implements gorm's Tabler.
func (IdempotencyKey) TableName() string { return "idempotency_key" }

// Region is a node of the 12-digit region tree (GB/T 2260, GB/T 10114).
type Region struct {
	Code          string `gorm:"primaryKey"`
	CountyCode    string
	Name          string
	Level         RegionLevel
	ParentCode    string
	Kind          string
	UrbanRural    string
	Lat           *float64
	Lng           *float64
	ActiveFrom    Date
	ActiveTo      Date
	SuccessorCode string
	NodeKind      NodeKind // the place of the alliance that it has, with where and by what phone it is reached
	NodeAddress   string
	NodePhone     string
}

// Ended tells whether the region no longer stands on a day.
func (r Region) Ended(today Date) bool { return r.ActiveTo != "" && r.ActiveTo < today }

// TableName implements gorm's Tabler.
func (Region) TableName() string { return "region" }
