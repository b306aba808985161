package matching

import (
	_ "embed"
	"strings"
)

// The lexicon names what people ask for and give in aid, in several languages, so that texts of one meaning and no common word
// still meet. Each line is "concept topic: words"; words that say only that something is asked or offered stand under "stop".
//
//go:embed text_lexicon.txt
var lexiconText string

// lexicon is read once and never changes.
var lexicon = parseLexicon(lexiconText)

type meaning struct {
	concept, topic uint32
}

type wordbook struct {
	stops    hashSet
	words    hashSet // a quick no for most look-ups
	meanings map[uint32][]meaning
}

// hashSet holds hashes for a quick look-up: a bitmap in front of a map.
type hashSet struct {
	bits [1 << 11]uint64
	all  map[uint32]bool
}

func (s *hashSet) put(h uint32) {
	i := h * 2654435769 >> 15
	s.bits[i>>6] |= 1 << (i & 63)
	s.all[h] = true
}

func (s *hashSet) may(h uint32) bool {
	i := h * 2654435769 >> 15
	return s.bits[i>>6]&(1<<(i&63)) != 0
}

func (s *hashSet) has(h uint32) bool { return s.may(h) && s.all[h] }

func parseLexicon(text string) *wordbook {
	book := &wordbook{meanings: map[uint32][]meaning{}}
	book.stops.all, book.words.all = map[uint32]bool{}, map[uint32]bool{}
	for line := range strings.Lines(text) {
		head, words, found := strings.Cut(strings.TrimSpace(line), ":")
		if !found || strings.HasPrefix(head, "#") {
			continue
		}
		concept, topic, _ := strings.Cut(head, " ")
		for word := range strings.SplitSeq(words, ",") {
			if word = strings.TrimSpace(word); word == "" {
				continue
			}
			if concept == "stop" {
				book.stops.put(hashRunes(foldAll(word)))
				continue
			}
			h := entryHash(word)
			book.words.put(h)
			book.meanings[h] = append(book.meanings[h], meaning{textHash(concept), textHash(topic)})
		}
	}
	return book
}

func textHash(s string) uint32 { return hashRunes([]rune(s)) }

func foldAll(word string) []rune {
	var out []rune
	for _, r := range word {
		if l, _ := fold(r); l > ' ' {
			out = append(out, l)
		}
	}
	return out
}

// entryHash is what the reader will ask for: Han words as they stand, others by their stems, two words as a phrase.
func entryHash(entry string) uint32 {
	first, second, phrase := strings.Cut(entry, " ")
	word := foldAll(first)
	if len(word) > 0 && isHan(word[0]) {
		return hashRunes(word)
	}
	h := hashRunes(stemOf(word))
	if phrase {
		h = phraseHash(h, hashRunes(stemOf(foldAll(second))))
	}
	return h
}

// concepts adds what the lexicon knows under a hash, and tells whether it knew anything.
func (t *reader) concepts(h uint32) bool {
	if !lexicon.words.has(h) {
		return false
	}
	for _, m := range lexicon.meanings[h] {
		t.add(kindConcept, m.concept)
		if m.topic != 0 {
			t.add(kindTopic, m.topic)
		}
	}
	return true
}
