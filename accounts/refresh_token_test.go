package accounts

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"zhulian/store"
)

func token() refreshToken {
	at := store.Key{County: "330199", ID: "01a3185c-5000-7000-9b56-abea209b0a3b"}
	return refreshToken{at: at, generation: 7, secret: []byte(strings.Repeat("s", 48))}
}

func TestRefreshTokenReadsWhatItWrites(t *testing.T) {
	got, ok := parseRefreshToken(token().String())
	assert.True(t, ok)
	assert.Equal(t, token(), got)
}

func TestLockGrowsFromHalfAMinuteToAQuarterOfAnHour(t *testing.T) {
	for failed, want := range map[int]time.Duration{
		0: 0, 4: 0, 5: 30 * time.Second, 6: time.Minute, 9: 8 * time.Minute, 10: 15 * time.Minute, 1_000_000: 15 * time.Minute,
	} {
		assert.Equal(t, want, lockAfter(failed), failed)
	}
}

func FuzzRefreshToken(f *testing.F) {
	f.Add(token().String())
	f.Add("330199.x.1.")
	f.Add("....")
	f.Fuzz(func(t *testing.T, s string) {
		if got, ok := parseRefreshToken(s); ok {
			assert.Equal(t, s, got.String(), "one token has one spelling")
		}
	})
}
