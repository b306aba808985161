package accounts

import (
	"context"

	"zhulian/models"
	"zhulian/store"
)

// Logout ends the actor's session: its access and refresh tokens are refused from then on. Logging out twice is no error.
func (d *Desk) Logout(ctx context.Context, actor models.Actor) error {
	if actor.SessionID == "" {
		return models.Unauthenticated("login_required")
	}
	return d.store.InTx(ctx, func(s *store.Store) error { return d.end(ctx, s, actor, "logout") })
}

// end ends the session of an actor for a reason; one that has none, or that has ended, is left alone.
func (d *Desk) end(ctx context.Context, s *store.Store, actor models.Actor, reason string) error {
	if actor.SessionID == "" {
		return nil
	}
	ended, err := s.EndSession(ctx, store.Key{County: actor.CountyCode, ID: actor.SessionID}, reason)
	if err != nil || !ended {
		return err
	}
	account := models.Account{CountyCode: actor.CountyCode, ID: actor.AccountID}
	s.Record(accountEvent(&account, actor, "session", actor.SessionID, "logout"))
	return nil
}
