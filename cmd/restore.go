package cmd

import (
	"context"
	"errors"
	"fmt"
)

// Restore is `zhulian restore FILE`.
type Restore struct {
	File string `arg:"" help:"A backup that zhulian backup wrote."`
}

// Help tells what the flags cannot.
func (*Restore) Help() string {
	return `The database named by --database-url must be empty; it may be of the other kind than the one that was backed up. The secret file must be that
of the installation. Everybody logs in anew afterwards, and messages that were on their way are listed as unsure instead of being sent.`
}

// Run fills the database.
func (r *Restore) Run(ctx context.Context, e *Env) (err error) {
	s, err := e.openAny(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	sums, err := restoreInto(ctx, s, r.File)
	if err != nil {
		return err
	}
	fmt.Fprintf(e.Out, "restored %d rows of %d tables; the event logs are whole\n", sums.Rows(), len(sums))
	lost, err := s.LostSeals(ctx)
	if err == nil && lost.Sum() > 0 {
		err = fmt.Errorf("%d of the rows are sealed with keys that this secret file has no more, and nobody can read them: "+
			"restore into another empty database with the secret file as it was when the backup was made", lost.Sum())
	}
	return err
}
