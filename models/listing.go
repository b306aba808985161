package models

import "time"

// Listing is a stay of a household under a category, or of one person of it, as on the list of elderly people in special hardship
// (domain report §5.2, §14). A stay that has not ended has no ListedTo; its last day is ListedTo. RegionCode is where the household
// lived during the stay, so that what was counted of a village stays there.
type Listing struct {
	CountyCode  string `gorm:"primaryKey"`
	ID          string `gorm:"primaryKey"`
	HouseholdID string
	PersonID    *string // nil: the household as a whole
	RegionCode  string
	Category    Beneficiary
	ListedFrom  Date
	ListedTo    Date
	CreatedAt   time.Time
	UpdatedAt   time.Time
	Version     int
}

// TableName implements gorm's Tabler.
func (Listing) TableName() string { return "listing" }

// ListedOn tells whether the stay includes a day.
func (l Listing) ListedOn(day Date) bool {
	return l.ListedFrom <= day && (l.ListedTo == "" || day <= l.ListedTo)
}

// elderlyTags are the marks of the six groups of elderly people in special hardship who are to be visited every month: alone, in an
// empty nest, left behind, dependent, severely disabled, of a special family-planning family (domain report §8.1).
var elderlyTags = []string{
	"elderly_alone", "elderly_empty_nest", "elderly_left_behind", "elderly_dependent", "elderly_severely_disabled", "elderly_one_child_lost",
	"elderly_no_family",
}

// ElderlyInHardship tells whether a person belongs on the list of elderly people in special hardship on a day: 60 or older, alive and
// with one of its marks.
func (p Person) ElderlyInHardship(day Date) bool {
	if p.AgeOn(day) < 60 || p.DeceasedOn != "" && p.DeceasedOn <= day {
		return false
	}
	for _, tag := range p.Profile.Tags {
		for _, e := range elderlyTags {
			if tag == e {
				return true
			}
		}
	}
	return false
}

// ListDue tells whether a household of the category is owed a happiness list every quarter: T1, D1, D2, E1 and X1 to X3 (domain
// report §13, §14 K3).
func (b Beneficiary) ListDue() bool { return b.Valid() && b.Rank() <= 4 }

// BeneficiariesListDue lists the categories whose households are owed a happiness list.
func BeneficiariesListDue() []Beneficiary {
	var out []Beneficiary
	for _, b := range Beneficiaries() {
		if b.ListDue() {
			out = append(out, b)
		}
	}
	return out
}
