package cmd

import (
	"context"
	"errors"
	"fmt"

	"zhulian/models"
	"zhulian/retention"
)

// Retain is `zhulian retain`: it deletes what is over its time, as a running server does once a day, or counts what would go.
type Retain struct {
	County string `placeholder:"CODE" help:"Only this county."`
	DryRun bool   `help:"Count what would go and what is held back, and delete nothing."`
}

// Help tells what the flags cannot.
func (*Retain) Help() string {
	return `What is kept how long is a setting of the county. What was deleted is counted in the event log; a day that is done is not done again. It exits
1 when something over its time is still there afterwards.`
}

// Run goes through the counties.
func (r *Retain) Run(ctx context.Context, e *Env) (err error) {
	s, err := e.Open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	counties, err := countyCodes(ctx, s)
	if err == nil {
		counties, err = countiesAsked(r.County, counties)
	}
	if err != nil {
		return err
	}
	desk := &retention.Desk{Store: s}
	for _, county := range counties {
		if r.DryRun {
			err = errors.Join(err, r.count(ctx, e, desk, county))
			continue
		}
		run, failed := desk.Sweep(ctx, county)
		for failed == nil && (run.Status == models.RetentionRunning || run.RanOn != models.DateOf(e.Clock.Now())) {
			run, failed = desk.Sweep(ctx, county)
		}
		if err = errors.Join(err, failed); failed == nil {
			fmt.Fprintf(e.Out, "%s: nothing is over its time; rows deleted today: %d\n", county, run.Gone.Sum())
		}
	}
	return err
}

func (r *Retain) count(ctx context.Context, e *Env, desk *retention.Desk, county string) error {
	lines, err := desk.DryRun(ctx, county)
	if err != nil {
		return err
	}
	fmt.Fprintf(e.Out, "%s\n%-18s %-12s %10s %10s\n", county, "what", "kept since", "would go", "held back")
	for _, l := range lines {
		fmt.Fprintf(e.Out, "%-18s %-12s %10d %10d\n", l.Noun, l.Kept, l.Over, l.Held)
	}
	return nil
}
