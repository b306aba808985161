package matching

import "slices"

// conclude holds the limits that the auction leaves aside. When its answer
// breaks none it stands, proof and all. Otherwise prices for common limits are
// sought, the answer is repaired and improved, and the proof stays what the
// prices prove.
func (s *solver) conclude() {
	if !s.round.hard(s.pocket) {
		return
	}
	d := s.round.newPlan(s.pocket)
	units := s.answerUnits()
	if d.fits(units) {
		return
	}
	t := &tuner{solver: s, plan: d}
	t.repair(units)
	if d.groups != nil && s.best.complete {
		t.tune()
	}
	m := &improver{plan: d, guide: t.guide(), stopped: s.stopped}
	m.restore(t.bestUnits)
	m.improve()
	s.best.complete = s.best.complete && !s.stopped()
	s.best.objective = d.objective
	s.best.take(d, s.taken != nil)
}

// hard tells whether a pocket has limits that the auction leaves aside.
func (r *round) hard(p *pocket) bool {
	if !r.groups.none() {
		return true
	}
	for i := range p.quantity {
		need := &r.problem.Needs[r.needAt[int(p.first.need)+i]]
		if p.quantity[i] > 1 && (need.Indivisible || r.problem.MaxOffersPerNeed > 0) {
			return true
		}
	}
	return false
}

// spread is an assignment as units per arc from the pocket's first: flow, or
// taken when every need asks for one unit.
func (p *pocket) spread(flow, taken []int32) []int32 {
	if taken == nil {
		return slices.Clone(flow)
	}
	flow = make([]int32, p.size())
	for _, e := range taken {
		if e >= 0 {
			flow[e-p.rows[0]] = 1
		}
	}
	return flow
}

// answerUnits is the best answer as units per arc.
func (s *solver) answerUnits() []int32 {
	if s.taken != nil {
		return s.spread(nil, s.best.flow)
	}
	return s.spread(s.best.flow, nil)
}

// take turns a plan into the answer.
func (b *answer) take(d *plan, unitary bool) {
	b.left, b.free = d.left, d.free
	if !unitary {
		b.flow = d.units
		return
	}
	for i := range d.quantity {
		b.flow[i] = -1
		for e := d.rows[i]; e < d.rows[i+1]; e++ {
			if d.unitsOn(e) > 0 {
				b.flow[i] = e
			}
		}
	}
}

// restore sets the plan to units that hold every limit.
func (d *plan) restore(units []int32) {
	d.clear()
	for i := range d.quantity {
		for e := d.rows[i]; e < d.rows[i+1]; e++ {
			if units[e-d.base] > 0 {
				d.book(int32(i), e, units[e-d.base])
			}
		}
	}
}
