package weighing_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"zhulian/weighing"
)

func graded(geography, grade int) weighing.Answer {
	return weighing.Answer{Parts: weighing.Parts{100, float64(geography), 0, 0, 0, 0}, Grade: grade, Says: 1, About: all}
}

func TestMeasureCountsPlacesAndSharesTies(t *testing.T) {
	second := 1 / math.Log2(3)
	for name, c := range map[string]struct {
		answers []weighing.Answer
		want    weighing.Quality
	}{
		"the best first":       {[]weighing.Answer{graded(90, 2), graded(10, 0)}, weighing.Quality{NDCG: 1, MRR: 1}},
		"the best second":      {[]weighing.Answer{graded(10, 2), graded(90, 0)}, weighing.Quality{NDCG: second, MRR: 0.5}},
		"a tie is half each":   {[]weighing.Answer{graded(50, 2), graded(50, 0)}, weighing.Quality{NDCG: (1 + second) / 2, MRR: 0.75}},
		"nothing helped":       {[]weighing.Answer{graded(90, 0), graded(10, 1)}, weighing.Quality{NDCG: second, MRR: 0}},
		"two of three tie":     {[]weighing.Answer{graded(50, 2), graded(50, 0), graded(50, 2)}, weighing.Quality{NDCG: (3 * 2. / 3) * (1 + second + 0.5) / (3 * (1 + second)), MRR: 2./3 + 1./3*0.5}},
		"contentment counts":   {[]weighing.Answer{graded(90, 2), graded(10, 3)}, weighing.Quality{NDCG: (3 + 7*second) / (7 + 3*second), MRR: 1}},
		"none was ever graded": {[]weighing.Answer{graded(90, 0), graded(10, 0)}, weighing.Quality{}},
	} {
		got := weighing.Judged{Answers: c.answers}.Measure(base)
		assert.InDelta(t, c.want.NDCG, got.NDCG, 1e-12, name)
		assert.InDelta(t, c.want.MRR, got.MRR, 1e-12, name)
	}
}

func TestPlacesBehindTheFifthDoNotCountForNDCG(t *testing.T) {
	answers := []weighing.Answer{graded(0, 2)}
	for i := range 5 {
		answers = append(answers, graded(50+i, 0))
	}
	got := weighing.Judged{Answers: answers}.Measure(base)
	assert.Zero(t, got.NDCG)
	assert.InDelta(t, 1./6, got.MRR, 1e-12)
}

func TestCompareIsRepeatableAndItsIntervalsHoldTheMean(t *testing.T) {
	needs := made(120, weighing.Parts{0.05, 0.10, 0.15, 0.10, 0.20, 0.40}, 3)
	other := [6]int{10, 10, 10, 10, 20, 40}
	c := weighing.Compare(needs, base, other)
	assert.Equal(t, c, weighing.Compare(needs, base, other))
	for _, f := range []float64{c.NDCG[0].Mean - c.NDCG[0].Low, c.NDCG[0].High - c.NDCG[0].Mean, c.MRR[1].Mean - c.MRR[1].Low, c.MRR[1].High - c.MRR[1].Mean} {
		assert.Greater(t, f, 0.0)
	}
	same := weighing.Compare(needs, base, base)
	assert.Zero(t, same.NDCGGain)
	assert.Zero(t, weighing.Compare(nil, base, other).Needs)
}

func TestSplitHoldsOutAboutAThirdAndAlwaysTheSame(t *testing.T) {
	var needs []weighing.Judged
	for i := range 2000 {
		needs = append(needs, weighing.Judged{NeedID: fmt.Sprintf("0192f000-0000-7000-8000-%012d", i), Answers: []weighing.Answer{graded(1, 0), graded(2, 2)}})
	}
	training, heldOut := weighing.Split(needs)
	assert.Len(t, append(training, heldOut...), len(needs))
	assert.InDelta(t, 600, len(heldOut), 70)
	again, _ := weighing.Split(needs[:1000])
	assert.Equal(t, training[:len(again)], again)
}

func TestHeldOutNeedsAreMeasuredByWhatSaysEnough(t *testing.T) {
	little := graded(1, 0)
	little.Says = 0.2
	var needs []weighing.Judged
	for i := range 100 {
		needs = append(needs, weighing.Judged{NeedID: fmt.Sprint(i), Answers: []weighing.Answer{little, graded(2, 2)}})
	}
	training, heldOut := weighing.Split(needs)
	assert.NotEmpty(t, training, "a little is learnt from it")
	assert.Empty(t, heldOut)
}
