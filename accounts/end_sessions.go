package accounts

import (
	"context"
	"strconv"

	"zhulian/models"
	"zhulian/store"
)

// EndSessionsOf ends all sessions of an account of the actor's county, and forgets the devices that have logged in to it. Its password stays.
func (d *Desk) EndSessionsOf(ctx context.Context, actor models.Actor, username string) error {
	account, err := d.editable(ctx, actor, username)
	if err != nil {
		return err
	}
	return d.store.InTx(ctx, func(s *store.Store) error {
		s.Record(accountEvent(account, actor, "account", account.ID, "end_sessions"))
		_, err := s.EndSessions(ctx, keyOf(account), "operator")
		return err
	})
}

// EndAllSessions ends all sessions of all accounts of the actor's county, and says how many ran: everybody logs in again.
func (d *Desk) EndAllSessions(ctx context.Context, actor models.Actor) (ended int64, err error) {
	if _, err := models.Authorise(actor, models.AccountEdit); err != nil {
		return 0, err
	}
	err = d.store.InTx(ctx, func(s *store.Store) error {
		if ended, err = s.EndCountySessions(ctx, actor.CountyCode, "operator"); err != nil {
			return err
		}
		e := accountEvent(&models.Account{CountyCode: actor.CountyCode}, actor, "account", "", "end_all_sessions")
		e.Data = map[string]string{"sessions": strconv.FormatInt(ended, 10)}
		s.Record(e)
		return nil
	})
	return ended, err
}
