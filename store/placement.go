package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// Placement says where the rows of a table stand in a database that is spread over several machines by county.
type Placement string

// The three placements (ADR 0027).
const (
	Distributed Placement = "distributed" // a county's rows on one machine, together with those of every other distributed table
	Reference   Placement = "reference"   // whole on every machine
	Local       Placement = "local"       // on the machine that is asked, and on no other
)

// placements are the tables that are not distributed by county. Every other table is, and has to keep the rules of Spread.
var placements = map[string]Placement{
	"region":           Reference, // national codes, asked by every county
	"calendar_day":     Reference, // holidays of the whole country
	"account":          Reference, // a name to log in with is taken in the whole installation (ADR 0003)
	"goose_db_version": Local,     // which migrations ran
}

// PlacementOf says where a table belongs.
func PlacementOf(table string) Placement {
	if p, ok := placements[table]; ok {
		return p
	}
	return Distributed
}

// Placed is one table of the schema.
type Placed struct {
	Name string
	Placement
}

// Spread is a schema as it would be spread by county.
type Spread struct {
	Tables []Placed // first those that are copied, then the distributed ones, whatever a table refers to before it; the local ones last
	Faults []string // what keeps it from being spread, a sentence each; empty where nothing does
}

// ErrNotPostgres means that something is for PostgreSQL only.
var ErrNotPostgres = errors.New("only a PostgreSQL database can be spread over several machines")

// Spread reads the schema and says where each table belongs and what is against it.
func (s *Store) Spread(ctx context.Context) (Spread, error) {
	var out Spread
	if s.dialect != Postgres {
		return out, ErrNotPostgres
	}
	found, err := s.catalogue(ctx)
	if err != nil {
		return out, err
	}
	out.Faults = found.faults()
	ordered, left := found.ordered()
	for _, name := range left {
		out.Faults = append(out.Faults, fmt.Sprintf("%s: its foreign keys lead back to itself through other tables", name))
	}
	for _, p := range []Placement{Reference, Distributed, Local} {
		for _, name := range ordered {
			if PlacementOf(name) == p {
				out.Tables = append(out.Tables, Placed{name, p})
			}
		}
	}
	return out, nil
}

// faults lists what breaks the rules: the county in every key of a distributed table, and nothing that works across counties.
func (c *catalogue) faults() (out []string) {
	say := func(says string, args ...any) { out = append(out, fmt.Sprintf(says, args...)) }
	for _, t := range c.Tables {
		if PlacementOf(t.Name) == Distributed && !t.County {
			say("%s: no column county_code that is a text and never null; if no county owns its rows, name it in store/placement.go", t.Name)
		}
		if PlacementOf(t.Name) != Local && !t.Keyed {
			say("%s: no primary key", t.Name)
		}
	}
	for _, k := range c.Keys {
		if PlacementOf(k.Table) == Distributed && !k.County {
			say("%s: the unique key %s does not hold county_code", k.Table, k.Name)
		}
	}
	for _, f := range c.Foreign {
		out = append(out, f.faults()...)
	}
	for _, o := range c.Others {
		if PlacementOf(o.Table) != Local {
			say("%s: %s %s works across counties", o.Table, o.Kind, o.Name)
		}
	}
	return out
}

func (f foreignKey) faults() (out []string) {
	from, to := PlacementOf(f.Table), PlacementOf(f.Refers)
	say := func(why string) { out = append(out, fmt.Sprintf("%s: the foreign key %s %s", f.Table, f.Name, why)) }
	switch {
	case from == Distributed && to == Distributed && !f.County:
		say("does not pair county_code with county_code of " + f.Refers)
	case from != Distributed && to == Distributed:
		say("refers to the distributed table " + f.Refers)
	case from != Local && to == Local:
		say("refers to the local table " + f.Refers)
	default:
	}
	if from == Distributed && f.County && f.Sets {
		say("would change county_code of its own rows")
	}
	return out
}

// ordered lists the tables so that whatever one refers to stands before it, by name where nothing decides; left are those that lead in
// a ring.
func (c *catalogue) ordered() (out, left []string) {
	waits := map[string][]string{}
	for _, f := range c.Foreign {
		if f.Refers != f.Table {
			waits[f.Table] = append(waits[f.Table], f.Refers)
		}
	}
	for _, t := range c.Tables {
		left = append(left, t.Name)
	}
	for {
		at := slices.IndexFunc(left, func(name string) bool {
			return !slices.ContainsFunc(waits[name], func(on string) bool { return !slices.Contains(out, on) })
		})
		if at < 0 {
			return out, left
		}
		out, left = append(out, left[at]), slices.Delete(left, at, at+1)
	}
}
