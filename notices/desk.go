// Package notices holds the verbs of telling people: turning the event log into lines of inboxes and messages on their way out, sending those, the
// inbox, what each account has chosen, and what an operator sees of messages that did not arrive.
package notices

import (
	"context"
	"errors"
	"io"
	"time"

	"zhulian/channels"
	"zhulian/models"
	"zhulian/store"
)

// Sender is one way out. Its errors are *channels.Failure.
type Sender interface {
	Send(ctx context.Context, to string, what channels.Message) error
}

// Robot is a county's robot in a group of a chat program, and what it tells there.
type Robot struct {
	County, Name string
	Kinds        []models.NoticeKind
	Sender       Sender
}

// Desk is where the verbs are done. It is safe for concurrent use, but for Jitter, which one caller at a time may use who sends.
type Desk struct {
	Store *store.Store
	// Prove tells whether an actor knows the password of the own account: nil, or why it is not taken.
	Prove func(ctx context.Context, by models.Actor, password string) error
	// Email and SMS are the ways out to a person; nil is switched off, and then nothing is put on its way there.
	Email, SMS Sender
	Robots     []Robot
	// BaseURL is the address under which people reach the portal; without one a message carries no links.
	BaseURL string
	// Secret is where the tokens of links come from; nil means the system's randomness.
	Secret io.Reader
	// Jitter spreads attempts: a number from 0 up to 1; nil spreads nothing.
	Jitter func() float64
}

// Page asks for a part of a list.
type Page = store.Page

// Filter narrows an inbox.
type Filter struct {
	Kind   models.NoticeKind
	Unread bool
}

// DeliveryFilter narrows a list of messages on their way out.
type DeliveryFilter = store.DeliveryFilter

// stale is how old an event may be and still be told: what a long-stopped server finds is news no more.
const stale = 7 * 24 * time.Hour

// keep is how long inboxes and messages that are over are kept.
const keep = 365 * 24 * time.Hour

// Tell turns all that happened in a county into notices and messages on their way out. It may run on several instances at once.
func (d *Desk) Tell(ctx context.Context, county string) error {
	for more := true; more; {
		var err error
		if more, err = d.Dispatch(ctx, county); err != nil {
			return err
		}
	}
	return nil
}

// TellAll is Tell in every county in which something happened, found by one look at all of them. One county's trouble is not another's.
func (d *Desk) TellAll(ctx context.Context) error {
	counties, err := d.Store.CountiesToTell(ctx)
	for _, county := range counties {
		err = errors.Join(err, d.Tell(ctx, county))
	}
	return err
}

// SendAll is Deliver in every county from which something is to be sent, found by one look at all of them. A way out that could not be reached
// in one county is not tried again for the others, or their people would wait for each in turn to find out.
func (d *Desk) SendAll(ctx context.Context) error {
	counties, err := d.Store.CountiesToSend(ctx)
	down := map[string]bool{}
	for _, county := range counties {
		err = errors.Join(err, d.deliver(ctx, county, down))
	}
	return err
}

// Forget removes what is older than a year.
func (d *Desk) Forget(ctx context.Context, county string) error {
	return d.Store.InTx(ctx, func(s *store.Store) error { return s.ForgetNotices(ctx, county, s.Now().Add(-keep)) })
}
