package matching

import (
	_ "embed"
	"strings"
)

// The lexicon names what people ask for and give in aid, in several languages, so that texts of one meaning and no common word
// still meet. Each line is "concept topics: words". A concept marked ~ is a setting, such as who, where or when, and counts
// little. Words that say only that something is asked or offered stand under "stop".
//
//go:embed text_lexicon.txt
var lexiconText string

// lexicon is read once and never changes.
var lexicon = parseLexicon(lexiconText)

// meaning is what a word stands for.
type meaning struct {
	concept uint32
	topics  []uint32
	setting bool
}

type wordbook struct {
	stops    hashSet
	words    hashSet // a quick no for most look-ups
	meanings map[uint32][]meaning
	longest  [1 << 12]uint8 // of the Han words, by the hash of the first character
}

// startOf is the place in longest of a word that begins with a character of this hash.
func startOf(h uint32) uint32 { return h >> 20 }

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
		concept, topics, _ := strings.Cut(head, " ")
		m := meaning{concept: textHash(concept), setting: strings.HasSuffix(concept, "~")}
		for topic := range strings.FieldsSeq(topics) {
			m.topics = append(m.topics, textHash(topic))
		}
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
			book.noteStart(foldAll(word))
			book.meanings[h] = append(book.meanings[h], m)
		}
	}
	return book
}

func (b *wordbook) noteStart(word []rune) {
	if len(word) > 0 && isHan(word[0]) {
		longest := &b.longest[startOf(hashRune(hashStart, word[0]))]
		*longest = max(*longest, uint8(min(len(word), longestHan)))
	}
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

// concepts adds what the lexicon knows under a hash. It tells whether it knew anything and whether that is but a setting.
func (t *reader) concepts(h uint32) (known, setting bool) {
	if !lexicon.words.may(h) {
		return false, false
	}
	meanings, setting := lexicon.meanings[h], true
	for i := range meanings {
		m := &meanings[i]
		if !m.setting {
			setting = false
			t.add(kindConcept, m.concept)
		}
		for _, topic := range m.topics {
			t.add(kindTopic, topic)
		}
	}
	return len(meanings) > 0, setting && len(meanings) > 0
}
