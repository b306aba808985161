package accounts

import (
	"context"

	"zhulian/models"
	"zhulian/store"
)

// Authenticate tells who shows an access token. It asks the session row each time, so that a session that ended is refused at once,
// and takes role and scope from the account as it is now. All refusals are Unauthenticated: "token_invalid", "token_expired",
// "session_ended" or the account's own codes.
func (d *Desk) Authenticate(ctx context.Context, access string) (models.Actor, error) {
	c, err := d.readAccess(access)
	if err != nil {
		return models.Actor{}, err
	}
	session, account, err := d.store.LiveSession(ctx, c.key())
	if models.KindOf(err) == models.KindNotFound || err == nil && session.AccountID != c.Subject {
		return models.Actor{}, models.Unauthenticated("session_ended")
	}
	if err != nil {
		return models.Actor{}, err
	}
	if err := usable(account); err != nil {
		return models.Actor{}, err
	}
	return d.actor(ctx, account, session.ID)
}

// Me returns the actor's own account.
func (d *Desk) Me(ctx context.Context, actor models.Actor) (*models.Account, error) {
	if actor.AccountID == "" {
		return nil, models.Unauthenticated("login_required")
	}
	return d.store.Account(ctx, store.Key{County: actor.CountyCode, ID: actor.AccountID})
}
