package matching

import (
	"math"
	"slices"
)

// A plan is an assignment of one pocket that holds every limit at any time,
// also those that the auction leaves aside: whole needs, offers per need, and
// common limits. Changes are logged, so that a trial can be taken back.
type plan struct {
	*pocket
	base  int32 // number of the pocket's first arc
	most  int32 // offers per need
	whole []bool
	// Common limits of the pocket, numbered as they first occur; groups is nil
	// when there is none.
	groups     [][3]int32 // per arc from base
	limits     []int32    // their numbers in the problem
	limitUnits []int64
	groupLeft  []int64
	members    [][]member
	units      []int32 // per arc from base
	left       []int32
	free       []int32
	used       []int32 // per need its offers
	objective  int64
	log        []change
}

type member struct{ need, arc int32 }

// A change put units (or took them, when negative) on an arc.
type change struct{ need, arc, units int32 }

// newPlan returns an empty plan.
func (r *round) newPlan(p *pocket) *plan {
	d := &plan{pocket: p, base: p.rows[0], most: math.MaxInt32, whole: make([]bool, p.needs()),
		units: make([]int32, p.size()), used: make([]int32, p.needs()),
		left: slices.Clone(p.quantity), free: slices.Clone(p.capacity)}
	if r.problem.MaxOffersPerNeed > 0 {
		d.most = int32(r.problem.MaxOffersPerNeed)
	}
	for i := range d.whole {
		d.whole[i] = r.problem.Needs[r.needAt[int(p.first.need)+i]].Indivisible
	}
	if p.backArcs == nil {
		p.nameBack()
	}
	if !r.groups.none() {
		d.joinGroups(r)
	}
	return d
}

// joinGroups looks up the common limits of every arc.
func (d *plan) joinGroups(r *round) {
	d.groups = make([][3]int32, d.size())
	number := make(map[int32]int32)
	for i := range d.quantity {
		need := r.needAt[int(d.first.need)+i]
		for e := d.rows[i]; e < d.rows[i+1]; e++ {
			groups := r.groups.of(need, r.offerAt[d.first.offer+d.arcs[e].offer])
			for k, g := range groups {
				if g >= 0 {
					groups[k] = d.numberLimit(number, g, r.groups.units[g])
					d.members[groups[k]] = append(d.members[groups[k]], member{int32(i), e})
				}
			}
			d.groups[e-d.base] = groups
		}
	}
	d.groupLeft = slices.Clone(d.limitUnits)
}

func (d *plan) numberLimit(number map[int32]int32, limit int32, units int64) int32 {
	k, seen := number[limit]
	if !seen {
		k = int32(len(d.limits))
		number[limit] = k
		d.limits, d.limitUnits = append(d.limits, limit), append(d.limitUnits, units)
		d.members = append(d.members, nil)
	}
	return k
}

func (d *plan) unitsOn(e int32) int32 { return d.units[e-d.base] }

// worth is what a unit on the arc adds to the objective.
func (d *plan) worth(i, e int32) int64 { return int64(d.arcs[e].score) + d.bonusOf(i) }

// could is how many units arc e might carry for need i besides those it has, if
// offers and common limits had room.
func (d *plan) could(i, e int32) int32 {
	room := min(d.left[i], d.limitOf(i, e)-d.unitsOn(e))
	if d.unitsOn(e) == 0 && d.used[i] >= d.most || d.whole[i] && room < d.quantity[i] {
		return 0
	}
	return room
}

// can is how many units can be put on the arc now.
func (d *plan) can(i, e int32) int32 {
	room := min(d.could(i, e), d.free[d.arcs[e].offer])
	if d.groups != nil && room > 0 {
		for _, g := range d.groups[e-d.base] {
			if g >= 0 {
				room = int32(min(int64(room), d.groupLeft[g]))
			}
		}
	}
	if d.whole[i] && room < d.quantity[i] {
		return 0
	}
	return room
}

// put books units on an arc, or takes them back when negative.
func (d *plan) put(i, e, units int32) {
	d.book(i, e, units)
	d.log = append(d.log, change{i, e, units})
}

func (d *plan) book(i, e, units int32) {
	before := d.unitsOn(e)
	d.units[e-d.base] += units
	d.left[i] -= units
	d.free[d.arcs[e].offer] -= units
	d.objective += int64(units) * d.worth(i, e)
	if before == 0 {
		d.used[i]++
	}
	if before+units == 0 {
		d.used[i]--
	}
	if d.groups != nil {
		for _, g := range d.groups[e-d.base] {
			if g >= 0 {
				d.groupLeft[g] -= int64(units)
			}
		}
	}
}

// undo takes back every change after mark.
func (d *plan) undo(mark int) {
	for k := len(d.log) - 1; k >= mark; k-- {
		d.book(d.log[k].need, d.log[k].arc, -d.log[k].units)
	}
	d.log = d.log[:mark]
}

// clear empties the plan.
func (d *plan) clear() {
	for i := range d.quantity {
		for e := d.rows[i]; e < d.rows[i+1]; e++ {
			if units := d.unitsOn(e); units > 0 {
				d.book(int32(i), e, -units)
			}
		}
	}
	d.log = d.log[:0]
}
