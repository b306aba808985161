package matching

import (
	"cmp"
	"slices"
)

// adopt takes over the units of a relaxed assignment as far as the limits
// allow, the most urgent and then the most valuable first, and fills up.
func (d *plan) adopt(flow []int32) {
	d.clear()
	var list []member
	for i := range d.quantity {
		for e := d.rows[i]; e < d.rows[i+1]; e++ {
			if flow[e-d.base] > 0 {
				list = append(list, member{int32(i), e})
			}
		}
	}
	slices.SortStableFunc(list, func(x, y member) int {
		if c := cmp.Compare(d.bonusOf(y.need), d.bonusOf(x.need)); c != 0 {
			return c
		}
		return cmp.Compare(int64(flow[y.arc-d.base])*int64(d.arcs[y.arc].score),
			int64(flow[x.arc-d.base])*int64(d.arcs[x.arc].score))
	})
	for _, m := range list {
		if units := min(flow[m.arc-d.base], d.can(m.need, m.arc)); units > 0 &&
			(!d.whole[m.need] || units == d.quantity[m.need]) {
			d.put(m.need, m.arc, units)
		}
	}
	d.fillAll()
	d.log = d.log[:0]
}

// fits tells whether a relaxed assignment breaks no limit.
func (d *plan) fits(flow []int32) bool {
	d.clear()
	for i := range d.quantity {
		for e := d.rows[i]; e < d.rows[i+1]; e++ {
			units := flow[e-d.base]
			if units == 0 {
				continue
			}
			if d.can(int32(i), e) < units || d.whole[i] && units < d.quantity[i] {
				return false
			}
			d.put(int32(i), e, units)
		}
	}
	d.log = d.log[:0]
	return true
}

// fillAll gives free units to needs that lack some, the most urgent first.
func (d *plan) fillAll() {
	var list []int32
	for i, left := range d.left {
		if left > 0 {
			list = append(list, int32(i))
		}
	}
	slices.SortStableFunc(list, func(x, y int32) int { return cmp.Compare(d.bonusOf(y), d.bonusOf(x)) })
	for _, i := range list {
		d.fillNeed(i)
	}
}

// fillNeed gives a need free units, from the offer that adds most.
func (d *plan) fillNeed(i int32) {
	for d.left[i] > 0 {
		best, most, units := int32(-1), int64(0), int32(0)
		for e := d.rows[i]; e < d.rows[i+1]; e++ {
			can := d.can(i, e)
			value := int64(d.arcs[e].score)
			if d.most < d.quantity[i] {
				value *= int64(can) // offers are scarce too
			}
			if can > 0 && value > most {
				best, most, units = e, value, can
			}
		}
		if best < 0 {
			return
		}
		d.put(i, best, units)
	}
}

// fillOffer gives free units of an offer to the needs they are worth most to.
func (d *plan) fillOffer(j int32) {
	for d.free[j] > 0 {
		var best member
		most, units := int64(0), int32(0)
		for at := d.cols[j]; at < d.cols[j+1]; at++ {
			i, e := d.back[at].need, d.backArcs[at]
			if d.left[i] == 0 {
				continue
			}
			if can := d.can(i, e); can > 0 && d.worth(i, e) > most {
				best, most, units = member{i, e}, d.worth(i, e), can
			}
		}
		if most == 0 {
			return
		}
		d.put(best.need, best.arc, units)
	}
}
