package planner

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"zhulian/matching"
)

// summaryGaps is how many of what to recruit next the summary names; the sheet has them all.
const summaryGaps = 8

// Summary writes what happened in a screenful: what was read, what was matched, what was not and why, likely duplicates,
// and the head of what to recruit next.
func (p *Plan) Summary(w io.Writer) error {
	var out strings.Builder
	line := func(key string, args ...any) { fmt.Fprintln(&out, p.say(key, args...)) }
	known, unknown := counts(p.Needs, func(n *Need) matching.Quantity { return n.Quantity })
	offered, open := counts(p.Offers, func(o *Offer) matching.Quantity { return o.Quantity })
	line("sum.read", len(p.Needs), known, unknown, len(p.Offers), offered, open)
	if ones, usual := placeholder(p.Needs, func(n *Need) matching.Quantity { return n.Quantity }); ones > 0 {
		line("sum.placeholder_needs", ones, usual)
	}
	if ones, usual := placeholder(p.Offers, func(o *Offer) matching.Quantity { return o.Quantity }); ones > 0 {
		line("sum.placeholder_offers", ones, usual)
	}
	categories := 0
	for i := range p.Needs {
		if p.Needs[i].Category != "" {
			categories++
		}
	}
	line("sum.judged", categories, len(p.Needs)-categories)
	for _, file := range slices.Sorted(maps.Keys(p.NotUsed)) {
		if headers := p.NotUsed[file]; len(headers) > 0 {
			line("sum.ignored", file, strings.Join(headers, ", "))
		}
	}
	for _, file := range slices.Sorted(maps.Keys(p.StandIn)) {
		line("sum.stand_in", file, p.StandIn[file])
	}
	if len(p.Bad) > 0 {
		line("sum.skipped", len(p.Bad))
	}
	p.summariseOutcomes(line)
	p.summariseOffers(line)
	p.summariseGaps(line)
	_, err := io.WriteString(w, out.String())
	return err
}

func counts[T any](list []T, quantity func(*T) matching.Quantity) (known, unknown int) {
	for i := range list {
		if quantity(&list[i]).Known {
			known++
		} else {
			unknown++
		}
	}
	return known, unknown
}

// Most quantities of a file being 1 and most others this many or more, the 1 hardly counts anything.
const (
	fewestOnes  = 10
	leastOthers = 10
)

// placeholder answers how many lines have a quantity of 1 that looks like a placeholder, 0 for none, and the median of the
// other known quantities.
func placeholder[T any](list []T, quantity func(*T) matching.Quantity) (ones int, usual int64) {
	var others []int64
	for i := range list {
		switch q := quantity(&list[i]); {
		case q == matching.Units(1):
			ones++
		case q.Known && q.Units > 0:
			others = append(others, q.Units)
		}
	}
	slices.Sort(others)
	if ones < fewestOnes || len(others) == 0 || ones <= len(others) || others[len(others)/2] < leastOthers {
		return 0, 0
	}
	return ones, others[len(others)/2]
}

// Count answers how many needs are in each state, and the units assigned.
func (p *Plan) Count() (states map[State]int, units int64) {
	states = map[State]int{}
	for i := range p.Outcomes {
		states[p.Outcomes[i].State]++
		units += p.Outcomes[i].Units
	}
	return states, units
}

func (p *Plan) summariseOutcomes(line func(string, ...any)) {
	states, units := p.Count()
	line("sum.matched", states[Full]+states[Part]+states[Agree], states[Full], states[Part], states[Agree], units)
	if p.Bound == p.Value {
		line("sum.proof")
	} else {
		line("sum.gap", 100*p.Gap())
	}
	line("sum.unmet", states[Nobody])
	reasons := map[string]int{}
	duplicates := 0
	for i := range p.Outcomes {
		if p.Outcomes[i].State == Nobody {
			reasons[p.Outcomes[i].Code]++
		}
		if p.Outcomes[i].DuplicateOf > 0 {
			duplicates++
		}
	}
	codes := slices.SortedFunc(maps.Keys(reasons), func(a, b string) int { return cmp.Or(reasons[b]-reasons[a], cmp.Compare(a, b)) })
	for _, code := range codes {
		line("sum.unmet_by", reasons[code], p.say("code."+code))
	}
	if duplicates > 0 {
		line("sum.duplicates", duplicates)
	}
}

func (p *Plan) summariseOffers(line func(string, ...any)) {
	unused, busiest := map[string]int{}, -1
	for i := range p.uses {
		if p.uses[i].units == 0 && p.uses[i].links == 0 {
			unused[p.unusedBecause(i)]++
		}
		if busiest < 0 || p.uses[i].links > p.uses[busiest].links {
			busiest = i
		}
	}
	for _, why := range slices.Sorted(maps.Keys(unused)) {
		line(why, unused[why])
	}
	if busiest >= 0 && p.uses[busiest].links > 1 {
		line("sum.busy", brief(p.OfferName(busiest)), p.uses[busiest].links)
	}
}

// unusedBecause answers the key of the text that says why nothing is asked of an offer.
func (p *Plan) unusedBecause(offer int) string {
	switch {
	case p.Offers[offer].Quantity == matching.Units(0):
		return "sum.unused_empty"
	case !p.uses[offer].asked:
		return "sum.unused_unasked"
	}
	return "sum.unused_spare"
}

func (p *Plan) summariseGaps(line func(string, ...any)) {
	if len(p.Recruit) == 0 {
		return
	}
	line("sum.recruit")
	for i, gap := range p.Recruit[:min(summaryGaps, len(p.Recruit))] {
		missing := p.say("sum.units", gap.Units)
		switch {
		case gap.Units == 0:
			missing = p.say("sum.none", gap.Unknown)
		case gap.Unknown > 0:
			missing = p.say("sum.units_more", gap.Units, gap.Unknown)
		}
		line("sum.recruit_by", i+1, strings.TrimSpace(brief(gap.Kind)+" "+gap.Place), gap.Lines, missing)
	}
}

// brief cuts a text to what a line of the summary holds.
func brief(text string) string {
	const most = 40
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}

// Written says where the result went.
func Written(lang string, files []string) string {
	return say(lang, "sum.written", strings.Join(files, say(lang, "list.comma")))
}
