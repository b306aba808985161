package matching

import (
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// latinBase maps Latin letters with accents to their bare letter.
var latinBase = makeLatinBase()

func makeLatinBase() (base [0x250]byte) {
	special := map[rune]byte{'ß': 's', 'æ': 'a', 'Æ': 'a', 'ø': 'o', 'Ø': 'o', 'œ': 'o', 'Œ': 'o', 'ł': 'l', 'Ł': 'l', 'đ': 'd', 'Đ': 'd', 'ı': 'i'}
	for r := rune(0xc0); r < rune(len(base)); r++ {
		if b, ok := special[r]; ok {
			base[r] = b
			continue
		}
		d := []rune(norm.NFD.String(string(r)))[0]
		if d = unicode.ToLower(d); d >= 'a' && d <= 'z' {
			base[r] = byte(d)
		}
	}
	return base
}

// gramLength is the length of the character n-grams taken of words, blanks at both ends counted.
const gramLength = 4

// flushWord turns the word read so far into features.
func (t *reader) flushWord() {
	word := t.word
	t.word = t.word[:0]
	if len(word) < 2 || isNumber(word) {
		return
	}
	full := hashRunes(word)
	if lexicon.stops.has(full) {
		return
	}
	stem := stemOf(word)
	h := hashRunes(stem)
	t.length++
	known, setting := t.concepts(h)
	if setting {
		t.add(kindSetting, h)
	} else {
		t.add(kindStem, h)
		t.grams(stem)
	}
	if !known {
		t.compound(word)
	}
	if t.previous != 0 {
		t.add(kindPair, t.previous*31+h)
		t.concepts(phraseHash(t.previous, h))
	}
	t.previous = h
}

// Words of some languages are written together (Trocknungsgeräte, kinderopvang). What the lexicon knows at the end of a long
// word, which says what the thing is, and at its beginning counts as if it stood alone.
const (
	shortestCompound = 10
	shortestPart     = 4
)

func (t *reader) compound(word []rune) {
	if len(word) < shortestCompound {
		return
	}
	for at := shortestPart; at <= len(word)-shortestPart; at++ {
		if known, _ := t.concepts(hashRunes(stemOf(word[at:]))); known {
			break
		}
	}
	for at := len(word) - shortestPart; at >= shortestPart; at-- {
		if known, _ := t.concepts(hashRunes(stemOf(word[:at]))); known {
			break
		}
	}
}

func phraseHash(a, b uint32) uint32 { return (a<<7|a>>25)*2654435761 ^ b }

// isNumber tells numbers, sizes and dates from names such as N95 or FFP2, which begin with a letter.
func isNumber(word []rune) bool { return word[0] >= '0' && word[0] <= '9' }

func (t *reader) grams(word []rune) {
	if len(word) < gramLength {
		return
	}
	h := hashRunes(word[:gramLength-1])
	t.add(kindGram, hashRune(h, '^'))
	for i := 0; i+gramLength <= len(word); i++ {
		t.add(kindGram, hashRunes(word[i:i+gramLength]))
	}
}

// flushHan turns a run of Han characters into features: every pair, each character alone, and the lexicon's words in it.
func (t *reader) flushHan() {
	run := t.han
	t.han = t.han[:0]
	if len(run) == 0 {
		return
	}
	t.length += (len(run) + 1) / 2
	for i, r := range run {
		t.add(kindHan, hashRune(hashStart, r))
		if i+1 < len(run) {
			t.add(kindPair, hashRunes(run[i:i+2]))
		}
	}
	t.hanConcepts(run)
	t.previous = 0
}

// longestHan is the longest Han word that the lexicon may hold.
const longestHan = 5

func (t *reader) hanConcepts(run []rune) {
	var hashes [longestHan]uint32 // of the characters from here
	for i := 0; i < len(run); {
		h, step := hashRune(hashStart, run[i]), 1
		longest := min(int(lexicon.longest[startOf(h)]), len(run)-i)
		for n := range longest {
			if n > 0 {
				h = hashRune(h, run[i+n])
			}
			hashes[n] = h
		}
		for n := longest; n >= 1; n-- {
			if known, _ := t.concepts(hashes[n-1]); known {
				step = n
				break
			}
		}
		i += step
	}
}

// stemOf cuts a word to a stem that its forms share, by endings that Romance and Germanic languages have in common. What it
// merges wrongly the n-grams and the rarity of the other words outweigh.
func stemOf(w []rune) []rune {
	w = cutVowels(cutPlural(w))
	for _, e := range endings {
		if len(w) >= len(e)+4 && endsIn(w, e) {
			w = cutVowels(w[:len(w)-len(e)])
			break
		}
	}
	if n := len(w); n > 3 && w[n-1] == w[n-2] {
		w = w[:n-1]
	}
	return w
}

func cutVowels(w []rune) []rune {
	for len(w) > 3 && isVowel(w[len(w)-1]) {
		w = w[:len(w)-1]
	}
	return w
}

// endings, their own last vowels cut, are tried in this order, the longer before the shorter that they end in.
var endings = [...][]rune{
	[]rune("amient"), []rune("imient"), []rune("ament"), []rune("iment"), []rune("ational"), []rune("azion"), []rune("izion"),
	[]rune("ation"), []rune("acion"), []rune("icion"), []rune("ition"), []rune("ment"), []rune("ness"), []rune("iend"), []rune("ion"),
	[]rune("and"), []rune("end"), []rune("ing"), []rune("ed"), []rune("er"), []rune("ar"), []rune("ir"), []rune("or"),
}

func endsIn(w, e []rune) bool {
	for i := range e {
		if w[len(w)-len(e)+i] != e[i] {
			return false
		}
	}
	return true
}

func cutPlural(w []rune) []rune {
	n := len(w)
	switch {
	case n >= 5 && w[n-3] == 'i' && w[n-2] == 'e' && w[n-1] == 's':
		return w[:n-2]
	case n >= 4 && w[n-1] == 's' && w[n-2] != 's':
		return w[:n-1]
	case n >= 5 && w[n-1] == 'x' && isVowel(w[n-2]):
		return w[:n-1]
	}
	return w
}

func isVowel(r rune) bool {
	return r == 'a' || r == 'e' || r == 'i' || r == 'o' || r == 'u' || r == 'y'
}
