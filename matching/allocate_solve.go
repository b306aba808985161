package matching

import (
	"cmp"
	"context"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// A solver works on one pocket, phase by phase, and keeps the best it found.
type solver struct {
	*auction
	round  *round
	gapPPM int64
	next   int64 // eps of the next phase
	phases int
	best   answer
	done   bool
}

// An answer is an assignment of a pocket with a proof of how good it is.
type answer struct {
	flow      []int32 // units per arc from the pocket's first, or per need its arc when unitary
	left      []int32
	free      []int32
	objective int64
	price     []int64 // per offer, in price units
	limits    []LimitPrice
	bound     wide // in price units
	proven    bool // bound and price are set
	complete  bool
}

const (
	firstPart    = 10 // the first phase's eps is this part of the top score
	phaseFactor  = 32
	coarsePhases = 2
	// proofPatience is how many times the arcs of a pocket are looked at
	// before an early proof of optimality is given up.
	proofPatience = 3
)

// solve finds the answer of every pocket: first all of them coarsely, so that a
// deadline leaves none behind, then all to the end.
func (r *round) solve(ctx context.Context, options AllocationOptions) {
	stopped := func() bool { return ctx.Err() != nil }
	solvers := make([]*solver, len(r.pockets))
	r.parallel(options.Workers, func(k int) {
		r.pockets[k].lay(r.flow == nil)
		solvers[k] = r.newSolver(r.pockets[k], stopped, options)
		for range coarsePhases {
			solvers[k].phase()
		}
	})
	r.parallel(options.Workers, func(k int) {
		for !solvers[k].done {
			solvers[k].phase()
		}
		solvers[k].conclude()
	})
	r.answers = make([]answer, len(solvers))
	for k, s := range solvers {
		r.answers[k] = s.best
	}
}

// parallel calls do for every pocket, the largest first.
func (r *round) parallel(workers int, do func(pocket int)) {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(workers, len(r.pockets)) {
		group.Go(func() {
			for at := next.Add(1) - 1; int(at) < len(r.pockets); at = next.Add(1) - 1 {
				do(int(r.bySize[at]))
			}
		})
	}
	group.Wait()
}

func (r *round) newSolver(p *pocket, stopped func() bool, options AllocationOptions) *solver {
	a := newAuction(p, r.flow)
	a.stopped = stopped
	s := &solver{auction: a, round: r, gapPPM: int64(options.GapPPM)}
	s.next = max(1, p.top()*a.scale/firstPart)
	return s
}

// phase runs the auction once at a finer eps than before. At eps 1 the result
// is the optimum; usually that can be proven some phases earlier.
func (s *solver) phase() {
	if s.done {
		return
	}
	s.eps, s.next = s.next, max(1, s.next/phaseFactor)
	s.reset()
	s.forward()
	s.reverse()
	if s.phases++; s.halted || s.stopped() {
		s.giveUp()
		return
	}
	if s.phases <= coarsePhases && s.eps > 1 {
		s.keep()
		return
	}
	patience := proofPatience * int(s.rows[s.needs()]-s.rows[0])
	if s.eps == 1 {
		patience = math.MaxInt
	}
	if low, ok := s.exactPrices(patience); ok {
		s.keep()
		s.best.price, s.done = low, true
		for j := range low {
			low[j] *= s.round.unit
		}
		s.prove()
		return
	}
	s.keep()
	if s.gapPPM > 0 {
		s.proveRounded()
		s.done = s.best.gap(s.round.unit) <= s.best.objective*s.gapPPM/1e6
	}
}

// giveUp fills what a stopped auction left and keeps it if it is the best.
func (s *solver) giveUp() {
	s.done = true
	s.fill()
	s.keep()
	s.best.complete = false
	s.proveRounded()
}

// keep remembers the present assignment if it is better than those before.
func (s *solver) keep() {
	value := s.value()
	if s.best.flow != nil && value <= s.best.objective {
		return
	}
	flow := s.taken
	if flow == nil {
		flow = s.flow[s.rows[0]:s.rows[s.needs()]]
	}
	s.best.objective, s.best.complete = value, true
	s.best.flow = append(s.best.flow[:0], flow...)
	s.best.left = append(s.best.left[:0], s.left...)
	s.best.free = append(s.best.free[:0], s.free...)
}

// fill gives free units to needs that still lack some, the most urgent first
// and each from the best offer left.
func (s *solver) fill() {
	for _, i := range s.byUrgency() {
		for s.left[i] > 0 && s.fillOne(i) {
		}
	}
}

// byUrgency lists the needs that lack units, in the order of their tiers.
func (a *auction) byUrgency() []int32 {
	var list []int32
	for i, left := range a.left {
		if left > 0 {
			list = append(list, int32(i))
		}
	}
	slices.SortStableFunc(list, func(x, y int32) int { return cmp.Compare(a.bonusOf(y), a.bonusOf(x)) })
	return list
}

func (s *solver) fillOne(i int32) bool {
	best := int32(-1)
	for e := s.rows[i]; e < s.rows[i+1]; e++ {
		if s.free[s.arcs[e].offer] > 0 && s.room(i, e) && (best < 0 || s.arcs[e].score > s.arcs[best].score) {
			best = e
		}
	}
	if best < 0 {
		return false
	}
	units, j := int32(1), s.arcs[best].offer
	if s.taken != nil {
		s.taken[i] = best
	} else {
		units = min(s.left[i], s.free[j], s.limitOf(i, best)-s.flow[best])
		s.flow[best] += units
	}
	s.left[i] -= units
	s.free[j] -= units
	return true
}

// prove computes the bound of the prices in best.
func (s *solver) prove() {
	s.best.bound, s.best.proven = s.bound(s.best.price, s.round.unit), true
}

// proveRounded proves a bound from the auction's own prices, rounded, keeping
// an earlier one that is tighter.
func (s *solver) proveRounded() {
	price := make([]int64, len(s.price))
	for j, x := range s.price {
		price[j] = x / s.scale * s.round.unit
		price[j] += x % s.scale * s.round.unit / s.scale
	}
	if bound := s.bound(price, s.round.unit); !s.best.proven || bound.less(s.best.bound) {
		s.best.price, s.best.bound, s.best.proven = price, bound, true
	}
}

func (b *answer) gap(unit int64) int64 { return b.bound.per(unit) - b.objective }
