package models

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestDeclineCodesAreThoseOfTheReport(t *testing.T) {
	assert.Equal(t, []DeclineCode{
		DeclineNoCapacity, DeclineTooFar, DeclineTimeClash, DeclineWrongCategory, DeclineConflict, DeclineSafety,
		DeclineOther,
	}, DeclineCodes())
	for _, c := range DeclineCodes() {
		assert.True(t, c.Valid(), c)
		assert.NotEmpty(t, c.NameZH(), c)
		assert.NotEmpty(t, c.NameEN(), c)
	}
	for _, c := range []DeclineCode{"", "D0", "D8", "d1"} {
		assert.False(t, c.Valid(), c)
		assert.Empty(t, c.NameZH(), c)
		assert.Empty(t, c.NameEN(), c)
	}
}

func TestResolutionCodesFallIntoMetUnmetAndVoid(t *testing.T) {
	cases := []struct {
		code             ResolutionCode
		met, unmet, void bool
	}{
		{ResolvedFully, true, false, false}, {ResolvedPartly, true, false, false}, {ResolvedByPolicy, true, false, false},
		{ResolvedBySelf, true, false, false}, {UnmetNoSupply, false, true, false}, {UnmetSupplierFailed, false, true, false},
		{UnmetRefused, false, true, false}, {UnmetOutOfScope, false, true, false}, {VoidDuplicate, false, false, true},
		{VoidWrongData, false, false, true}, {VoidDied, false, false, true}, {VoidMovedAway, false, false, true},
		{VoidWithdrawnByPerson, false, false, true},
	}
	var codes []ResolutionCode
	for _, c := range cases {
		codes = append(codes, c.code)
		assert.True(t, c.code.Valid(), c.code)
		assert.NotEmpty(t, c.code.NameZH(), c.code)
		assert.NotEmpty(t, c.code.NameEN(), c.code)
		assert.Equal(t, c.met, c.code.IsMet(), c.code)
		assert.Equal(t, c.unmet, c.code.IsUnmet(), c.code)
		assert.Equal(t, c.void, c.code.IsVoid(), c.code)
	}
	assert.Equal(t, codes, ResolutionCodes())
}

func TestUnknownResolutionCodeCountsNowhere(t *testing.T) {
	for _, c := range []ResolutionCode{"", "R", "R0", "R5", "U5", "V6", "r1"} {
		assert.False(t, c.Valid(), c)
		assert.False(t, c.IsMet() || c.IsUnmet() || c.IsVoid(), c)
		assert.Empty(t, c.NameZH(), c)
		assert.Empty(t, c.NameEN(), c)
	}
}
