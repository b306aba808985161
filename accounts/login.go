package accounts

import (
	"context"
	"errors"
	"strings"

	"zhulian/models"
	"zhulian/store"
	"zhulian/throttle"
)

// Login is what somebody shows to log in. Address is the caller's remote address, for slowing down; it is kept nowhere. OTP is a code of the second
// factor, or a recovery code; an account without a second factor need show none, and what it shows is not looked at. Device is what Tokens.Device said
// when somebody last logged in there, whoever it was; "" where nobody did.
type Login struct {
	Username string
	Password string
	OTP      string
	Device   string
	Address  string
	Kind     models.SessionKind
	Over     models.Actor // who is logged in there: that session ends
}

func (in Login) try() try { return try{code: in.OTP, device: in.Device} }

// Login starts a session. A wrong username and a wrong password look alike and cost alike, whatever code comes with them: Unauthenticated
// "login_failed". Only the right password learns that the account waits for approval ("account_pending") or is closed ("account_disabled"), and that a
// code is asked ("second_factor_required") or wrong ("second_factor_wrong"), or that the password was given too long ago ("password_over"). Too many
// failures lock the account ("account_locked") or slow the address down ("login_too_often"): TooMany with retry_after in seconds. A device that has
// logged in to the account before has a lock of its own.
func (d *Desk) Login(ctx context.Context, in Login) (*Tokens, error) {
	tokens, ticket, err := d.BeginLogin(ctx, in)
	if ticket != "" {
		return nil, models.Unauthenticated("second_factor_required")
	}
	return tokens, err
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
	in.Username = strings.ToLower(strings.TrimSpace(in.Username))
	account, err := d.prove(ctx, in)
	if err != nil {
		return nil, d.missed(ctx, address, err)
	}
	return account, nil
}

// prove returns the account that username and password belong to, if it may be used.
func (d *Desk) prove(ctx context.Context, in Login) (*models.Account, error) {
	account, err := d.own(ctx, in)
	if err != nil {
		return nil, err
	}
	if err := d.enters(account); err != nil {
		return nil, d.refuse(ctx, account, err)
	}
	return account, nil
}

// enters tells why an account whose password was shown may not be logged in to.
func (d *Desk) enters(a *models.Account) error {
	if given := a.PasswordGivenAt; given != nil && d.clock.Now().Sub(*given) > GivenLife && usable(a) == nil {
		return models.Unauthenticated("password_over")
	}
	return usable(a)
}

// own returns the account that username and password belong to, whether it may be used or not.
func (d *Desk) own(ctx context.Context, in Login) (*models.Account, error) {
	account, err := d.find(ctx, in.Username)
	if err != nil {
		return nil, err
	}
	if account == nil {
		return nil, d.nobody(ctx, in)
	}
	if err := d.unlocked(ctx, d.store, account, in.try()); err != nil {
		return nil, err
	}
	fits, outdated, err := d.hasher.Check(ctx, account.PasswordHash, in.Password)
	if err != nil {
		return nil, err
	}
	if !fits {
		return nil, d.fail(ctx, account, in.try())
	}
	if outdated && usable(account) == nil {
		d.rehash(ctx, account, in.Password)
	}
	return account, nil
}

// nobody answers a username that there is not, as if there were one: at the same cost, and under a lock that grows alike.
func (d *Desk) nobody(ctx context.Context, in Login) error {
	wait, err := d.names.lockedFor(ctx, d.store, in.Username)
	if err != nil {
		return err
	}
	if wait > 0 {
		return tooMany("account_locked", wait)
	}
	if _, _, err := d.hasher.Check(ctx, "", in.Password); err != nil {
		return err
	}
	if _, err := d.names.fail(ctx, d.store, in.Username); err != nil {
		return err
	}
	return models.Unauthenticated("login_failed")
}

// fail counts a wrong password and answers what the caller may know.
func (d *Desk) fail(ctx context.Context, a *models.Account, t try) error {
	err := d.store.InTx(ctx, func(s *store.Store) error { return d.miss(ctx, s, a, t, "login_failed") })
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
	device := ""
	open := func(s *store.Store, a *models.Account) error {
		device = d.remember(a, in.Device)
		if err := errors.Join(d.noteLogin(ctx, s, a, in), d.end(ctx, s, in.Over, "login")); err != nil {
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
		err = d.store.InTx(ctx, func(s *store.Store) error { return d.unlessChanged(ctx, s, a, in, open) })
	} else {
		err = d.missed(ctx, throttle.AddressKey(in.Address), d.spend(ctx, a, in.try(), open))
	}
	if err != nil {
		return nil, err
	}
	tokens, err := d.tokens(a, session.ID, token)
	if err != nil {
		return nil, err
	}
	tokens.Device = device
	return tokens, nil
}

// noteLogin forgives the wrong passwords that were counted where this one was right, and no others: of two who try, neither clears the way for the other.
func (d *Desk) noteLogin(ctx context.Context, s *store.Store, a *models.Account, in Login) error {
	if err := s.NoteLogin(ctx, keyOf(a)); err != nil {
		return err
	}
	if own := d.lockOf(a, in.try()); own != "" {
		return d.apart.forgive(ctx, s, own)
	}
	return s.ForgiveLogins(ctx, keyOf(a))
}

// opening is what a login does in the transaction that opens it.
type opening func(s *store.Store, a *models.Account) error

// unlessChanged runs fn where an account that takes no second factor has neither been locked nor been given one since its password was checked: of
// guesses that wait for their turn none gets past the lock.
func (d *Desk) unlessChanged(ctx context.Context, s *store.Store, account *models.Account, in Login, fn opening) error {
	a, err := s.HoldAccount(ctx, keyOf(account))
	if err != nil {
		return err
	}
	if err := d.unlocked(ctx, s, a, in.try()); err != nil {
		return err
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
