package models

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// SearchWords answers the words by which texts are found, sorted and once each: every pair of neighbouring letters, which serves Chinese,
// where words have no gaps, and every other script alike, and the last letter of every run, so that one letter alone is found by what
// begins with it.
func SearchWords(texts ...string) []string {
	var out []string
	for _, text := range texts {
		for _, run := range letterRuns(text) {
			out = append(out, pairs(run)...)
			out = append(out, string(run[len(run)-1]))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// SoughtWords answers what must be among a text's words for it to be found: full words, and beginnings of words, for single letters.
func SoughtWords(query string) (full, begun []string) {
	for _, run := range letterRuns(query) {
		if len(run) == 1 {
			begun = append(begun, string(run))
			continue
		}
		full = append(full, pairs(run)...)
	}
	slices.Sort(full)
	slices.Sort(begun)
	return slices.Compact(full), slices.Compact(begun)
}

func pairs(run []rune) []string {
	var out []string
	for i := 1; i < len(run); i++ {
		out = append(out, string(run[i-1:i+1]))
	}
	return out
}

// letterRuns cuts a text into its runs of letters and digits, in half width and lower case.
func letterRuns(text string) [][]rune {
	var out [][]rune
	folded := strings.ToLower(norm.NFKC.String(text))
	for _, run := range strings.FieldsFunc(folded, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		out = append(out, []rune(run))
	}
	return out
}
