package models

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestParseUSCCFollowsTheStandard(t *testing.T) {
	cases := []struct {
		name, in, code string
		check          USCCCheck
		flaw           string
	}{
		{"real format", "91350200MA2YJ1XR9G", "91350200MA2YJ1XR9G", USCCOk, ""},
		{"service organisation", "52330199MJ880001XC", "52330199MJ880001XC", USCCOk, ""},
		{"association", "5133019950990001XD", "5133019950990001XD", USCCOk, ""},
		{"foundation", "53330199MJ99000209", "53330199MJ99000209", USCCOk, ""},
		{"company", "91330199MA2YY0015C", "91330199MA2YY0015C", USCCOk, ""},
		{"state organ", "1133019900990003XT", "1133019900990003XT", USCCOk, ""},
		{"pilot code", "91350203M0001QAY9B", "91350203M0001QAY9B", USCCLegacyOverride, ""},
		{"last character fails", "52330199MJ880001XD", "52330199MJ880001XD", USCCLegacyOverride, ""},
		{"blanks, lower case and full width", " ５２330199mj880001xc\u3000", "52330199MJ880001XC", USCCOk, ""},
		{"empty", "", "", "", "uscc_length"},
		{"too short", "52330199MJ880001X", "", "", "uscc_length"},
		{"too long", "52330199MJ880001XCC", "", "", "uscc_length"},
		{"characters and not bytes are counted", "张33019MJ88001XC", "", "", "uscc_length"},
		{"O is not 0", "52330199MJ88OO01XC", "", "", "uscc_char"},
		{"I", "52330199MI880001XC", "", "", "uscc_char"},
		{"Han", "52330199MJ88000一XC", "", "", "uscc_char"},
		{"not UTF-8", "52330199MJ880001X\xff", "", "", "uscc_char"},
		{"letter in the region", "523301A9MJ880001XC", "", "", "uscc_region"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			code, check, flaw := ParseUSCC(c.in)
			assert.Equal(t, c.code, code)
			assert.Equal(t, c.check, check)
			assert.Equal(t, c.flaw, flaw)
		})
	}
}

func TestUSCCCheckWhereOnlyTheOrganisationCodeFails(t *testing.T) {
	body := "52330199MJ8800012" // its organisation code ends in X
	code, check, flaw := ParseUSCC(body + string(usccCheckChar(body)))
	require.Empty(t, flaw)
	assert.Equal(t, USCCLegacyOverride, check)
	assert.Len(t, code, 18)
}

func TestNormaliseUSCCRepairsNothing(t *testing.T) {
	assert.Equal(t, "5O", NormaliseUSCC(" ５o "))
	assert.Equal(t, "ſ", NormaliseUSCC("ſ"), "Unicode would make an S of it")
}

func TestSupplierKindFromTheFirstTwoCharacters(t *testing.T) {
	cases := []struct {
		code  string
		kind  SupplierKind
		known bool
		ngo   bool
	}{
		{"51330199", SupplierSocialAssociation, true, true},
		{"52330199", SupplierServiceOrg, true, true},
		{"53330199", SupplierFoundation, true, true},
		{"59", SupplierOther, true, false},
		{"91", SupplierCompany, true, false},
		{"92", SupplierSoleTrader, true, false},
		{"93", SupplierCooperative, true, false},
		{"12", SupplierPublicInstitution, true, false},
		{"31", SupplierLawFirm, true, false},
		{"11", SupplierOther, true, false},
		{"13", SupplierOther, true, false},
		{"81", SupplierOther, true, false},
		{"N1", SupplierOther, true, false},
		{"Y1", SupplierOther, true, false},
		{"00", SupplierOther, false, false},
		{"5", SupplierOther, false, false},
		{"", SupplierOther, false, false},
	}
	for _, c := range cases {
		t.Run(c.code, func(t *testing.T) {
			kind, known := SupplierKindOf(c.code)
			assert.Equal(t, c.kind, kind)
			assert.Equal(t, c.known, known)
			assert.Equal(t, c.ngo, kind.IsNGO())
			assert.Contains(t, SupplierKinds(), kind)
		})
	}
}

func TestSyntheticUSCCGivesTheCodesOfTheReport(t *testing.T) {
	assert.Equal(t, "52330199MJ880001XC", SyntheticUSCC("52", "330199", 880001))
	assert.Equal(t, "53330199MJ99000209", SyntheticUSCC("53", "330199", 990002))
}

func TestSyntheticUSCCRefusesWhatItCannotNumber(t *testing.T) {
	for _, code := range []string{
		SyntheticUSCC("5", "330199", 1), SyntheticUSCC("O2", "330199", 1), SyntheticUSCC("52", "33019", 1),
		SyntheticUSCC("52", "33019X", 1), SyntheticUSCC("52", "330199", -1), SyntheticUSCC("52", "330199", 1_000_000),
	} {
		assert.Empty(t, code)
	}
}

func TestSyntheticUSCCIsValidAndUnique(t *testing.T) {
	seen := map[string]string{}
	rapid.Check(t, func(t *rapid.T) {
		prefix := rapid.SampledFrom([]string{"51", "52", "53", "91", "92", "93", "12", "31"}).Draw(t, "prefix")
		serial := rapid.IntRange(0, 999_999).Draw(t, "serial")
		made := SyntheticUSCC(prefix, "330199", serial)
		code, check, flaw := ParseUSCC(made)
		require.Empty(t, flaw)
		require.Equal(t, USCCOk, check)
		require.Equal(t, made, code)
		key := prefix + made[8:16]
		if other, found := seen[key]; found {
			require.Equal(t, other, made)
		}
		seen[key] = made
	})
}

func FuzzParseUSCC(f *testing.F) {
	for _, seed := range []string{
		"", "91350200MA2YJ1XR9G", "91350203M0001QAY9B", "52330199mj880001xc", "５２330199MJ880001XC", "張", "\xff",
		strings.Repeat("0", 18), strings.Repeat("Y", 18),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		code, check, flaw := ParseUSCC(s)
		if flaw != "" {
			assert.Empty(t, code)
			assert.Empty(t, check)
			return
		}
		assert.Len(t, code, 18)
		again, checkAgain, flawAgain := ParseUSCC(code)
		assert.Equal(t, code, again)
		assert.Equal(t, check, checkAgain)
		assert.Empty(t, flawAgain)
		SupplierKindOf(code)
	})
}
