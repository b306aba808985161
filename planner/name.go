package planner

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Where categories are missing, the names of things decide. Chinese names of goods are short and end in what the thing is
// (医用外科口罩: a mask), so package matching's likeness, made for sentences and for ranking, is too lenient an absolute
// judge of them: 眼罩 and 口罩 share a character and are not alike. kinship judges pairs of such names.

// names are the alternatives of one title, taken apart: "医用防护口罩 | N95口罩" are two.
type names []name

type name struct {
	runes    []rune
	features []uint64 // sorted: characters, pairs, and whole words of letters and digits
}

const longestName = 14 // characters; what is longer is a sentence, not a name

// namesOf takes a title apart; nil when it is a sentence, or not Chinese.
func namesOf(title string) names {
	var out names
	for part := range strings.FieldsFuncSeq(norm.NFKC.String(strings.ToLower(title)), isSeparator) {
		runes := withoutRemarks(part)
		if len(runes) > longestName {
			return nil
		}
		if len(runes) > 0 {
			out = append(out, name{runes, featuresOf(runes)})
		}
	}
	if !slices.ContainsFunc([]rune(title), isHan) && !out.code() {
		return nil
	}
	return out
}

// called is how a line is called: by a name, or in a sentence, whose features are kept to look a name up in.
type called struct {
	names    names
	sentence []uint64
}

func calledOf(title string) called {
	if all := namesOf(title); all != nil {
		return called{names: all}
	}
	if slices.ContainsFunc([]rune(title), isHan) {
		return called{sentence: featuresOf(withoutRemarks(norm.NFKC.String(strings.ToLower(title))))}
	}
	return called{}
}

func isSeparator(r rune) bool { return strings.ContainsRune("/|、,;或和及\n", r) }

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }

// code says that the title is one short word with a digit in it, such as N95, which is no language.
func (n names) code() bool {
	return len(n) == 1 && len(n[0].runes) <= 8 && slices.ContainsFunc(n[0].runes, unicode.IsDigit)
}

// withoutRemarks drops brackets with what is in them, and everything but letters and digits.
func withoutRemarks(part string) []rune {
	var out []rune
	depth := 0
	for _, r := range part {
		switch {
		case strings.ContainsRune("([【", r):
			depth++
		case strings.ContainsRune(")]】", r):
			depth = max(0, depth-1)
		case depth == 0 && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			out = append(out, r)
		}
	}
	return out
}

func featuresOf(runes []rune) []uint64 {
	var out []uint64
	word := uint64(0)
	for i, r := range runes {
		if !isHan(r) {
			word = word*1_000_003 + uint64(r)
			if i+1 == len(runes) || isHan(runes[i+1]) {
				out = append(out, word|wordBit)
				word = 0
			}
			continue
		}
		out = append(out, uint64(r))
		if i+1 < len(runes) && isHan(runes[i+1]) {
			out = append(out, uint64(r)<<21|uint64(runes[i+1])|pairBit)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

const (
	wordBit = 1 << 63
	pairBit = 1 << 62
)
