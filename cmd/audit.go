package cmd

import (
	"context"
	"errors"
	"fmt"
)

// Audit is `zhulian audit verify`.
type Audit struct {
	Verify AuditVerify `cmd:"" help:"Walk every county's event log and report the first entry that was changed, removed or put in."`
}

// AuditVerify walks the event logs.
type AuditVerify struct {
	County string `help:"Only this county."`
}

// Run prints a line a county; a broken log is a failure.
func (a *AuditVerify) Run(ctx context.Context, e *Env) (err error) {
	s, err := e.Open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	counties, err := s.ChainCounties(ctx)
	if err == nil {
		counties, err = countiesAsked(a.County, counties)
	}
	if err != nil {
		return err
	}
	broken := 0
	for _, county := range counties {
		rep, err := s.VerifyChain(ctx, county)
		if err != nil {
			return err
		}
		if rep.Fault != "" {
			broken++
			fmt.Fprintf(e.Out, "%s: BROKEN at entry %d (%s) after %d good entries\n", county, rep.BrokenAt, rep.Fault, rep.Entries)
			continue
		}
		fmt.Fprintf(e.Out, "%s: %d entries, whole; head %x\n", county, rep.Entries, rep.HeadHash)
	}
	if broken > 0 {
		return fmt.Errorf("%d of %d event logs are broken: keep the database as it is and find out who had access", broken, len(counties))
	}
	return nil
}
