package casework

import (
	"context"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// NeedQueue is one part of a queue of needs, with how many wait for whom under the same filter.
type NeedQueue struct {
	Items  []models.Need
	Next   string
	Counts map[models.NeedGroup]int
	// Regions are those that the reader may look into, by code, for names and filters.
	Regions []models.Region
}

// NeedQueue lists the needs of a group, or all that wait for somebody, by how soon somebody must look after them; of what has ended, the
// newest first. Like Needs, it shows public titles only.
func (d *Desk) NeedQueue(ctx context.Context, by models.Actor, group models.NeedGroup, f store.NeedFilter, p store.Page) (*NeedQueue, error) {
	sc, err := flow.ListScope(by, models.NeedView)
	if err != nil {
		return nil, err
	}
	f.Scope, f.Statuses = sc, nil
	out := &NeedQueue{Counts: map[models.NeedGroup]int{}}
	if out.Regions, err = d.regionsOf(ctx, by); err != nil {
		return nil, err
	}
	counts, err := d.Store.CountNeedsByStatus(ctx, f)
	if err != nil {
		return nil, err
	}
	for _, g := range models.NeedGroups() {
		for _, s := range g.Statuses() {
			out.Counts[g] += counts[s]
		}
	}
	f.Statuses = group.Statuses()
	if group == models.NeedsEnded {
		p.After, _ = models.ParseID(p.After)
		out.Items, out.Next, err = d.Store.Needs(ctx, f, p)
	} else {
		if f.Statuses == nil {
			f.Statuses = models.NeedsNotEnded()
		}
		out.Items, out.Next, err = d.Store.NeedQueue(ctx, f, d.today(), p)
	}
	for i := range out.Items {
		impersonal(&out.Items[i])
	}
	return out, err
}

// regionsOf reads the actor's county, or the parts of it that a government role looks after with the towns above them.
func (d *Desk) regionsOf(ctx context.Context, by models.Actor) ([]models.Region, error) {
	all, err := d.Store.Regions(ctx, by.CountyCode)
	if err != nil {
		return nil, err
	}
	var out []models.Region
	for _, r := range all {
		if r.Level != models.RegionCounty && (by.Covers(r.Code) || coversUnder(by, r.Code)) {
			out = append(out, r)
		}
	}
	return out, nil
}

// coversUnder tells whether one of the actor's regions lies under a region.
func coversUnder(by models.Actor, region string) bool {
	for _, own := range by.Regions {
		if models.Covers(region, own) {
			return true
		}
	}
	return false
}
