package casework

import (
	"context"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// Matches lists matches; to suppliers their own, without anything of the households.
func (d *Desk) Matches(ctx context.Context, by models.Actor, f store.MatchFilter, p store.Page) ([]models.Match, string, error) {
	sc, err := flow.ListScope(by, models.MatchView)
	if err != nil {
		return nil, "", err
	}
	f.Scope = sc
	if !by.Role.IsSupplier() {
		return d.Store.Matches(ctx, f, p)
	}
	f.Household, f.Sent = "", true
	items, next, err := d.Store.Matches(ctx, f, p)
	for i := range items {
		items[i] = withoutHousehold(items[i])
	}
	return items, next, err
}

// Fulfilments lists fulfilments; to suppliers their own, to a worker the tasks assigned.
func (d *Desk) Fulfilments(ctx context.Context, by models.Actor, f store.FulfilmentFilter, p store.Page) ([]models.Fulfilment, string, error) {
	sc, err := flow.ListScope(by, models.FulfilmentView)
	if err != nil {
		return nil, "", err
	}
	f.Scope = sc
	return d.Store.Fulfilments(ctx, f, p)
}

// Events lists what changed in the actor's scope after a sequence number, in order.
func (d *Desk) Events(ctx context.Context, by models.Actor, f store.EventFilter) ([]models.Event, error) {
	sc, err := flow.ListScope(by, models.EventView)
	if err != nil {
		return nil, err
	}
	f.CountyCode, f.Regions, f.SupplierID = sc.County, sc.Regions, sc.Supplier
	items, err := d.Store.Events(ctx, f)
	for i := range items {
		if by.Role.IsSupplier() { // of an invitation, only the town may be known
			items[i].RegionCode = models.TownOf(items[i].RegionCode)
		}
	}
	return items, err
}

// Disclosures lists who saw what of whom: of the whole county, or of one household.
func (d *Desk) Disclosures(ctx context.Context, by models.Actor, household string, p store.Page) ([]models.Disclosure, string, error) {
	if _, err := models.Authorise(by, models.DisclosureView); err != nil {
		return nil, "", err
	}
	return d.Store.Disclosures(ctx, by.CountyCode, household, p)
}

// Page says which part of a list is asked for.
type Page = store.Page

// What lists are asked by, so that those who call the verbs need not know the store.
type (
	// SupplierFilter says which suppliers a list holds.
	SupplierFilter = store.SupplierFilter
	// OfferFilter says which offers a list holds.
	OfferFilter = store.OfferFilter
	// HouseholdFilter says which households a list holds.
	HouseholdFilter = store.HouseholdFilter
	// NeedFilter says which needs a list holds.
	NeedFilter = store.NeedFilter
	// MatchFilter says which matches a list holds.
	MatchFilter = store.MatchFilter
	// FulfilmentFilter says which fulfilments a list holds.
	FulfilmentFilter = store.FulfilmentFilter
	// EventFilter says which events a list holds.
	EventFilter = store.EventFilter
)

// Regions lists the regions at or under a code, or all; they are public facts.
func (d *Desk) Regions(ctx context.Context, under string) ([]models.Region, error) {
	return d.Store.Regions(ctx, under)
}
