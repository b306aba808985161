package reports

import (
	"context"

	"zhulian/models"
)

// Trend is the resolution rate of the last months up to the present one, the oldest first: the same rate as Resolution's by month, without
// waiting times and labels. A month without needs is there, with no rate. Errors: Forbidden.
func (d *Desk) Trend(ctx context.Context, by models.Actor, months int) ([]Rate, error) {
	scope, err := viewer(by)
	if err != nil {
		return nil, err
	}
	if models.ScopeOf(by, models.ReportView) == models.ScopeCounts {
		return nil, models.Forbidden("counts_only") // small months could point at somebody
	}
	this := models.DateOf(d.Store.Now()).Month()
	from := this.AddMonths(1 - months)
	rows, err := d.Store.CohortMonths(ctx, scope, from.Start(), this.AddMonths(1).Start())
	if err != nil {
		return nil, err
	}
	at, out := map[string]*tally{}, make([]Rate, 0, months)
	for m := from; m <= this; m = m.AddMonths(1) {
		at[string(m[:7])] = &tally{Rate: Rate{Key: string(m[:7])}}
	}
	for _, n := range rows {
		if t := at[string(models.DateOf(n.SubmittedAt)[:7])]; t != nil && !n.Unsubmitted() {
			t.add(n, nil)
		}
	}
	for m := from; m <= this; m = m.AddMonths(1) {
		out = append(out, at[string(m[:7])].rate())
	}
	return out, nil
}
