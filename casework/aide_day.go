package casework

import (
	"context"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// soonDays is how near its last day a need must be to count as due soon.
const soonDays = 3

// AideDay is what waits for whoever works in the field: counts first.
type AideDay struct {
	ToConfirm                          int64 // fulfilments that the household has not confirmed yet
	Returned, ToResolve, Drafts, Alive int64 // needs: sent back, ready to be resolved, not submitted yet, under way
	Overdue, Soon                      int64
	Households                         int64
	WorkChecks                         int64 // people who are to be asked how it stands with their work
	Villages                           []VillageCount
}

// VillageCount is how many households are helped in a village.
type VillageCount struct {
	RegionCode, Name string
	Households       int64
}

// Day counts what waits for the actor in the actor's villages. Errors: Forbidden.
func (d *Desk) Day(ctx context.Context, by models.Actor) (*AideDay, error) {
	needs, err := flow.ListScope(by, models.NeedView)
	if err != nil {
		return nil, err
	}
	homes, err := flow.ListScope(by, models.HouseholdView)
	if err != nil {
		return nil, err
	}
	out := &AideDay{}
	today := d.today()
	tally, err := d.Store.TallyNeeds(ctx, needs, today, today.AddDays(soonDays))
	if err != nil {
		return nil, err
	}
	for _, t := range tally {
		out.count(t)
	}
	out.ToConfirm, err = d.Store.CountFulfilments(ctx, store.FulfilmentFilter{Scope: needs, Statuses: models.FulfilmentSteps.From("confirm")})
	if err != nil {
		return nil, err
	}
	if out.WorkChecks, err = d.workChecks(ctx, by); err != nil {
		return nil, err
	}
	out.Villages, err = d.villageCounts(ctx, homes)
	for _, v := range out.Villages {
		out.Households += v.Households
	}
	return out, err
}

// workChecks counts the people whose check is due.
func (d *Desk) workChecks(ctx context.Context, by models.Actor) (int64, error) {
	if models.ScopeOf(by, models.WorkView) == models.ScopeNone {
		return 0, nil
	}
	sc, err := flow.ListScope(by, models.WorkView)
	if err != nil {
		return 0, err
	}
	return d.Store.CountWorks(ctx, store.WorkFilter{Scope: sc, CheckBy: d.today()})
}

func (a *AideDay) count(t store.NeedTally) {
	a.Overdue, a.Soon = a.Overdue+t.Overdue, a.Soon+t.Soon
	switch {
	case t.Status == models.NeedReturned:
		a.Returned += t.N
	case t.Status == models.NeedConfirmed:
		a.ToResolve += t.N
	case t.Status == models.NeedDrafted:
		a.Drafts += t.N
	case t.Status.CanDerive():
		a.Alive += t.N
	}
}

func (d *Desk) villageCounts(ctx context.Context, sc store.Scope) ([]VillageCount, error) {
	rows, err := d.Store.TallyHouseholds(ctx, store.HouseholdFilter{Scope: sc, Status: string(models.HouseholdActive)})
	if err != nil {
		return nil, err
	}
	codes := make([]string, len(rows))
	for i, r := range rows {
		codes[i] = r.RegionCode
	}
	names, err := d.Store.RegionNames(ctx, codes)
	out := make([]VillageCount, len(rows))
	for i, r := range rows {
		out[i] = VillageCount{RegionCode: r.RegionCode, Name: names[r.RegionCode], Households: r.N}
	}
	return out, err
}

// Villages lists the villages in which the actor may register households. Errors: Forbidden.
func (d *Desk) Villages(ctx context.Context, by models.Actor) ([]models.Region, error) {
	sc, err := flow.ListScope(by, models.HouseholdView)
	if err != nil {
		return nil, err
	}
	var out []models.Region
	for _, under := range sc.Regions {
		list, err := d.Store.Regions(ctx, under)
		if err != nil {
			return nil, err
		}
		for _, r := range list {
			if r.Level == models.RegionVillage && (r.ActiveTo == "" || r.ActiveTo >= d.today()) {
				out = append(out, r)
			}
		}
	}
	return out, nil
}
