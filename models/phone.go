package models

import (
	"regexp"
	"strings"
	"unicode"
)

var (
	mobilePattern = regexp.MustCompile(`^1[3-9][0-9]{9}$`)
	fixedPattern  = regexp.MustCompile(`^0[0-9]{2,3}[0-9]{7,8}$`)
)

// ParsePhone reads a Chinese mobile number or a fixed line with its area code and answers its digits alone, without
// country code, blanks, dashes and brackets, so that equal numbers are equal strings. The flaw is "" or phone_format,
// and then the phone is "".
func ParsePhone(s string) (phone, flaw string) {
	phone = strings.Map(phoneRune, s)
	phone, abroad := cutCountryCode(phone)
	switch {
	case mobilePattern.MatchString(phone), fixedPattern.MatchString(phone):
		return phone, ""
	case abroad && fixedPattern.MatchString("0"+phone):
		return "0" + phone, ""
	case strings.HasPrefix(phone, "86") && mobilePattern.MatchString(phone[2:]):
		return phone[2:], ""
	}
	return "", "phone_format"
}

// IsMobile tells whether a phone as ParsePhone answers it is a mobile one, which takes text messages.
func IsMobile(phone string) bool { return mobilePattern.MatchString(phone) }

// cutCountryCode says whether a prefix for calls from abroad stood there; such a number lacks the 0 of its area code.
func cutCountryCode(s string) (rest string, abroad bool) {
	for _, prefix := range []string{"+86", "0086"} {
		if rest, found := strings.CutPrefix(s, prefix); found {
			return rest, true
		}
	}
	return s, false
}

func phoneRune(r rune) rune {
	r = halfWidthRune(r)
	if unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) || r == '(' || r == ')' {
		return -1
	}
	return r
}
