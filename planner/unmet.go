package planner

import (
	"slices"
	"strconv"
	"strings"

	"zhulian/matching"
)

func lineID(line int) string { return strconv.Itoa(line) }

// explain puts reasons to every gift, and why to every need that nothing, or not enough, is proposed for.
func (m *matcher) explain(r *round) {
	for i := range m.plan.Outcomes {
		outcome := &m.plan.Outcomes[i]
		for j := range outcome.Gifts {
			gift := &outcome.Gifts[j]
			short := gift.Quantity.Known && gift.Quantity.Units < m.plan.Needs[i].Quantity.Units
			gift.Reasons = m.reasons(gift.Pair, short)
		}
		if outcome.State == Nobody || outcome.State == Part {
			m.why(r, i)
		}
	}
}

// why finds the most helpful of the reasons that hold: something would fit but is used up; something passes the gates but
// is not alike enough; something fails a gate only; nothing of the kind is offered at all.
func (m *matcher) why(r *round, need int) {
	outcome := &m.plan.Outcomes[need]
	pairs := r.pairs[need]
	fit := slices.IndexFunc(pairs, func(p Pair) bool { return p.Fits })
	switch {
	case fit >= 0:
		m.usedUp(need, pairs)
	case m.nearMiss(need):
	case len(pairs) > 0 && pairs[0].Likeness >= leastKinship || len(pairs) > 0 && !pairs[0].ByText:
		outcome.Code, outcome.Nearest = "not_alike", pairs[0].Offer
		outcome.Why = m.say("unmet.not_alike", m.offerName(pairs[0].Offer), pairs[0].Likeness, pairs[0].Score)
	default:
		outcome.Code, outcome.Why = "no_offer", m.say("unmet.no_offer")
	}
}

func (m *matcher) say(key string, args ...any) string { return say(m.plan.Options.Lang, key, args...) }

// usedUp says where the capacity that would have fitted went, by line and never by name.
func (m *matcher) usedUp(need int, pairs []Pair) {
	outcome := &m.plan.Outcomes[need]
	var lines []int
	full, others := false, -1
	for i := range pairs {
		if pair := &pairs[i]; pair.Fits {
			if outcome.Nearest < 0 {
				outcome.Nearest = pair.Offer
			}
			others++
			for _, line := range m.plan.uses[pair.Offer].lines {
				if line != need && m.seen[line] != need+1 {
					m.seen[line] = need + 1
					lines = append(lines, line)
				}
			}
			limit := m.plan.Options.MaxLinks
			full = full || !pair.Countable && limit > 0 && m.plan.uses[pair.Offer].links >= limit
		}
	}
	name := m.offerName(outcome.Nearest)
	if others > 0 && !full {
		name = m.say("unmet.and_others", name, others)
	}
	switch {
	case full:
		outcome.Code, outcome.Why = "links", m.say("unmet.links", name, m.plan.Options.MaxLinks)
	case len(lines) == 0 && len(outcome.Gifts) >= m.plan.Options.MaxOffers:
		outcome.Code, outcome.Why = "offers_limit", m.say("unmet.offers_limit", m.plan.Options.MaxOffers)
	case len(lines) == 0:
		outcome.Code, outcome.Why = "capacity", m.say("unmet.too_small", name)
	default:
		outcome.Code, outcome.Why = "capacity", m.say("unmet.capacity", name, m.lines(need, lines))
	}
}

// lines names at most five of the needs that were served instead, the more urgent first and marked.
func (m *matcher) lines(need int, served []int) string {
	own := tiers[m.plan.Needs[need].Urgency]
	slices.SortStableFunc(served, func(a, b int) int { return tiers[m.plan.Needs[b].Urgency] - tiers[m.plan.Needs[a].Urgency] })
	var out []string
	for _, i := range served[:min(5, len(served))] {
		text := lineID(m.plan.Needs[i].Line)
		if tiers[m.plan.Needs[i].Urgency] > own {
			text += m.say("unmet.more_urgent")
		}
		out = append(out, text)
	}
	text := strings.Join(out, m.say("list.comma"))
	if len(served) > 5 {
		return m.say("unmet.lines_more", text, len(served)-5)
	}
	return m.say("unmet.lines", text)
}

