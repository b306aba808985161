package sheet

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Normalise answers the form in which headers are compared: full width folded to half, lower case, without spaces,
// underscores, hyphens, stars, dots and colons.
func Normalise(header string) string {
	kept := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || strings.ContainsRune("_-*:.、'\"", r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Sk, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKD.String(header))
	return norm.NFKC.String(kept)
}

// brackets finds the last bracketed part of a header, in any of the usual brackets.
func brackets(header string) (before, inside string) {
	folded := norm.NFKC.String(header)
	end := strings.LastIndexAny(folded, ")]】〕")
	start := strings.LastIndexAny(folded, "([【〔")
	if start <= 0 || end < start {
		return header, ""
	}
	_, inside, _ = cutRune(folded[start:end])
	return folded[:start], strings.TrimSpace(inside)
}

func cutRune(text string) (first rune, rest string, ok bool) {
	for i, r := range text {
		if i > 0 {
			return first, text[i:], true
		}
		first = r
	}
	return first, "", false
}

func withoutUnit(header string) string {
	before, _ := brackets(header)
	return before
}

func unitOf(header string) string {
	_, inside := brackets(header)
	return inside
}

// headers answers the free columns whose normalised header is name.
func headers(normal []string, name string, taken []bool) []int {
	var hits []int
	for i, header := range normal {
		if !taken[i] && header != "" && header == name {
			hits = append(hits, i)
		}
	}
	return hits
}

// findOverride finds the column that a person named: by its header, else by its letter.
func findOverride(header, normal []string, want string) int {
	if i := slices.Index(normal, Normalise(want)); i >= 0 && want != "" {
		return i
	}
	for i := range header {
		if strings.EqualFold(ColumnLetter(i), want) {
			return i
		}
	}
	return -1
}

func normalised(header []string) []string {
	out := make([]string, len(header))
	for i, cell := range header {
		out[i] = Normalise(cell)
	}
	return out
}

func letters(header []string, columns []int) string {
	out := make([]string, len(columns))
	for i, column := range columns {
		out[i] = ColumnLetter(column) + " " + header[column]
	}
	return List(out)
}

// List joins at most twelve cells, each cut to thirty characters, for a message.
func List(cells []string) string {
	out := make([]string, 0, 12)
	for _, cell := range cells {
		if len(out) == 12 {
			out = append(out, "…")
			break
		}
		runes := []rune(strings.Map(func(r rune) rune {
			if unicode.IsControl(r) {
				return ' '
			}
			return r
		}, cell))
		if len(runes) > 30 {
			cell = string(runes[:30]) + "…"
		} else {
			cell = string(runes)
		}
		out = append(out, cell)
	}
	return strings.Join(out, ", ")
}
