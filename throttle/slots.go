package throttle

import "sync"

// Slots bounds how much is under way at once, in all and for each key: what holds a lot of memory while it lasts. It is safe for concurrent use.
type Slots struct {
	mu        sync.Mutex
	all, each int
	taken     int
	held      map[string]int
}

// NewSlots returns slots, so many in all and so many for each key.
func NewSlots(all, each int) *Slots { return &Slots{all: all, each: each, held: map[string]int{}} }

// Take takes a slot for a key, or answers false where there is none. Whoever took one gives it back.
func (s *Slots) Take(key string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.taken >= s.all || s.held[key] >= s.each {
		return false
	}
	s.taken++
	s.held[key]++
	return true
}

// Give gives a slot back.
func (s *Slots) Give(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.taken--
	if s.held[key]--; s.held[key] == 0 {
		delete(s.held, key)
	}
}
