package planner

import (
	"regexp"
	"slices"
	"strings"

	"zhulian/matching"
	"zhulian/models"
)

// matcher holds both lists in the matcher's words.
type matcher struct {
	plan    *Plan
	weights matching.Weights
	needs   []matching.Need
	offers  []matching.Offer
	indexes map[string]*matching.Index // by category of the need
	singles []*matching.Index          // of one offer each, for reasons

	conditions map[string]*matching.Index // of the offers that are not open to all, by category of the need
	titles     titles
	place      map[string]int // offer id → place in the list

	seen []int // per need the last one, plus 1, whose reason counted it

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
	m.seen = make([]int, len(m.needs))
	m.singles = make([]*matching.Index, len(m.offers))
	m.indexes, m.conditions = map[string]*matching.Index{}, map[string]*matching.Index{}
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
	offers := make([]matching.Offer, 0, len(m.offers))
	for i := range m.offers {
		if related(category, m.plan.Offers[i].Category) {
			offers = append(offers, m.offers[i])
		}
	}
	m.indexes[category] = matching.NewIndex(offers)
}

// related says that two categories may meet, or that texts must tell.
func related(a, b string) bool {
	return a == "" || b == "" || models.CategoryDistance(a, b) > 0
}

func (m *matcher) call(title string) called {
	c := calledOf(title)
	m.titles.rarity.count(c.names)
	return c
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
		ID: matchingID(i), HouseholdID: n.Household, Category: n.Category, Title: codeWords(n.Title), Detail: codeWords(n.Detail),
		Quantity: n.Quantity, Unit: unitKey(n.Unit), Urgency: string(n.Urgency), Region: n.Region, Place: n.Point,
		AsOf: p.Options.Today, Earliest: n.Earliest, NeededBy: n.NeededBy,
	}
	if category, known := models.CategoryByCode(n.Category); known {
		need.Sensitivity = category.Sensitivity
	}
	return need
}

// anyLicence is every kind of licence: the file says nothing of licences, and whether there is one is for people to check.
var anyLicence = func() (all []models.Licence) {
	kinds := map[string]bool{"": true}
	for _, category := range models.Categories() {
		if !kinds[category.Licence] {
			kinds[category.Licence] = true
			all = append(all, models.Licence{Kind: category.Licence, ValidTo: "2199-12-31"})
		}
	}
	return all
}()

// browseClearance lets an offer take every need but those that go by named referral only (domain rules, sensitivity 3).
const browseClearance = 2

func (p *Plan) matchingOffer(i int) matching.Offer {
	o := &p.Offers[i]
	offer := matching.Offer{
		ID: matchingID(i), SupplierID: o.Supplier, Title: codeWords(o.Title), Description: codeWords(o.Detail),
		Capacity: matching.Capacity{Left: o.Quantity}, Unit: unitKey(o.Unit), Home: o.Region, Regions: o.AreaCodes,
		Place: o.Point, RadiusKM: o.RadiusKM, Clearance: browseClearance, Licences: anyLicence,
	}
	if o.Category != "" {
		offer.Categories = []string{o.Category}
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
