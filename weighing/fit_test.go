package weighing_test

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhulian/matching"
	"zhulian/weighing"
)

var base = [6]int{30, 20, 15, 15, 10, 10}

const all = -1

// made are needs with four invited offers each, of which help came the likelier the higher the true weights score them.
func made(n int, truth weighing.Parts, seed uint64) []weighing.Judged {
	dice := rand.New(rand.NewPCG(seed, 7))
	var out []weighing.Judged
	for len(out) < n {
		j := weighing.Judged{NeedID: fmt.Sprintf("need-%d-%d", seed, len(out))}
		grades := map[int]bool{}
		for range 4 {
			a := weighing.Answer{Says: 1, About: all}
			score := 0.0
			for i := range a.Parts {
				a.Parts[i] = float64(dice.IntN(101))
				score += truth[i] * a.Parts[i]
			}
			if dice.Float64() < 1/(1+math.Exp(-(score-50)/4)) {
				a.Grade = 2
			}
			grades[a.Grade] = true
			j.Answers = append(j.Answers, a)
		}
		if len(grades) > 1 {
			out = append(out, j)
		}
	}
	return out
}

func order(w [6]int) []int {
	out := []int{0, 1, 2, 3, 4, 5}
	slices.SortStableFunc(out, func(a, b int) int { return cmp.Compare(w[b], w[a]) })
	return out
}

func TestFitFindsTheOrderOfTheTrueWeights(t *testing.T) {
	for name, truth := range map[string]weighing.Parts{
		"the other way round": {0.04, 0.09, 0.13, 0.18, 0.23, 0.33},
		"geography first":     {0.13, 0.38, 0.05, 0.24, 0.18, 0.02},
	} {
		got, err := weighing.Fit(made(3000, truth, 1), base)
		require.NoError(t, err)
		want := [6]int{}
		for i, v := range truth {
			want[i] = int(math.Round(100 * v))
			assert.InDelta(t, want[i], got[i], 4, "%s: part %d of %v", name, i, got)
		}
		assert.Equal(t, order(want), order(got), name)
	}
}

func TestFitOfManyNeedsRanksNeedsThatItDidNotSeeBetter(t *testing.T) {
	truth := weighing.Parts{0.05, 0.10, 0.15, 0.10, 0.20, 0.40}
	fitted, err := weighing.Fit(made(1500, truth, 1), base)
	require.NoError(t, err)
	c := weighing.Compare(made(600, truth, 2), base, fitted)
	assert.Greater(t, c.NDCGGain.Low, 0.02, "the interval of the gain lies above nothing: %+v", c.NDCGGain)
	assert.Greater(t, c.MRRGain.Low, 0.0)
	assert.InDelta(t, c.NDCG[1].Mean-c.NDCG[0].Mean, c.NDCGGain.Mean, 1e-12)
}

func TestFitOfFewNeedsStaysWithThePresentWeights(t *testing.T) {
	few, err := weighing.Fit(made(5, weighing.Parts{0, 0, 0, 0, 0, 1}, 1), base)
	require.NoError(t, err)
	for i := range base {
		assert.InDelta(t, base[i], few[i], 6, "%v", few)
	}
	none, err := weighing.Fit(nil, base)
	require.NoError(t, err)
	assert.Equal(t, base, none)
}

func TestDeclineForDistanceSpeaksOfGeographyOnly(t *testing.T) {
	var needs []weighing.Judged
	for i := range 400 {
		needs = append(needs, weighing.Judged{NeedID: fmt.Sprint(i), Answers: []weighing.Answer{
			{Parts: weighing.Parts{100, 80, 50, 50, 50, 20}, Grade: 2, Says: 1, About: all},
			{Parts: weighing.Parts{100, 40, 100, 100, 50, 90}, Says: 1, About: 1},
		}})
	}
	near, err := weighing.Fit(needs, base)
	require.NoError(t, err)
	assert.Greater(t, near[1], base[1]+10)
	for i := range needs {
		needs[i].Answers[1].About = all
	}
	whole, err := weighing.Fit(needs, base)
	require.NoError(t, err)
	assert.Less(t, whole[5], near[5], "were it about everything, the better record of the one who declined would count against records")
	// What the others lose, they lose alike: nothing was said about any of them.
	assert.InDelta(t, float64(near[0])/30, float64(near[3])/15, 0.25)
}

func TestFittedWeightsAreWholeNotNegativeAndSumTo100(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		percent := rapid.Float64Range(0, 100)
		var needs []weighing.Judged
		for i := range rapid.IntRange(0, 12).Draw(t, "needs") {
			j := weighing.Judged{NeedID: fmt.Sprint(i)}
			for range rapid.IntRange(1, 4).Draw(t, "offers") {
				a := weighing.Answer{Grade: rapid.IntRange(0, 3).Draw(t, "grade"), Says: rapid.Float64Range(0, 1).Draw(t, "says"),
					About: rapid.IntRange(-1, 1).Draw(t, "about")}
				for p := range a.Parts {
					a.Parts[p] = math.Round(percent.Draw(t, "part"))
				}
				j.Answers = append(j.Answers, a)
			}
			needs = append(needs, j)
		}
		var start weighing.Parts
		sum := 0.0
		for i := range start {
			start[i] = percent.Draw(t, "present")
			sum += start[i]
		}
		if sum == 0 {
			start, sum = weighing.Parts{1, 1, 1, 1, 1, 1}, 6
		}
		for i := range start {
			start[i] /= sum
		}
		present := weighing.Whole(start)
		got, err := weighing.Fit(needs, present)
		require.NoError(t, err)
		again, err := weighing.Fit(needs, present)
		require.NoError(t, err)
		assert.Equal(t, got, again)
		for _, w := range [][6]int{present, got} {
			v := matching.Weights{Version: "v", Category: w[0], Geography: w[1], Capacity: w[2], Time: w[3], Group: w[4], Track: w[5]}
			assert.NoError(t, v.Validate())
		}
	})
}

func TestWholeGivesTheRemainderToTheLargest(t *testing.T) {
	for _, c := range []struct {
		of   weighing.Parts
		want [6]int
	}{
		{weighing.Parts{0.304, 0.196, 0.15, 0.15, 0.1, 0.1}, [6]int{30, 20, 15, 15, 10, 10}},
		{weighing.Parts{1. / 6, 1. / 6, 1. / 6, 1. / 6, 1. / 6, 1. / 6}, [6]int{17, 17, 17, 17, 16, 16}},
		{weighing.Parts{1, 0, 0, 0, 0, 0}, [6]int{100, 0, 0, 0, 0, 0}},
	} {
		assert.Equal(t, c.want, weighing.Whole(c.of))
	}
}
