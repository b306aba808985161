package models

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestRegionCodeTellsItsPlaceInTheTree(t *testing.T) {
	cases := []struct {
		in, code, prefix string
		level            RegionLevel
		county, town     string
	}{
		{"330000", "330000000000", "33", RegionProvince, "330000", "330000000000"},
		{"330300", "330300000000", "3303", RegionPrefecture, "330300", "330300000000"},
		{"330382", "330382000000", "330382", RegionCounty, "330382", "330382000000"},
		{"330382001000", "330382001000", "330382001", RegionTown, "330382", "330382001000"},
		{"330382114000", "330382114000", "330382114", RegionTown, "330382", "330382114000"},
		{"330382210000", "330382210000", "330382210", RegionTown, "330382", "330382210000"},
		{"330604001000", "330604001000", "330604001", RegionTown, "330604", "330604001000"},
		{"330199101203", "330199101203", "330199101203", RegionVillage, "330199", "330199101000"},
		{" ３３０１９９ ", "330199000000", "330199", RegionCounty, "330199", "330199000000"},
		{"441900003000", "441900003000", "441900003", RegionTown, "441900", "441900003000"},
	}
	for _, c := range cases {
		t.Run(c.in, func(t *testing.T) {
			code, flaw := ParseRegionCode(c.in)
			require.Empty(t, flaw)
			assert.Equal(t, c.code, code)
			assert.Equal(t, c.prefix, RegionPrefix(c.in))
			assert.Equal(t, c.level, LevelOf(c.in))
			assert.Equal(t, c.county, CountyOf(c.in))
			assert.Equal(t, c.town, TownOf(c.in))
		})
	}
}

func TestRegionCodeFlaws(t *testing.T) {
	cases := map[string]string{
		"": "region_length", "33": "region_length", "330199101": "region_length", "3301991012030": "region_length",
		"33019A": "region_char", "33019９９": "region_length", "浙江": "region_char", "3301-99": "region_char",
		"000000": "region_gap", "330082": "region_gap", "330199000203": "region_gap", "330000001000": "region_gap",
	}
	for in, want := range cases {
		t.Run(in, func(t *testing.T) {
			code, flaw := ParseRegionCode(in)
			assert.Empty(t, code)
			assert.Equal(t, want, flaw)
			assert.Empty(t, LevelOf(in))
			assert.Empty(t, CountyOf(in))
			assert.Empty(t, TownOf(in))
			assert.False(t, strings.HasPrefix("330199101203", RegionPrefix(in)), "a bad scope must select nothing")
		})
	}
}

func TestScopeCoversWhatLiesUnderIt(t *testing.T) {
	cases := []struct {
		scope, code string
		covers      bool
	}{
		{"330000", "330199101203", true},
		{"330100", "330199101203", true},
		{"330199", "330199101203", true},
		{"330199", "330199", true},
		{"330199", "330199000000", true},
		{"330199101000", "330199101203", true},
		{"330199101203", "330199101203", true},
		{"330199101203", "330199101000", false},
		{"330199101203", "330199101204", false},
		{"330199101000", "330199102203", false},
		{"330199", "330198101203", false},
		{"330199", "330100", false},
		{"340000", "330199", false},
		{"", "330199", false},
		{"330199", "", false},
		{"", "", false},
		{"33", "330199", false},
	}
	for _, c := range cases {
		t.Run(c.scope+" "+c.code, func(t *testing.T) { assert.Equal(t, c.covers, Covers(c.scope, c.code)) })
	}
}

func drawRegion(t *rapid.T, label string) string {
	digit := rapid.SampledFrom([]string{"00", "01", "02"})
	part := rapid.SampledFrom([]string{"000", "001", "101"})
	return "33" + digit.Draw(t, label) + digit.Draw(t, label) + part.Draw(t, label) + part.Draw(t, label)
}

func TestCoversIsAnOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := drawRegion(t, "a"), drawRegion(t, "b"), drawRegion(t, "c")
		_, flaw := ParseRegionCode(a)
		require.Equal(t, flaw == "", Covers(a, a))
		if Covers(a, b) && Covers(b, a) {
			require.Equal(t, a, b)
		}
		if Covers(a, b) && Covers(b, c) {
			require.True(t, Covers(a, c))
		}
	})
}

func FuzzParseRegionCode(f *testing.F) {
	for _, seed := range []string{"", "330199", "330000", "330382001000", "441900003000", "３３０１９９", "\xff", "330199000203"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		code, flaw := ParseRegionCode(s)
		if flaw != "" {
			assert.Empty(t, code)
			assert.False(t, Covers(s, "330199101203"))
			return
		}
		assert.Len(t, code, 12)
		assert.NotEmpty(t, LevelOf(code))
		assert.True(t, strings.HasPrefix(code, RegionPrefix(code)))
		assert.True(t, Covers(code, code))
		assert.True(t, Covers(code[:2]+"0000", code))
	})
}
