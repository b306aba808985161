package store

import "time"

// RegionTables are the tables whose rows go over with a merged region.
func RegionTables() []string { return regionTables }

// WaitForLocks has migrations wait for locks so long, and so long between tries, until what is returned is called.
func WaitForLocks(wait, pause time.Duration) (back func()) {
	oldWait, oldPause := lockWait, lockPause
	lockWait, lockPause = wait, pause
	return func() { lockWait, lockPause = oldWait, oldPause }
}
