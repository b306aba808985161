// Package casework holds the marketplace's verbs: what aides, town clerks, county staff and suppliers do from the first word of a
// need to its resolution. Every verb authorises, loads, asks the rules in models and matching, and changes rows and records its
// events in one transaction.
package casework

import (
	"context"

	"zhulian/flow"
	"zhulian/market"
	"zhulian/models"
	"zhulian/store"
)

// Desk is where the verbs are done. It is safe for concurrent use.
type Desk struct {
	Store *store.Store
	// Market keeps the offers ready for the matcher; nil reads them anew for every question.
	Market *market.Market
	// HashPassword turns the password of a supplier's first login into what is kept of it; one that can be guessed is Invalid for its field.
	HashPassword func(ctx context.Context, field, password string, about ...string) (string, error)
	// Scan is asked about every upload before it is kept.
	Scan flow.Scan
}

func (d *Desk) today() models.Date { return models.DateOf(d.Store.Now()) }

// newID is the id that the client chose, or a fresh one.
func (d *Desk) newID(chosen string) string {
	if chosen != "" {
		return chosen
	}
	return models.NewID(d.Store.Now())
}

// origin is what a row that somebody makes now has from whom and when.
func (d *Desk) origin(by models.Actor) models.Origin {
	return models.Origin{County: by.CountyCode, At: d.Store.Now(), By: by.AccountID, NewID: func() string { return d.newID("") }}
}

func key(by models.Actor, id string) store.Key { return store.Key{County: by.CountyCode, ID: id} }
