package models_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"zhulian/models"
)

func TestACategoryIsUsedAsTheNewestSettingThatHasBegunSays(t *testing.T) {
	all := models.CategorySettings{
		{ID: "1", Category: "B01", Active: true, LocalName: "送餐上门", EffectiveFrom: "2026-01-01"},
		{ID: "2", Category: "B01", Active: false, EffectiveFrom: "2026-06-01"},
		{ID: "3", Category: "B01", Active: true, Sensitivity: 2, EffectiveFrom: "2026-06-01"},
		{ID: "4", Category: "B01", Active: false, EffectiveFrom: "2027-01-01"},
	}
	for _, c := range []struct {
		day         models.Date
		active      bool
		name        string
		sensitivity int
	}{
		{"2025-12-31", true, "", 0}, {"2026-01-01", true, "送餐上门", 0}, {"2026-06-01", true, "", 2}, {"2027-01-01", false, "", 0},
	} {
		got, ok := all.Local("B01", c.day)
		assert.True(t, ok)
		assert.Equal(t, []any{c.active, c.name, c.sensitivity}, []any{got.Active, got.LocalName, got.Sensitivity}, c.day)
	}
	untouched, _ := all.Local("C01", "2026-06-01")
	assert.True(t, untouched.Active)
	assert.Equal(t, 2, untouched.Sensitivity)
	_, ok := all.Local("Z99", "2026-06-01")
	assert.False(t, ok)
}

func TestSensitivityIsNeverLowered(t *testing.T) {
	c, _ := models.CategoryByCode("H02")
	active, level := true, 2
	assert.Equal(t, map[string]string{"sensitivity": "sensitivity_only_raised", "effective_from": "in_past", "reason": "required"},
		codesOf(models.CheckCategoryChange(c, models.CategoryChange{Active: &active, Sensitivity: &level, EffectiveFrom: "2026-11-23"}, "2026-11-24")))
}

func TestWordsAreFoundInTheMiddleOfARun(t *testing.T) {
	words := models.SearchWords("冬季棉被 10床", "ＡＢc")
	assert.Subset(t, words, []string{"冬季", "季棉", "棉被", "被", "10", "0床", "床", "ab", "bc", "c"})
	for query, want := range map[string][2][]string{
		"棉被":    {{"棉被"}, nil},
		"季棉被":   {{"季棉", "棉被"}, nil},
		"棉 冬季":  {{"冬季"}, {"棉"}},
		"AB":    {{"ab"}, nil},
		"%_\\'": {nil, nil},
		"":      {nil, nil},
	} {
		full, begun := models.SoughtWords(query)
		assert.Equal(t, want, [2][]string{full, begun}, query)
	}
}

func FuzzSearchWords(f *testing.F) {
	f.Add("冬季棉被", "棉被")
	f.Add("x", "")
	f.Fuzz(func(t *testing.T, text, part string) {
		words := models.SearchWords(text + part)
		full, _ := models.SoughtWords(text + part)
		for _, w := range full {
			assert.Contains(t, words, w, "every text finds itself")
		}
	})
}
