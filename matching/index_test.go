package matching

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// outcome is what of a ranking must not depend on how it was found.
type outcome struct {
	id     string
	score  int
	parts  Parts
	adjust Adjust
}

func topOutcomes(x *Index, n Need, w Weights, k int, s *Scratch) []outcome {
	out := []outcome{}
	for _, h := range x.Top(&n, &w, k, s) {
		out = append(out, outcome{h.Offer.ID, h.Score, h.Parts, h.Adjust})
	}
	return out
}

func allOutcomes(x *Index, n Need, w Weights, k int) []outcome {
	out := []outcome{}
	for _, c := range x.Rank(n, w, k).Ranked {
		out = append(out, outcome{c.OfferID, c.Score, c.Parts, c.Adjust})
	}
	return out
}

func TestTopEqualsScoringAll(t *testing.T) {
	var s Scratch
	found := 0
	for seed := range uint64(60) {
		m := newMade(seed)
		offers := m.offers(100+int(seed)*20, m.wild)
		x := NewIndex(offers)
		for q := range 40 {
			n, k := m.wildNeed(), 1+m.random.IntN(25)
			w := []Weights{DefaultWeights(), BaseWeights(), leaning(), lowThreshold()}[q%4]
			want := allOutcomes(x, n, w, k)
			require.Equal(t, want, topOutcomes(x, n, w, k, &s), "seed %d need %+v", seed, n)
			found += len(want)
		}
	}
	assert.Greater(t, found, 10_000, "the cases must find something to compare")
}

func leaning() Weights {
	return Weights{Version: "lean", Category: 20, Geography: 33, Capacity: 7, Time: 21, Group: 6, Track: 13, Text: 20, Reach: 5, Continuity: 20, Declines: 20, Show: 40}
}

func lowThreshold() Weights {
	w := DefaultWeights()
	w.Show = 0
	return w
}

func TestTopEqualsScoringAllForAnySeed(t *testing.T) {
	var s Scratch
	rapid.Check(t, func(rt *rapid.T) {
		m := newMade(rapid.Uint64().Draw(rt, "seed"))
		x := NewIndex(m.offers(rapid.IntRange(0, 400).Draw(rt, "offers"), m.wild))
		n, k := m.wildNeed(), rapid.IntRange(1, 30).Draw(rt, "k")
		require.Equal(rt, allOutcomes(x, n, lowThreshold(), k), topOutcomes(x, n, lowThreshold(), k, &s))
	})
}

func TestOrderOfOffersDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		m := newMade(rapid.Uint64().Draw(rt, "seed"))
		offers := m.offers(120, m.wild)
		n := m.wildNeed()
		want := Rank(n, offers, DefaultWeights(), 0)
		shuffled := append([]Offer{}, offers...)
		rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "shuffle"), 1)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		require.Equal(rt, want, Rank(n, shuffled, DefaultWeights(), 0))
	})
}

func TestAPatchedIndexAnswersAsARebuiltOne(t *testing.T) {
	w := lowThreshold()
	w.Text = 0 // the rarity of words is as of the build
	for seed := range uint64(15) {
		m := newMade(seed)
		x := NewIndex(m.offers(300, m.categorised))
		kept := map[string]Offer{}
		x.ids.all(func(r *record) { kept[r.offer.ID] = *r.offer })
		for range 60 {
			o := m.categorised(m.random.IntN(400))
			if m.random.IntN(3) == 0 {
				delete(kept, o.ID)
				x = x.Without(o.ID)
				continue
			}
			kept[o.ID] = o
			x = x.With(o)
		}
		fresh := NewIndex(slices.Collect(maps.Values(kept)))
		require.Equal(t, fresh.Len(), x.Len())
		var s Scratch
		for range 30 {
			n := m.wildNeed()
			if n.Category == "" {
				continue
			}
			require.Equal(t, topOutcomes(fresh, n, w, 10, &s), topOutcomes(x, n, w, 10, &s))
			require.Equal(t, fresh.Rank(n, w, 0).Excluded, x.Rank(n, w, 0).Excluded)
		}
	}
}

func (m *made) categorised(i int) Offer {
	o := m.wild(i)
	if len(o.Categories) == 0 {
		o.Categories = []string{m.category()}
	}
	return o
}

func TestAPatchLeavesTheOldIndexAsItWas(t *testing.T) {
	m := newMade(3)
	x := NewIndex(m.offers(4000, m.offer))
	n := m.need()
	var s Scratch
	before := topOutcomes(x, n, lowThreshold(), 20, &s)
	changed := x.Without(before[0].id)
	assert.Equal(t, before, topOutcomes(x, n, lowThreshold(), 20, &s))
	assert.Equal(t, before[1].id, topOutcomes(changed, n, lowThreshold(), 20, &s)[0].id)
	assert.Equal(t, x.Len()-1, changed.Len())
	assert.Same(t, changed, changed.Without(before[0].id))
}

func TestOfTwoOffersWithOneIdTheLastCounts(t *testing.T) {
	first, second := anOffer(), anOffer()
	first.Title, second.Title = "旧", "新"
	x := NewIndex([]Offer{first, second})
	require.Equal(t, 1, x.Len())
	var s Scratch
	n, w := aNeed(), DefaultWeights()
	hits := x.Top(&n, &w, 5, &s)
	require.Len(t, hits, 1)
	assert.Equal(t, "新", hits[0].Offer.Title)
}

func TestAnIndexIsReadByManyAtOnce(t *testing.T) {
	m := newMade(9)
	x := NewIndex(m.offers(3000, m.wild))
	needs := make([]Need, 50)
	want := make([][]outcome, len(needs))
	var s Scratch
	for i := range needs {
		needs[i] = m.wildNeed()
		want[i] = topOutcomes(x, needs[i], DefaultWeights(), 20, &s)
	}
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			var mine Scratch
			for i := range needs {
				assert.Equal(t, want[i], topOutcomes(x, needs[i], DefaultWeights(), 20, &mine))
			}
		})
	}
	wait.Wait()
}

func TestAnEmptyIndexAnswersNothing(t *testing.T) {
	var s Scratch
	n, w := aNeed(), DefaultWeights()
	assert.Empty(t, NewIndex(nil).Top(&n, &w, 5, &s))
	assert.Empty(t, NewIndex([]Offer{anOffer()}).Top(&n, &w, 0, &s))
	assert.Equal(t, 1, NewIndex(nil).With(anOffer()).Len())
}

func TestTopAllocatesNothingOnceWarm(t *testing.T) {
	m := newMade(5)
	x := NewIndex(m.offers(5000, m.wild))
	needs := make([]Need, 64)
	for i := range needs {
		needs[i] = m.wildNeed()
	}
	var s Scratch
	w := DefaultWeights()
	ask := func() {
		for i := range needs {
			x.Top(&needs[i], &w, 20, &s)
		}
	}
	ask()
	assert.Zero(t, testing.AllocsPerRun(5, ask), fmt.Sprint(len(needs), " questions"))
}
