package accounts

import (
	"context"

	"zhulian/models"
	"zhulian/store"
)

// newPassword is checked by the same rule as in a draft.
type newPassword struct {
	Password string `json:"password" validate:"required,min=10,max=200"`
}

// ResetPassword gives an account of the actor's county a new password, lifts its lock and ends all its sessions.
func (d *Desk) ResetPassword(ctx context.Context, actor models.Actor, username, password string) error {
	account, err := d.editable(ctx, actor, username)
	if err != nil {
		return err
	}
	if err := models.Check(newPassword{Password: password}, models.DateOf(d.clock.Now())); err != nil {
		return err
	}
	hash, err := d.hasher.Choose(ctx, "password", password, account.Username, account.DisplayName)
	if err != nil {
		return err
	}
	return d.store.InTx(ctx, func(s *store.Store) error {
		if err := s.SetPasswordHash(ctx, keyOf(account), hash); err != nil {
			return err
		}
		if err := s.ForgiveLogins(ctx, keyOf(account)); err != nil {
			return err
		}
		if _, err := s.EndSessions(ctx, keyOf(account), "password"); err != nil {
			return err
		}
		s.Record(accountEvent(account, actor, "account", account.ID, "reset_password"))
		return nil
	})
}

// editable returns the account of a username if the actor may keep it; one of another county looks absent.
func (d *Desk) editable(ctx context.Context, actor models.Actor, username string) (*models.Account, error) {
	scope, err := models.Authorise(actor, models.AccountEdit)
	if err != nil {
		return nil, err
	}
	account, err := d.store.AccountByName(ctx, username)
	if err != nil {
		return nil, err
	}
	if !models.Reaches(actor, scope, account.CountyCode, "", "") {
		return nil, models.NotFound("account")
	}
	return account, nil
}
