package planner

import (
	"math"
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

// likeness corrects the matcher's likeness, in percent: of two names kinship takes its place; of a name and a Chinese
// sentence it is at most how much of the name the sentence has; of anything else it stands.
func (c *rarity) likeness(a, b *called, matcher int) int {
	switch {
	case a.names != nil && b.names != nil:
		return c.kinship(a.names, b.names)
	case a.names != nil && b.sentence != nil:
		return min(matcher, c.mentioned(a.names, b.sentence))
	case b.names != nil && a.sentence != nil:
		return min(matcher, c.mentioned(b.names, a.sentence))
	}
	return matcher
}

// mentioned is how much of the best of the names a sentence has, in percent.
func (c *rarity) mentioned(all names, sentence []uint64) int {
	best := 0.0
	for i := range all {
		shared, whole, _ := c.overlap(all[i].features, sentence)
		best = max(best, shared/whole)
	}
	return int(100 * best)
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

// rarity weighs a feature by how few names have it.
type rarity struct {
	in    map[uint64]int
	names int
}

func (c *rarity) count(all names) {
	for _, n := range all {
		c.names++
		for _, f := range n.features {
			c.in[f]++
		}
	}
}

// weight is larger for pairs and words than for single characters, and grows slowly with rarity.
func (c *rarity) weight(feature uint64) float64 {
	rare := 1 + math.Log2(float64(c.names+1)/float64(c.in[feature]+1))/4
	switch {
	case feature&wordBit != 0:
		return 2 * rare
	case feature&pairBit != 0:
		return rare
	}
	return 0.25 * rare
}

// nearlySame is the kinship from which one alternative of several is enough.
const nearlySame = 90

// kinship is 0–100; 100 is the same name. A title may give alternatives that mean one thing: one that is nearly the same
// decides; otherwise all of them count alike, so that "医用防护口罩 | N95口罩" is not taken for any medical mask because
// one half of it ends like one.
func (c *rarity) kinship(a, b names) int {
	if len(b) > len(a) {
		a, b = b, a
	}
	sum := 0
	for i := range a {
		best := 0
		for j := range b {
			best = max(best, c.pair(&a[i], &b[j]))
		}
		if best >= nearlySame {
			return best
		}
		sum += best
	}
	return sum / max(1, len(a))
}

// pair weighs what the names end in (what the thing is) against what they share anywhere.
func (c *rarity) pair(a, b *name) int {
	if slices.Equal(a.runes, b.runes) {
		return 100
	}
	shared, inA, inB := c.overlap(a.features, b.features)
	if shared == 0 {
		return 0
	}
	cover := 0.5*2*shared/(inA+inB) + 0.5*shared/min(inA, inB)
	part := 0.55*cover + 0.45*head(a.runes, b.runes)
	if shared >= min(inA, inB)*0.999 {
		part = max(part, contained(a, b))
	}
	if coded(a) != coded(b) && part < 0.9 {
		part *= codeless
	}
	return min(99, int(100*part))
}

// codeless is what is left of the kinship when only one of the names has a code, such as N95, that says exactly which.
const codeless = 0.85

func coded(n *name) bool { return slices.ContainsFunc(n.runes, unicode.IsDigit) }

func (c *rarity) overlap(a, b []uint64) (shared, inA, inB float64) {
	for i, j := 0, 0; i < len(a) || j < len(b); {
		switch {
		case j == len(b) || i < len(a) && a[i] < b[j]:
			inA += c.weight(a[i])
			i++
		case i == len(a) || b[j] < a[i]:
			inB += c.weight(b[j])
			j++
		default:
			w := c.weight(a[i])
			shared, inA, inB = shared+w, inA+w, inB+w
			i, j = i+1, j+1
		}
	}
	return shared, inA, inB
}

// head is 1 when both names end in the same two characters or more, 0.15 for one, which is as often chance.
func head(a, b []rune) float64 {
	same := 0
	for same < len(a) && same < len(b) && a[len(a)-1-same] == b[len(b)-1-same] {
		same++
	}
	switch {
	case same >= 2:
		return 1
	case same == 1 && (len(a) == 1 || len(b) == 1):
		return 0.6 // 被 and 棉被
	case same == 1:
		return 0.15
	}
	return 0
}

// contained judges names of which one holds all of the other: a word with digits carries its meaning wherever it stands
// (N95 in N95口罩), three characters in a row nearly so (理发服务 in 上门理发服务甲), two (防护 in 防护服) say little.
func contained(a, b *name) float64 {
	short, long := a.runes, b.runes
	if len(short) > len(long) {
		short, long = long, short
	}
	switch {
	case !slices.ContainsFunc(short, isHan):
		return 0.9
	case len(short) >= 3 && strings.Contains(string(long), string(short)):
		return 0.8
	}
	return 0
}
