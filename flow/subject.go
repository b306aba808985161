package flow

import (
	"zhulian/models"
	"zhulian/store"
)

// Subject is what an event or a question about a permission is about.
type Subject struct {
	Noun, ID, County, Region string
	Supplier                 string // whose it is, "" for what belongs to no supplier
}

// Log records a step of a subject in the transaction.
func Log(s *store.Store, by models.Actor, on Subject, step, from, to string, data map[string]string) {
	s.Record(models.Event{
		CountyCode: on.County, ActorID: by.AccountID, ActorRole: by.Role, Noun: on.Noun, ObjectID: on.ID, Step: step,
		FromStatus: from, ToStatus: to, RegionCode: on.Region, SupplierID: on.Supplier, Data: data,
	})
}

// Within authorises an action and tells whether an object lies inside the scope; outside it must look absent. Errors: Forbidden, NotFound.
func Within(by models.Actor, act models.Action, on Subject) error {
	scope, err := models.Authorise(by, act)
	if err != nil {
		return err
	}
	if !models.Reaches(by, scope, on.County, on.Region, on.Supplier) {
		return models.NotFound(on.Noun)
	}
	return nil
}

// ListScope is the store's scope for a list under an action. Errors: Forbidden.
func ListScope(by models.Actor, act models.Action) (store.Scope, error) {
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
