package planner

import (
	"strconv"

	"zhulian/matching"
)

// sameHome is how much of their texts, in percent, two needs of one beneficiary must share to count as one. It is more
// than the matcher asks of households: in a spreadsheet the beneficiary is often a hospital or a school, whose list holds
// many things of like names.
const sameHome = 95

// lookForDuplicates begins to compare the needs with each other, beside the matching.
func lookForDuplicates(needs []matching.Need) <-chan []matching.Duplicate {
	found := make(chan []matching.Duplicate, 1)
	go func() {
		rules := matching.DefaultDuplicateRules()
		rules.SameHome = sameHome
		found <- matching.Duplicates(needs, rules)
	}()
	return found
}

// markDuplicates marks needs that likely repeat an earlier line: the same beneficiary and category, or nearly the same
// text. They stay in the plan, for people to decide.
func (p *Plan) markDuplicates(all []matching.Duplicate) {
	for _, found := range all {
		i, earlier := p.at(found.NeedID), p.at(found.EarlierID)
		if !p.mayRepeat(i, earlier) {
			continue
		}
		p.Outcomes[i].DuplicateOf = p.Needs[earlier].Line
		p.Outcomes[i].DuplicateBy = found.Reason.In(p.Options.Lang)
	}
}

// mayRepeat refuses what is alike and yet not one: two hospitals of one district that ask for the same standard goods, and
// the Red Cross of two towns.
func (p *Plan) mayRepeat(need, earlier int) bool {
	a, b := &p.Needs[need], &p.Needs[earlier]
	return !apart(a.Household, b.Household) && !apart(narrowest(a.Place), narrowest(b.Place))
}

func apart(a, b string) bool { return a != "" && b != "" && a != b }

func narrowest(place []string) string {
	for i := len(place) - 1; i >= 0; i-- {
		if place[i] != "" {
			return place[i]
		}
	}
	return ""
}

// matchingID names a line to the matcher so that the order of the ids is the order of the lines.
func matchingID(i int) string { return strconv.Itoa(1_000_000_000 + i) }

func (p *Plan) at(id string) int {
	i, err := strconv.Atoi(id)
	if err != nil {
		panic("planner: an id that matchingID did not make: " + id)
	}
	return i - 1_000_000_000
}

// shortlist keeps the best offers of every need.
func (p *Plan) shortlist(pairs [][]Pair) {
	if p.Options.Candidates <= 0 {
		return
	}
	p.Shortlists = make([][]Pair, len(pairs))
	for i := range pairs {
		p.Shortlists[i] = pairs[i][:min(len(pairs[i]), p.Options.Candidates)]
	}
}
