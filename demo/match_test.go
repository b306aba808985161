package demo_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"zhulian/demo"
)

// TestOfferStandsOnceWithANeed looks at several hours, since stories that end now come out differently with each.
func TestOfferStandsOnceWithANeed(t *testing.T) {
	for hour := range 12 {
		at := time.Date(2026, 11, 25, 0, 40*hour, 0, 0, time.UTC)
		seen := map[[2]string]bool{}
		for _, m := range build(at, demo.DefaultSeed).Matches {
			pair := [2]string{m.NeedID, m.OfferID}
			assert.False(t, m.Status.Live() && seen[pair], "%s: twice", at)
			seen[pair] = seen[pair] || m.Status.Live()
		}
	}
}
