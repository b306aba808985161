package matching

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// pairText is one line of testdata/text: a need and the offer that answers it, written for this project.
type pairText struct{ topic, need, offer string }

func pairTexts(t testing.TB, language string) []pairText {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", "text", language+".tsv"))
	require.NoError(t, err)
	var pairs []pairText
	for line := range strings.Lines(string(raw)) {
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		require.Len(t, f, 3, line)
		pairs = append(pairs, pairText{f[0], f[1], f[2]})
	}
	return pairs
}

// ranker answers, for a need, how well each offer of the language fits.
type ranker func(need pairText) []float64

type quality struct{ first, five, reciprocal float64 }

func measure(pairs []pairText, rank ranker) quality {
	var q quality
	for i, p := range pairs {
		scores := rank(p)
		place := 1
		for j, s := range scores {
			if s > scores[i] || s == scores[i] && j < i {
				place++
			}
		}
		if place == 1 {
			q.first++
		}
		if place <= 5 {
			q.five++
		}
		q.reciprocal += 1 / float64(place)
	}
	n := float64(len(pairs))
	return quality{q.first / n, q.five / n, q.reciprocal / n}
}

func byLikeness(pairs []pairText) ranker {
	offers := make([]Offer, len(pairs))
	for i, p := range pairs {
		offers[i] = Offer{ID: fmt.Sprintf("%03d", i), Title: p.offer}
	}
	index := NewIndex(offers)
	var s Scratch
	return func(need pairText) []float64 {
		n := Need{Title: need.need}
		s.query.fill(&n, DefaultWeights(), index)
		out := make([]float64, len(pairs))
		for i := range offers {
			out[i] = float64(s.query.likeness(index.ids.find(offers[i].ID)))
		}
		return out
	}
}

// byWords is BM25 over lower-cased words, the plain rival.
func byWords(pairs []pairText) ranker {
	docs := make([]map[string]int, len(pairs))
	df, total := map[string]int{}, 0
	for i, p := range pairs {
		docs[i] = map[string]int{}
		for _, w := range plainWords(p.offer) {
			docs[i][w]++
			total++
		}
		for w := range docs[i] {
			df[w]++
		}
	}
	average := float64(total) / float64(len(pairs))
	return func(need pairText) []float64 {
		out := make([]float64, len(pairs))
		for i, doc := range docs {
			length := 0
			for _, n := range doc {
				length += n
			}
			for _, w := range plainWords(need.need) {
				tf, n := float64(doc[w]), float64(df[w])
				idf := math.Log(1 + (float64(len(pairs))-n+0.5)/(n+0.5))
				out[i] += idf * tf * 2.2 / (tf + 1.2*(0.25+0.75*float64(length)/average))
			}
		}
		return out
	}
}

func plainWords(text string) []string {
	if isHan([]rune(text)[0]) {
		runes := []rune(text)
		var pairs []string
		for i := 0; i+1 < len(runes); i++ {
			pairs = append(pairs, string(runes[i:i+2]))
		}
		return pairs
	}
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !strings.ContainsRune("'", r) && r < 0x80 && !(r >= 'a' && r <= 'z') && !(r >= '0' && r <= '9')
	})
}

func byTopic(pairs []pairText) ranker {
	return func(need pairText) []float64 {
		out := make([]float64, len(pairs))
		for i, p := range pairs {
			if p.topic == need.topic {
				out[i] = 1
			}
		}
		return out
	}
}

