package models

import "time"

// RateBucket is how much of a limit was taken under a key, by all servers together; it fills up again by itself.
type RateBucket struct {
	CountyCode string `gorm:"primaryKey"` // always that of whoever is not logged in
	Name       string `gorm:"primaryKey"` // of the limit
	Key        string `gorm:"primaryKey"` // a keyed hash
	Taken      float64
	Refused    bool // the last time more was asked for than there was
	SpentAt    time.Time
}

// TableName implements gorm's Tabler.
func (RateBucket) TableName() string { return "rate_bucket" }
