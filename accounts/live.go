package accounts

import (
	"context"

	"zhulian/models"
	"zhulian/store"
)

// Live tells whether an actor's session still runs, for answers that take longer than a moment: Unauthenticated "session_ended" where it does not,
// or the account's own codes.
func (d *Desk) Live(ctx context.Context, by models.Actor) error {
	_, account, err := d.store.LiveSession(ctx, store.Key{County: by.CountyCode, ID: by.SessionID})
	if models.KindOf(err) == models.KindNotFound {
		return models.Unauthenticated("session_ended")
	}
	if err != nil {
		return err
	}
	return usable(account)
}
