package demo

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"time"

	"zhulian/models"
)

// dice is the one source of chance of a county: the same seed rolls the same numbers, and so makes the same county.
type dice struct{ *rand.Rand }

func newDice(seed uint64) dice {
	return dice{rand.New(rand.NewPCG(seed, 0x5a68756c69616e))} //nolint:gosec // an invented county needs no secrets
}

// Read fills p, so that the dice can make ids.
func (d dice) Read(p []byte) (int, error) {
	for i := 0; i < len(p); i += 8 {
		var word [8]byte
		binary.LittleEndian.PutUint64(word[:], d.Uint64())
		copy(p[i:], word[:])
	}
	return len(p), nil
}

func (d dice) id(at time.Time) string { return models.IDFrom(at, d) }

// chance is true in so many of a hundred throws.
func (d dice) chance(percent int) bool { return d.IntN(100) < percent }

// between answers a number from lo to hi, both included.
func (d dice) between(lo, hi int) int {
	if hi <= lo {
		return lo
	}
	return lo + d.IntN(hi-lo+1)
}

// span answers a length of time from lo to hi, in whole seconds.
func (d dice) span(lo, hi time.Duration) time.Duration {
	return time.Duration(d.between(int(lo/time.Second), int(hi/time.Second))) * time.Second
}

// skewed answers a length of time whose middle is median and whose tail is long, as delays in offices are: log-normal,
// never more than twelve times the median.
func (d dice) skewed(median time.Duration, spread float64) time.Duration {
	f := math.Min(12, math.Exp(d.NormFloat64()*spread))
	return time.Duration(float64(median) * f).Truncate(time.Second)
}

// weighted answers an index, each as likely as its weight; all weights zero answers 0.
func (d dice) weighted(weights []int) int {
	sum := 0
	for _, w := range weights {
		sum += w
	}
	if sum == 0 {
		return 0
	}
	at := d.IntN(sum)
	for i, w := range weights {
		if at -= w; at < 0 {
			return i
		}
	}
	return len(weights) - 1
}

func pick[T any](d dice, list []T) T { return list[d.IntN(len(list))] }

func ptr[T any](v T) *T { return &v }
