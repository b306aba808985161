package throttle

import "runtime"

// Settle waits until a balance that a Take began is done.
func Settle(t *Throttle) {
	for {
		t.mu.Lock()
		under := t.under
		t.mu.Unlock()
		if !under {
			return
		}
		runtime.Gosched()
	}
}
