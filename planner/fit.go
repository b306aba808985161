package planner

import (
	"context"
	"math/bits"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"zhulian/matching"
	"zhulian/models"
)

// Pair is a need and an offer that passed every gate of the matcher.
type Pair struct {
	Need, Offer int // places in Plan.Needs and Plan.Offers
	Score       int // 0–100
	Likeness    int // of the texts, percent
	ByText      bool
	Parts       matching.Parts
	Fits        bool // scored and alike enough to be assigned
	Countable   bool // both quantities are known and in the same unit
}

// matcher holds both lists in the matcher's words.
type matcher struct {
	plan    *Plan
	weights matching.Weights
	needs   []matching.Need
	offers  []matching.Offer
	indexes map[string]*matching.Index // by category of the need
	singles []*matching.Index          // of one offer each, for reasons
	titles  titles
	place   map[string]int // offer id → place in the list

	bare      *matching.Index // the offers' texts alone, for bareLikeness
	bareNeed  int
	bareAlike []int
}

// titles are how the lines of both files are called, and how rare the parts of their names are.
type titles struct {
	needs, offers []called
	rarity        rarity
}

func newMatcher(plan *Plan) *matcher {
	m := &matcher{plan: plan, weights: weightsFor(plan), place: map[string]int{}}
	m.titles.rarity.in = map[uint64]int{}
	for i := range plan.Needs {
		m.needs = append(m.needs, plan.matchingNeed(i))
		m.titles.needs = append(m.titles.needs, m.call(plan.Needs[i].Title))
	}
	for i := range plan.Offers {
		offer := plan.matchingOffer(i)
		m.offers = append(m.offers, offer)
		m.place[offer.ID] = i
		m.titles.offers = append(m.titles.offers, m.call(plan.Offers[i].Title))
	}
	m.singles = make([]*matching.Index, len(m.offers))
	m.indexes = map[string]*matching.Index{}
	for i := range plan.Needs {
		m.indexCategory(plan.Needs[i].Category)
	}
	return m
}

// indexCategory makes the index of the offers that needs of a category can meet at all: of a related category, or of none.
func (m *matcher) indexCategory(category string) {
	if m.indexes[category] != nil {
		return
	}
	related := make([]matching.Offer, 0, len(m.offers))
	for i := range m.offers {
		own := m.plan.Offers[i].Category
		if category == "" || own == "" || models.CategoryDistance(category, own) > 0 {
			related = append(related, m.offers[i])
		}
	}
	m.indexes[category] = matching.NewIndex(related)
}

func (m *matcher) call(title string) called {
	c := calledOf(title)
	m.titles.rarity.count(c.names)
	return c
}

// likeness of the titles in percent, given what the matcher makes of the texts.
func (m *matcher) likeness(need, offer, matcher int) int {
	return m.titles.rarity.likeness(&m.titles.needs[need], &m.titles.offers[offer], matcher)
}

// named says that both titles are names, not sentences.
func (m *matcher) named(need, offer int) bool {
	return m.titles.needs[need].names != nil && m.titles.offers[offer].names != nil
}

// weightsFor gives the category, or the likeness of texts in its place, what the files say nothing about: a spreadsheet
// has no slots, groups or track record, often no places and sometimes no quantities.
func weightsFor(plan *Plan) matching.Weights {
	base := matching.BaseWeights()
	w := matching.Weights{Version: "planner-1", Geography: base.Geography, Capacity: base.Capacity, Text: 4, Reach: 12}
	if !slices.ContainsFunc(plan.Needs, func(n Need) bool { return n.Region != "" || n.Point.Known }) ||
		!slices.ContainsFunc(plan.Offers, func(o Offer) bool { return o.Region != "" || o.Point.Known || len(o.AreaCodes) > 0 }) {
		w.Geography = 0
	}
	if !slices.ContainsFunc(plan.Needs, func(n Need) bool { return n.Quantity.Known }) ||
		!slices.ContainsFunc(plan.Offers, func(o Offer) bool { return o.Quantity.Known }) {
		w.Capacity = 0
	}
	w.Category = 100 - w.Geography - w.Capacity
	return w
}

