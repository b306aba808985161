package planner

import "zhulian/sheet"

// findDuplicates marks needs that likely repeat an earlier line: the same beneficiary, place and name. Without a
// beneficiary nothing is marked, since two households of one village may well want the same.
func (p *Plan) findDuplicates() {
	first := map[string]int{}
	for i := range p.Needs {
		n := &p.Needs[i]
		if n.Household == "" {
			continue
		}
		key := sheet.Normalise(n.Household) + "\x00" + n.Region + "\x00" + n.Category + "\x00" + sheet.Normalise(n.Title)
		if line, seen := first[key]; seen {
			p.Outcomes[i].DuplicateOf = line
			continue
		}
		first[key] = n.Line
	}
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
