package demo_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"zhulian/demo"
)

// A change of these counts means that the county of the documentation has changed: bring both up to date on purpose.
func TestTheCountyOfTheDocumentation(t *testing.T) {
	assert.Equal(t, demo.Summary{
		Regions: 70, Accounts: 104, Suppliers: 61, Offers: 416, Households: 1200, Persons: 2979, Consents: 5984, Needs: 4000, Matches: 4447,
		Fulfilments: 5923, Attachments: 355, Disclosures: 3069, Events: 120441, Batches: 973, Signals: 1726,
		Alerts: 1071, VisitWindows: 21119, Visits: 19850, Applications: 981, Suggestions: 766, Benefits: 5727, Lists: 3083,
		Works: 57, WorkChecks: 74, Sessions: 40, Attendances: 6,
		Standards: 9, Limits: 7, Categories: 2, CalendarDays: 13,
	}, county().Summary())
}
