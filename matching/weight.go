package matching

import (
	"errors"
	"fmt"
)

// Weights are one county's version of how fit is counted. The six base weights sum to 100 and reproduce the integer score of
// the county rules; the five bonuses are the most points, each way, that the finer signals may move it.
type Weights struct {
	Version string `json:"version"`

	Category  int `json:"category"`
	Geography int `json:"geography"`
	Capacity  int `json:"capacity"`
	Time      int `json:"time"`
	Group     int `json:"group"`
	Track     int `json:"track"`

	Text       int `json:"text"`
	Reach      int `json:"reach"`
	Continuity int `json:"continuity"`
	Freshness  int `json:"freshness"`
	Declines   int `json:"declines"`

	Show int `json:"show"` // candidates scoring less are not shown
}

// maxBonus bounds every bonus, so that no finer signal outweighs the category.
const maxBonus = 20

// BaseWeights returns the county rules' weights alone: 30, 20, 15, 15, 10, 10 and nothing else, shown from 50.
func BaseWeights() Weights {
	return Weights{Version: "base-1", Category: 30, Geography: 20, Capacity: 15, Time: 15, Group: 10, Track: 10, Show: 50}
}

// DefaultWeights returns the base weights with the finer signals switched on.
func DefaultWeights() Weights {
	w := BaseWeights()
	w.Version = "default-1"
	w.Text, w.Reach, w.Continuity, w.Freshness, w.Declines = 4, 12, 4, 1, 4
	return w
}

// Validate reports every fault of the weights at once: no version, a negative weight, a base that does not sum to 100, a bonus
// above 20 points or a threshold outside 0–100.
func (w Weights) Validate() error {
	var faults []error
	if w.Version == "" {
		faults = append(faults, errors.New("version is empty"))
	}
	for i, v := range w.base() {
		if v < 0 {
			faults = append(faults, fmt.Errorf("weight %s is negative", partNames[i]))
		}
	}
	if sum := w.baseSum(); sum != 100 {
		faults = append(faults, fmt.Errorf("base weights sum to %d, not 100", sum))
	}
	for i, v := range [...]int{w.Text, w.Reach, w.Continuity, w.Freshness, w.Declines} {
		if v < 0 || v > maxBonus {
			faults = append(faults, fmt.Errorf("bonus %s is %d, not 0–%d", adjustNames[i], v, maxBonus))
		}
	}
	if w.Show < 0 || w.Show > 100 {
		faults = append(faults, fmt.Errorf("show threshold is %d, not 0–100", w.Show))
	}
	return errors.Join(faults...)
}

func (w Weights) base() [6]int {
	return [6]int{w.Category, w.Geography, w.Capacity, w.Time, w.Group, w.Track}
}

func (w Weights) baseSum() int {
	sum := 0
	for _, v := range w.base() {
		sum += v
	}
	return sum
}
