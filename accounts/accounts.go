// Package accounts holds what is done with logins: logging in and out, refreshing, asking who somebody is, and keeping accounts.
package accounts

import (
	"context"
	"errors"
	"time"

	"zhulian/clock"
	"zhulian/models"
	"zhulian/passwords"
	"zhulian/store"
	"zhulian/throttle"
)

// How long proofs of a login last. A session that is used slides; at SessionMost it ends in any case. GivenLife is how long a password that somebody else
// gave waits for its first login.
const (
	GivenLife   = 7 * 24 * time.Hour
	AccessLife  = 10 * time.Minute
	SessionIdle = 30 * 24 * time.Hour
	SessionMost = 90 * 24 * time.Hour
)

// Desk is where accounts are dealt with. It is safe for concurrent use.
type Desk struct {
	// AskSecondFactor are the roles that may do nothing before they have set a second factor up. It is set before the desk is used.
	AskSecondFactor []models.Role

	store  *store.Store
	clock  clock.Clock
	hasher *passwords.Hasher
	names  locks           // of usernames that there are not, so that a lock does not tell which ones there are
	apart  locks           // of devices that have logged in to an account before, and of sessions
	tries  *throttle.Exact // logins of one address
	misses *throttle.Exact // failed logins of one address
}

// New returns the desk over a store, hashing with hasher.
func New(s *store.Store, hasher *passwords.Hasher, c clock.Clock) *Desk {
	book := Limits(s, c)
	return &Desk{
		store: s, clock: c, hasher: hasher, names: locks{"unknown_names", c}, apart: locks{"apart", c},
		tries:  throttle.NewExact(book, "login_tries", 1, 60),
		misses: throttle.NewExact(book, "login_misses", 1.0/6, 20),
	}
}

// Limits is the book of what was asked for: rows that all servers share, or, with SQLite, the memory of the only one.
func Limits(s *store.Store, c clock.Clock) throttle.Book {
	if s.Dialect() == store.Postgres {
		return s
	}
	return throttle.NewMemory(c.Now)
}

// slowed takes one try of an address; TooMany login_too_often where there were too many, or too many failed.
func (d *Desk) slowed(ctx context.Context, address string) error {
	tried, err := d.tries.Take(ctx, address)
	if err != nil {
		return err
	}
	missed, err := d.misses.Peek(ctx, address, d.clock.Now())
	if wait := max(tried, missed); err == nil && wait > 0 {
		return tooMany("login_too_often", wait)
	}
	return err
}

// slowedOwn takes one try of whoever shows again what the own account rests on; TooMany login_too_often where there were too many.
func (d *Desk) slowedOwn(ctx context.Context, actor models.Actor) error {
	wait, err := d.tries.Take(ctx, "account "+actor.AccountID)
	if err == nil && wait > 0 {
		return tooMany("login_too_often", wait)
	}
	return err
}

// missed counts a failed login of an address, and hands its error on.
func (d *Desk) missed(ctx context.Context, address string, err error) error {
	if models.KindOf(err) != models.KindUnauthenticated {
		return err
	}
	if _, broken := d.misses.Take(ctx, address); broken != nil {
		return broken
	}
	return err
}

// Tokens are the proofs of a login: an access token for requests and a refresh token for the next pair.
type Tokens struct {
	Access    string
	Refresh   string
	Device    string        // of a login: to be shown at the next one in the same place; good for DeviceLife, and proof of nothing
	ExpiresIn time.Duration // of the access token
	Account   models.Account
}

func keyOf(a *models.Account) store.Key { return store.Key{County: a.CountyCode, ID: a.ID} }

func sessionKey(s *models.Session) store.Key { return store.Key{County: s.CountyCode, ID: s.ID} }

// accountEvent is an entry of the log about an account or one of its sessions, made by actor. It names nobody.
func accountEvent(a *models.Account, actor models.Actor, noun, object, step string) models.Event {
	return models.Event{
		CountyCode: a.CountyCode, ActorID: actor.AccountID, ActorRole: actor.Role, Noun: noun, ObjectID: object, Step: step,
		RegionCode: a.CountyCode + "000000",
	}
}

func tooMany(code string, wait time.Duration) error {
	seconds := int((wait + time.Second - 1) / time.Second)
	return (&models.Error{Kind: models.KindTooMany, Code: code}).With("retry_after", max(1, seconds))
}

// usable tells why an account may not be used, whoever proved to own it.
func usable(a *models.Account) error {
	switch a.Status {
	case models.AccountActive:
		return nil
	case models.AccountPending:
		return models.Unauthenticated("account_pending")
	default:
		return models.Unauthenticated("account_disabled")
	}
}

// find reads the account of a username; a missing one, or one that no database could hold, is nil without an error.
func (d *Desk) find(ctx context.Context, username string) (*models.Account, error) {
	if models.CheckText(username, 64) != "" {
		return nil, nil //nolint:nilnil // as below
	}
	a, err := d.store.AccountByName(ctx, username)
	var known *models.Error
	if errors.As(err, &known) && known.Kind == models.KindNotFound {
		return nil, nil //nolint:nilnil // an unknown username is no error here: it must cost as much as a known one
	}
	return a, err
}
