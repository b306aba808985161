package models

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Sex is the sex of a person as a citizen number states it.
type Sex string

// The sexes that are recorded.
const (
	SexMale    Sex = "male"
	SexFemale  Sex = "female"
	SexUnknown Sex = "unknown"
)

const citizenChecks = "10X98765432"

var citizenWeights = [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}

// ParseCitizenNo reads a citizen number (GB 11643-1999): blanks are dropped, full-width characters become
// half-width and x becomes X. The flaw is "" when the number is good; else the number is "" and the flaw is
// citizen_15 (an old number of 15 digits), citizen_length, citizen_char, citizen_date (no such day, or before 1900),
// citizen_future (born after today) or citizen_check_digit. The region need not exist today, because numbers
// outlive their counties. Today is read in its own time zone: pass Asia/Shanghai.
func ParseCitizenNo(s string, today time.Time) (no string, flaw string) {
	no = normaliseCitizenNo(s)
	switch n := utf8.RuneCountInString(no); {
	case n == 15 && allDigits(no):
		return "", "citizen_15"
	case n != 18:
		return "", "citizen_length"
	}
	if len(no) != 18 || !allDigits(no[:17]) || !allDigits(no[17:]) && no[17] != 'X' {
		return "", "citizen_char"
	}
	birth, exists := BirthDateOf(no)
	if !exists {
		return "", "citizen_date"
	}
	year, month, day := today.Date()
	if birth.After(time.Date(year, month, day, 0, 0, 0, 0, time.UTC)) {
		return "", "citizen_future"
	}
	if citizenCheck(no[:17]) != no[17] {
		return "", "citizen_check_digit"
	}
	return no, ""
}

// BirthDateOf reads the date of birth from a number that ParseCitizenNo answered, as midnight UTC. It answers
// false when positions 7 to 14 are no real day from 1900 on.
func BirthDateOf(no string) (time.Time, bool) {
	if len(no) != 18 {
		return time.Time{}, false
	}
	birth, err := time.Parse("20060102", no[6:14])
	if err != nil || birth.Year() < 1900 {
		return time.Time{}, false
	}
	return birth, true
}

// SexOf reads the sex from a number that ParseCitizenNo answered: position 17 is odd for a male person. It answers
// SexUnknown, false for anything that is not such a number.
func SexOf(no string) (Sex, bool) {
	if len(no) != 18 || !allDigits(no[:17]) {
		return SexUnknown, false
	}
	if (no[16]-'0')%2 == 1 {
		return SexMale, true
	}
	return SexFemale, true
}

// SyntheticCitizenNo makes the valid number of an invented person; serial (0 to 999) is odd for a male one. It is for
// tests and invented counties such as 330199 only: in a real region the number may belong to somebody. It answers ""
// when region (6 digits), year of birth (1900 to 9999) or serial is out of range.
func SyntheticCitizenNo(region string, birth time.Time, serial int) string {
	if len(region) != 6 || !allDigits(region) || serial < 0 || serial > 999 {
		return ""
	}
	if birth.Year() < 1900 || birth.Year() > 9999 {
		return ""
	}
	body := fmt.Sprintf("%s%s%03d", region, birth.Format("20060102"), serial)
	return body + string(citizenCheck(body))
}

// citizenCheck is the 18th character for 17 digits (ISO 7064 MOD 11-2).
func citizenCheck(body string) byte {
	sum := 0
	for i, weight := range citizenWeights {
		sum += weight * int(body[i]-'0')
	}
	return citizenChecks[sum%11]
}

func normaliseCitizenNo(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return upperASCII(halfWidthRune(r))
	}, s)
}
