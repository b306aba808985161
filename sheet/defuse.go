package sheet

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

var plainNumber = regexp.MustCompile(`^[+-]?[0-9]+(\.[0-9]+)?$`)

// Defuse answers the cell so that no spreadsheet program runs it as a formula: what begins with = + - @, tab, CR or LF
// (or their full-width forms) and is no plain number gets an apostrophe before it (OWASP, CSV injection). Reading a
// csv takes the apostrophe off again, so that what was written is what is read.
func Defuse(cell string) string {
	if dangerous(strings.TrimLeft(cell, "'")) {
		return "'" + cell
	}
	return cell
}

func undefuse(cell string) string {
	if strings.HasPrefix(cell, "'") && dangerous(strings.TrimLeft(cell, "'")) {
		return cell[1:]
	}
	return cell
}

func dangerous(cell string) bool {
	first, _ := utf8.DecodeRuneInString(cell)
	return cell != "" && strings.ContainsRune("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20", first) && !plainNumber.MatchString(cell)
}

// sheetName answers a name that a workbook accepts: without []:*?/\ and at most 31 characters.
func sheetName(name string) string {
	name = strings.Trim(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\`, r) || unicode.IsControl(r) {
			return ' '
		}
		return r
	}, name), "' ")
	if name == "" {
		name = "Sheet"
	}
	return string([]rune(name)[:min(maxNameRunes, runeCount(name))])
}

// displayWidth counts a Chinese character as two.
func displayWidth(text string) float64 {
	width := 0.0
	for _, r := range norm.NFC.String(text) {
		if r >= 0x1100 {
			width++
		}
		width++
	}
	return width
}
