package matching

import "math"

const (
	tuneRounds = 40
	tuneWork   = 1 << 26 // arcs times rounds that tuning may take, about
	tuneShrink = 4       // rounds without a better bound before steps get smaller
)

// A tuner seeks prices for the common limits of a pocket: units that fall under
// a limit cost its price besides, the relaxed problem is solved again, and a
// price rises while its limit is broken and falls while it is not used up. Any
// such prices prove a bound (Lagrange); the assignments that they lead to are
// repaired, and the best is kept.
type tuner struct {
	*solver
	plan      *plan
	scores    []int32 // the true scores, per arc from base
	price     []int64 // per common limit of the plan
	bestPrice []int64
	bestUnits []int32
	value     int64 // of bestUnits
	lowest    []int64
	over      []int64 // per common limit, units above it
	change    int64   // the largest change of a price since the last solution
}

// repair keeps the plan repaired from a relaxed assignment if it is the best.
func (t *tuner) repair(flow []int32) {
	t.plan.adopt(flow)
	if t.bestUnits == nil || t.plan.objective > t.value {
		t.value = t.plan.objective
		t.bestUnits = append(t.bestUnits[:0], t.plan.units...)
	}
}

// tune runs the search and leaves the scores as they were.
func (t *tuner) tune() {
	t.list()
	defer t.charge(nil)
	theta, since := 1.0, 0
	rounds := max(4, min(tuneRounds, tuneWork/t.size()))
	flow := t.answerUnits()
	for range rounds {
		norm := t.excess(flow)
		gap := float64(t.solver.best.bound.per(t.round.unit) - t.value)
		if norm == 0 || gap < 1 || t.stopped() {
			return
		}
		t.move(float64(theta*gap) / norm)
		t.charge(t.price)
		flow = t.relax()
		t.charge(nil)
		if flow == nil {
			return
		}
		t.priceHouseholds()
		better := t.record()
		t.repair(flow)
		if since++; better {
			since = 0
		} else if since%tuneShrink == 0 {
			if since >= 3*tuneShrink {
				return
			}
			theta = float64(theta / 2)
			copy(t.price, t.bestPrice)
		}
	}
}

// list prepares prices of 0 and notes the true scores.
func (t *tuner) list() {
	limits := len(t.plan.limits)
	t.price, t.bestPrice, t.over = make([]int64, limits), make([]int64, limits), make([]int64, limits)
	t.scores = make([]int32, t.size())
	for k := range t.scores {
		t.scores[k] = t.arcs[int(t.plan.base)+k].score
	}
}

// excess finds by how many units each limit is exceeded (or, with a price, not
// used up), and returns the sum of the squares.
func (t *tuner) excess(flow []int32) float64 {
	for g := range t.over {
		t.over[g] = -t.plan.limitUnits[g]
	}
	for k, units := range flow {
		if units > 0 {
			for _, g := range t.plan.groups[k] {
				if g >= 0 {
					t.over[g] += int64(units)
				}
			}
		}
	}
	norm := 0.0
	for g, over := range t.over {
		if over < 0 && t.price[g] == 0 {
			t.over[g] = 0
		}
		norm += float64(float64(t.over[g]) * float64(t.over[g]))
	}
	return norm
}

// move changes every price in proportion to its excess, by at least 1. With
// tiers the steps would be of a tier's weight, so households' prices then stay
// where priceHouseholds set them.
func (t *tuner) move(step float64) {
	for g, over := range t.over {
		if t.round.step > 0 && t.round.groups.isHousehold(t.plan.limits[g]) {
			continue
		}
		by := int64(math.Round(float64(step * float64(over))))
		if by == 0 && over != 0 {
			by = over / max(over, -over)
		}
		t.set(int32(g), t.price[g]+by)
	}
}

// topLimitPrice keeps scores less three prices within 32 bits.
const topLimitPrice = 1 << 28

func (t *tuner) set(g int32, price int64) {
	price = max(0, min(price, topLimitPrice))
	t.change = max(t.change, price-t.price[g], t.price[g]-price)
	t.price[g] = price
}

// charge takes the prices off the scores of the pocket's arcs; nil restores.
func (t *tuner) charge(price []int64) {
	for k, score := range t.scores {
		for _, g := range t.plan.groups[k] {
			if g >= 0 && price != nil {
				score -= int32(price[g])
			}
		}
		t.arcs[int(t.plan.base)+k].score = score
	}
	for k, e := range t.plan.backArcs {
		t.back[k].score = t.arcs[e].score
	}
}

// relax solves the pocket without its hard limits at the present scores.
func (t *tuner) relax() []int32 {
	first := t.scale * max(retunePart, t.change/firstPart)
	t.change = 0
	for eps := first; ; eps = max(1, eps/phaseFactor) {
		t.eps = eps
		t.reset()
		t.forward()
		t.reverse()
		if t.halted {
			return nil
		}
		patience := proofPatience * t.size()
		if eps == 1 {
			patience = math.MaxInt
		}
		if low, ok := t.exactPrices(patience); ok {
			t.lowest = low
			break
		}
	}
	if t.taken != nil {
		return t.spread(nil, t.taken)
	}
	return t.spread(t.flow[t.rows[0]:t.rows[t.needs()]], nil)
}

// retunePart is the first eps of a repeated solution, in score units.
const retunePart = 50

// record (at the true scores) keeps the prices if they prove a better bound.
func (t *tuner) record() bool {
	for j := range t.lowest {
		t.lowest[j] *= t.round.unit
	}
	t.charge(t.price)
	bound := t.bound(t.lowest, t.round.unit)
	t.charge(nil)
	for g, price := range t.price {
		bound.add(price*t.round.unit, t.plan.limitUnits[g])
	}
	b := &t.solver.best
	if !bound.less(b.bound) {
		return false
	}
	b.bound, b.price, b.limits = bound, t.lowest, nil
	for g, price := range t.price {
		if price > 0 {
			b.limits = append(b.limits, LimitPrice{Limit: t.plan.limits[g], Price: price * t.round.unit})
		}
	}
	copy(t.bestPrice, t.price)
	return true
}

// guide is per arc its score less the prices of its offer and limits.
func (t *tuner) guide() []int64 {
	guide := make([]int64, t.size())
	for k := range guide {
		a := t.arcs[int(t.plan.base)+k]
		guide[k] = int64(a.score) - t.solver.best.price[a.offer]/t.round.unit
		if t.bestPrice != nil {
			for _, g := range t.plan.groups[k] {
				if g >= 0 {
					guide[k] -= t.bestPrice[g]
				}
			}
		}
	}
	return guide
}
