package store

import (
	"time"

	"zhulian/vault"
)

// RegionTables are the tables whose rows go over with a merged region.
func RegionTables() []string { return regionTables }

// WaitForLocks has migrations wait for locks so long, and so long between tries, until what is returned is called.
func WaitForLocks(wait, pause time.Duration) (back func()) {
	oldWait, oldPause := lockWait, lockPause
	lockWait, lockPause = wait, pause
	return func() { lockWait, lockPause = oldWait, oldPause }
}

// With is the same store with other keys.
func With(s *Store, v *vault.Vault) *Store {
	out := *s
	out.vault = v
	return &out
}
