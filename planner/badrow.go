package planner

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"zhulian/sheet"
)

// BadRows are all rows of both files that cannot be read.
type BadRows struct {
	Needs, Offers     string // file names
	InNeeds, InOffers sheet.Faults
}

func (b *BadRows) any() bool { return len(b.InNeeds)+len(b.InOffers) > 0 }

// Error says how many rows are bad; Say lists them.
func (b *BadRows) Error() string {
	return fmt.Sprintf("%d bad cells in %s, %d in %s", len(b.InNeeds), b.Needs, len(b.InOffers), b.Offers)
}

// Summary is one line on how much is wrong, with the way out.
func (b *BadRows) Summary(lang string) string {
	return say(lang, "bad_rows", len(b.InNeeds)+len(b.InOffers))
}

// Say lists every bad cell, a line each, by file, line, column and reason.
func (b *BadRows) Say(lang string) string {
	var lines []string
	for _, fault := range b.InNeeds {
		lines = append(lines, b.Needs+" "+fault.Say(lang))
	}
	for _, fault := range b.InOffers {
		lines = append(lines, b.Offers+" "+fault.Say(lang))
	}
	return strings.Join(lines, "\n")
}

// HeaderError is a file whose columns are not understood, with the flag that helps.
type HeaderError struct {
	Cause *sheet.Error
	Flag  string
}

// Error answers the English text.
func (h *HeaderError) Error() string { return h.Say("en") }

// Say adds to what is wrong how to map a column by hand.
func (h *HeaderError) Say(lang string) string { return h.Cause.Say(lang) + say(lang, "hint", h.Flag) }

// Unwrap answers the error of the sheet.
func (h *HeaderError) Unwrap() error { return h.Cause }

func hint(err error, flag string) error {
	var fault *sheet.Error
	if errors.As(err, &fault) && slices.Contains(headerCodes, fault.Code) {
		return &HeaderError{fault, flag}
	}
	return err
}

var headerCodes = []string{sheet.FileHeader, sheet.FileHeaderMissing, sheet.FileColumn}
