package models

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestBeneficiariesAreThoseOfTheReport(t *testing.T) {
	assert.Equal(t, []Beneficiary{
		"T1", "D1", "D2", "E1", "X1", "X2", "X3", "L1", "C1", "C2", "P1", "P2", "S1", "M0",
	}, Beneficiaries())
	for _, b := range Beneficiaries() {
		assert.True(t, b.Valid(), b)
		assert.NotEmpty(t, b.NameZH(), b)
		assert.NotEmpty(t, b.NameEN(), b)
	}
}

func TestUnknownBeneficiaryIsNothing(t *testing.T) {
	for _, b := range []Beneficiary{"", "d1", "D3", "T1 "} {
		assert.False(t, b.Valid(), b)
		assert.Zero(t, b.Rank(), b)
		assert.Empty(t, b.NameZH(), b)
		assert.Empty(t, b.NameEN(), b)
		assert.False(t, b.FreeOnly(), b)
	}
}

func TestBeneficiaryPriority(t *testing.T) {
	chain := [][]Beneficiary{{"T1"}, {"D1", "D2"}, {"E1"}, {"X1", "X2", "X3"}, {"L1"}, {"S1"}, {"M0"}}
	for i, equals := range chain {
		for _, b := range equals {
			assert.Equal(t, equals[0].Rank(), b.Rank())
			if i > 0 {
				assert.Greater(t, b.Rank(), chain[i-1][0].Rank(), b)
			}
		}
	}
	for _, b := range []Beneficiary{"C1", "C2", "P1", "P2"} {
		assert.Greater(t, b.Rank(), Beneficiary("L1").Rank(), b)
		assert.Less(t, b.Rank(), Beneficiary("S1").Rank(), b)
	}
}

func TestHighestBeneficiaryIsShown(t *testing.T) {
	cases := []struct {
		codes []Beneficiary
		want  Beneficiary
	}{
		{nil, ""},
		{[]Beneficiary{"??"}, ""},
		{[]Beneficiary{"M0"}, "M0"},
		{[]Beneficiary{"M0", "P2", "D1"}, "D1"},
		{[]Beneficiary{"D2", "D1"}, "D1"},
		{[]Beneficiary{"X3", "E1", "??"}, "E1"},
		{[]Beneficiary{"C1", "T1"}, "T1"},
	}
	for _, c := range cases {
		assert.Equal(t, c.want, HighestBeneficiary(c.codes...))
	}
}

func TestHighestBeneficiaryDoesNotDependOnOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		codes := rapid.SliceOfN(rapid.SampledFrom(Beneficiaries()), 1, 6).Draw(t, "codes")
		mixed := rapid.Permutation(codes).Draw(t, "mixed")
		highest := HighestBeneficiary(codes...)
		require.Equal(t, highest, HighestBeneficiary(mixed...))
		for _, code := range codes {
			require.LessOrEqual(t, highest.Rank(), code.Rank())
		}
	})
}

func TestFreeOnlyForThePoorest(t *testing.T) {
	var free []Beneficiary
	for _, b := range Beneficiaries() {
		if b.FreeOnly() {
			free = append(free, b)
		}
	}
	assert.Equal(t, []Beneficiary{"T1", "D1", "D2", "E1"}, free)
}
