package planner

import (
	"context"
	"math/bits"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"zhulian/matching"
)

// Pair is a need and an offer that passed every gate of the matcher.
type Pair struct {
	Need, Offer int // places in Plan.Needs and Plan.Offers
	Score       int // 0–100
	Likeness    int // of the texts, percent
	ByText      bool
	Fits        bool // scored and alike enough to be assigned
	Countable   bool // both quantities are known and in the same unit
}

// likeness of the titles in percent, given what the matcher makes of the texts.
func (m *matcher) likeness(need, offer, matcher int) int {
	return m.titles.rarity.likeness(&m.titles.needs[need], &m.titles.offers[offer], matcher)
}

// named says that both titles are names, not sentences.
func (m *matcher) named(need, offer int) bool {
	return m.titles.needs[need].names != nil && m.titles.offers[offer].names != nil
}

// pairs answers, per need, every offer that passes the gates, the best first. All cores share the needs.
func (m *matcher) pairs(ctx context.Context) ([][]Pair, error) {
	all := make([][]Pair, len(m.needs))
	var next atomic.Int64
	var wait sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			var scratch matching.Scratch
			for i := int(next.Add(1)) - 1; i < len(all) && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				all[i] = m.pairsOf(i, &scratch)
			}
		})
	}
	wait.Wait()
	return all, ctx.Err()
}

func (m *matcher) pairsOf(need int, scratch *matching.Scratch) []Pair {
	index := m.indexes[m.plan.Needs[need].Category]
	hits := index.Top(&m.needs[need], &m.weights, m.reach(need), scratch)
	pairs := make([]Pair, 0, len(hits))
	for i := range hits {
		pair := m.judge(need, m.place[hits[i].Offer.ID], &hits[i])
		if !pair.ByText || pair.Likeness >= m.leastShown(pair) {
			pairs = append(pairs, pair)
		}
	}
	slices.SortStableFunc(pairs, func(a, b Pair) int {
		if a.Score != b.Score {
			return b.Score - a.Score
		}
		return b.Likeness - a.Likeness
	})
	return m.worthKeeping(pairs)
}

// sentenceReach is how many offers are looked at for a need that only its sentences describe: nearly every offer shares
// some word with it, and the hundredth is never the one.
const sentenceReach = 100

// reach is how many offers are asked of the index: all, save for sentences, whose order is the matcher's own.
func (m *matcher) reach(need int) int {
	if m.plan.Needs[need].Category == "" && m.titles.needs[need].names == nil {
		return min(len(m.offers), max(sentenceReach, m.plan.Options.Candidates))
	}
	return len(m.offers)
}

// worthKeeping drops what is neither assignable nor among the best: in a run on texts nearly every pair passes the gates.
func (m *matcher) worthKeeping(pairs []Pair) []Pair {
	kept := pairs[:0]
	for i, pair := range pairs {
		if pair.Fits || i < max(1, m.plan.Options.Candidates) {
			kept = append(kept, pair)
		}
	}
	return slices.Clone(kept)
}

// leastKinship is the likeness under which two names have nothing to do with each other, and one that is not worth
// naming as the nearest of sentences either.
const leastKinship = 20

func (m *matcher) leastShown(pair Pair) int {
	if m.named(pair.Need, pair.Offer) {
		return leastKinship
	}
	return 0
}

// alikeEnough judges sentences half as strictly as names: of two that mean the same, few words are the same.
func (m *matcher) alikeEnough(need, offer, likeness int) bool {
	least := m.plan.Options.MinLikeness
	if !m.named(need, offer) {
		least = (least + 1) / 2
	}
	return likeness >= least
}

// judge takes over the matcher's parts. Where texts decide, the likeness of names corrects its likeness; and a stock that
// covers the need covers it in full, however large it is.
func (m *matcher) judge(need, offer int, hit *matching.Hit) Pair {
	pair, parts := Pair{Need: need, Offer: offer, Likeness: hit.Likeness / 10}, hit.Parts
	n, o := &m.plan.Needs[need], &m.plan.Offers[offer]
	pair.ByText = n.Category == "" || o.Category == ""
	if pair.ByText {
		pair.Likeness = m.likeness(need, offer, pair.Likeness)
		parts.Category = pair.Likeness
	}
	if n.Quantity.Known && o.Quantity.Known && o.Quantity.Units >= n.Quantity.Units {
		parts.Capacity = 100 // a large stock is no fault here: the allocation shares it out
	}
	pair.Score = matching.Score(parts, hit.Adjust, m.weights)
	options := &m.plan.Options
	pair.Fits = pair.Score >= options.MinScore && (!pair.ByText || m.alikeEnough(need, offer, pair.Likeness))
	sameUnit := n.Unit == "" || o.Unit == "" || unitKey(n.Unit) == unitKey(o.Unit)
	pair.Countable = n.Quantity.Known && o.Quantity.Known && sameUnit
	return pair
}

// fine is the score in the allocation: hundredths of a point. Between equal scores the likeness decides, then the smaller
// need, so that the same stock reaches more people.
func (p *Pair) fine(units int64) int32 {
	small := 49 - min(49, 2*bits.Len64(uint64(max(0, units))))
	return int32(max(1, p.Score*100-99+min(49, p.Likeness/2)+small))
}

// reasons says in the plan's language why the pair stands where it does, at most four phrases. Short says that the need
// gets less than it asks for, whatever the offer could have covered.
func (m *matcher) reasons(pair Pair, short bool) []string {
	lang := m.plan.Options.Lang
	var out []string
	switch {
	case pair.ByText && m.named(pair.Need, pair.Offer):
		out = append(out, say(lang, "reason.likeness", pair.Likeness))
	case pair.ByText:
		out = append(out, say(lang, "reason.words", pair.Likeness))
	}
	if m.singles[pair.Offer] == nil {
		m.singles[pair.Offer] = matching.NewIndex(m.offers[pair.Offer : pair.Offer+1])
	}
	found := m.singles[pair.Offer].Rank(m.needs[pair.Need], m.weights, 1)
	for _, candidate := range found.Ranked {
		for _, phrase := range candidate.Reasons {
			switch key := phrase.Key; {
			case key == "reason.newcomer", key == "reason.text", short && strings.HasPrefix(key, "reason.covers_"):
			case strings.HasPrefix(key, "reason.licence."):
				out = append(out, say(lang, "reason.licence", strings.TrimPrefix(key, "reason.licence.")))
			case strings.HasPrefix(key, "reason.same_"):
				out = append(out, say(lang, key))
			default:
				out = append(out, phrase.In(lang))
			}
		}
	}
	return out[:min(len(out), 4)]
}
