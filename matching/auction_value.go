package matching

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
)

// A wide is a sum that may pass 63 bits: dual values of large rounds do.
type wide struct{ high, low uint64 }

// add adds the product of two numbers that are not negative.
func (w *wide) add(x, y int64) {
	high, low := bits.Mul64(uint64(x), uint64(y))
	var carry uint64
	w.low, carry = bits.Add64(w.low, low, 0)
	w.high, _ = bits.Add64(w.high, high, carry)
}

func (w *wide) plus(v wide) {
	var carry uint64
	w.low, carry = bits.Add64(w.low, v.low, 0)
	w.high, _ = bits.Add64(w.high, v.high, carry)
}

func (w wide) less(v wide) bool {
	return w.high < v.high || w.high == v.high && w.low < v.low
}

// per is the sum divided by unit, rounded down, at most the largest int64.
func (w wide) per(unit int64) int64 {
	if w.high >= uint64(unit) {
		return math.MaxInt64
	}
	quotient, _ := bits.Div64(w.high, w.low, uint64(unit))
	return int64(min(quotient, math.MaxInt64))
}

// value is the worth of what is assigned now, in score units with bonuses.
func (a *auction) value() int64 {
	var sum int64
	for i := range a.left {
		if a.taken != nil {
			if e := a.taken[i]; e >= 0 {
				sum += int64(a.arcs[e].score) + a.bonusOf(int32(i))
			}
			continue
		}
		for e := a.rows[i]; e < a.rows[i+1]; e++ {
			sum += int64(a.flow[e]) * (int64(a.arcs[e].score) + a.bonusOf(int32(i)))
		}
	}
	return sum
}

// bound is what no assignment can exceed, by weak duality, at the given prices
// in parts of 1/unit: all capacity sold at its price, and every need's gain if
// it could buy freely.
func (p *pocket) bound(price []int64, unit int64) wide {
	var sum wide
	for j, c := range p.capacity {
		sum.add(int64(c), price[j])
	}
	var gains []holding
	for i, quantity := range p.quantity {
		if p.limits == nil {
			sum.add(p.bestGain(int32(i), price, unit), int64(quantity))
			continue
		}
		bonus := p.bonusOf(int32(i)) * unit
		gains = gains[:0]
		for e := p.rows[i]; e < p.rows[i+1]; e++ {
			gain := int64(p.arcs[e].score)*unit + bonus - price[p.arcs[e].offer]
			if limit := p.limitOf(int32(i), e); gain > 0 && limit > 0 {
				gains = append(gains, holding{bid: gain, units: limit})
			}
		}
		sum.addBest(gains, quantity)
	}
	return sum
}

// bestGain is what the best unit brings a need, or 0.
func (p *pocket) bestGain(i int32, price []int64, unit int64) int64 {
	none := -p.bonusOf(i) * unit
	best := none
	for _, a := range p.arcs[p.rows[i]:p.rows[i+1]] {
		best = max(best, int64(a.score)*unit-price[a.offer])
	}
	return best - none
}

// addBest adds the best units of the list, up to quantity.
func (w *wide) addBest(gains []holding, quantity int32) {
	slices.SortFunc(gains, func(x, y holding) int { return cmp.Compare(y.bid, x.bid) })
	for _, g := range gains {
		units := min(g.units, quantity)
		w.add(g.bid, int64(units))
		if quantity -= units; quantity == 0 {
			return
		}
	}
}
