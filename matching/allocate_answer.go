package matching

import "slices"

// allocation puts the answers of the pockets together in the problem's terms.
func (r *round) allocation() Allocation {
	result := Allocation{Complete: true}
	c := &result.Certificate
	c.Unit, c.TierStep = r.unit, r.step
	c.OfferPrices = make([]int64, len(r.offerAt))
	var bound wide
	for k, p := range r.pockets {
		b := &r.answers[k]
		result.Assignments = r.appendAssignments(result.Assignments, p, b)
		for j, price := range b.price {
			c.OfferPrices[r.offerAt[int(p.first.offer)+j]] = price
		}
		c.LimitPrices = append(c.LimitPrices, b.limits...)
		c.Objective += b.objective
		bound.plus(b.bound)
		result.Complete = result.Complete && b.complete
	}
	slices.SortFunc(c.LimitPrices, func(x, y LimitPrice) int { return int(x.Limit) - int(y.Limit) })
	sortAssignments(result.Assignments)
	for _, a := range result.Assignments {
		result.Value += int64(a.Units) * int64(a.Score)
	}
	c.Bound = bound.per(r.unit)
	result.Gap = c.Bound - c.Objective
	result.Bound = result.Value + result.Gap
	result.Prices = make([]int64, len(c.OfferPrices))
	for j, price := range c.OfferPrices {
		result.Prices[j] = price / r.unit
	}
	c.Digest = c.digest(&result)
	return result
}

// appendAssignments reads the assignments of one pocket.
func (r *round) appendAssignments(list []Assignment, p *pocket, b *answer) []Assignment {
	base := p.rows[0]
	for i := range p.quantity {
		need := r.needAt[int(p.first.need)+i]
		if r.flow == nil {
			if e := b.flow[i]; e >= 0 {
				list = append(list, r.assignment(p, need, e, 1))
			}
			continue
		}
		for e := p.rows[i]; e < p.rows[i+1]; e++ {
			if units := b.flow[e-base]; units > 0 {
				list = append(list, r.assignment(p, need, e, units))
			}
		}
	}
	return list
}

func (r *round) assignment(p *pocket, need, e, units int32) Assignment {
	a := p.arcs[e]
	return Assignment{Need: need, Offer: r.offerAt[p.first.offer+a.offer], Units: units, Score: a.score}
}
