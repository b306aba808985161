package rounds

import (
	"zhulian/matching"
	"zhulian/models"
)

// explain says of every need that is left without, why.
func (p *plan) explain() {
	at := make(map[string]*ask, len(p.asking))
	for _, a := range p.asking {
		at[a.need.ID] = a
	}
	unmet, _ := p.answer.Explain(p.problem)
	for _, u := range unmet {
		if int(u.Need) >= p.real {
			continue
		}
		a := at[p.problem.Needs[u.Need].ID]
		if len(a.options) == 0 {
			continue // it was said when the options were looked for
		}
		a.reason, a.args = p.reasonFor(&u)
	}
}

// reasonFor puts the matcher's reason into the round's. A reserve among those who have the capacity is a supplier's share.
func (p *plan) reasonFor(u *matching.RoundUnmet) (models.UnmetReason, models.UnmetArgs) {
	var args models.UnmetArgs
	tier := 0
	for _, other := range u.To {
		if int(other) < p.real {
			n := &p.problem.Needs[other]
			args.Needs, tier = append(args.Needs, n.ID), max(tier, n.Tier)
		}
	}
	switch {
	case len(args.Needs) == len(u.To):
		return reasonOf[u.Reason], args
	case len(args.Needs) == 0:
		return models.UnmetLimit, args
	case tier > p.problem.Needs[u.Need].Tier:
		return models.UnmetMoreUrgent, args
	}
	return models.UnmetBetterFit, args
}

// reasonOf puts the matcher's reasons into the round's. What a need without any option lacks is known beforehand.
var reasonOf = map[matching.RoundReason]models.UnmetReason{
	matching.RoundNoOffer: models.UnmetNoOffer, matching.RoundGates: models.UnmetGates, matching.RoundLimit: models.UnmetLimit,
	matching.RoundUrgent: models.UnmetMoreUrgent, matching.RoundScarce: models.UnmetBetterFit,
}

// unmet lists the needs that are left without, wholly or in part.
func (p *plan) unmet() []models.AllocationUnmet {
	var out []models.AllocationUnmet
	for _, a := range p.asking {
		u := models.AllocationUnmet{CountyCode: p.county, NeedID: a.need.ID, Category: a.need.Category, Town: models.TownOf(a.need.RegionCode),
			Reason: a.reason, Args: a.args}
		if a.units > 0 {
			left := a.left()
			if left <= 0 {
				continue
			}
			u.Units = &left
		}
		out = append(out, u)
	}
	return out
}

// gaps lists what the towns lack, by category, with what one more unit would be worth: what to recruit next.
func (p *plan) gaps() []models.AllocationGap {
	var out []models.AllocationGap
	for _, m := range p.answer.MarginalValues(p.problem) {
		if m.Unmet > 0 && m.Category != "" { // reserves have no category
			out = append(out, models.AllocationGap{CountyCode: p.county, Category: m.Category, Town: m.Town, Needed: m.Needed,
				Offered: m.Needed - m.Unmet, MarginalValue: m.Marginal(), Urgency: p.urgencyOf(m.Marginal())})
		}
	}
	return out
}

// urgencyOf is the urgency of the need that a unit of this value would serve: the weight of tiers is far above all scores.
func (p *plan) urgencyOf(value int64) models.Urgency {
	step := p.answer.Certificate.TierStep
	if step == 0 { // all needs are of one tier
		return urgencyOf(int64(p.problem.Needs[0].Tier))
	}
	return urgencyOf((value + step/2) / step)
}

// idle lists the offers of which the round uses nothing though they have something, and why.
func (p *plan) idle() []models.AllocationIdle {
	used, why := p.uses()
	var out []models.AllocationIdle
	for _, l := range p.view.Lots() {
		x := models.AllocationIdle{CountyCode: p.county, OfferID: l.ID, Reason: why[l.ID]}
		units, known := p.free(l, l.WindowOf(p.today))
		switch {
		case used[l.ID] || known && units == 0 && x.Reason == "":
			continue
		case !known:
			x.Reason = models.IdleUnknownCapacity
		case x.Reason == "":
			x.Reason = models.IdleNoNeed
		}
		if known {
			x.Units = &units
		}
		out = append(out, x)
	}
	return out
}

// uses tells which offers the round uses, and of those that fit a need, whether a need that they fit still lacks something.
func (p *plan) uses() (used map[string]bool, why map[string]models.IdleReason) {
	used, why = map[string]bool{}, map[string]models.IdleReason{}
	for _, a := range p.asking {
		for _, g := range a.given {
			used[g.lot.ID] = true
		}
		for i := range a.options {
			switch id := a.options[i].lot.ID; {
			case a.left() > 0:
				why[id] = models.IdleLimit
			case why[id] == "":
				why[id] = models.IdleNeedsMet
			}
		}
	}
	return used, why
}
