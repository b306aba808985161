package models

import (
	"crypto/rand"
	"io"
	"time"

	"github.com/google/uuid"
)

// NewID returns a fresh UUIDv7 (RFC 9562) in its canonical text form; ids made later sort later.
func NewID(at time.Time) string { return IDFrom(at, rand.Reader) }

// IDFrom returns the UUIDv7 of an instant whose random bits come from r, so that a seeded reader gives the same id again.
func IDFrom(at time.Time, r io.Reader) string {
	var u uuid.UUID
	if _, err := io.ReadFull(r, u[:]); err != nil {
		panic("models: no randomness: " + err.Error())
	}
	// Sub-millisecond order goes into rand_a, as RFC 9562 §6.2 method 3 allows.
	us := at.UnixMicro()
	ms, frac := us/1000, (us%1000)*4096/1000
	for i := range 6 {
		u[i] = byte(ms >> (40 - 8*i))
	}
	u[6], u[7] = 0x70|byte(frac>>8), byte(frac)
	u[8] = u[8]&0x3f | 0x80
	return u.String()
}

// ParseID reads a UUID in its canonical lower-case form and tells whether it is one.
func ParseID(s string) (string, bool) {
	if len(s) != 36 {
		return "", false
	}
	u, err := uuid.Parse(s)
	if err != nil || u.String() != s {
		return "", false
	}
	return s, true
}

// IsClientID tells whether a client may choose the id: only a canonical UUIDv7 whose time is not far ahead of now.
func IsClientID(s string, now time.Time) bool {
	if _, ok := ParseID(s); !ok || s[14] != '7' {
		return false
	}
	u := uuid.MustParse(s)
	var ms int64
	for i := range 6 {
		ms = ms<<8 | int64(u[i])
	}
	return ms <= now.Add(24*time.Hour).UnixMilli()
}
