package matching

import (
	"cmp"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
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

func TestTextFindsTheOfferInEveryLanguage(t *testing.T) {
	for _, language := range []string{"en", "es", "fr", "it", "pt", "zh"} {
		pairs := pairTexts(t, language)
		words, topic, ours := measure(pairs, byWords(pairs)), measure(pairs, byTopic(pairs)), measure(pairs, byLikeness(pairs))
		t.Logf("%s of %d: topic %.2f, words first %.2f five %.2f mrr %.2f, likeness first %.2f five %.2f mrr %.2f", language, len(pairs),
			topic.five, words.first, words.five, words.reciprocal, ours.first, ours.five, ours.reciprocal)
		assert.GreaterOrEqual(t, ours.five, words.five+0.2, language)
		assert.GreaterOrEqual(t, ours.five, 0.85, language)
		if os.Getenv("SHOWMISS") != "" {
			showMisses(t, pairs)
		}
	}
}

func showMisses(t *testing.T, pairs []pairText) {
	rank := byLikeness(pairs)
	for i, p := range pairs {
		s := rank(p)
		order := make([]int, len(s))
		for j := range order {
			order[j] = j
		}
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(s[b], s[a]) })
		if place := slices.Index(order, i); place >= 1 {
			t.Logf("  %d  %q -> %q (%v); first %q (%v)", place+1, p.need, p.offer, s[i], pairs[order[0]].offer, s[order[0]])
		}
	}
}