func (p *Plan) matchingNeed(i int) matching.Need {
	n := &p.Needs[i]
	need := matching.Need{
		ID: strconv.Itoa(i), HouseholdID: n.Household, Category: n.Category, Title: codeWords(n.Title), Detail: codeWords(n.Detail),
		Quantity: n.Quantity, Unit: unitKey(n.Unit), Urgency: string(n.Urgency), Region: n.Region, Place: n.Point,
		AsOf: p.Options.Today, Earliest: n.Earliest, NeededBy: n.NeededBy,
	}
	if category, known := models.CategoryByCode(n.Category); known {
		need.Sensitivity = category.Sensitivity
	}
	return need
}

// anyDay is a licence's last day where the file says nothing of licences: whether there is one is for people to check.
const anyDay models.Date = "2199-12-31"

// browseClearance lets an offer take every need but those that go by named referral only (domain rules, sensitivity 3).
const browseClearance = 2

func (p *Plan) matchingOffer(i int) matching.Offer {
	o := &p.Offers[i]
	offer := matching.Offer{
		ID: strconv.Itoa(i), SupplierID: o.Supplier, Title: codeWords(o.Title), Description: codeWords(o.Detail),
		Capacity: matching.Capacity{Left: o.Quantity}, Unit: unitKey(o.Unit), Home: o.Region, Regions: o.AreaCodes,
		Place: o.Point, RadiusKM: o.RadiusKM, Clearance: browseClearance,
	}
	if o.Category != "" {
		offer.Categories = []string{o.Category}
		if category, known := models.CategoryByCode(o.Category); known && category.Licence != "" {
			offer.Licences = []models.Licence{{Kind: category.Licence, ValidTo: anyDay}}
		}
	}
	if p.Options.Today != "" {
		offer.ValidFrom, offer.ValidTo = o.ValidFrom, o.ValidTo
	}
	return offer
}

func unitKey(unit string) string { return strings.ToLower(strings.Join(strings.Fields(unit), "")) }

var codeWord = regexp.MustCompile(`[A-Za-z]{1,3}[0-9]{1,4}`)

// codeWords writes words such as N95 in letters only: to the matcher's texts a word that is mostly digits carries
// nothing, while here it is often the whole name.
func codeWords(text string) string {
	return codeWord.ReplaceAllStringFunc(text, func(word string) string {
		return strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return 'q' + (r-'0')%10
			}
			return r
		}, word)
	})
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
	hits := index.Top(&m.needs[need], &m.weights, len(m.offers), scratch)
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
	return pairs
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

// judge takes over the matcher's parts; where texts decide, the likeness of names corrects its likeness, and a stock that covers the need covers it in full, however large it is.
func (m *matcher) judge(need, offer int, hit *matching.Hit) Pair {
	pair := Pair{Need: need, Offer: offer, Likeness: hit.Likeness / 10, Parts: hit.Parts}
	n, o := &m.plan.Needs[need], &m.plan.Offers[offer]
	pair.ByText = n.Category == "" || o.Category == ""
	if pair.ByText {
		pair.Likeness = m.likeness(need, offer, pair.Likeness)
		pair.Parts.Category = pair.Likeness
	}
	if n.Quantity.Known && o.Quantity.Known && o.Quantity.Units >= n.Quantity.Units {
		pair.Parts.Capacity = 100 // a large stock is no fault here: the allocation shares it out
	}
	pair.Score = matching.Score(pair.Parts, hit.Adjust, m.weights)
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

// reasons says in the plan's language why the pair stands where it does, at most four phrases.
func (m *matcher) reasons(pair Pair) []string {
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
			case key == "reason.newcomer", key == "reason.text":
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
