package models

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What Deidentify finds, in the order in which it reports.
const (
	FoundCitizenNo = "citizen_no"
	FoundPhone     = "phone"
	FoundPlate     = "plate"
	FoundBankCard  = "bank_card"
	FoundEmail     = "email"
	FoundName      = "name"
	FoundSchool    = "school"
	FoundHospital  = "hospital"
)

var (
	foundOrder = []string{
		FoundCitizenNo, FoundPhone, FoundPlate, FoundBankCard, FoundEmail, FoundName, FoundSchool, FoundHospital,
	}
	foundMarks = map[string]string{
		FoundCitizenNo: "〔证件号〕", FoundPhone: "〔电话〕", FoundPlate: "〔车牌〕",
		FoundBankCard: "〔银行卡〕", FoundEmail: "〔邮箱〕", FoundName: "〔姓名〕",
	}
	emailPattern = regexp.MustCompile(`[a-z0-9._%+-]+@[a-z0-9.-]+\.[a-z]{2,}`)
	platePattern = regexp.MustCompile(
		`[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][a-z][·. -]?(?:[a-z0-9]{5,6}|[a-z0-9]{4}[挂学警港澳])`)
)

// maxPasses bounds the search for a text in which nothing is found; honest text settles in two.
const maxPasses = 6

// blot stands for a secret that a mark itself brought back.
const blot = "□"

// Deidentify removes from a free text what points at a person: citizen numbers, phone numbers, plates, bank cards and
// e-mail addresses, however their digits are spaced or wide, the names of schools and hospitals, and every secret (the
// full names of a household's members, say; blanks in between, width and case do not matter; blank ones and those
// that are not UTF-8 are ignored). Marks such as 〔电话〕 and 某小学 take their places. Found lists the kinds once each.
// No secret is left in the answer, and asking again for the answer changes nothing; where that cannot be had, because
// the secrets are parts of the marks, the answer is "". It is a help for the person who reviews a text before it is
// published (domain report §17.2), not a proof.
func Deidentify(text string, secrets []string) (clean string, found []string) {
	kinds := map[string]bool{}
	names := foldSecrets(secrets)
	clean = visible(text)
	for pass := range maxPasses {
		finds := findAll(newReading(clean), names)
		if len(finds) == 0 {
			return clean, inOrder(kinds)
		}
		for i, f := range finds {
			kinds[f.kind] = true
			if pass > 0 && f.kind == FoundName {
				finds[i].mark = blot
			}
		}
		clean = replaceFinds(clean, finds)
	}
	return "", inOrder(kinds)
}

// reading is a text beside its folded form, rune for rune: half-width, lower case, one kind of dot.
type reading struct {
	folded []rune
	text   string // folded as a string
}

// find is a stretch of runes to be replaced.
type find struct {
	from, to   int
	kind, mark string
}

func newReading(s string) reading {
	folded := []rune(s)
	for i, r := range folded {
		folded[i] = foldRune(r)
	}
	return reading{folded: folded, text: string(folded)}
}

// findAll answers finds that do not overlap, in order of place; where two would overlap the earlier finder wins, and
// the next pass sees what it left.
func findAll(r reading, names [][]rune) []find {
	var finds []find
	taken := make([]bool, len(r.folded))
	candidates := slices.Concat(numberFinds(r), emailFinds(r), plateFinds(r), placeFinds(r), nameFinds(r, names))
	for _, f := range candidates {
		if slices.Contains(taken[f.from:f.to], true) {
			continue
		}
		for i := f.from; i < f.to; i++ {
			taken[i] = true
		}
		finds = append(finds, f)
	}
	slices.SortFunc(finds, func(a, b find) int { return a.from - b.from })
	return finds
}

func replaceFinds(s string, finds []find) string {
	var b strings.Builder
	runes, at := []rune(s), 0
	for _, f := range finds {
		b.WriteString(string(runes[at:f.from]))
		b.WriteString(f.mark)
		at = f.to
	}
	b.WriteString(string(runes[at:]))
	return b.String()
}

func emailFinds(r reading) []find {
	var finds []find
	for _, m := range emailPattern.FindAllStringIndex(r.text, -1) {
		finds = append(finds, r.find(m[0], m[1], FoundEmail))
	}
	return finds
}

func plateFinds(r reading) []find {
	var finds []find
	for _, m := range platePattern.FindAllStringIndex(r.text, -1) {
		f := r.find(m[0], m[1], FoundPlate)
		digits := 0
		for _, c := range r.folded[f.from:f.to] {
			if isDigit(c) {
				digits++
			}
		}
		if digits >= 2 && (f.to == len(r.folded) || !isASCIIWord(r.folded[f.to])) {
			finds = append(finds, f)
		}
	}
	return finds
}

// nameFinds looks for each secret with any blanks between its characters, the longest secret first.
func nameFinds(r reading, names [][]rune) []find {
	var finds []find
	for _, name := range names {
		for from := 0; from < len(r.folded); from++ {
			if to := matchSpaced(r.folded, from, name); to > from {
				finds = append(finds, find{from, to, FoundName, foundMarks[FoundName]})
				from = to - 1
			}
		}
	}
	return finds
}

// matchSpaced answers where the name that starts at from ends, or -1.
func matchSpaced(text []rune, from int, name []rune) int {
	at := from
	for i, r := range name {
		for i > 0 && at < len(text) && unicode.IsSpace(text[at]) && !isLineBreak(text[at]) {
			at++
		}
		if at >= len(text) || text[at] != r {
			return -1
		}
		at++
	}
	return at
}

// foldSecrets answers the secrets as they look in a reading, without blanks, longest first. Each line of a secret
// stands for itself, because no match runs over a line end.
func foldSecrets(secrets []string) [][]rune {
	var names [][]rune
	for _, secret := range secrets {
		if !utf8.ValidString(secret) {
			continue
		}
		for _, line := range strings.FieldsFunc(visible(secret), isLineBreak) {
			name := newReading(strings.Join(strings.Fields(line), "")).folded
			if len(name) > 0 {
				names = append(names, name)
			}
		}
	}
	slices.SortStableFunc(names, func(a, b []rune) int { return len(b) - len(a) })
	return names
}

// find turns a match in bytes of the folded text into one in runes.
func (r reading) find(from, to int, kind string) find {
	start := utf8.RuneCountInString(r.text[:from])
	return find{start, start + utf8.RuneCountInString(r.text[from:to]), kind, foundMarks[kind]}
}

// visible drops what is not UTF-8 and the characters that show nothing, between which a number could hide.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
}

func foldRune(r rune) rune {
	if r = halfWidthRune(r); isNameDot(r) {
		return '·'
	}
	return unicode.ToLower(r)
}

func isLineBreak(r rune) bool { return r == '\n' || r == '\r' }

func isASCIIWord(r rune) bool { return isDigit(r) || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }

func inOrder(kinds map[string]bool) []string {
	var found []string
	for _, kind := range foundOrder {
		if kinds[kind] {
			found = append(found, kind)
		}
	}
	return found
}
