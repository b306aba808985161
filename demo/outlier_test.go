package demo_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"zhulian/models"
)

func TestThereIsSomethingToLookAtAndNotMuch(t *testing.T) {
	d := county()
	shown, odd := map[string]int{}, 0
	for _, a := range d.Attachments {
		if a.Noun == "fulfilment" {
			shown[a.SHA256]++
		}
	}
	for _, n := range shown {
		if n > 1 {
			odd++
		}
	}
	assert.Equal(t, 2, odd, "a picture of each supplier proves two deliveries")
	homes := map[models.Place]map[string]bool{}
	for _, v := range d.Visits {
		if v.Place != nil && models.DateOf(v.CheckedInAt) > models.DateOf(now).AddDays(-31) {
			if homes[*v.Place] == nil {
				homes[*v.Place] = map[string]bool{}
			}
			homes[*v.Place][v.HouseholdID] = true
		}
	}
	assert.Len(t, homes, 1)
	for _, of := range homes {
		assert.GreaterOrEqual(t, len(of), 3, "homes that were visited at one point")
	}
}
