package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
)

// SpreadStep is one statement of what spreads a schema over several machines.
type SpreadStep struct {
	Does string // in a few words
	SQL  string
}

// Steps are the statements that spread what is not spread yet, in an order that foreign keys allow. Everything distributed lies with
// the first table of done or, where none is, with the first of the plan, in that many shards. An extension that is there is not asked for.
func (p Spread) Steps(shards int, there SpreadState) []SpreadStep {
	var out []SpreadStep
	if !there.Extension {
		out = append(out, SpreadStep{"the extension that spreads tables", "CREATE EXTENSION IF NOT EXISTS citus"})
	}
	first := there.first
	for _, t := range p.Tables {
		switch {
		case t.Placement == Local || there.Done[t.Name] != "":
		case t.Placement == Reference:
			out = append(out, SpreadStep{t.Name + ": whole on every machine", fmt.Sprintf("SELECT create_reference_table('%s')", t.Name)})
		case first == "":
			first = t.Name
			out = append(out, SpreadStep{t.Name + ": by county, the first, which the others lie with",
				fmt.Sprintf("SELECT create_distributed_table('%s', 'county_code', colocate_with => 'none', shard_count => %d)", t.Name, shards)})
		default:
			out = append(out, SpreadStep{t.Name + ": by county",
				fmt.Sprintf("SELECT create_distributed_table('%s', 'county_code', colocate_with => '%s')", t.Name, first)})
		}
	}
	return append(out, p.tidy(there)...)
}

// tidy gives back the room of rows that have gone to the shards and are no longer seen where they came from, those that refer to others first.
func (p Spread) tidy(there SpreadState) (out []SpreadStep) {
	for _, t := range slices.Backward(p.Tables) {
		if t.Placement != Local && there.holds[t.Name] {
			out = append(out, SpreadStep{t.Name + ": give back the room of what has gone to the shards",
				fmt.Sprintf("SELECT truncate_local_data_after_distributing_table('%s')", t.Name)})
		}
	}
	return out
}

// SpreadState is how far a database is spread.
type SpreadState struct {
	Extension bool                 // Citus is in the database
	Done      map[string]Placement // what is spread already
	first     string               // a table that others can lie with
	holds     map[string]bool      // tables with rows, or the room of some, on the machine that is asked
}

// ErrNoCitus means that the server does not have the extension that spreads tables.
var ErrNoCitus = errors.New("this PostgreSQL does not have the extension citus: install Citus of its version on every machine, put citus into " +
	"shared_preload_libraries, start it anew, and run this again as a superuser (docs/scale.md)")

// SpreadState asks the database how far it is spread already. Tables that lie otherwise than the plan wants them are an error.
func (s *Store) SpreadState(ctx context.Context, p Spread) (SpreadState, error) {
	out := SpreadState{Done: map[string]Placement{}, holds: map[string]bool{}}
	db := s.db.WithContext(ctx)
	var full []string
	if err := db.Raw("SELECT t.relname " + ownTables + " AND pg_relation_size(t.oid) > 0").Scan(&full).Error; err != nil {
		return out, translate(err)
	}
	for _, name := range full {
		out.holds[name] = true
	}
	if err := db.Raw("SELECT EXISTS (SELECT 1 FROM pg_proc WHERE proname = 'create_distributed_table')").Scan(&out.Extension).Error; err != nil || !out.Extension {
		return out, translate(err)
	}
	var rows []struct{ Name, Kind, Column, Lies string }
	err := db.Raw(`SELECT CAST(table_name AS text) AS name, citus_table_type AS kind, distribution_column AS "column", CAST(colocation_id AS text) AS lies
FROM citus_tables`).Scan(&rows).Error
	if err != nil {
		return out, translate(err)
	}
	lies := map[string]string{}
	for _, r := range rows {
		lies[r.Name] = r.Lies
		at := slices.IndexFunc(p.Tables, func(t Placed) bool { return t.Name == r.Name })
		if at < 0 || p.Tables[at].Placement == Local || r.Kind == string(Local) {
			continue // local to Citus means that nothing was done with it but to know it
		}
		if want := p.Tables[at].Placement; r.Kind != string(want) || want == Distributed && r.Column != "county_code" {
			return out, fmt.Errorf("%s is %s by %s, and should be %s: undistribute_table('%s') first", r.Name, r.Kind, r.Column, want, r.Name)
		}
		out.Done[r.Name] = p.Tables[at].Placement
	}
	return out, out.findFirst(p, lies)
}

func (st *SpreadState) findFirst(p Spread, lies map[string]string) error {
	for _, t := range p.Tables {
		switch {
		case st.Done[t.Name] != Distributed:
		case st.first == "":
			st.first = t.Name
		case lies[t.Name] != lies[st.first]:
			return fmt.Errorf("%s does not lie with %s: undistribute_table('%s') first", t.Name, st.first, t.Name)
		default:
		}
	}
	return nil
}

// RunSpread runs the steps one after another over one connection, each in a transaction of its own, and tells of each before it begins.
// Where one fails, those before it stay done, and the steps asked for anew begin with it.
func (s *Store) RunSpread(ctx context.Context, steps []SpreadStep, tell func(n int, step SpreadStep)) error {
	if len(steps) == 0 {
		return nil
	}
	pool, err := s.db.DB()
	if err != nil {
		return err
	}
	conn, err := pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	for n, step := range steps {
		tell(n+1, step)
		if err := runStep(ctx, conn, step); err != nil {
			return err
		}
	}
	return nil
}

func runStep(ctx context.Context, conn *sql.Conn, step SpreadStep) error {
	_, err := conn.ExecContext(ctx, step.SQL)
	if err == nil {
		return nil
	}
	if isMissingExtension(err) {
		return ErrNoCitus
	}
	return fmt.Errorf("%s: %w", step.Does, err)
}
