// Package entitlement is what a household may get: applications for relief, suggestions of one policy per household (一户一策), and the
// happiness list of what it has received. Every verb authorises, loads, asks the rules in models and rules, and changes rows and records
// its events in one transaction. Nothing here is decided by a rule: a person decides (个保法 24).
package entitlement

import (
	"context"
	"io"

	"zhulian/errands"
	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// Desk is where the verbs are done. It is safe for concurrent use.
type Desk struct {
	Store *store.Store
	// Errands does long work; nil means that the caller waits for it.
	Errands *errands.Runner
	// Site is the address under which people reach the pages, for links in messages and on paper; "" leaves links without it.
	Site string
	// Secret is where the codes of links come from; nil means the system's randomness.
	Secret io.Reader
	// Text sends a text message to a phone; nil means that none can be sent.
	Text func(ctx context.Context, phone, text string) error
	// ShowCodes shows the code that a text message carries on the screen too: in the demo only.
	ShowCodes bool
	// Adviser says what a household may apply for; nil means by the plain conditions of the kinds and the rules of one household, one policy.
	Adviser Adviser
	// Scan is asked about every upload before it is kept.
	Scan flow.Scan
}

func (d *Desk) today() models.Date { return models.DateOf(d.Store.Now()) }

// Sweep does in a county what time asks for. It may run on several instances at once: each row is stepped once.
func (d *Desk) Sweep(ctx context.Context, county string) error {
	for _, part := range []func(context.Context, string) error{d.remindRelief, d.remindComplaints, d.forgetPasses, d.remindDisputes, d.listRecognised, d.listPeriods,
		d.renewTouched, d.renewNight, d.lapse} {
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
