package matching

import (
	"cmp"
	"slices"
)

// A RoundChange is a pair whose units differ between two rounds; 0 units mean
// that the round does not have the pair.
type RoundChange struct {
	NeedID, OfferID string
	Before, After   int32
}

// RoundDiff says what changed since an earlier round. Needs and offers are
// compared by ID, so the rounds may have different ones.
type RoundDiff struct {
	// Changes are ordered by need and offer ID.
	Changes []RoundChange
	// Met lack nothing now and lacked units before, or are new and lack
	// nothing; Lost the other way round; Gone are no longer asked for.
	Met, Lost, Gone []string
	Value           int64 // after less before
}

// Diff compares this round with an earlier one.
func (a Allocation) Diff(problem Problem, earlier Allocation, earlierProblem Problem) RoundDiff {
	d := RoundDiff{Value: a.Value - earlier.Value}
	type key struct{ need, offer string }
	before := make(map[key]int32, len(earlier.Assignments))
	for _, x := range earlier.Assignments {
		before[key{earlierProblem.Needs[x.Need].ID, earlierProblem.Offers[x.Offer].ID}] = x.Units
	}
	for _, x := range a.Assignments {
		k := key{problem.Needs[x.Need].ID, problem.Offers[x.Offer].ID}
		if before[k] != x.Units {
			d.Changes = append(d.Changes, RoundChange{k.need, k.offer, before[k], x.Units})
		}
		delete(before, k)
	}
	for k, units := range before {
		d.Changes = append(d.Changes, RoundChange{k.need, k.offer, units, 0})
	}
	slices.SortFunc(d.Changes, func(x, y RoundChange) int {
		return cmp.Or(cmp.Compare(x.NeedID, y.NeedID), cmp.Compare(x.OfferID, y.OfferID))
	})
	d.compareNeeds(a.metNeeds(&problem), earlier.metNeeds(&earlierProblem))
	return d
}

// metNeeds tells for every need by ID whether it lacks nothing.
func (a Allocation) metNeeds(p *Problem) map[string]bool {
	met := make(map[string]bool, len(p.Needs))
	got, _ := a.units(p)
	for i := range p.Needs {
		met[p.Needs[i].ID] = got[i] == int64(p.Needs[i].Quantity)
	}
	return met
}

func (d *RoundDiff) compareNeeds(now, before map[string]bool) {
	for id, met := range now {
		was, known := before[id]
		if met && !was {
			d.Met = append(d.Met, id)
		} else if !met && known && was {
			d.Lost = append(d.Lost, id)
		}
	}
	for id := range before {
		if _, still := now[id]; !still {
			d.Gone = append(d.Gone, id)
		}
	}
	for _, list := range [][]string{d.Met, d.Lost, d.Gone} {
		slices.Sort(list)
	}
}
