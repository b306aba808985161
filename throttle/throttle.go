// Package throttle slows down whoever asks too often, key by key, in the memory of one process.
package throttle

import (
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Throttle is a bucket of tokens per key. It is safe for concurrent use.
type Throttle struct {
	every rate.Limit
	burst int
	most  int

	mu   sync.Mutex
	keys map[string]*rate.Limiter
}

// New returns a throttle whose buckets hold burst tokens and gain perSecond of them each second. It remembers at most 50,000 keys.
func New(perSecond float64, burst int) *Throttle {
	return &Throttle{every: rate.Limit(perSecond), burst: burst, most: 50_000, keys: map[string]*rate.Limiter{}}
}

// Take takes one token from a key's bucket, or tells how long to wait until there is one.
func (t *Throttle) Take(key string, now time.Time) (wait time.Duration) {
	l := t.bucket(key, now)
	if l.AllowN(now, 1) {
		return 0
	}
	return t.until(l, now)
}

// Peek tells how long to wait until the key's bucket holds a token, and takes none.
func (t *Throttle) Peek(key string, now time.Time) (wait time.Duration) {
	if l := t.bucket(key, now); l.TokensAt(now) < 1 {
		return t.until(l, now)
	}
	return 0
}

func (t *Throttle) until(l *rate.Limiter, now time.Time) time.Duration {
	missing := 1 - l.TokensAt(now)
	return max(time.Millisecond, time.Duration(missing/float64(t.every)*float64(time.Second)))
}

func (t *Throttle) bucket(key string, now time.Time) *rate.Limiter {
	t.mu.Lock()
	defer t.mu.Unlock()
	l := t.keys[key]
	if l == nil {
		if len(t.keys) >= t.most {
			t.forget(now)
		}
		l = rate.NewLimiter(t.every, t.burst)
		t.keys[key] = l
	}
	return l
}

// forget drops the full buckets, which say nothing; when all are in use, it drops any tenth so that memory stays bounded.
func (t *Throttle) forget(now time.Time) {
	for key, l := range t.keys {
		if l.TokensAt(now) >= float64(t.burst) {
			delete(t.keys, key)
		}
	}
	for key := range t.keys {
		if len(t.keys) <= t.most*9/10 {
			return
		}
		delete(t.keys, key)
	}
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
