package accounts

import (
	"sync"
	"time"
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

// ghosts locks usernames that do not exist in the same way as accounts, so that a lock does not tell which ones do. It lives in
// memory only.
type ghosts struct {
	mu    sync.Mutex
	names map[string]ghost
}

type ghost struct {
	failed int
	until  time.Time
	last   time.Time
}

const ghostsMost = 10_000

func newGhosts() *ghosts { return &ghosts{names: map[string]ghost{}} }

func (g *ghosts) lockedFor(name string, now time.Time) time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.names[name].until.Sub(now)
}

func (g *ghosts) fail(name string, now time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.names) >= ghostsMost {
		g.forget(now)
	}
	it := g.names[name]
	it.failed, it.last = it.failed+1, now
	if wait := lockAfter(it.failed); wait > 0 {
		it.until = now.Add(wait)
	}
	g.names[name] = it
}

// forget drops who has been quiet for an hour, and if that is nobody, any tenth.
func (g *ghosts) forget(now time.Time) {
	for name, it := range g.names {
		if now.Sub(it.last) > time.Hour {
			delete(g.names, name)
		}
	}
	for name := range g.names {
		if len(g.names) < ghostsMost*9/10 {
			return
		}
		delete(g.names, name)
	}
}
