package accounts

import (
	"context"
	"time"

	"zhulian/clock"
	"zhulian/models"
	"zhulian/store"
	"zhulian/throttle"
)

// freeTries is how many wrong passwords cost nothing; lockMost is the longest lock. Whoever knows a username can lock it again when that is over, which
// stops nobody who logs in where somebody has logged in to the account before, nor whoever is logged in: there, tries are counted apart.
const (
	freeTries = 5
	lockFirst = 30 * time.Second
	lockMost  = 15 * time.Minute
)

// lockAfter says how long an account is locked after so many failures in a row: nothing before the fifth, then 30 seconds,
// doubling up to 15 minutes.
func lockAfter(failed int) time.Duration {
	if failed < freeTries {
		return 0
	}
	wait := lockFirst
	for n := freeTries; n < failed && wait < lockMost; n++ {
		wait *= 2
	}
	return min(wait, lockMost)
}

// forgiven is how long after the end of a lock the count begins anew.
const forgiven = 24 * time.Hour

// locks are locks that grow like those of accounts, kept in a book under a name: on every server alike.
type locks struct {
	name  string
	clock clock.Clock
}

func (l locks) lockedFor(ctx context.Context, book throttle.Book, key string) (time.Duration, error) {
	failed, last, err := book.Taken(ctx, l.name, key)
	return last.Add(lockAfter(int(failed))).Sub(l.clock.Now()), err
}

// fail counts a wrong try of a key, and tells whether there were too many.
func (l locks) fail(ctx context.Context, book throttle.Book, key string) (locked bool, err error) {
	failed, last, err := book.Taken(ctx, l.name, key)
	if err != nil {
		return false, err
	}
	more := 1.0
	if lock := lockAfter(int(failed)); lock > 0 && l.clock.Now().Sub(last.Add(lock)) > forgiven {
		more -= failed
	}
	taken, err := book.Spend(ctx, l.name, 0, 0, map[string]float64{key: more})
	return lockAfter(int(taken[key])) > 0, err
}

// forgive begins the count of a key anew.
func (l locks) forgive(ctx context.Context, book throttle.Book, key string) error {
	failed, _, err := book.Taken(ctx, l.name, key)
	if err == nil && failed > 0 {
		_, err = book.Spend(ctx, l.name, 0, 0, map[string]float64{key: -failed})
	}
	return err
}

// try is what is shown for an account besides its password, and where: by a device that says it has logged in to it before, or within one of its
// sessions.
type try struct {
	code    string
	device  string
	session string
}

// lockOf is under which key of its own a try is counted; "" where it counts for the account.
func (d *Desk) lockOf(a *models.Account, t try) string {
	if t.session != "" {
		return "session " + t.session
	}
	return d.known(a, t.device)
}

// unlocked refuses a try that a lock stands before: TooMany "account_locked".
func (d *Desk) unlocked(ctx context.Context, s *store.Store, a *models.Account, t try) (err error) {
	var wait time.Duration
	if own := d.lockOf(a, t); own != "" {
		wait, err = d.apart.lockedFor(ctx, s, own)
	} else if a.LockedUntil != nil {
		wait = a.LockedUntil.Sub(d.clock.Now())
	}
	if err == nil && wait > 0 {
		return tooMany("account_locked", wait)
	}
	return err
}

// miss counts a wrong password or code of an account, and locks what it counts for where there were too many. A lock that ended a day ago starts the
// count anew.
func (d *Desk) miss(ctx context.Context, s *store.Store, account *models.Account, t try, step string) error {
	a, err := s.HoldAccount(ctx, keyOf(account))
	if err != nil {
		return err
	}
	s.Record(accountEvent(a, anonymous(a), "account", a.ID, step))
	if own := d.lockOf(a, t); own != "" {
		locked, err := d.apart.fail(ctx, s, own)
		if locked {
			s.Record(accountEvent(a, anonymous(a), "account", a.ID, "lock_apart"))
		}
		return err
	}
	if a.LockedUntil != nil && d.clock.Now().Sub(*a.LockedUntil) > forgiven {
		if err := s.ForgiveLogins(ctx, keyOf(a)); err != nil {
			return err
		}
	}
	failed, err := s.CountLoginFailure(ctx, keyOf(a))
	if err != nil {
		return err
	}
	wait := lockAfter(failed)
	if wait == 0 {
		return nil
	}
	s.Record(accountEvent(a, anonymous(a), "account", a.ID, "lock"))
	return s.LockAccount(ctx, keyOf(a), d.clock.Now().Add(wait))
}
