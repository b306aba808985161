package accounts

import (
	"context"
	"time"

	"zhulian/clock"
	"zhulian/throttle"
)

// freeTries is how many wrong passwords cost nothing; lockMost is the longest lock. Whoever knows a username can lock it again when that is over.
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

// ghosts locks usernames that do not exist in the same way as accounts, on every server alike, so that a lock does not tell which ones do.
type ghosts struct {
	book  throttle.Book
	clock clock.Clock
}

const ghostly = "unknown_names"

func (g ghosts) lockedFor(ctx context.Context, name string) (time.Duration, error) {
	failed, last, err := g.book.Taken(ctx, ghostly, name)
	return last.Add(lockAfter(int(failed))).Sub(g.clock.Now()), err
}

func (g ghosts) fail(ctx context.Context, name string) error {
	failed, last, err := g.book.Taken(ctx, ghostly, name)
	if err != nil {
		return err
	}
	more := 1.0
	if lock := lockAfter(int(failed)); lock > 0 && g.clock.Now().Sub(last.Add(lock)) > forgiven {
		more -= failed
	}
	_, err = g.book.Spend(ctx, ghostly, 0, 0, map[string]float64{name: more})
	return err
}
