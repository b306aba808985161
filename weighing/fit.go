package weighing

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/optimize"
)

// How the fit is set. A difference of temperature points between two offers is first taken to make the better one e times as likely to
// be the one that came to help; how steep that truly is, is fitted too, since answers that are noisier or plainer than supposed would
// else pull the weights together or apart. The present weights are believed to within about priorPoints points each, until enough
// answers speak against them.
const (
	temperature = 10.0
	priorPoints = 5.0
)

// pair is a better and a worse offer of one need: the difference of their parts, and how much it counts.
type pair struct {
	diff   Parts
	weight float64
}

// pairsOf compares the answers of each need with each other. The pairs of one need count together at most as one, so that a need with
// many invitations does not speak for all.
func pairsOf(needs []Judged) []pair {
	var out []pair
	for _, j := range needs {
		begin := len(out)
		for _, better := range j.Answers {
			for _, worse := range j.Answers {
				if better.Grade > worse.Grade {
					out = append(out, compare(better, worse))
				}
			}
		}
		for i := begin; i < len(out); i++ {
			out[i].weight /= float64(len(out) - begin)
		}
	}
	return out
}

func compare(better, worse Answer) pair {
	p := pair{weight: min(better.Says, worse.Says) * float64(better.Grade-worse.Grade) / 3}
	for i := range p.diff {
		if worse.About == aboutAll || worse.About == i {
			p.diff[i] = better.Parts[i] - worse.Parts[i]
		}
	}
	return p
}

// Fit answers the six weights, whole, not negative and summing to 100, under which the offers that came to help stand best above those
// of the same need that did not: the minimum of the pairwise logistic loss with a quadratic pull towards the present weights. The same
// input gives the same answer; the order of needs does not matter but for the last bits. It is an error when no minimum is found.
func Fit(needs []Judged, present [6]int) ([6]int, error) {
	pairs := pairsOf(needs)
	if len(pairs) == 0 {
		return present, nil
	}
	start := make([]float64, len(present)+1) // and the logarithm of the steepness
	for i, v := range present {
		start[i] = math.Log(max(float64(v), 0.1) / 100)
	}
	l := loss{pairs: pairs, prior: shares(start), scale: 1 / float64(len(pairs))}
	found, err := optimize.Minimize(optimize.Problem{Func: l.at, Grad: l.slope}, start,
		&optimize.Settings{GradientThreshold: 1e-7, MajorIterations: 1000}, &optimize.BFGS{})
	if err != nil && !l.flat(found) {
		return present, fmt.Errorf("fit weights: %w", err)
	}
	w := shares(found.X)
	for _, v := range w {
		if math.IsNaN(v) {
			return present, errors.New("fit weights: not a number")
		}
	}
	return Whole(w), nil
}

// flat tells whether the search, though it complained, ended where nothing is to be gained.
func (l loss) flat(r *optimize.Result) bool {
	if r == nil || len(r.X) == 0 {
		return false
	}
	slope := make([]float64, len(r.X))
	l.slope(slope, r.X)
	return slices.Max(slope) < 1e-5 && slices.Min(slope) > -1e-5
}

// loss is what the fit minimises, over the logarithms of the weights: so none can be negative, and they are made to sum to one.
type loss struct {
	pairs []pair
	prior Parts
	scale float64
}

// shares turns logarithms into weights that sum to one.
func shares(logs []float64) (out Parts) {
	logs = logs[:len(out)]
	top, sum := slices.Max(logs), 0.0
	for i, v := range logs {
		out[i] = math.Exp(v - top)
		sum += out[i]
	}
	for i := range out {
		out[i] /= sum
	}
	return out
}

func (l loss) at(logs []float64) float64 {
	w, steep, sum := shares(logs), math.Exp(logs[6])/temperature, brake*logs[6]*logs[6]
	for _, p := range l.pairs {
		sum += p.weight * softplus(-steep*dot(w, p.diff))
	}
	for i := range w {
		sum += pull * (w[i] - l.prior[i]) * (w[i] - l.prior[i])
	}
	return sum * l.scale
}

// pull is that of a normal belief with a deviation of priorPoints, brake that of a steepness believed to within about a quarter.
const (
	pull  = 1 / (2 * priorPoints / 100 * priorPoints / 100)
	brake = 8.0
)

func (l loss) slope(into, logs []float64) {
	w, steep := shares(logs), math.Exp(logs[6])/temperature
	var g Parts
	into[6] = 2 * brake * logs[6]
	for _, p := range l.pairs {
		lead := steep * dot(w, p.diff)
		s := -p.weight / (1 + math.Exp(lead))
		for i := range g {
			g[i] += s * steep * p.diff[i]
		}
		into[6] += s * lead
	}
	for i := range g {
		g[i] += 2 * pull * (w[i] - l.prior[i])
	}
	mean := dot(w, g)
	for i := range g {
		into[i] = w[i] * (g[i] - mean) * l.scale
	}
	into[6] *= l.scale
}

func softplus(x float64) float64 { return max(x, 0) + math.Log1p(math.Exp(-math.Abs(x))) }

func dot(a, b Parts) (sum float64) {
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}

// Whole rounds shares that sum to one to whole weights that sum to 100, by the largest remainder; of equal ones the first.
func Whole(w Parts) (out [6]int) {
	order, left := []int{0, 1, 2, 3, 4, 5}, 100
	for i, v := range w {
		out[i] = int(math.Floor(100 * v))
		left -= out[i]
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(100*w[b]-float64(out[b]), 100*w[a]-float64(out[a]))
	})
	for i := 0; left > 0; i, left = i+1, left-1 {
		out[order[i%len(order)]]++
	}
	return out
}
