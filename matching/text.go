package matching

import (
	"unicode"
)

// The likeness of texts rests on features: hashed word stems, character n-grams and concepts of the lexicon. No dictionary of
// a language and no recognition of languages is needed. Numbers, addresses of web pages and handles carry nothing.

// featureKind keeps the features of different kinds apart and gives them their weight.
type featureKind uint32

const (
	kindStem featureKind = iota + 1
	kindGram
	kindPair // two stems or two Han characters in a row
	kindHan
	kindConcept
	kindTopic   // the family of a concept
	kindSetting // a word that tells who, where or when
)

// feature is a hashed feature: its kind in the lowest three bits, above them how often it occurs in its text, at most 3 times,
// and the hash in the rest.
type feature uint32

const (
	kindMask   = 7
	countShift = 3
	countMask  = 3 << countShift
)

func featureOf(kind featureKind, h uint32) feature {
	h ^= h >> 15
	h *= 0x2c1b3c6d
	h ^= h >> 12
	return feature(h&^(kindMask|countMask) | 1<<countShift | uint32(kind))
}

func (f feature) kind() featureKind { return featureKind(f & kindMask) }
func (f feature) count() uint32     { return uint32(f&countMask) >> countShift }

// hash tells features apart whatever their count.
func (f feature) hash() uint32 { return uint32(f &^ countMask) }

const hashStart = 2166136261

func hashRune(h uint32, r rune) uint32 { return (h ^ uint32(r)) * 16777619 }

func hashRunes(word []rune) uint32 {
	h := uint32(hashStart)
	for _, r := range word {
		h = hashRune(h, r)
	}
	return h
}

// reader takes a text apart. It is reused, so that taking a text apart allocates nothing once its buffers have grown.
type reader struct {
	features []feature
	spare    []feature // for sorting
	word     []rune
	han      []rune
	previous uint32 // hash of the stem before, 0 at a break
	length   int    // words, or pairs of Han characters
}

func (t *reader) reset() {
	t.features, t.word, t.han, t.previous, t.length = t.features[:0], t.word[:0], t.han[:0], 0, 0
}

// read adds the features of a text.
func (t *reader) read(text string) {
	skip, tag, lower := false, false, false
	for i, r := range text {
		if r >= 0x4e00 && r <= 0x9fff { // what most texts of a county are made of
			skip = false
			if len(t.word) > 0 {
				t.flushWord()
			}
			t.han = append(t.han, r)
			continue
		}
		if r < 0x80 {
			if skip = skip && r > ' '; skip {
				continue
			}
			if (r == 'h' || r == 'w' || r == '@') && (len(t.word) == 0) && startsAddress(text[i:]) {
				t.flush()
				skip = true
				continue
			}
			if r == '#' {
				t.flush()
				tag = true
				continue
			}
		} else {
			skip = false
		}
		upper := false
		if r, upper = fold(r); r == 0 {
			t.flush()
			t.previous = 0
			tag = false
			continue
		}
		if isHan(r) {
			t.flushWord()
			t.han = append(t.han, r)
			continue
		}
		if tag && upper && lower {
			t.flushWord()
		}
		lower = !upper
		t.flushHan()
		if r == ' ' {
			t.flushWord()
			tag = false
		} else {
			t.word = append(t.word, r)
		}
	}
	t.flush()
	t.previous = 0
}

func (t *reader) flush() { t.flushWord(); t.flushHan() }

func startsAddress(s string) bool {
	return s[0] == '@' || hasPrefix(s, "http://") || hasPrefix(s, "https://") || hasPrefix(s, "www.")
}

func hasPrefix(s, p string) bool { return len(s) >= len(p) && s[:len(p)] == p }

func isHan(r rune) bool {
	return r >= 0x4e00 && r <= 0x9fff || r >= 0x3400 && r <= 0x4dbf || r >= 0x20000 && r <= 0x323af
}

// fold lower-cases a letter, takes its accent away and makes full-width forms half. It answers a blank for what separates
// words and 0 for what also ends a phrase.
func fold(r rune) (letter rune, upper bool) {
	switch {
	case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
		return r, false
	case r >= 'A' && r <= 'Z':
		return r + 'a' - 'A', true
	case r == '.' || r == ',' || r == ';' || r == ':' || r == '!' || r == '?' || r == '(' || r == ')' || r == '|' || r == '/' || r == '\n':
		return 0, false
	case r < 0x80:
		return ' ', false
	case r < rune(len(latinBase)):
		if b := latinBase[r]; b != 0 {
			return rune(b), unicode.IsUpper(r)
		}
		return ' ', false
	case isHan(r):
		return r, false
	case r >= 0xff01 && r <= 0xff5e:
		return fold(r - 0xfee0)
	case unicode.IsLetter(r) || unicode.Is(unicode.M, r):
		return unicode.ToLower(r), unicode.IsUpper(r)
	}
	return 0, false
}

// add notes a feature; the same one twice in a text counts up.
func (t *reader) add(kind featureKind, h uint32) {
	t.features = append(t.features, featureOf(kind, h))
}
