// Package throttle slows down whoever asks too often, key by key: exactly, by buckets that all servers share, or nearly, in the memory of one process that
// now and then tells the others.
package throttle

import (
	"cmp"
	"context"
	"net/netip"
	"slices"
	"sync"
	"time"
)

// keysMost is how many keys are remembered in memory.
const keysMost = 50_000

// How buckets are balanced between servers: each second, those out of which an eighth of a second's tokens, and no fewer than two, were taken here.
const (
	balanceEvery = time.Second
	balancePart  = 8
	balanceLeast = 2
	balanceTime  = 2 * time.Second
)

// Throttle is a bucket of tokens per key, in memory. It is safe for concurrent use.
type Throttle struct {
	perSecond, burst float64

	mu   sync.Mutex
	keys map[string]*bucket

	name     string
	book     Book // nil for a process that is alone
	balanced time.Time
	under    bool // it is being balanced
}

// bucket is what was taken and has not been filled up again.
type bucket struct {
	taken float64
	own   float64 // of it here, since the others were told
	at    time.Time
}

// New returns a throttle whose buckets hold burst tokens and gain perSecond of them each second. It remembers at most 50,000 keys.
func New(perSecond float64, burst int) *Throttle {
	return &Throttle{perSecond: perSecond, burst: float64(burst), keys: map[string]*bucket{}}
}

// Share lets the buckets hold in sum over all processes that share a book, under a name: nearly, but for what each of the others lets through
// in about a second. A nil book leaves the throttle alone. It is called before the first Take.
func (t *Throttle) Share(book Book, name string) *Throttle {
	t.book, t.name = book, name
	return t
}

// Take takes one token from a key's bucket, or tells how long to wait until there is one.
func (t *Throttle) Take(key string, now time.Time) (wait time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	b := t.bucket(key, now)
	if wait = t.until(b); wait == 0 {
		b.taken++
		b.own++
	}
	if t.book != nil && !t.under && now.Sub(t.balanced) >= balanceEvery {
		t.balanced = now
		if spent := t.spent(); len(spent) > 0 {
			t.under = true
			go t.balance(spent)
		}
	}
	return wait
}

// Peek tells how long to wait until the key's bucket holds a token, and takes none.
func (t *Throttle) Peek(key string, now time.Time) (wait time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.until(t.bucket(key, now))
}

func (t *Throttle) until(b *bucket) time.Duration { return waitFor(b.taken+1-t.burst, t.perSecond) }

// waitFor is how long it takes to gain what is missing.
func waitFor(missing, perSecond float64) time.Duration {
	if missing <= 0 {
		return 0
	}
	return max(time.Millisecond, time.Duration(missing/perSecond*float64(time.Second)))
}

func (t *Throttle) bucket(key string, now time.Time) *bucket {
	b := t.keys[key]
	if b == nil {
		if len(t.keys) >= keysMost {
			forget(t.keys, func(b *bucket) float64 { return b.after(t.perSecond, now) })
		}
		b = &bucket{at: now}
		t.keys[key] = b
	}
	b.taken, b.at = b.after(t.perSecond, now), now
	return b
}

// after is what of a bucket is still taken at a later instant.
func (b *bucket) after(perSecond float64, now time.Time) float64 {
	return max(0, b.taken-max(0, now.Sub(b.at).Seconds())*perSecond)
}

// forget makes room for a tenth of the keys: buckets of which nothing is taken go, and where these are too few, those of which least is taken, so that
// whoever is slowed down is not let go by many others who come once.
func forget[K comparable, B any](keys map[K]B, taken func(B) float64) {
	type weighed struct {
		key   K
		taken float64
	}
	var left []weighed
	for key, b := range keys {
		if n := taken(b); n == 0 {
			delete(keys, key)
		} else {
			left = append(left, weighed{key, n})
		}
	}
	slices.SortFunc(left, func(a, b weighed) int { return cmp.Compare(a.taken, b.taken) })
	for _, w := range left[:max(0, len(left)-keysMost*9/10)] {
		delete(keys, w.key)
	}
}

// balance tells the others what was taken here, and takes over what they took. Where the book cannot be reached it is told later.
func (t *Throttle) balance(spent map[string]float64) {
	ctx, cancel := context.WithTimeout(context.Background(), balanceTime)
	defer cancel()
	taken, err := t.book.Spend(ctx, t.name, t.perSecond, 0, spent)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.under = false
	for key, n := range spent {
		b := t.keys[key]
		switch {
		case b == nil:
		case err != nil:
			b.own += n
		default:
			b.taken = taken[key] + b.own
		}
	}
}

// spent is what was taken here and is worth telling; it counts as told.
func (t *Throttle) spent() map[string]float64 {
	out := map[string]float64{}
	for key, b := range t.keys {
		if b.own >= max(balanceLeast, t.perSecond*balanceEvery.Seconds()/balancePart) {
			out[key], b.own = b.own, 0
		}
	}
	return out
}

// AddressKey is the part of a remote address that stands for one asker: an IPv4 address, or the first 64 bits of an IPv6 one.
func AddressKey(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return "unknown"
	}
	ip = ip.Unmap()
	if ip.Is4() {
		return ip.String()
	}
	p, err := ip.WithZone("").Prefix(64)
	if err != nil {
		return "unknown"
	}
	return p.String()
}
