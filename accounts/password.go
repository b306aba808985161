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
	Device  string `json:"device_token" validate:"omitempty,max=600" description:"as at a login"`
}

// ChangePassword gives the actor's own account a new password, ends all its other sessions, and answers new tokens of the present one: the older ones are
// worth nothing. A wrong present password counts as a failed login does, for the actor's session alone. Errors: Invalid, also for a wrong present
// password and for one that stays the same; Unauthenticated "session_ended"; TooMany.
func (d *Desk) ChangePassword(ctx context.Context, actor models.Actor, in PasswordChange) (*Tokens, error) {
	if actor.SessionID == "" {
		return nil, models.Unauthenticated("login_required")
	}
	if err := models.Check(in, models.DateOf(d.clock.Now())); err != nil {
		return nil, err
	}
	if in.New == in.Present {
		return nil, models.InvalidField("new", "itself")
	}
	account, err := d.reprove(ctx, actor, "present", in.Present)
	if err != nil {
		return nil, err
	}
	hash, err := d.hasher.Choose(ctx, "new", in.New, account.Username, account.DisplayName)
	if err != nil {
		return nil, err
	}
	var next refreshToken
	err = d.store.InTx(ctx, func(s *store.Store) error {
		if err := s.SetPassword(ctx, keyOf(account), hash, nil); err != nil {
			return err
		}
		if err := s.ForgiveLogins(ctx, keyOf(account)); err != nil {
			return err
		}
		s.Record(accountEvent(account, actor, "account", account.ID, "change_password"))
		if err := s.EndOtherSessions(ctx, keyOf(account), actor.SessionID, "password"); err != nil {
			return err
		}
		next, err = d.renew(ctx, s, actor)
		return err
	})
	if err != nil {
		return nil, err
	}
	return d.renewed(ctx, actor, next, in.Device)
}

// renew gives the actor's session another refresh token in the place of the one that it has.
func (d *Desk) renew(ctx context.Context, s *store.Store, actor models.Actor) (refreshToken, error) {
	at := store.Key{County: actor.CountyCode, ID: actor.SessionID}
	session, err := s.Session(ctx, at)
	if err != nil {
		return refreshToken{}, err
	}
	next := d.newRefreshToken(at, session.Generation+1)
	swapped, err := s.RotateSession(ctx, at, store.Rotation{
		Generation: session.Generation, Old: session.RefreshHash, New: next.hash(), ExpiresAt: slide(session.CreatedAt, d.clock.Now()),
	})
	if err == nil && !swapped {
		err = models.Unauthenticated("session_ended")
	}
	return next, err
}

// renewed are the tokens of a session that was given another refresh token, and of the device that knows the account anew.
func (d *Desk) renewed(ctx context.Context, actor models.Actor, refresh refreshToken, device string) (*Tokens, error) {
	a, err := d.Me(ctx, actor)
	if err != nil {
		return nil, err
	}
	tokens, err := d.tokens(a, actor.SessionID, refresh)
	if err == nil {
		tokens.Device = d.remember(a, device)
	}
	return tokens, err
}

// Prove tells whether the actor knows the password of the own account. Errors: Invalid for field "password"; TooMany.
func (d *Desk) Prove(ctx context.Context, actor models.Actor, password string) error {
	_, err := d.again(ctx, actor, Proof{Password: password})
	return err
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
