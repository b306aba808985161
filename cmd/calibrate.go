package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"zhulian/matching"
	"zhulian/models"
	"zhulian/weighing"
)

// Calibrate is `zhulian calibrate`.
type Calibrate struct {
	County  string `required:"" placeholder:"CODE" help:"The county, by its code of 6 digits."`
	From    string `placeholder:"YYYY-MM-DD" help:"Learn from invitations sent from this day on. Default: 365 days before --to."`
	To      string `placeholder:"YYYY-MM-DD" help:"Learn from invitations sent up to this day. Default: today."`
	Propose bool   `help:"Propose the fitted weights where the figures bear it. They come into force only when a member of county staff adopts them."`
}

// Help says what the figures mean.
func (c *Calibrate) Help() string {
	return `Fits the six weights to what became of past invitations: help that was confirmed, and how content the household was,
against what was declined, expired or failed, offers of one need compared with each other. 70 % of the needs teach, 30 % measure.
Only offers that were invited have an outcome; what would have become of the others nobody knows. A gain is therefore one in the
order of what was tried, not a promise of more help. A decline never lowers its supplier's own score: it tells which parts of the
score deserve more weight. Nothing changes until a person adopts.`
}

// Validate refuses a call that cannot succeed; the command line exits 2 on it.
func (c *Calibrate) Validate() error {
	var faults []error
	if code, flaw := models.ParseRegionCode(c.County); flaw != "" || models.CountyOf(code) != c.County {
		faults = append(faults, errors.New("--county must be a county's code of 6 digits"))
	}
	for name, day := range map[string]string{"--from": c.From, "--to": c.To} {
		if _, ok := models.ParseDate(day); day != "" && !ok {
			faults = append(faults, errors.New(name+" must be a day such as 2026-11-24"))
		}
	}
	if c.From != "" && c.To != "" && c.To < c.From {
		faults = append(faults, errors.New("--to must not be before --from"))
	}
	return oneLine(faults)
}

// Run prints what was measured; with --propose, that the figures do not bear a proposal is a failure.
func (c *Calibrate) Run(ctx context.Context, e *Env) (err error) {
	s, err := e.Open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	counties, err := s.Counties(ctx)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(counties, func(r models.Region) bool { return r.CountyCode == c.County }) {
		return fmt.Errorf("there is no county %s in the database", c.County)
	}
	desk, by := &weighing.Desk{Store: s}, weighing.System(c.County)
	found, err := desk.Calibrate(ctx, by, models.Date(c.From), models.Date(c.To))
	if err != nil {
		return err
	}
	if err := sayCalibration(e.Out, found); err != nil || !c.Propose {
		return err
	}
	if found.Verdict != weighing.VerdictBetter {
		return errors.New("nothing was proposed: " + sayVerdict(found))
	}
	v, err := desk.ProposeFitted(ctx, by, found)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(e.Out, "Proposed as %s (%s). It is not in force: a member of county staff may preview and adopt it.\n", v.WeightsVersion, v.ID)
	return err
}

func sayCalibration(out io.Writer, c *weighing.Calibration) error {
	e := c.Evidence
	fmt.Fprintf(out, "Invitations of %s – %s: %d outcomes that say something.\n", c.From, c.To, e.Outcomes)
	fmt.Fprintf(out, "Needs whose offers came to different ends: %d to learn from (%d pairs), %d held out.\n\n", e.TrainingNeeds, e.Pairs, e.HeldOutNeeds)
	fmt.Fprintf(out, "%-18s %9s %10s %9s %5s %6s %6s\n", "", "category", "geography", "capacity", "time", "group", "track")
	fitted := c.Fitted
	fitted.Version = "fitted"
	for _, w := range []matching.Weights{c.Present.Weights, fitted} {
		fmt.Fprintf(out, "%-18s %9d %10d %9d %5d %6d %6d\n", w.Version, w.Category, w.Geography, w.Capacity, w.Time, w.Group, w.Track)
	}
	fmt.Fprintf(out, "\nOn the held-out needs, mean [95 %% of resamples]:\n")
	for _, row := range []struct {
		name string
		f    [3]models.Figure
	}{{"NDCG@5", [3]models.Figure{e.NDCGBefore, e.NDCGAfter, e.NDCGGain}}, {"MRR", [3]models.Figure{e.MRRBefore, e.MRRAfter, e.MRRGain}}} {
		fmt.Fprintf(out, "  %-7s before %s  after %s  gain %s\n", row.name, sayFigure(row.f[0]), sayFigure(row.f[1]), sayFigure(row.f[2]))
	}
	fmt.Fprintln(out, "\nThis compares only offers that were invited, mostly few a need; it cannot tell how offers nobody tried would have done.")
	_, err := fmt.Fprintln(out, "Verdict: "+sayVerdict(c)+".")
	return err
}

func sayFigure(f models.Figure) string {
	return fmt.Sprintf("%.4f [%.4f, %.4f]", f.Mean, f.Low, f.High)
}

func sayVerdict(c *weighing.Calibration) string {
	switch c.Verdict {
	case weighing.VerdictTooFew:
		text := "too few data"
		for _, lack := range []struct{ name, what string }{
			{"training_needs", "needs to learn from"}, {"pairs", "pairs"}, {"held_out_needs", "held-out needs"},
		} {
			if n := c.Missing[lack.name]; n > 0 {
				text += fmt.Sprintf(", %d %s missing", n, lack.what)
			}
		}
		return text
	case weighing.VerdictSame:
		return "the answers speak for the weights in force"
	case weighing.VerdictNotBetter:
		return "not better on the held-out needs, beyond what chance explains"
	case weighing.VerdictBetter:
		return "better on the held-out needs"
	}
	return string(c.Verdict)
}
