package weighing

import (
	"context"
	"fmt"

	"zhulian/matching"
	"zhulian/models"
)

// What a proposal asks for at least: needs to learn from, pairs in them, and other needs to measure by.
const (
	leastTraining = 100
	leastPairs    = 200
	leastHeldOut  = 50
)

// Verdict says whether a calibration may be proposed, and if not, why.
type Verdict string

// The verdicts.
const (
	VerdictBetter    Verdict = "better"     // and not by chance alone, so far as the held-out needs can tell
	VerdictTooFew    Verdict = "too_few"    // Missing says how many of what
	VerdictSame      Verdict = "same"       // the fit came back to the weights in force
	VerdictNotBetter Verdict = "not_better" // on the held-out needs
)

// Calibration is what past answers say about the weights. It speaks of invited offers only: what would have become of an offer that
// nobody invited is not known, so that a gain here is a gain in the order of what was tried, not a promise of more help.
type Calibration struct {
	From, To models.Date // invitations of these days, both included
	Present  Version
	Fitted   matching.Weights // the parts fitted, all else as at present
	Evidence models.WeightEvidence
	Verdict  Verdict
	Missing  map[string]int // training_needs, pairs, held_out_needs: how many more are needed
}

// Calibrate fits the weights to what became of the invitations sent on the days from…to (empty: the last 365 days, up to today) and
// measures them on the 30 % of needs that the fit did not see. It changes nothing. Errors: Invalid.
func (d *Desk) Calibrate(ctx context.Context, by models.Actor, from, to models.Date) (*Calibration, error) {
	if _, err := models.Authorise(by, models.WeightEdit); err != nil {
		return nil, err
	}
	today := models.DateOf(d.Store.Now())
	if to == "" {
		to = today
	}
	if from == "" {
		from = to.AddDays(-365)
	}
	if to < from {
		return nil, models.InvalidField("to", "before_start")
	}
	present, err := d.inForce(ctx, by.CountyCode)
	if err != nil {
		return nil, err
	}
	outcomes, err := d.Store.Outcomes(ctx, by.CountyCode, from.Start(), to.AddDays(1).Start())
	if err != nil {
		return nil, err
	}
	c := &Calibration{From: from, To: to, Present: present}
	needs, counted := judge(outcomes)
	c.Evidence.Outcomes = counted
	return c, c.learn(needs)
}

// learn fits on one part of the needs and measures on the other.
func (c *Calibration) learn(needs []Judged) error {
	training, heldOut := Split(needs)
	before := partsOf(c.Present.Weights)
	after, err := Fit(training, before)
	if err != nil {
		return err
	}
	c.Fitted = withParts(c.Present.Weights, after)
	m := Compare(heldOut, before, after)
	e := &c.Evidence
	e.TrainingNeeds, e.HeldOutNeeds, e.Pairs = len(training), m.Needs, len(pairsOf(training))
	e.NDCGBefore, e.NDCGAfter, e.NDCGGain = m.NDCG[0], m.NDCG[1], m.NDCGGain
	e.MRRBefore, e.MRRAfter, e.MRRGain = m.MRR[0], m.MRR[1], m.MRRGain
	c.judge(before, after)
	return nil
}

// judge holds back what is too little to tell, what changes nothing, and what is not better beyond chance on the held-out needs.
func (c *Calibration) judge(before, after [6]int) {
	e := c.Evidence
	c.Missing = map[string]int{}
	for name, lack := range map[string]int{
		"training_needs": leastTraining - e.TrainingNeeds, "pairs": leastPairs - e.Pairs, "held_out_needs": leastHeldOut - e.HeldOutNeeds,
	} {
		if lack > 0 {
			c.Missing[name] = lack
		}
	}
	switch {
	case len(c.Missing) > 0:
		c.Verdict = VerdictTooFew
	case before == after:
		c.Verdict = VerdictSame
	case e.NDCGGain.Mean <= 0 || e.NDCGGain.Low < 0 || e.MRRGain.Mean < 0:
		c.Verdict = VerdictNotBetter
	default:
		c.Verdict = VerdictBetter
	}
}

// Split parts needs into 70 % to learn from and 30 % to measure by, by a hash of their ids: the same need always falls on the same
// side. Of the held-out needs only those remain whose answers say enough.
func Split(needs []Judged) (training, heldOut []Judged) {
	for _, j := range needs {
		if hashOf(j.NeedID)%10 < 7 {
			training = append(training, j)
		} else if m, ok := j.measurable(); ok {
			heldOut = append(heldOut, m)
		}
	}
	return training, heldOut
}

func partsOf(w matching.Weights) [6]int {
	return [6]int{w.Category, w.Geography, w.Capacity, w.Time, w.Group, w.Track}
}

func withParts(w matching.Weights, p [6]int) matching.Weights {
	w.Category, w.Geography, w.Capacity, w.Time, w.Group, w.Track = p[0], p[1], p[2], p[3], p[4], p[5]
	return w
}

// ProposeFitted proposes what a calibration found, with its figures, for a person to adopt. Errors: Conflict calibration_refused with its
// verdict unless that is better.
func (d *Desk) ProposeFitted(ctx context.Context, by models.Actor, c *Calibration) (*Version, error) {
	if _, err := models.Authorise(by, models.WeightEdit); err != nil {
		return nil, err
	}
	if c.Verdict != VerdictBetter {
		return nil, models.Conflict("calibration_refused").With("verdict", string(c.Verdict))
	}
	now := d.Store.Now()
	id := models.NewID(now)
	w := c.Fitted
	w.Version = fmt.Sprintf("fit-%s-%s", models.DateOf(now), id[len(id)-6:])
	evidence := c.Evidence
	r := models.WeightVersion{ID: id, Evidence: &evidence, CreatedBy: by.AccountID,
		Note: fmt.Sprintf("zhulian calibrate %s – %s", c.From, c.To)}
	return d.propose(ctx, by, r, w)
}
