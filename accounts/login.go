package accounts

import (
	"context"
	"strings"
	"time"

	"zhulian/models"
	"zhulian/store"
	"zhulian/throttle"
)

// Login is what somebody shows to log in. Address is the caller's remote address, for slowing down; it is kept nowhere. OTP is
// accepted and not looked at as long as no second factor is set up.
type Login struct {
	Username string
	Password string
	OTP      string
	Address  string
}

// Login starts a session. A wrong username and a wrong password look alike and cost alike: Unauthenticated "login_failed". Only the
// right password learns that the account waits for approval ("account_pending") or is closed ("account_disabled"). Too many failures
// lock the account ("account_locked") or slow the address down ("login_too_often"): TooMany with retry_after in seconds.
func (d *Desk) Login(ctx context.Context, in Login) (*Tokens, error) {
	now, address := d.clock.Now(), throttle.AddressKey(in.Address)
	if wait := max(d.tries.Take(address, now), d.misses.Peek(address, now)); wait > 0 {
		return nil, tooMany("login_too_often", wait)
	}
	username := strings.ToLower(strings.TrimSpace(in.Username))
	account, err := d.prove(ctx, username, in.Password)
	if models.KindOf(err) == models.KindUnauthenticated {
		d.misses.Take(address, now)
	}
	if err != nil {
		return nil, err
	}
	return d.start(ctx, account)
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
	if wait := d.lockedFor(account, username); wait > 0 {
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

func (d *Desk) lockedFor(a *models.Account, username string) time.Duration {
	now := d.clock.Now()
	if a == nil {
		return d.ghosts.lockedFor(username, now)
	}
	if a.LockedUntil == nil {
		return 0
	}
	return a.LockedUntil.Sub(now)
}

// fail counts a wrong password, locks the account where there were too many, and answers what the caller may know. A lock that ended
// a day ago starts the count anew.
func (d *Desk) fail(ctx context.Context, a *models.Account, username string) error {
	if a == nil {
		d.ghosts.fail(username, d.clock.Now())
		return models.Unauthenticated("login_failed")
	}
	err := d.store.InTx(ctx, func(s *store.Store) error {
		if a.LockedUntil != nil && d.clock.Now().Sub(*a.LockedUntil) > 24*time.Hour {
			if err := s.ForgiveLogins(ctx, keyOf(a)); err != nil {
				return err
			}
		}
		failed, err := s.CountLoginFailure(ctx, keyOf(a))
		if err != nil {
			return err
		}
		s.Record(accountEvent(a, anonymous(a), "account", a.ID, "login_failed"))
		wait := lockAfter(failed)
		if wait == 0 {
			return nil
		}
		s.Record(accountEvent(a, anonymous(a), "account", a.ID, "lock"))
		return s.LockAccount(ctx, keyOf(a), d.clock.Now().Add(wait))
	})
	if err != nil {
		return err
	}
	return models.Unauthenticated("login_failed")
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

// start opens a session of an account and makes its first tokens.
func (d *Desk) start(ctx context.Context, a *models.Account) (*Tokens, error) {
	now := d.clock.Now()
	session := models.Session{
		CountyCode: a.CountyCode, ID: models.NewID(now), AccountID: a.ID, Generation: 1,
		CreatedAt: now, LastUsedAt: now, ExpiresAt: now.Add(SessionIdle),
	}
	token := d.newRefreshToken(sessionKey(&session), session.Generation)
	session.RefreshHash = token.hash()
	err := d.store.InTx(ctx, func(s *store.Store) error {
		if err := s.NoteLogin(ctx, keyOf(a)); err != nil {
			return err
		}
		if err := s.InsertSession(ctx, &session); err != nil {
			return err
		}
		s.Record(accountEvent(a, a.Actor(session.ID), "session", session.ID, "login"))
		return nil
	})
	if err != nil {
		return nil, err
	}
	return d.tokens(a, session.ID, token)
}

func (d *Desk) tokens(a *models.Account, session string, refresh refreshToken) (*Tokens, error) {
	access, err := d.sign(a, session)
	if err != nil {
		return nil, err
	}
	return &Tokens{Access: access, Refresh: refresh.String(), ExpiresIn: AccessLife, Account: *a}, nil
}