// The sets were written for this project. Those called more_ and held_ were written after the lexicon; the lexicon was then
// mended with what all but held_ showed. Those were left alone, so that they measure words never met before.
func TestTextFindsTheOfferInEveryLanguage(t *testing.T) {
	for set, least := range map[string]float64{
		"en": 0.9, "es": 0.9, "fr": 0.9, "it": 0.9, "pt": 0.95, "zh": 0.95,
		"more_en": 0.95, "more_es": 0.95, "more_it": 0.9, "more_ht": 1, "more_hi": 1, "de": 0.9, "id": 0.95,
		"held_en": 0.65, "held_more_en": 0.65, "held_es": 0.6, "held_fr": 0.6, "held_it": 0.6, "held_de": 0.55, "held_id": 0.65,
	} {
		pairs := pairTexts(t, set)
		words, topic, ours := measure(pairs, byWords(pairs)), measure(pairs, byTopic(pairs)), measure(pairs, byLikeness(pairs))
		t.Logf("%-8s %d pairs: same topic %.2f, BM25 of words %.2f, likeness %.2f among the first five (first %.2f, MRR %.2f)", set,
			len(pairs), topic.five, words.five, ours.five, ours.first, ours.reciprocal)
		assert.GreaterOrEqual(t, ours.five, least, set)
		assert.GreaterOrEqual(t, ours.five, words.five, set)
	}
}

func TestTextsOfNoCommonMeaningAreNotAlike(t *testing.T) {
	offers := []Offer{{ID: "a", Title: "Wheelchair ramps"}, {ID: "b", Title: "一次性医用口罩"}}
	got := Rank(Need{Title: "law books"}, offers, BaseWeights(), 0)
	assert.Equal(t, map[Gate]int{GateCategory: 2}, got.Excluded)
}

func TestMasksOfOneKindAreAlike(t *testing.T) {
	w := BaseWeights()
	w.Show = 0
	offers := []Offer{{ID: "mask", Title: "一次性医用口罩"}, {ID: "suit", Title: "医用防护服"}, {ID: "pcr", Title: "核酸检测试剂盒"}, {ID: "cam", Title: "红外成像测温仪"}}
	got := Rank(Need{Title: "医用外科口罩"}, offers, w, 0).Ranked
	require.NotEmpty(t, got)
	assert.Equal(t, "mask", got[0].OfferID)
	assert.Greater(t, got[0].Likeness, 400)
}

func TestAddressesNumbersAndHandlesCarryNothing(t *testing.T) {
	var a, b reader
	a.readBoth("RT @redcross: 500 tents https://t.co/Ab12 www.example.org for Gorkha! 9841000000", "")
	b.readBoth("tents Gorkha", "")
	for _, f := range b.features {
		if f.kind() != kindPair {
			assert.Contains(t, a.features, f)
		}
	}
	assert.InDelta(t, len(b.features), len(a.features), 5)
}

func TestAccentsCaseWidthAndHashtagsDoNotMatter(t *testing.T) {
	read := func(s string) []feature {
		var t reader
		t.readBoth(s, "")
		return t.features
	}
	assert.Equal(t, read("medicación para niños"), read("MEDICACION PARA NINOS"))
	assert.Equal(t, read("blankets"), read("blanket"))
	assert.Equal(t, read("ＢＬＡＮＫＥＴ"), read("blanket"))
	assert.Equal(t, read("#WaterFilters"), read("water filters"))
}

func FuzzTextIsReadWithoutFault(f *testing.F) {
	for _, seed := range []string{"", "agua", "#", "@", "http://", "医用口罩", "\xff\xfe", "a\x00b", "ｆｕｌｌ　ｗｉｄｔｈ"} {
		f.Add(seed, seed)
	}
	f.Fuzz(func(t *testing.T, title, description string) {
		offer := Offer{ID: "o", Title: title, Description: description}
		got := Rank(Need{Title: title, Detail: description}, []Offer{offer}, lowThreshold(), 0)
		for _, c := range got.Ranked {
			require.True(t, c.Likeness > 0 && c.Likeness <= 1000)
		}
	})
}

func TestTheEndOfALongWordSaysWhatTheThingIs(t *testing.T) {
	offers := []Offer{{ID: "dry", Title: "Bautrockner"}, {ID: "milk", Title: "Babymilchpulver"}, {ID: "law", Title: "Fachanwaltssprechstunde"}}
	for need, want := range map[string]string{"Kondensationstrockner": "dry", "Milchpulver": "milk", "Rechtsanwalt": "law"} {
		got := Rank(Need{Title: need}, offers, lowThreshold(), 0).Ranked
		require.NotEmpty(t, got, need)
		assert.Equal(t, want, got[0].OfferID, need)
	}
}
