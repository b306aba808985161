package models

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// digitGroup is a stretch of digits.
type digitGroup struct {
	from, to  int
	digits    string
	separator rune // what stands before it within its run, 0 for the first
	x         int  // where an x ends that may be the check character of a citizen number, 0 for none
}

// maxGroups is how many groups a spaced number is looked for in; digits spaced one by one are looked at apart.
const maxGroups = 6

var (
	// The ways in which people space phone numbers; others would make phone numbers of dates and amounts.
	phoneShapes = wordSet(`10 11 12 13 14 15 3-4-4 3-8 7-4 4-4-3 4-3-4 3-3-5 5-6 3-7 4-7 4-8 3-4-3 3-3-4 4-4-4
		2-11 2-3-4-4 2-3-8 4-11 4-3-4-4 4-3-8`)
	phoneShapesAbroad  = wordSet(`2-2-8 2-2-4-4 2-3-7 2-3-8 2-3-4-4 2-3-4-3 2-10 2-11 2-4-8 2-4-7 12 13`)
	bankShape          = regexp.MustCompile(`^(4-4-4-4(-[1-3])?|6-10|6-13|4-4-4-7)$`)
	localPhone         = regexp.MustCompile(`(?:电话|座机|致电|拨打|传真|联系方式|联系|tel|phone|call)[\s:.()为是号码]{0,6}([0-9]{7,8}|[0-9]{3,4}[ -][0-9]{4})`)
	citizenDateLayouts = map[int]string{15: "060102", 18: "20060102"}
)

// numberFinds looks for numbers of persons in every run of digit groups.
func numberFinds(r reading) []find {
	var finds []find
	for _, run := range digitRuns(r.folded) {
		for i := 0; i < len(run); {
			f, used := numberAt(r, run[i:])
			if used == 0 {
				i++
				continue
			}
			finds = append(finds, f)
			i += used
		}
	}
	return append(finds, localPhoneFinds(r)...)
}

// numberAt tries the longest number that begins with the first group and answers how many groups it takes.
func numberAt(r reading, groups []digitGroup) (find, int) {
	singles := 0
	for singles < len(groups) && len(groups[singles].digits) == 1 {
		singles++
	}
	if kind := kindOfSingles(groups[:singles]); kind != "" {
		return spanOf(r, groups[:singles], kind), singles
	}
	for n := min(maxGroups, len(groups)); n > 0; n-- {
		if x := groups[n-1].x; x > 0 && isSpacedCitizenNo(groups[:n], joinDigits(groups[:n])+"x") {
			f := spanOf(r, groups[:n], FoundCitizenNo)
			f.to = x
			return f, n
		}
		if kind := kindOfGroups(r, groups[:n]); kind != "" {
			return spanOf(r, groups[:n], kind), n
		}
	}
	return find{}, 0
}

func spanOf(r reading, groups []digitGroup, kind string) find {
	from := groups[0].from
	for kind == FoundPhone && from > 0 && strings.ContainsRune("+(", r.folded[from-1]) {
		from--
	}
	return find{from, groups[len(groups)-1].to, kind, foundMarks[kind]}
}

// kindOfSingles judges digits that were spaced one by one.
func kindOfSingles(groups []digitGroup) string {
	digits := joinDigits(groups)
	switch _, flaw := ParsePhone(digits); {
	case len(digits) < 11:
		return ""
	case flaw == "":
		return FoundPhone
	case len(digits) >= 15:
		return kindOfLong(digits)
	}
	return ""
}

func kindOfGroups(r reading, groups []digitGroup) string {
	digits := joinDigits(groups)
	if len(groups) > 1 && !evenlySpaced(groups) {
		return ""
	}
	switch {
	case isSpacedPhone(r, groups, digits):
		return FoundPhone
	case len(groups) == 1 && len(digits) >= 15:
		return kindOfLong(digits)
	case isSpacedCitizenNo(groups, digits):
		return FoundCitizenNo
	case bankShape.MatchString(shapeOf(groups)) && strings.ContainsRune("34569", rune(digits[0])):
		return FoundBankCard
	}
	return ""
}

// kindOfLong names a number of 15 digits or more: nothing that a need or an offer counts is that long. From 20 on it may
// be a disability certificate, which holds a citizen number.
func kindOfLong(digits string) string {
	n := len(digits)
	if n == 15 || n >= 20 || n == 18 && hasBirthDate(digits) {
		return FoundCitizenNo
	}
	return FoundBankCard
}

