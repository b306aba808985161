package planner

import (
	"math"
	"slices"
	"strings"
	"unicode"
)

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
// one half of it ends like one. A code, such as N95, says exactly which, for all the alternatives: a title without one is
// not that.
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
	part := sum / max(1, len(a))
	if a.coded() != b.coded() {
		return part * codeless / 100
	}
	return part
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
	return min(99, int(100*part))
}

// codeless is how many percent are left of the kinship when only one of the titles has a code.
const codeless = 80

func (n names) coded() bool {
	return slices.ContainsFunc(n, func(one name) bool { return slices.ContainsFunc(one.runes, unicode.IsDigit) })
}

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
