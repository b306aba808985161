package models_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"zhulian/models"
)

func TestEveryCategoryHasAUsualUnit(t *testing.T) {
	for _, c := range models.Categories() {
		unit := models.UsualUnit(c.Code)
		assert.NotEmpty(t, unit, c.Code)
		assert.Empty(t, models.CheckText(unit, 10), c.Code)
	}
	assert.Empty(t, models.UsualUnit("Z99"))
}

func TestCompletedFillsOnlyWhatWasLeftOut(t *testing.T) {
	bare := models.NeedDraft{Category: "B01", Title: " "}.Completed()
	assert.Equal(t, "送餐/助餐", bare.Title)
	assert.Equal(t, "份", bare.Unit)
	said := models.NeedDraft{Category: "B01", Title: "午餐", Unit: "顿"}.Completed()
	assert.Equal(t, "午餐", said.Title)
	assert.Equal(t, "顿", said.Unit)
	assert.Empty(t, models.NeedDraft{Category: "Z99"}.Completed().Title, "an unknown category suggests nothing")
}
