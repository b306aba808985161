package weighing

import (
	"zhulian/store"
)

// Parts are the six parts of a score, each 0–100, in the order category, geography, capacity, time, group, track.
type Parts [6]float64

var partNames = [6]string{"category", "geography", "capacity", "time", "group", "track"}

// The parts that a decline may speak of, and all of them.
const (
	aboutAll       = -1
	aboutCategory  = 0
	aboutGeography = 1
)

// Answer is what became of one invited offer of a need.
type Answer struct {
	Parts Parts
	Grade int // 0 came to nothing; 1 help that the household was not content with; 2 help; 3 help that it was very content with
	// Says is how much the outcome says about fit, 0–1. What says less than half is learnt from a little and never measured by.
	Says  float64
	About int // the one part that the outcome speaks of, or aboutAll
}

// Helped tells whether the offer came to help that was confirmed and not complained of.
func (a Answer) Helped() bool { return a.Grade >= 2 }

// Judged is the answers of one need, whose offers are compared with each other and with no other need's.
type Judged struct {
	NeedID  string
	Answers []Answer
}

// declines is what each reason says. Declining is free and no fault (domain report L3): none of this touches the supplier's own
// score, it only tells which parts deserve more weight. D5 (conflict of interest) says nothing about fit.
var declines = map[string]Answer{
	"D1": {Says: 0.05, About: aboutAll}, // no capacity: the offer was out of date, not unfit
	"D2": {Says: 1, About: aboutGeography},
	"D3": {Says: 0.05, About: aboutAll}, // a clash of dates is chance more than fit
	"D4": {Says: 1, About: aboutCategory},
	"D6": {Says: 0.5, About: aboutAll},
	"D7": {Says: 0.5, About: aboutAll},
}

// answerOf grades an outcome; ok is false where it says nothing, or where the parts were not kept.
func answerOf(o *store.Outcome) (a Answer, ok bool) {
	for i, name := range partNames {
		v, kept := o.ScoreParts[name]
		if !kept || v < 0 || v > 100 {
			return a, false
		}
		a.Parts[i] = float64(v)
	}
	parts := a.Parts
	switch {
	case o.Confirmed > 0:
		a.Says, a.About, a.Grade = 1, aboutAll, contentment(o)
		return a, true
	case o.Status == "declined":
		a, ok = declines[o.DeclineCode]
	case o.Status == "expired": // nobody answered, which may have any cause
		a, ok = Answer{Says: 0.5, About: aboutAll}, true
	case o.Status == "failed":
		a, ok = Answer{Says: 1, About: aboutAll}, true
	}
	a.Parts = parts
	return a, ok
}

// contentment grades confirmed help by what the household said of it, on average.
func contentment(o *store.Outcome) int {
	switch {
	case o.Said == 0:
		return 2
	case 2*o.Satisfied >= 9*o.Said:
		return 3
	case o.Satisfied >= 3*o.Said:
		return 2
	}
	return 1
}

// judge groups outcomes, which come in the order of their needs, and keeps the needs whose answers differ in grade: only those can tell
// one ranking from another.
func judge(all []store.Outcome) (needs []Judged, counted int) {
	for i := 0; i < len(all); {
		j := Judged{NeedID: all[i].NeedID}
		for ; i < len(all) && all[i].NeedID == j.NeedID; i++ {
			if a, ok := answerOf(&all[i]); ok {
				j.Answers = append(j.Answers, a)
				counted++
			}
		}
		if j.differs() {
			needs = append(needs, j)
		}
	}
	return needs, counted
}

func (j Judged) differs() bool {
	for _, a := range j.Answers {
		if a.Grade != j.Answers[0].Grade {
			return true
		}
	}
	return false
}

// measurable is the need with only those answers that say enough to measure by; ok is false where these do not differ.
func (j Judged) measurable() (out Judged, ok bool) {
	out.NeedID = j.NeedID
	for _, a := range j.Answers {
		if a.Says >= 0.5 {
			out.Answers = append(out.Answers, a)
		}
	}
	return out, out.differs()
}
