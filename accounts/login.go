package accounts

import (
	"context"
	"strings"
	"time"

	"zhulian/models"
	"zhulian/store"
	"zhulian/throttle"
)

// Login is what somebody shows to log in. Address is the caller's remote address, for slowing down; it is kept nowhere. OTP is a code of the second
// factor, or a recovery code; an account without a second factor need show none, and what it shows is not looked at.
type Login struct {
	Username string
	Password string
	OTP      string
	Address  string
	Kind     models.SessionKind
}

// Login starts a session. A wrong username and a wrong password look alike and cost alike, whatever code comes with them: Unauthenticated
// "login_failed". Only the right password learns that the account waits for approval ("account_pending") or is closed ("account_disabled"), and that a
// code is asked ("second_factor_required") or wrong ("second_factor_wrong"). Too many failures lock the account ("account_locked") or slow the address
// down ("login_too_often"): TooMany with retry_after in seconds.
func (d *Desk) Login(ctx context.Context, in Login) (*Tokens, error) {
	account, err := d.first(ctx, in)
	if err != nil {
		return nil, err
	}
	if account.SecondFactorAt != nil && in.OTP == "" {
		return nil, models.Unauthenticated("second_factor_required")
	}
	return d.start(ctx, account, in)
}

// BeginLogin is Login for people who are asked for the code on a page of its own: where the account has a second factor, there are no tokens yet but
// a ticket for FinishLogin.
func (d *Desk) BeginLogin(ctx context.Context, in Login) (tokens *Tokens, ticket string, err error) {
	account, err := d.first(ctx, in)
	if err != nil {
		return nil, "", err
	}
	if account.SecondFactorAt != nil && in.OTP == "" {
		ticket, err = d.newTicket(account)
		return nil, ticket, err
	}
	tokens, err = d.start(ctx, account, in)
	return tokens, "", err
}

// first is the step of the password, with the rates of the address.
func (d *Desk) first(ctx context.Context, in Login) (*models.Account, error) {
	address := throttle.AddressKey(in.Address)
	if err := d.slowed(ctx, address); err != nil {
		return nil, err
	}
	account, err := d.prove(ctx, strings.ToLower(strings.TrimSpace(in.Username)), in.Password)
	if err != nil {
		return nil, d.missed(ctx, address, err)
	}
	return account, nil
}

// prove returns the account that username and password belong to, if it may be used.
func (d *Desk) prove(ctx context.Context, username, password string) (*models.Account, error) {
	account, err := d.own(ctx, username, password)
	if err != nil {
		return nil, err
	}
	if err := usable(account); err != nil {
		return nil, d.refuse(ctx, account, err)
	}
	return account, nil
}

// own returns the account that username and password belong to, whether it may be used or not.
func (d *Desk) own(ctx context.Context, username, password string) (*models.Account, error) {
	account, err := d.find(ctx, username)
	if err != nil {
		return nil, err
	}
	wait := d.lockedFor(account)
	if account == nil {
		wait, err = d.ghosts.lockedFor(ctx, username)
	}
	if err != nil {
		return nil, err
	}
	if wait > 0 {
		return nil, tooMany("account_locked", wait)
	}
	hash := ""
	if account != nil {
		hash = account.PasswordHash
	}
	fits, outdated, err := d.hasher.Check(ctx, hash, password)
	if err != nil {
		return nil, err
	}
	if !fits {
		return nil, d.fail(ctx, account, username)
	}
	if outdated && usable(account) == nil {
		d.rehash(ctx, account, password)
	}
	return account, nil
}

// lockedFor is how long an account is still locked; one that there is not, not at all.
func (d *Desk) lockedFor(a *models.Account) time.Duration {
	if a == nil || a.LockedUntil == nil {
		return 0
	}
	return a.LockedUntil.Sub(d.clock.Now())
}

// fail counts a wrong password, locks the account where there were too many, and answers what the caller may know. A lock that ended
// a day ago starts the count anew.
func (d *Desk) fail(ctx context.Context, a *models.Account, username string) error {
	if a == nil {
		if err := d.ghosts.fail(ctx, username); err != nil {
			return err
		}
		return models.Unauthenticated("login_failed")
	}
	err := d.store.InTx(ctx, func(s *store.Store) error { return d.miss(ctx, s, a, "login_failed") })
	if err != nil {
		return err
	}
	return models.Unauthenticated("login_failed")
}

