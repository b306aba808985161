package models

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var citizenToday = time.Date(2026, 11, 23, 9, 0, 0, 0, time.FixedZone("CST", 8*3600))

func TestParseCitizenNoFollowsTheStandard(t *testing.T) {
	cases := []struct{ name, in, no, flaw string }{
		{"sample of the standard", "11010519491231002X", "11010519491231002X", ""},
		{"lower case", "11010519491231002x", "11010519491231002X", ""},
		{"full width", "１１０１０５１９４９１２３１００２ｘ", "11010519491231002X", ""},
		{"blanks", " 330199 19480315 0021\t", "330199194803150021", ""},
		{"woman of 1948", "330199194803150021", "330199194803150021", ""},
		{"man of 1948", "330199194803150013", "330199194803150013", ""},
		{"man of 1975", "330199197508200034", "330199197508200034", ""},
		{"girl of 2016", "330199201606010049", "330199201606010049", ""},
		{"man of 1990", "330199199001010054", "330199199001010054", ""},
		{"the other sample is older than 1900", "440524188001010014", "", "citizen_date"},
		{"old number", "330199480315002", "", "citizen_15"},
		{"fifteen that are no digits", "33019948031500X", "", "citizen_length"},
		{"empty", "", "", "citizen_length"},
		{"too short", "33019919480315002", "", "citizen_length"},
		{"too long", "3301991948031500210", "", "citizen_length"},
		{"X in the middle", "3301991948031X0021", "", "citizen_char"},
		{"another letter at the end", "33019919480315002A", "", "citizen_char"},
		{"Han", "33019919480315002一", "", "citizen_char"},
		{"no such day", "330199194802300021", "", "citizen_date"},
		{"no leap year", "330199190002290021", "", "citizen_date"},
		{"month 13", "330199194813010021", "", "citizen_date"},
		{"check digit", "330199194803150022", "", "citizen_check_digit"},
		{"X for a digit", "33019919480315002X", "", "citizen_check_digit"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			no, flaw := ParseCitizenNo(c.in, citizenToday)
			assert.Equal(t, c.no, no)
			assert.Equal(t, c.flaw, flaw)
		})
	}
}

func TestParseCitizenNoTakesTheNewbornOfTodayOnly(t *testing.T) {
	born := SyntheticCitizenNo("330199", citizenToday, 2)
	_, flaw := ParseCitizenNo(born, citizenToday)
	assert.Empty(t, flaw)
	_, flaw = ParseCitizenNo(born, citizenToday.AddDate(0, 0, -1))
	assert.Equal(t, "citizen_future", flaw)
}

func TestCitizenNoTellsBirthAndSex(t *testing.T) {
	cases := []struct {
		no    string
		birth string
		sex   Sex
	}{
		{"11010519491231002X", "1949-12-31", SexFemale},
		{"330199194803150021", "1948-03-15", SexFemale},
		{"330199194803150013", "1948-03-15", SexMale},
		{"330199197508200034", "1975-08-20", SexMale},
		{"330199201606010049", "2016-06-01", SexFemale},
		{"330199199001010054", "1990-01-01", SexMale},
	}
	for _, c := range cases {
		t.Run(c.no, func(t *testing.T) {
			birth, known := BirthDateOf(c.no)
			require.True(t, known)
			assert.Equal(t, c.birth, birth.Format(time.DateOnly))
			assert.Equal(t, time.UTC, birth.Location())
			sex, known := SexOf(c.no)
			require.True(t, known)
			assert.Equal(t, c.sex, sex)
		})
	}
}

func TestCitizenNoTellsNothingWhenItIsNone(t *testing.T) {
	for _, no := range []string{"", "330199", "330199189912310054", "33019919751320003", "一一一一一一", "abcdefghijklmnopqr"} {
		_, known := BirthDateOf(no)
		assert.False(t, known, no)
	}
	for _, no := range []string{"", "330199", "abcdefghijklmnopqr", "一一一一一一"} {
		sex, known := SexOf(no)
		assert.False(t, known, no)
		assert.Equal(t, SexUnknown, sex)
	}
}

func TestCitizenCheckMatchesTheStandard(t *testing.T) {
	assert.Equal(t, byte('X'), citizenCheck("11010519491231002"))
	assert.Equal(t, byte('4'), citizenCheck("44052418800101001"))
}

func TestSyntheticCitizenNoReadsBack(t *testing.T) {
	assert.Equal(t, "330199194803150021", SyntheticCitizenNo("330199", time.Date(1948, 3, 15, 0, 0, 0, 0, time.UTC), 2))
	rapid.Check(t, func(t *rapid.T) {
		birth := time.Date(1900, 1, 1+rapid.IntRange(0, 46_000).Draw(t, "day"), 0, 0, 0, 0, time.UTC)
		serial := rapid.IntRange(0, 999).Draw(t, "serial")
		made := SyntheticCitizenNo("330199", birth, serial)
		no, flaw := ParseCitizenNo(made, citizenToday)
		require.Empty(t, flaw)
		require.Equal(t, made, no)
		read, _ := BirthDateOf(no)
		require.Equal(t, birth, read)
		sex, _ := SexOf(no)
		require.Equal(t, serial%2 == 1, sex == SexMale)
	})
}

func TestCitizenCheckFindsEveryWrongDigit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		serial := rapid.IntRange(0, 999).Draw(t, "serial")
		no := []byte(SyntheticCitizenNo("330199", time.Date(1975, 8, 20, 0, 0, 0, 0, time.UTC), serial))
		at := rapid.IntRange(0, 16).Draw(t, "at")
		no[at] = '0' + (no[at]-'0'+byte(rapid.IntRange(1, 9).Draw(t, "by")))%10
		_, flaw := ParseCitizenNo(string(no), citizenToday)
		require.NotEmpty(t, flaw)
	})
}

func TestSyntheticCitizenNoRefusesWhatItCannotNumber(t *testing.T) {
	day := time.Date(1975, 8, 20, 0, 0, 0, 0, time.UTC)
	for _, no := range []string{
		SyntheticCitizenNo("33019", day, 1), SyntheticCitizenNo("33019X", day, 1), SyntheticCitizenNo("330199", day, -1),
		SyntheticCitizenNo("330199", day, 1000), SyntheticCitizenNo("330199", time.Time{}, 1),
		SyntheticCitizenNo("330199", day.AddDate(9000, 0, 0), 1),
	} {
		assert.Empty(t, no)
	}
}

func FuzzParseCitizenNo(f *testing.F) {
	for _, seed := range []string{
		"", "11010519491231002X", "11010519491231002x", "440524188001010014", "330199480315002", "３３０１９９194803150021",
		"330199 19480315 0021", "\xff", "33019900000000002X", "330199999912310021",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		no, flaw := ParseCitizenNo(s, citizenToday)
		if flaw != "" {
			assert.Empty(t, no)
			return
		}
		again, flawAgain := ParseCitizenNo(no, citizenToday)
		assert.Equal(t, no, again)
		assert.Empty(t, flawAgain)
		birth, known := BirthDateOf(no)
		assert.True(t, known)
		assert.False(t, birth.After(citizenToday))
		_, known = SexOf(no)
		assert.True(t, known)
	})
}
