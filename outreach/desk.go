// Package outreach finds trouble before anybody asks: what departments signal, the alerts that rules raise from it, and the visits that
// look into them. Every verb authorises, loads, asks the rules in models and rules, and changes rows and records its events in one
// transaction.
package outreach

import (
	"context"

	"zhulian/errands"
	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// Desk is where the verbs are done. It is safe for concurrent use.
type Desk struct {
	Store   *store.Store
	Errands *errands.Runner // does what takes long, such as a department's list; nil only where nobody sends lists
	Scan    flow.Scan       // is asked about every upload before it is kept
}

func (d *Desk) today() models.Date { return models.DateOf(d.Store.Now()) }

// Sweep does in a county what time asks for. It may run on several instances at once: each row is stepped once.
func (d *Desk) Sweep(ctx context.Context, county string) error {
	for _, part := range []func(context.Context, string) error{d.turnAbsences, d.followAides, d.recogniseAlerts, d.remindAlerts, d.escalateAlerts, d.judgeNight, d.sweepSignals,
		d.planVisits, d.stepWindows, d.listElderly} {
		if err := part(ctx, county); err != nil {
			return err
		}
	}
	return nil
}

// newID is the id that the client chose, or a fresh one.
func (d *Desk) newID(chosen string) string {
	if chosen != "" {
		return chosen
	}
	return models.NewID(d.Store.Now())
}

func key(by models.Actor, id string) store.Key { return store.Key{County: by.CountyCode, ID: id} }
