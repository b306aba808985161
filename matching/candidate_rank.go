package matching

import "slices"

// Rank scores every offer for a need and answers the best, at most limit of them (0 for all), together with how many offers
// each gate excluded and what would make each of them fit. It looks at everything; Top is the quick way to the best alone.
func (x *Index) Rank(need Need, weights Weights, limit int) Candidates {
	var s Scratch
	q := &s.query
	q.fill(&need, weights, x)
	out := Candidates{Excluded: map[Gate]int{}}
	x.ids.all(func(r *record) { out.sort(q, r, &s.hits) })
	slices.SortFunc(s.hits, func(a, b Hit) int { return compareHits(&a, &b) })
	slices.SortFunc(out.Exclusions, compareExclusions)
	if limit > 0 && len(s.hits) > limit {
		s.hits = s.hits[:limit]
	}
	for i := range s.hits {
		out.Ranked = append(out.Ranked, q.candidate(&s.hits[i]))
	}
	return out
}

// sort puts an offer among the excluded, those below the threshold or the hits.
func (c *Candidates) sort(q *query, r *record, hits *[]Hit) {
	if g := failing(q, r); g >= 0 {
		rule := &gateRules[g]
		c.Excluded[rule.gate]++
		c.Exclusions = append(c.Exclusions, Exclusion{r.offer.ID, rule.gate, rule.fix(q, r)})
		return
	}
	var h Hit
	if q.weigh(r, &h); h.Score < q.weights.Show {
		c.Below++
		return
	}
	*hits = append(*hits, h)
}

func (q *query) candidate(h *Hit) Candidate {
	return Candidate{
		OfferID: h.Offer.ID, Score: h.Score, Parts: h.Parts, Adjust: h.Adjust, Likeness: h.Likeness,
		Metres: h.Metres, Measured: h.Measured, Reasons: q.reasonsFor(h),
	}
}

// compareExclusions puts those first that came furthest through the gates, since they are the nearest misses.
func compareExclusions(a, b Exclusion) int {
	if d := gatePlace(b.Gate) - gatePlace(a.Gate); d != 0 {
		return d
	}
	switch {
	case a.OfferID < b.OfferID:
		return -1
	case a.OfferID > b.OfferID:
		return 1
	}
	return 0
}

func gatePlace(g Gate) int {
	return slices.IndexFunc(gateRules[:], func(rule gateRule) bool { return rule.gate == g })
}
