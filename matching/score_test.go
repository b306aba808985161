package matching

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestScoreIsAsWorkedInTheCountyRules(t *testing.T) {
	for _, weights := range []Weights{BaseWeights(), DefaultWeights()} {
		assert.Equal(t, 95, Score(Parts{100, 100, 100, 80, 100, 85}, Adjust{}, weights))
		assert.Equal(t, 76, Score(Parts{60, 70, 100, 100, 50, 90}, Adjust{}, weights))
	}
}

func TestScoreStaysWithinItsRange(t *testing.T) {
	w := DefaultWeights()
	assert.Equal(t, 100, Score(Parts{100, 100, 100, 100, 100, 100}, Adjust{Text: 4, Continuity: 4}, w))
	assert.Equal(t, 0, Score(Parts{}, Adjust{Reach: -12}, w))
}

func TestCapacityPart(t *testing.T) {
	unknown := Quantity{}
	for name, c := range map[string]struct {
		need, left Quantity
		want       int
	}{
		"covers exactly":         {Units(10), Units(10), 100},
		"covers twice":           {Units(10), Units(20), 100},
		"more than twice":        {Units(10), Units(21), 60},
		"nearly covers":          {Units(100), Units(99), 99},
		"half":                   {Units(10), Units(5), 50},
		"third is floored":       {Units(3), Units(1), 33},
		"nothing left":           {Units(3), Units(0), 0},
		"unknown need":           {unknown, Units(5), 50},
		"unknown offer":          {Units(5), unknown, 50},
		"huge does not overflow": {Units(1 << 62), Units(1 << 61), 50},
		"huge excess":            {Units(1 << 61), Units(1<<62 + 1), 60},
	} {
		assert.InDelta(t, c.want, CapacityPart(c.need, c.left), 0, name)
	}
}

func TestTrackPartIsSmoothedAndKindToNewcomers(t *testing.T) {
	assert.Equal(t, 80, TrackPart(0, 0))
	assert.Equal(t, 92, TrackPart(20, 19))
	assert.Equal(t, 66, TrackPart(1, 0))
	assert.Equal(t, 83, TrackPart(1, 1))
	assert.Equal(t, 83, TrackPart(1, 7), "more fulfilled than accepted counts as all fulfilled")
}

func TestTimePartIsTheShareOfTheNeedsSlots(t *testing.T) {
	weekdays, unknown := ParseSlots("weekdays")
	require.Empty(t, unknown)
	monday, _ := ParseSlots("mon")
	assert.Equal(t, 20, TimePart(weekdays, monday))
	assert.Equal(t, 100, TimePart(monday, weekdays))
	assert.Equal(t, 100, TimePart(0, monday))
	assert.Equal(t, 100, TimePart(monday, 0))
}

func TestParseSlotsNamesWhatItDoesNotKnow(t *testing.T) {
	set, unknown := ParseSlots("sat-am", "someday", "mon-night")
	assert.Equal(t, Slots(1<<15), set)
	assert.Equal(t, []string{"someday", "mon-night"}, unknown)
	all, _ := ParseSlots("daily")
	assert.Equal(t, 21, onesCount(all))
}

func TestWeightsReportEveryFault(t *testing.T) {
	require.NoError(t, BaseWeights().Validate())
	require.NoError(t, DefaultWeights().Validate())
	bad := DefaultWeights()
	bad.Version, bad.Category, bad.Text, bad.Declines, bad.Show = "", -1, 21, -1, 101
	err := bad.Validate()
	require.Error(t, err)
	for _, fault := range []string{"version", "category", "sum to 69", "text", "declines", "threshold"} {
		assert.ErrorContains(t, err, fault)
	}
}
