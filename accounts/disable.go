package accounts

import (
	"context"

	"zhulian/models"
	"zhulian/store"
)

// DisableAccount closes an account of the actor's county for good and ends all its sessions at once. Closing it again is a Conflict.
func (d *Desk) DisableAccount(ctx context.Context, actor models.Actor, username string) error {
	account, err := d.editable(ctx, actor, username)
	if err != nil {
		return err
	}
	if account.Status == models.AccountDisabled {
		return models.Conflict("account_disabled_already")
	}
	return d.store.InTx(ctx, func(s *store.Store) error {
		if err := s.StepAccount(ctx, keyOf(account), account.Status, models.AccountDisabled); err != nil {
			return err
		}
		if _, err := s.EndSessions(ctx, keyOf(account), "disabled"); err != nil {
			return err
		}
		e := accountEvent(account, actor, "account", account.ID, "disable")
		e.FromStatus, e.ToStatus = string(account.Status), string(models.AccountDisabled)
		s.Record(e)
		return nil
	})
}
