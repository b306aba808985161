package planner

// list is one sheet of the result.
type list struct {
	name     string // of the csv file
	title    string // key of the sheet's title
	headings []heading
	rows     func(row func(...any) error) error
}

type heading struct {
	key   string
	width float64
	wrap  bool
}

func (p *Plan) lists() []list {
	need := []heading{{"col.need_line", 10, false}, {"col.need_id", 12, false}, {"col.need", 28, true}, {"col.for", 24, true},
		{"col.place", 22, true}, {"col.urgency", 10, false}, {"col.requested", 12, false}}
	offer := []heading{{"col.offer_line", 10, false}, {"col.offer_id", 12, false}, {"col.offer", 28, true}, {"col.supplier", 28, true}}
	with := func(parts ...[]heading) []heading {
		var all []heading
		for _, part := range parts {
			all = append(all, part...)
		}
		return all
	}
	lists := []list{
		{"assignments", "sheet.assignments", with(need, []heading{{"col.assigned", 12, false}, {"col.unit", 8, false}, {"col.state", 14, false}},
			offer, []heading{{"col.score", 8, false}, {"col.likeness", 12, false}, {"col.reasons", 60, true}, {"col.duplicate", 24, true}}), p.assignmentRows},
		{"unmet", "sheet.unmet", with(need, []heading{{"col.assigned", 12, false}, {"col.missing", 12, false}, {"col.unit", 8, false},
			{"col.code", 12, false}, {"col.why", 60, true}, {"col.nearest", 30, true}, {"col.duplicate", 24, true}}), p.unmetRows},
		{"recruit", "sheet.recruit", []heading{{"col.rank", 8, false}, {"col.kind", 30, true}, {"col.place", 24, true}, {"col.most_urgent", 12, false},
			{"col.lines", 14, false}, {"col.units", 12, false}, {"col.unknown", 18, false}, {"col.agreeing", 16, false},
			{"col.marginal", 16, false}, {"col.why", 40, true}}, p.recruitRows},
	}
	if p.Options.Candidates > 0 {
		lists = append(lists, list{"candidates", "sheet.candidates", with(need[:3], []heading{{"col.rank", 8, false}}, offer,
			[]heading{{"col.score", 8, false}, {"col.likeness", 12, false}, {"col.reasons", 60, true}}), p.candidateRows})
	}
	return lists
}
