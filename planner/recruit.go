package planner

import (
	"cmp"
	"slices"

	"zhulian/models"
)

// Gap is a kind of help that is short in a place: what to recruit next.
type Gap struct {
	Kind     string // the category's name, or the title where there is no category
	Place    string
	Lines    int // needs that nothing, or not enough, is proposed for
	Unknown  int // of them, with unknown quantity
	Agreeing int // needs with a proposal whose quantity is to be agreed
	Units    int64
	Urgency  models.Urgency // of the most urgent
	// Marginal is what one more unit would add, in score points (0–100): what a unit of the right kind, there, scores
	// for a need that is left, or in an exchange for what the dearest offer of the kind is worth.
	Marginal int
	Code     string // the commonest reason
	codes    map[string]int
	group    string
}

// recruit groups the needs left open by kind and by the widest place that tells them apart, the most urgent, most
// valuable and largest gap first.
func (p *Plan) recruit(r *round) {
	level := tellingLevel(p.Needs)
	groups := map[string]*Gap{}
	for i := range p.Needs {
		outcome := &p.Outcomes[i]
		if outcome.State == Full {
			continue
		}
		n := &p.Needs[i]
		kind, place := kindOf(n, p.Options.Lang), ""
		if level >= 0 {
			place = n.Place[level]
		} else if len(n.Region) >= 9 {
			place = n.Region[:9]
		}
		group := kind + "\x00" + place
		gap := groups[group]
		if gap == nil {
			gap = &Gap{Kind: kind, Place: place, Urgency: models.UrgencyLow, codes: map[string]int{}, group: group}
			groups[group] = gap
		}
		gap.add(p, i)
		gap.Marginal = max(gap.Marginal, p.marginal(r, i))
	}
	for _, gap := range groups {
		if gap.Lines > 0 {
			gap.Code = commonest(gap.codes)
			p.Recruit = append(p.Recruit, *gap)
		}
	}
	slices.SortFunc(p.Recruit, compareGaps)
}

func (g *Gap) add(p *Plan, need int) {
	n, outcome := &p.Needs[need], &p.Outcomes[need]
	if outcome.State == Agree {
		g.Agreeing++
		return
	}
	g.Lines++
	if n.Quantity.Known {
		g.Units += p.Missing(need).Units
	} else {
		g.Unknown++
	}
	g.codes[outcome.Code]++
	if tiers[n.Urgency] > tiers[g.Urgency] {
		g.Urgency = n.Urgency
	}
}

func compareGaps(a, b Gap) int {
	return cmp.Or(
		tiers[b.Urgency]-tiers[a.Urgency], cmp.Compare(b.Marginal, a.Marginal), b.Lines-a.Lines, cmp.Compare(b.Units, a.Units),
		cmp.Compare(a.group, b.group))
}

// marginal is what a unit of just the right offer, at the need's own place, would score for it; where an offer that fits
// is used up, at least the dual price of that offer, which also counts what an exchange would free elsewhere.
func (p *Plan) marginal(r *round, need int) int {
	if p.Outcomes[need].State == Agree {
		return 0
	}
	best := p.perfect
	for i := range r.pairs[need] {
		if pair := &r.pairs[need][i]; pair.Fits && pair.Countable {
			best = max(best, min(100, int(r.prices[pair.Offer]/100)))
		}
	}
	return best
}

func kindOf(n *Need, lang string) string {
	category, known := models.CategoryByCode(n.Category)
	switch {
	case !known:
		return n.Title
	case say(lang, "list.comma") == "、":
		return category.Code + " " + category.NameZH
	}
	return category.Code + " " + category.NameEN
}

// tellingLevel is the widest level of place at which the needs differ, -1 where none does.
func tellingLevel(needs []Need) int {
	for level := range levels {
		seen := ""
		for i := range needs {
			name := needs[i].Place[level]
			if seen != "" && name != "" && name != seen {
				return level
			}
			if name != "" {
				seen = name
			}
		}
	}
	return -1
}

func commonest(codes map[string]int) string {
	best := ""
	for code, n := range codes {
		if best == "" || n > codes[best] || n == codes[best] && code < best {
			best = code
		}
	}
	return best
}
