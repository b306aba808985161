package matching

import "math/bits"

// Parts are the six parts of the score, each 0–100.
type Parts struct {
	Category  int `json:"category"`
	Geography int `json:"geography"`
	Capacity  int `json:"capacity"`
	Time      int `json:"time"`
	Group     int `json:"group"`
	Track     int `json:"track"`
}

// Adjust are the points by which the finer signals move the score. Declines never outweigh the other four together, so that
// declining, which is free (Charity Law, article 120), never lowers a supplier below neutral.
type Adjust struct {
	Text       int `json:"text"`
	Reach      int `json:"reach"`
	Continuity int `json:"continuity"`
	Freshness  int `json:"freshness"`
	Declines   int `json:"declines"`
}

var partNames = [...]string{"category", "geography", "capacity", "time", "group", "track"}
var adjustNames = [...]string{"text", "reach", "continuity", "freshness", "declines"}

// Base returns the integer score of the county rules: the floor of the weighted parts, 0–100.
func (p Parts) Base(w Weights) int {
	return (w.Category*p.Category + w.Geography*p.Geography + w.Capacity*p.Capacity +
		w.Time*p.Time + w.Group*p.Group + w.Track*p.Track) / 100
}

// Points returns the sum of the adjustments.
func (a Adjust) Points() int { return a.Text + a.Reach + a.Continuity + a.Freshness + a.Declines }

// Score returns base and adjustments together, kept within 0–100.
func Score(p Parts, a Adjust, w Weights) int { return min(max(p.Base(w)+a.Points(), 0), 100) }

// Neutral parts stand where one side does not say.
const (
	neutralGroup    = 50
	neutralCapacity = 50
	newcomerTrack   = 80
	targetHit       = 100
)

// CapacityPart is 100 when the offer covers the need, falls pro rata when it does not, and is 60 when more than twice the
// need is left, so that small needs do not break up large stocks; 50 when either quantity is unknown.
func CapacityPart(need, left Quantity) int {
	switch {
	case !need.Known || !left.Known || need.Units <= 0:
		return neutralCapacity
	case left.Units <= 0:
		return 0
	case left.Units < need.Units:
		return share(left.Units, need.Units)
	case left.Units-need.Units > need.Units:
		return 60
	}
	return 100
}

// share is the floor of 100·a/b for 0 ≤ a < b, without overflow.
func share(a, b int64) int {
	hi, lo := bits.Mul64(uint64(a), 100)
	percent, _ := bits.Div64(hi, lo, uint64(b))
	return int(percent)
}

// TrackPart is the supplier's record, smoothed so that a few matches do not decide: (fulfilled+4)/(accepted+5), and 80 for a
// newcomer. Declined invitations do not enter it.
func TrackPart(accepted, fulfilled int) int {
	if accepted <= 0 {
		return newcomerTrack
	}
	fulfilled = min(max(fulfilled, 0), accepted)
	return (fulfilled + 4) * 100 / (accepted + 5)
}

// TimePart is the share of the need's slots that the offer can serve; 100 when either side can do any time.
func TimePart(need, offer Slots) int {
	if need == 0 || offer == 0 {
		return 100
	}
	return onesCount(need&offer) * 100 / onesCount(need)
}

// GroupPart is 100 when the offer is meant for one of the household's tags, else the neutral 50.
func GroupPart(tags, targets []string) int {
	if shareAny(tags, targets) {
		return targetHit
	}
	return neutralGroup
}

func shareAny(a, b []string) bool {
	for _, x := range a {
		for _, y := range b {
			if x == y {
				return true
			}
		}
	}
	return false
}
