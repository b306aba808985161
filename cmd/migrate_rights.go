package cmd

import (
	"context"
	"errors"
	"fmt"

	"zhulian/jobs"
)

// MigrateRights gives the role of the servers what it needs and no more.
type MigrateRights struct {
	Role string `arg:"" help:"The role of the servers, which must be there already."`
	Do   bool   `name:"run" help:"Run the statements instead of printing them; they may be run again."`
}

// Help tells what the flags cannot.
func (*MigrateRights) Help() string {
	return `For PostgreSQL, under the role that owns the tables: what lets another role read and write rows and change no table. Migrations stay with
the owner (zhulian migrate up); the servers run under the other role. docs/operations.md tells how.`
}

// Run prints or runs the statements.
func (m *MigrateRights) Run(ctx context.Context, e *Env) (err error) {
	s, err := e.openAny(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	statements, err := s.RowRights(ctx, m.Role, jobs.Schema)
	if err != nil {
		return err
	}
	if m.Do {
		if err := s.GiveRowRights(ctx, statements); err != nil {
			return err
		}
		_, err = fmt.Fprintf(e.Out, "%s may read and write rows, and change no table\n", m.Role)
		return err
	}
	for _, sql := range statements {
		fmt.Fprintf(e.Out, "%s;\n", sql)
	}
	return nil
}
