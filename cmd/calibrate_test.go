package cmd

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"

	"zhulian/models"
	"zhulian/weighing"
)

func TestCalibrateRefusesACallThatCannotSucceed(t *testing.T) {
	for name, args := range map[string][]string{
		"no county":           {},
		"a village":           {"--county", "330199001001"},
		"letters":             {"--county", "abcdef"},
		"no day":              {"--county", "330199", "--from", "2026-13-01"},
		"the wrong way round": {"--county", "330199", "--from", "2026-12-01", "--to", "2026-11-01"},
	} {
		var out, errs bytes.Buffer
		assert.Equal(t, 2, Run(t.Context(), append([]string{"calibrate"}, args...), &out, &errs), name)
		assert.Equal(t, 1, bytes.Count(errs.Bytes(), []byte("zhulian:")), "%s: %s", name, errs.String())
	}
}

func TestCalibrationIsSaidWithItsIntervalsAndItsLimits(t *testing.T) {
	c := &weighing.Calibration{From: "2026-01-01", To: "2026-11-24", Verdict: weighing.VerdictTooFew, Missing: map[string]int{"pairs": 7, "held_out_needs": 2}}
	c.Present.Weights.Version, c.Fitted.Track = "default-1", 42
	c.Evidence.NDCGGain = models.Figure{Mean: 0.0125, Low: -0.01, High: 0.03}
	var out bytes.Buffer
	assert.NoError(t, sayCalibration(&out, c))
	for _, want := range []string{"2026-01-01 – 2026-11-24", "default-1", "fitted", "42", "gain 0.0125 [-0.0100, 0.0300]",
		"offers that were invited", "too few data, 7 pairs missing, 2 held-out needs missing"} {
		assert.Contains(t, out.String(), want)
	}
	for verdict, want := range map[weighing.Verdict]string{
		weighing.VerdictBetter: "better on", weighing.VerdictSame: "in force", weighing.VerdictNotBetter: "not better",
	} {
		assert.Contains(t, sayVerdict(&weighing.Calibration{Verdict: verdict}), want)
	}
}
