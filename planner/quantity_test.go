package planner

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"zhulian/matching"
)

func TestReadsQuantitiesAsPeopleWriteThem(t *testing.T) {
	for cell, want := range map[string]struct {
		units int64
		unit  string
	}{
		"12": {12, ""}, "1,000": {1000, ""}, "１２": {12, ""}, "12.0": {12, ""}, "20件": {20, "件"}, "20 boxes": {20, "boxes"},
		"2.5万": {25_000, ""}, "3千只": {3000, "只"}, "约30": {30, ""}, "30左右": {30, ""}, "0": {0, ""}, "1000000000": {1_000_000_000, ""},
	} {
		quantity, unit, fault := readQuantity(cell, nil)
		assert.Equal(t, matching.Units(want.units), quantity, cell)
		assert.Equal(t, want.unit, unit, cell)
		assert.Empty(t, fault, cell)
	}
}

func TestAnUnknownQuantityIsNeverAOne(t *testing.T) {
	for _, cell := range []string{"", "  ", "-", "未知", "若干", "N/A", "unknown", "?", "1", "1.0", "１", "99 left"} {
		quantity, _, fault := readQuantity(cell, []string{"1", "99 left"})
		assert.False(t, quantity.Known, cell)
		assert.Empty(t, fault, cell)
	}
	quantity, _, _ := readQuantity("1", nil)
	assert.Equal(t, matching.Units(1), quantity, "without the flag a 1 is a 1")
	quantity, _, _ = readQuantity("10", []string{"1"})
	assert.Equal(t, matching.Units(10), quantity)
}

func TestRefusesQuantitiesThatMakeNoSense(t *testing.T) {
	for cell, code := range map[string]string{
		"-3": "quantity_negative", "0.5": "quantity_fraction", "1000000001": "quantity_too_large", "9e9": "quantity_unreadable",
		"twelve": "quantity_unreadable", "10-20": "quantity_unreadable", "99999999999999999999999": "quantity_too_large", "1e5": "quantity_unreadable",
	} {
		_, _, fault := readQuantity(cell, nil)
		assert.Equal(t, code, fault, cell)
	}
}
