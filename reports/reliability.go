package reports

import (
	"context"

	"zhulian/models"
	"zhulian/store"
)

// Reliability is what a supplier's invitations of a period came to. Declining costs nothing (慈善法 120): it is told, not counted against.
type Reliability struct {
	store.AnswerTally
	Name string
	Kept *float64 // K8: of the promises whose end lies in the period, those completed
}

// Suppliers answers how the suppliers of a county answered and kept what they promised in a period. Errors: Invalid, Forbidden.
func (d *Desk) Suppliers(ctx context.Context, by models.Actor, period string) ([]Reliability, error) {
	scope, err := viewer(by)
	if err != nil {
		return nil, err
	}
	if scope.County == "" {
		return nil, models.Forbidden("counts_only")
	}
	from, to, err := ParsePeriod(period, models.DateOf(d.Store.Now()))
	if err != nil {
		return nil, err
	}
	rows, err := d.Store.AnswerTallies(ctx, scope, from.Start(), to.End())
	if err != nil {
		return nil, err
	}
	kept, err := d.Breakdown(ctx, by, "K8", Query{Period: period}, store.DimSupplier)
	if err != nil {
		return nil, err
	}
	keys := make([]string, len(rows))
	for i, r := range rows {
		keys[i] = r.SupplierID
	}
	names, err := d.namesOf(ctx, scope.County, store.DimSupplier, keys)
	out := make([]Reliability, len(rows))
	for i, r := range rows {
		out[i] = Reliability{AnswerTally: r, Name: names[r.SupplierID]}
		for _, l := range kept.Lines {
			if l.Key == r.SupplierID {
				out[i].Kept = l.Rate
			}
		}
	}
	return out, err
}
