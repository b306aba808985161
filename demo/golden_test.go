package demo_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"zhulian/demo"
)

// A change of these counts means that the county of the documentation has changed: bring both up to date on purpose.
func TestTheCountyOfTheDocumentation(t *testing.T) {
	assert.Equal(t, demo.Summary{
		Regions: 70, Accounts: 101, Suppliers: 61, Offers: 416, Households: 1200, Persons: 2979, Consents: 5970, Needs: 4000, Matches: 4418,
		Fulfilments: 5911, Disclosures: 3071, Events: 74751,
	}, county().Summary())
}
