// Package outreach finds trouble before anybody asks: what departments signal, the alerts that rules raise from it, and the visits that
// look into them. Every verb authorises, loads, asks the rules in models and rules, and changes rows and records its events in one
// transaction.
package outreach

import (
	"context"

	"zhulian/errands"
	"zhulian/models"
	"zhulian/store"
)

// Desk is where the verbs are done. It is safe for concurrent use.
type Desk struct {
	Store   *store.Store
	Errands *errands.Runner // does what takes long, such as a department's list; nil only where nobody sends lists
}

func (d *Desk) today() models.Date { return models.DateOf(d.Store.Now()) }

// Sweep does in a county what time asks for. It may run on several instances at once: each row is stepped once.
func (d *Desk) Sweep(ctx context.Context, county string) error {
	for _, part := range []func(context.Context, string) error{d.turnAbsences, d.recogniseAlerts, d.remindAlerts, d.escalateAlerts, d.judgeNight, d.sweepSignals,
		d.planVisits, d.stepWindows, d.listElderly} {
		if err := part(ctx, county); err != nil {
			return err
		}
	}
	return nil
}

// subject is what an event is about.
type subject struct {
	noun, id, county, region string
}

// log records a step of a subject in the transaction.
func log(s *store.Store, by models.Actor, on subject, step, from, to string, data map[string]string) {
	s.Record(models.Event{
		CountyCode: on.county, ActorID: by.AccountID, ActorRole: by.Role, Noun: on.noun, ObjectID: on.id, Step: step,
		FromStatus: from, ToStatus: to, RegionCode: on.region, Data: data,
	})
}

// within authorises an action and tells whether an object lies inside the scope; outside it must look absent.
func within(by models.Actor, act models.Action, on subject) error {
	scope, err := models.Authorise(by, act)
	if err != nil {
		return err
	}
	if !models.Reaches(by, scope, on.county, on.region, "") {
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
	if scope == models.ScopeRegion {
		if out.Regions = by.Regions; len(by.Regions) == 0 {
			return store.Scope{}, models.Forbidden("no_region")
		}
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
