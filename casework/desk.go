// Package casework holds the marketplace's verbs: what aides, town clerks, county staff and suppliers do from the first word of a
// need to its resolution. Every verb authorises, loads, asks the rules in models and matching, and changes rows and records its
// events in one transaction.
package casework

import (
	"context"

	"zhulian/market"
	"zhulian/models"
	"zhulian/store"
)

// Desk is where the verbs are done. It is safe for concurrent use.
type Desk struct {
	Store *store.Store
	// Market keeps the offers ready for the matcher; nil reads them anew for every question.
	Market *market.Market
	// HashPassword turns the password of a supplier's first login into what is kept of it.
	HashPassword func(ctx context.Context, password string) (string, error)
}

func (d *Desk) today() models.Date { return models.DateOf(d.Store.Now()) }

// subject is what an event is about.
type subject struct {
	noun, id, county, region, supplier string
}

// log records a step of a subject in the transaction.
func log(s *store.Store, by models.Actor, on subject, step, from, to string, data map[string]string) {
	s.Record(models.Event{
		CountyCode: on.county, ActorID: by.AccountID, ActorRole: by.Role, Noun: on.noun, ObjectID: on.id, Step: step,
		FromStatus: from, ToStatus: to, RegionCode: on.region, SupplierID: on.supplier, Data: data,
	})
}

// within authorises an action and tells whether an object lies inside the scope; outside it must look absent.
func within(by models.Actor, act models.Action, on subject) error {
	scope, err := models.Authorise(by, act)
	if err != nil {
		return err
	}
	if !models.Reaches(by, scope, on.county, on.region, on.supplier) {
		return models.NotFound(on.noun)
	}
	return nil
}

// listScope is the store's scope for a list under an action.
func listScope(by models.Actor, act models.Action) (store.Scope, error) {
	scope, err := models.Authorise(by, act)
	if err != nil {
		return store.Scope{}, err
	}
	out := store.Scope{County: by.CountyCode}
	switch scope {
	case models.ScopeRegion:
		out.Regions = by.Regions
		if len(by.Regions) == 0 {
			return store.Scope{}, models.Forbidden("no_region")
		}
	case models.ScopeOwn:
		if out.Supplier = by.SupplierID; out.Supplier == "" {
			return store.Scope{}, models.Forbidden("no_supplier")
		}
	case models.ScopeTask:
		out.Worker = by.AccountID
	default:
	}
	return out, nil
}

// newID is the id that the client chose, or a fresh one.
func (d *Desk) newID(chosen string) string {
	if chosen != "" {
		return chosen
	}
	return models.NewID(d.Store.Now())
}

func key(by models.Actor, id string) store.Key { return store.Key{County: by.CountyCode, ID: id} }
