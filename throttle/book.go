package throttle

import (
	"context"
	"sync"
	"time"
)

// Book keeps buckets for everybody who shares it: in the database, for several servers, or in the memory of one.
type Book interface {
	// Spend takes tokens out of buckets of a limit, by key, and answers how many are then taken of each. Where most is not 0, a bucket of which more
	// would be taken is left as it is, and the answer, larger than most, says so.
	Spend(ctx context.Context, limit string, perSecond, most float64, tokens map[string]float64) (map[string]float64, error)
	// Taken answers how many tokens of a bucket were taken when it was last spent from, and when that was; 0 where it never was.
	Taken(ctx context.Context, limit, key string) (float64, time.Time, error)
}

// Exact is a bucket of tokens per key, which holds whichever server is asked: each Take is written down. It is for what is asked seldom, such as
// passwords and codes.
type Exact struct {
	book             Book
	name             string
	perSecond, burst float64
}

// NewExact returns an exact throttle of a name over a book, whose buckets hold burst tokens and gain perSecond of them each second.
func NewExact(book Book, name string, perSecond float64, burst int) *Exact {
	return &Exact{book: book, name: name, perSecond: perSecond, burst: float64(burst)}
}

// Take takes one token from a key's bucket, or tells how long to wait until there is one.
func (e *Exact) Take(ctx context.Context, key string) (wait time.Duration, err error) {
	taken, err := e.book.Spend(ctx, e.name, e.perSecond, e.burst, map[string]float64{key: 1})
	return waitFor(taken[key]-e.burst, e.perSecond), err
}

// Peek tells how long to wait until the key's bucket holds a token, and takes none.
func (e *Exact) Peek(ctx context.Context, key string, now time.Time) (wait time.Duration, err error) {
	taken, at, err := e.book.Taken(ctx, e.name, key)
	b := bucket{taken: taken, at: at}
	return waitFor(b.after(e.perSecond, now)+1-e.burst, e.perSecond), err
}

// Memory is a book of one process. It remembers at most 50,000 buckets.
type Memory struct {
	now func() time.Time

	mu   sync.Mutex
	kept map[[2]string]*noted
}

type noted struct {
	bucket

	perSecond float64
}

// restful is after how long a quiet bucket is forgotten when there is no room, whatever is taken of it.
const restful = time.Hour

// NewMemory returns an empty book by a clock.
func NewMemory(now func() time.Time) *Memory {
	return &Memory{now: now, kept: map[[2]string]*noted{}}
}

// Spend implements Book.
func (m *Memory) Spend(_ context.Context, limit string, perSecond, most float64, tokens map[string]float64) (map[string]float64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now, out := m.now(), map[string]float64{}
	for key, n := range tokens {
		b := m.at([2]string{limit, key}, now)
		b.taken, b.at, b.perSecond = b.after(perSecond, now), now, perSecond
		out[key] = b.taken + n
		if most == 0 || out[key] <= most {
			b.taken = out[key]
		}
	}
	return out, nil
}

// Taken implements Book.
func (m *Memory) Taken(_ context.Context, limit, key string) (float64, time.Time, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	b := m.kept[[2]string{limit, key}]
	if b == nil {
		return 0, time.Time{}, nil
	}
	return b.taken, b.at, nil
}

func (m *Memory) at(which [2]string, now time.Time) *noted {
	b := m.kept[which]
	if b == nil {
		if len(m.kept) >= keysMost {
			forget(m.kept, func(b *noted) float64 {
				if now.Sub(b.at) > restful {
					return 0
				}
				return b.after(b.perSecond, now)
			})
		}
		b = &noted{bucket: bucket{at: now}}
		m.kept[which] = b
	}
	return b
}
