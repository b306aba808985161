package cmd

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"zhulian/store"
)

// Distribute is `zhulian distribute`.
type Distribute struct {
	Do     bool `name:"run" help:"Run the statements instead of printing them; what is done already is left alone."`
	Shards int  `default:"32" help:"Into how many parts the counties' rows are dealt out, 1 to 4096; what can be moved from machine to machine is a part."`
}

// Help tells what the flags cannot.
func (*Distribute) Help() string {
	return `It reads the schema of a PostgreSQL database, checks that it can be spread over several machines by county, and prints the statements for the
extension Citus. Stop the servers before --run: a table cannot be written to while its rows go out. After an upgrade that brought new
tables, run it again. docs/scale.md tells when this is worth it.`
}

// Run checks, and prints or runs.
func (d *Distribute) Run(ctx context.Context, e *Env) (err error) {
	if d.Shards < 1 || d.Shards > 4096 {
		return wrongCall{errors.New("--shards: between 1 and 4096")}
	}
	s, err := e.Open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	plan, err := s.Spread(ctx)
	if err != nil {
		return err
	}
	if len(plan.Faults) > 0 {
		return fmt.Errorf("this schema cannot be spread by county, and nothing was done:\n  %s", strings.Join(plan.Faults, "\n  "))
	}
	there, err := s.SpreadState(ctx, plan)
	if err != nil {
		return err
	}
	if d.Do {
		return d.run(ctx, e, s, plan, there)
	}
	return d.print(e, plan, there)
}

func (d *Distribute) run(ctx context.Context, e *Env, s *store.Store, plan store.Spread, there store.SpreadState) error {
	steps := plan.Steps(d.Shards, there)
	err := s.RunSpread(ctx, steps, func(n int, step store.SpreadStep) { fmt.Fprintf(e.Out, "%d of %d: %s\n", n, len(steps), step.Does) })
	switch {
	case errors.Is(err, store.ErrNoCitus):
		return err
	case err != nil:
		return fmt.Errorf("%w; what was told before it is done: mend the cause and run this again", err)
	default:
		_, err = fmt.Fprintf(e.Out, "the schema is spread by county: %s\n", counted(plan))
		return err
	}
}

func (d *Distribute) print(e *Env, plan store.Spread, there store.SpreadState) error {
	fmt.Fprintf(e.Out, "-- %s. Stop the servers first; run it by psql as a superuser, or with --run.\n", counted(plan))
	for _, step := range plan.Steps(d.Shards, there) {
		fmt.Fprintf(e.Out, "-- %s\n%s;\n", step.Does, step.SQL)
	}
	for _, t := range plan.Tables {
		switch {
		case t.Placement == store.Local:
			fmt.Fprintf(e.Out, "-- %s: stays where it is\n", t.Name)
		case there.Done[t.Name] != "":
			fmt.Fprintf(e.Out, "-- %s: done already (%s)\n", t.Name, t.Placement)
		default:
		}
	}
	return nil
}

// counted says how many tables go where.
func counted(plan store.Spread) string {
	n := map[store.Placement]int{}
	for _, t := range plan.Tables {
		n[t.Placement]++
	}
	return fmt.Sprintf("%d tables by county, %d whole on every machine, %d as they are", n[store.Distributed], n[store.Reference], n[store.Local])
}
