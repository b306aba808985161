package accounts

import (
	"context"

	"zhulian/models"
	"zhulian/store"
)

// PasswordChange is what somebody says to get another password: the present one, and the new one.
type PasswordChange struct {
	Present string `json:"present" validate:"required,max=200"`
	New     string `json:"new" validate:"required,min=10,max=200"`
}

// ChangePassword gives the actor's own account a new password and ends all its other sessions. A wrong present password counts as a
// failed login does, for the actor's session alone. Errors: Invalid, also for a wrong present password and for one that stays the same; TooMany.
func (d *Desk) ChangePassword(ctx context.Context, actor models.Actor, in PasswordChange) error {
	if actor.SessionID == "" {
		return models.Unauthenticated("login_required")
	}
	now := d.clock.Now()
	if err := models.Check(in, models.DateOf(now)); err != nil {
		return err
	}
	if in.New == in.Present {
		return models.InvalidField("new", "itself")
	}
	account, err := d.reprove(ctx, actor, "present", in.Present)
	if err != nil {
		return err
	}
	hash, err := d.hasher.Choose(ctx, "new", in.New, account.Username, account.DisplayName)
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
		s.Record(accountEvent(account, actor, "account", account.ID, "change_password"))
		return s.EndOtherSessions(ctx, keyOf(account), actor.SessionID, "password")
	})
}

// again is the actor's own account, whose password is shown again. A wrong one counts as a failed login does, for the actor's session alone.
func (d *Desk) again(ctx context.Context, actor models.Actor, in Proof) (*models.Account, error) {
	if actor.SessionID == "" {
		return nil, models.Unauthenticated("login_required")
	}
	if err := models.Check(in, models.DateOf(d.clock.Now())); err != nil {
		return nil, err
	}
	return d.reprove(ctx, actor, "password", in.Password)
}

// reprove checks the password of the actor's own account; field is what a wrong one is called.
func (d *Desk) reprove(ctx context.Context, actor models.Actor, field, password string) (*models.Account, error) {
	if err := d.slowedOwn(ctx, actor); err != nil {
		return nil, err
	}
	account, err := d.store.Account(ctx, store.Key{County: actor.CountyCode, ID: actor.AccountID})
	if err != nil {
		return nil, err
	}
	here := try{session: actor.SessionID}
	if err := d.unlocked(ctx, d.store, account, here); err != nil {
		return nil, err
	}
	fits, _, err := d.hasher.Check(ctx, account.PasswordHash, password)
	if err != nil {
		return nil, err
	}
	if fits {
		return account, nil
	}
	if err := d.fail(ctx, account, here); models.KindOf(err) != models.KindUnauthenticated {
		return nil, err
	}
	return nil, models.InvalidField(field, "password_wrong")
}