// miss counts a wrong password or code of an account.
func (d *Desk) miss(ctx context.Context, s *store.Store, a *models.Account, step string) error {
	if a.LockedUntil != nil && d.clock.Now().Sub(*a.LockedUntil) > forgiven {
		if err := s.ForgiveLogins(ctx, keyOf(a)); err != nil {
			return err
		}
	}
	failed, err := s.CountLoginFailure(ctx, keyOf(a))
	if err != nil {
		return err
	}
	s.Record(accountEvent(a, anonymous(a), "account", a.ID, step))
	wait := lockAfter(failed)
	if wait == 0 {
		return nil
	}
	s.Record(accountEvent(a, anonymous(a), "account", a.ID, "lock"))
	return s.LockAccount(ctx, keyOf(a), d.clock.Now().Add(wait))
}

// refuse records that the owner of an account that may not be used tried to log in.
func (d *Desk) refuse(ctx context.Context, a *models.Account, why error) error {
	err := d.store.InTx(ctx, func(s *store.Store) error {
		s.Record(accountEvent(a, anonymous(a), "account", a.ID, "login_refused"))
		return nil
	})
	if err != nil {
		return err
	}
	return why
}

func anonymous(a *models.Account) models.Actor {
	return models.Actor{CountyCode: a.CountyCode, Role: models.RoleAnonymous}
}

// rehash replaces a hash of yesterday's cost. That it fails is no reason to refuse a login.
func (d *Desk) rehash(ctx context.Context, a *models.Account, password string) {
	hash, err := d.hasher.Hash(ctx, password)
	if err == nil {
		_ = d.store.SetPasswordHash(ctx, keyOf(a), hash)
	}
}

// start opens a session of an account whose password was shown, and makes its first tokens. Where the account has a second factor, its code is taken
// in the same transaction.
func (d *Desk) start(ctx context.Context, a *models.Account, in Login) (*Tokens, error) {
	now := d.clock.Now()
	session := models.Session{
		CountyCode: a.CountyCode, ID: models.NewID(now), AccountID: a.ID, Kind: in.Kind, Generation: 1,
		CreatedAt: now, LastUsedAt: now, ExpiresAt: now.Add(SessionIdle),
	}
	token := d.newRefreshToken(sessionKey(&session), session.Generation)
	session.RefreshHash = token.hash()
	open := func(s *store.Store, a *models.Account) error {
		if err := s.NoteLogin(ctx, keyOf(a)); err != nil {
			return err
		}
		if err := s.InsertSession(ctx, &session); err != nil {
			return err
		}
		s.Record(accountEvent(a, a.Actor(session.ID), "session", session.ID, "login"))
		return nil
	}
	var err error
	if a.SecondFactorAt == nil {
		err = d.store.InTx(ctx, func(s *store.Store) error { return d.unlessChanged(ctx, s, a, open) })
	} else {
		err = d.missed(ctx, throttle.AddressKey(in.Address), d.spend(ctx, a, in.OTP, open))
	}
	if err != nil {
		return nil, err
	}
	return d.tokens(a, session.ID, token)
}

// unlessChanged runs fn where an account that takes no second factor has neither been locked nor been given one since its password was checked: of
// guesses that wait for their turn none gets past the lock.
func (d *Desk) unlessChanged(ctx context.Context, s *store.Store, account *models.Account, fn func(s *store.Store, a *models.Account) error) error {
	a, err := s.HoldAccount(ctx, keyOf(account))
	if err != nil {
		return err
	}
	if wait := d.lockedFor(a); wait > 0 {
		return tooMany("account_locked", wait)
	}
	if a.SecondFactorAt != nil {
		return models.Unauthenticated("second_factor_required")
	}
	return fn(s, a)
}

func (d *Desk) tokens(a *models.Account, session string, refresh refreshToken) (*Tokens, error) {
	access, err := d.sign(a, session)
	if err != nil {
		return nil, err
	}
	return &Tokens{Access: access, Refresh: refresh.String(), ExpiresIn: AccessLife, Account: *a}, nil
}