// nearMiss looks for an offer of the kind that failed another gate, and says what would make it fit.
func (m *matcher) nearMiss(need int) bool {
	index := m.conditional(need)
	if index == nil {
		return false
	}
	found := index.Rank(m.needs[need], m.weights, 1)
	for _, exclusion := range found.Exclusions {
		offer := m.place[exclusion.OfferID]
		if exclusion.Gate == matching.GateCategory || !m.ofTheKind(need, offer) {
			continue
		}
		outcome := &m.plan.Outcomes[need]
		outcome.Code, outcome.Gate, outcome.Nearest = "gate", exclusion.Gate, offer
		lang := m.plan.Options.Lang
		gate := matching.Phrase{Key: exclusion.Gate.Key()}
		outcome.Why = m.say("unmet.gate", m.offerName(offer), gate.In(lang), exclusion.Fix.In(lang))
		return true
	}
	return false
}

// conditional is the index of the offers that a gate other than the category's may close to the need, nil for none: those
// with an area, dates or nothing left, and all of them for a need that goes by named referral only.
func (m *matcher) conditional(need int) *matching.Index {
	category := m.plan.Needs[need].Category
	if m.needs[need].Sensitivity > browseClearance {
		return m.indexes[category]
	}
	index, made := m.conditions[category]
	if !made {
		var offers []matching.Offer
		for i := range m.offers {
			o := &m.offers[i]
			bound := len(o.Regions) > 0 || o.RadiusKM > 0 || o.ValidFrom != "" || o.ValidTo != "" || o.Capacity.Left == matching.Units(0)
			if bound && related(category, m.plan.Offers[i].Category) {
				offers = append(offers, *o)
			}
		}
		if len(offers) > 0 {
			index = matching.NewIndex(offers)
		}
		m.conditions[category] = index
	}
	return index
}

// ofTheKind says whether the offer would have been alike enough, had it passed the gates.
func (m *matcher) ofTheKind(need, offer int) bool {
	n, o := &m.plan.Needs[need], &m.plan.Offers[offer]
	if n.Category != "" && o.Category != "" {
		return true
	}
	matcher := 0
	if !m.named(need, offer) {
		matcher = m.bareLikeness(need)[offer]
	}
	return m.alikeEnough(need, offer, m.likeness(need, offer, matcher))
}

// bareLikeness is how alike, in percent, the texts of all offers are to a need's, whatever else rules them out. It keeps
// the answer for the need asked last.
func (m *matcher) bareLikeness(need int) []int {
	if m.bare == nil {
		offers := make([]matching.Offer, len(m.offers))
		for i := range offers {
			offers[i] = matching.Offer{ID: m.offers[i].ID, Title: m.offers[i].Title, Description: m.offers[i].Description}
		}
		m.bare, m.bareNeed = matching.NewIndex(offers), -1
	}
	if m.bareNeed != need {
		m.bareNeed, m.bareAlike = need, make([]int, len(m.offers))
		asked := matching.Need{ID: m.needs[need].ID, Title: m.needs[need].Title, Detail: m.needs[need].Detail}
		weights := m.weights
		weights.Show = 0
		for _, found := range m.bare.Rank(asked, weights, 0).Ranked {
			m.bareAlike[m.place[found.OfferID]] = found.Likeness / 10
		}
	}
	return m.bareAlike
}

func (m *matcher) offerName(offer int) string {
	if offer < 0 {
		return ""
	}
	return m.plan.OfferName(offer)
}

// OfferName is an offer's title with its supplier, for people.
func (p *Plan) OfferName(offer int) string {
	o := &p.Offers[offer]
	if o.Supplier == "" || o.Supplier == o.Title {
		return o.Title
	}
	return o.Title + say(p.Options.Lang, "of_supplier", o.Supplier)
}
