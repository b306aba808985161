package cmd

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"zhulian/jobs"
)

// Migrate is `zhulian migrate up|down|status|rights`.
type Migrate struct {
	Up     MigrateUp     `cmd:"" help:"Apply what is missing."`
	Down   MigrateDown   `cmd:"" help:"Take the newest migration back. This loses data."`
	Status MigrateStatus `cmd:"" help:"List the migrations."`
	Rights MigrateRights `cmd:"" help:"Print or run what lets the servers' role of PostgreSQL read and write rows and change no table."`
}

// MigrateUp applies what is missing.
type MigrateUp struct{}

// Run applies what is missing; several may run at once.
func (*MigrateUp) Run(ctx context.Context, e *Env) error {
	s, err := e.openAny(ctx)
	if err != nil {
		return err
	}
	n, err := s.Migrate(ctx)
	if err == nil {
		err = jobs.Migrate(ctx, e.DatabaseURL, slog.New(slog.DiscardHandler))
	}
	if err == nil {
		_, err = fmt.Fprintf(e.Out, "%d migrations applied; the schema is up to date\n", n)
	}
	return errors.Join(err, s.Close())
}

// MigrateDown takes the newest migration back.
type MigrateDown struct {
	YesLoseData bool `help:"Say that you want to lose what the newest migration added."`
}

// Run takes one migration back. The house only goes forward; this is for an installation that was begun by mistake.
func (m *MigrateDown) Run(ctx context.Context, e *Env) error {
	if !m.YesLoseData {
		return wrongCall{errors.New("migrate down deletes tables with all that is in them: say --yes-lose-data, or restore a backup instead")}
	}
	s, err := e.openAny(ctx)
	if err != nil {
		return err
	}
	name, err := s.MigrateDown(ctx)
	if err == nil {
		_, err = fmt.Fprintln(e.Out, "took back", name)
	}
	return errors.Join(err, s.Close())
}

// MigrateStatus lists the migrations.
type MigrateStatus struct{}

// Run prints one line a migration.
func (*MigrateStatus) Run(ctx context.Context, e *Env) error {
	s, err := e.openAny(ctx)
	if err != nil {
		return err
	}
	states, err := s.MigrationStatus(ctx)
	for _, m := range states {
		word := "pending"
		if m.Applied {
			word = "applied"
		}
		fmt.Fprintf(e.Out, "%-8s %s\n", word, m.Name)
	}
	return errors.Join(err, s.Close())
}
