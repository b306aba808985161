package models

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// CheckText says what makes a text unusable, as a stable machine word, or "" when it may be stored:
// text_utf8 (bytes that are not UTF-8, or U+FFFD, which decoders put in place of what they lost), text_control (a C0 or C1 control other than line feed and tab, or a
// character that reorders what is read), text_too_long (more than maxRunes characters).
// Call it on the answer of CleanText, which turns the CR LF of web forms into LF.
func CheckText(s string, maxRunes int) (flaw string) {
	if !utf8.ValidString(s) || strings.ContainsRune(s, utf8.RuneError) {
		return "text_utf8"
	}
	for _, r := range s {
		if isForbidden(r) {
			return "text_control"
		}
	}
	if utf8.RuneCountInString(s) > maxRunes {
		return "text_too_long"
	}
	return ""
}

// CleanText writes a text in the one form in which it is stored: Unicode NFC, line feeds only, no invisible
// characters, each line without blanks at its ends and with single spaces inside, no empty lines at the ends.
// Controls stay where they are, and text that is not UTF-8 is returned as it came, so that CheckText still
// finds them. Cleaning twice changes nothing more.
func CleanText(s string) string {
	if !utf8.ValidString(s) {
		return s
	}
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.ReplaceAll(s, "\r", "\n")
	s = dropInvisible(s)
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		lines[i] = strings.Join(strings.FieldsFunc(line, isBlank), " ")
	}
	return norm.NFC.String(strings.Trim(strings.Join(lines, "\n"), "\n"))
}

func isForbidden(r rune) bool {
	if r == '\n' || r == '\t' {
		return false
	}
	return unicode.IsControl(r) || r >= '\u202A' && r <= '\u202E' || r >= '\u2066' && r <= '\u2069'
}

// isBlank holds for what looks like a space within a line, the full-width one included.
func isBlank(r rune) bool { return r == '\t' || unicode.Is(unicode.Zs, r) }

func dropInvisible(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '\u00AD', '\u200B', '\u2060', '\uFEFF':
			return -1
		}
		return r
	}, s)
}

// halfWidth turns full-width ASCII and the full-width space into their ordinary forms, rune for rune.
func halfWidth(s string) string { return strings.Map(halfWidthRune, s) }

func halfWidthRune(r rune) rune {
	switch {
	case r == '\u3000':
		return ' '
	case r >= '！' && r <= '～':
		return r - '！' + '!'
	}
	return r
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}