func isSpacedPhone(r reading, groups []digitGroup, digits string) bool {
	shape, from := shapeOf(groups), groups[0].from
	if from > 0 && r.folded[from-1] == '+' && phoneShapesAbroad[shape] {
		if _, flaw := ParsePhone("+" + digits); flaw == "" {
			return true
		}
	}
	_, flaw := ParsePhone(digits)
	return flaw == "" && phoneShapes[shape]
}

func isSpacedCitizenNo(groups []digitGroup, digits string) bool {
	if !hasBirthDate(digits) {
		return false
	}
	if len(digits) == 15 {
		return shapeOf(groups) == "6-6-3"
	}
	no := strings.ToUpper(digits)
	return len(groups) == 1 || strings.HasPrefix(shapeOf(groups), "6-") || citizenCheck(no[:17]) == no[17]
}

// hasBirthDate holds for 15 or 18 characters with a real day where a citizen number has one.
func hasBirthDate(digits string) bool {
	layout, known := citizenDateLayouts[len(digits)]
	if !known {
		return false
	}
	birth, err := time.Parse(layout, digits[6:6+len(layout)])
	return err == nil && birth.Year() >= 1900 && birth.Year() < 2100
}

// evenlySpaced refuses a mixture of decimal points and other separators, as in a list of amounts.
func evenlySpaced(groups []digitGroup) bool {
	points := 0
	for _, g := range groups[1:] {
		if g.separator == '.' {
			points++
		}
	}
	return points == 0 || points == len(groups)-1
}

func shapeOf(groups []digitGroup) string {
	lengths := make([]string, len(groups))
	for i, g := range groups {
		lengths[i] = strconv.Itoa(len(g.digits))
	}
	return strings.Join(lengths, "-")
}

func joinDigits(groups []digitGroup) string {
	var b strings.Builder
	for _, g := range groups {
		b.WriteString(g.digits)
	}
	return b.String()
}

// digitRuns parts the digits of a text into runs of groups with no more than two separators in between.
func digitRuns(text []rune) [][]digitGroup {
	var runs [][]digitGroup
	for at := 0; at < len(text); {
		if !isDigit(text[at]) {
			at++
			continue
		}
		group := groupAt(text, at)
		separator := separatorBefore(text, at, runs)
		at = group.to
		if separator == 0 {
			runs = append(runs, []digitGroup{group})
			continue
		}
		group.separator = separator
		last := len(runs) - 1
		runs[last] = append(runs[last], group)
	}
	return runs
}

// groupAt reads the digits from a place on, and looks whether an x follows them.
func groupAt(text []rune, from int) digitGroup {
	to := from
	for to < len(text) && isDigit(text[to]) {
		to++
	}
	group := digitGroup{from: from, to: to, digits: string(text[from:to])}
	end := to
	for end < len(text) && end < to+2 && isSeparator(text[end]) {
		end++
	}
	if end < len(text) && text[end] == 'x' && (end+1 == len(text) || !isASCIIWord(text[end+1])) {
		group.x = end + 1
	}
	return group
}

// separatorBefore answers what parts a group from the one before it, or 0 when it begins a run.
func separatorBefore(text []rune, at int, runs [][]digitGroup) rune {
	if len(runs) == 0 {
		return 0
	}
	last := runs[len(runs)-1]
	gap := text[last[len(last)-1].to:at]
	if len(gap) == 0 || len(gap) > 2 || slices.ContainsFunc(gap, func(r rune) bool { return !isSeparator(r) }) {
		return 0
	}
	return gap[0]
}

func isSeparator(r rune) bool {
	return isBlank(r) || unicode.Is(unicode.Pd, r) || strings.ContainsRune("()·.", r)
}

// localPhoneFinds looks for numbers without area code, which only the word before them gives away.
func localPhoneFinds(r reading) []find {
	var finds []find
	for _, m := range localPhone.FindAllStringSubmatchIndex(r.text, -1) {
		f := r.find(m[2], m[3], FoundPhone)
		if f.to == len(r.folded) || !isDigit(r.folded[f.to]) {
			finds = append(finds, f)
		}
	}
	return finds
}
