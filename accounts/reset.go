package accounts

import (
	"context"
	"time"

	"zhulian/models"
	"zhulian/passwords"
	"zhulian/store"
)

// NewPassword is what an account gets in the place of its password. One that was Given is not the owner's own choice, and must be changed at the first
// login, within GivenLife.
type NewPassword struct {
	Password string `json:"password" validate:"required,min=10,max=200"`
	Given    bool   `json:"-"`
}

// GivePassword is ResetPassword with a password that is made here and told once.
func (d *Desk) GivePassword(ctx context.Context, actor models.Actor, username string) (string, error) {
	in := NewPassword{Password: passwords.Make(), Given: true}
	return in.Password, d.ResetPassword(ctx, actor, username, in)
}

// ResetPassword gives an account of the actor's county a new password, lifts its lock and ends all its sessions.
func (d *Desk) ResetPassword(ctx context.Context, actor models.Actor, username string, in NewPassword) error {
	account, err := d.editable(ctx, actor, username)
	if err != nil {
		return err
	}
	if err := models.Check(in, models.DateOf(d.clock.Now())); err != nil {
		return err
	}
	hash, err := d.hasher.Choose(ctx, "password", in.Password, account.Username, account.DisplayName)
	if err != nil {
		return err
	}
	var given *time.Time
	if now := d.clock.Now(); in.Given {
		given = &now
	}
	return d.store.InTx(ctx, func(s *store.Store) error {
		if err := s.SetPassword(ctx, keyOf(account), hash, given); err != nil {
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
