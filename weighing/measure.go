package weighing

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"zhulian/models"
)

// cut is how many places of a ranking count.
const cut = 5

// Quality is how well a ranking puts what came to help first, each 0–1.
type Quality struct {
	NDCG float64 // at 5, with gains 2^grade − 1
	MRR  float64 // one over the place of the first offer that helped
}

// Measure ranks the answers of one need by the weights and answers how good that is. Where scores tie, it is the mean over every order of
// those that tie, so that no chance order flatters or harms. A need none of whose offers helped has no place to count: its MRR is 0.
func (j Judged) Measure(weights [6]int) Quality {
	ranked := slices.Clone(j.Answers)
	slices.SortStableFunc(ranked, func(a, b Answer) int { return cmp.Compare(points(weights, b), points(weights, a)) })
	q, found := Quality{}, false
	for begin := 0; begin < len(ranked); {
		end := begin + 1
		for end < len(ranked) && points(weights, ranked[end]) == points(weights, ranked[begin]) {
			end++
		}
		tie := ranked[begin:end]
		q.NDCG += meanGain(tie) * discounts(begin, end)
		if !found {
			q.MRR, found = firstHelp(tie, begin)
		}
		begin = end
	}
	if best := j.best(); best > 0 {
		q.NDCG /= best
	}
	return q
}

// points are a hundred times the score before the bonuses.
func points(weights [6]int, a Answer) (sum int) {
	for i, w := range weights {
		sum += w * int(a.Parts[i])
	}
	return sum
}

func gain(a Answer) float64 { return math.Exp2(float64(a.Grade)) - 1 }

func meanGain(tie []Answer) (sum float64) {
	for _, a := range tie {
		sum += gain(a)
	}
	return sum / float64(len(tie))
}

func discounts(begin, end int) (sum float64) {
	for place := begin; place < min(end, cut); place++ {
		sum += 1 / math.Log2(float64(place+2))
	}
	return sum
}

// best is what the ideal ranking reaches.
func (j Judged) best() (sum float64) {
	ranked := slices.Clone(j.Answers)
	slices.SortStableFunc(ranked, func(a, b Answer) int { return b.Grade - a.Grade })
	for place, a := range ranked {
		sum += gain(a) * discounts(place, place+1)
	}
	return sum
}

// firstHelp is the mean of one over the place of the first offer that helped, over every order of those that tie behind begin others.
func firstHelp(tie []Answer, begin int) (mean float64, found bool) {
	helped := 0
	for _, a := range tie {
		if a.Helped() {
			helped++
		}
	}
	none := 1.0 // the chance that none of the places so far holds one
	for k := 0; helped > 0 && k <= len(tie)-helped; k++ {
		here := float64(helped) / float64(len(tie)-k)
		mean += none * here / float64(begin+k+1)
		none *= 1 - here
	}
	return mean, helped > 0
}

// Comparison is the quality of two versions over the same needs, each mean with its 95 % bootstrap interval.
type Comparison struct {
	Needs               int
	NDCG, MRR           [2]models.Figure // before, after
	NDCGGain, MRRGain   models.Figure    // after less before, need by need
	before, after, gain []Quality
}

// Compare measures two versions on needs. The intervals come from 2,000 resamples of the needs by a seeded generator: the same input gives
// the same answer.
func Compare(needs []Judged, before, after [6]int) Comparison {
	c := Comparison{Needs: len(needs)}
	for _, j := range needs {
		b, a := j.Measure(before), j.Measure(after)
		c.before, c.after = append(c.before, b), append(c.after, a)
		c.gain = append(c.gain, Quality{a.NDCG - b.NDCG, a.MRR - b.MRR})
	}
	c.NDCG[0], c.MRR[0] = bootstrap(c.before)
	c.NDCG[1], c.MRR[1] = bootstrap(c.after)
	c.NDCGGain, c.MRRGain = bootstrap(c.gain)
	return c
}

const resamples = 2000

func bootstrap(all []Quality) (ndcg, mrr models.Figure) {
	if len(all) == 0 {
		return ndcg, mrr
	}
	dice := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // repeatable on purpose, and no secret
	n, r := make([]float64, resamples), make([]float64, resamples)
	for k := range resamples {
		var sum Quality
		for range all {
			q := all[dice.IntN(len(all))]
			sum.NDCG += q.NDCG
			sum.MRR += q.MRR
		}
		n[k], r[k] = sum.NDCG/float64(len(all)), sum.MRR/float64(len(all))
	}
	var mean Quality
	for _, q := range all {
		mean.NDCG += q.NDCG
		mean.MRR += q.MRR
	}
	return figure(mean.NDCG/float64(len(all)), n), figure(mean.MRR/float64(len(all)), r)
}

func figure(mean float64, samples []float64) models.Figure {
	slices.Sort(samples)
	return models.Figure{Mean: mean, Low: samples[len(samples)*25/1000], High: samples[len(samples)*975/1000-1]}
}
