package demo

import (
	"slices"
	"time"

	"zhulian/models"
)

// focusPlans settles what the demo accounts find on their desks: the aide's two villages and its town, and the two suppliers,
// have work waiting in every stage.
func (b *builder) focusPlans() []plan {
	desk := []int{0, 1}                      // the aide's
	town := []int{0, 1, 2, 3, 4, 5, 6, 7, 8} // the clerk's
	var out []plan
	add := func(n int, p plan, lo, hi time.Duration) {
		for range n {
			p.at = earlier(b.Now.Add(-b.dice.span(lo, hi)))
			p.quick = true
			if p.fate == "" {
				p.fate = met
			}
			out = append(out, p)
		}
	}
	const hour, day = time.Hour, 24 * time.Hour
	add(4, plan{places: desk, stop: models.NeedSubmitted}, 2*hour, 30*hour)
	add(7, plan{places: town, stop: models.NeedSubmitted}, 1*hour, 40*hour)
	add(2, plan{places: town, stop: models.NeedSubmitted}, 4*day, 6*day) // overdue at the town's desk
	add(3, plan{places: desk, stop: models.NeedReturned}, 3*day, 6*day)
	add(4, plan{places: desk, stop: models.NeedOpen}, 1*day, 6*day)
	add(3, plan{places: desk, stop: models.NeedOpen}, 30*day, 50*day) // overdue
	add(5, plan{places: town, stop: models.NeedOpen}, 25*day, 45*day)
	add(7, plan{places: desk, stop: models.NeedDelivered}, 9*day, 16*day)
	add(6, plan{places: town, stop: models.NeedDelivered}, 9*day, 18*day)
	add(3, plan{places: desk, stop: models.NeedAgreed}, 4*day, 9*day)
	add(3, plan{places: desk, stop: models.NeedInService}, 9*day, 14*day)
	add(2, plan{places: town, fate: contested, things: b.supplied()}, 10*day, 16*day)
	for _, login := range []string{ngoLogin, companyLogin} {
		h := b.helperOf(login)
		own := b.thingsOf(h)
		add(8, plan{helper: h, things: own, stop: models.NeedMatched}, 20*hour, 34*hour)
		add(6, plan{helper: h, things: own, stop: models.NeedAgreed}, 4*day, 9*day)
		add(4, plan{helper: h, things: own, stop: models.NeedDelivered}, 9*day, 16*day)
	}
	return out
}

func (b *builder) helperOf(login string) *helper {
	i := slices.IndexFunc(b.helpers, func(h *helper) bool { return h.login.Username == login })
	return b.helpers[i]
}

// supplied lists the things that are there in every season.
func (b *builder) supplied() []int {
	var out []int
	for i, t := range things {
		if t.season == always && t.every == "" && len(b.byThing[i]) > 2 {
			out = append(out, i)
		}
	}
	return out
}

// thingsOf lists what a supplier offers now.
func (b *builder) thingsOf(h *helper) []int {
	var out []int
	for i := range things {
		if slices.ContainsFunc(b.byThing[i], func(s *stock) bool { return s.helper == h && !s.from.IsZero() && s.until.IsZero() }) {
			out = append(out, i)
		}
	}
	return out
}
