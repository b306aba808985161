package accounts

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"

	"zhulian/models"
	"zhulian/store"
)

// refreshToken is <county>.<session id>.<generation>.<secret>. The secret is 16 random bytes and a keyed hash over the rest, so that
// a token of an older generation is known to be ours although its own hash is no longer kept: nobody can end another's session
// by guessing at an old generation.
type refreshToken struct {
	at         store.Key
	generation int
	secret     []byte
}

const refreshRandom = 16

func (d *Desk) newRefreshToken(at store.Key, generation int) refreshToken {
	t := refreshToken{at: at, generation: generation, secret: make([]byte, refreshRandom)}
	_, _ = rand.Read(t.secret) // never fails: crypto/rand ends the program instead
	t.secret = append(t.secret, d.refreshMAC(t)...)
	return t
}

func (d *Desk) refreshMAC(t refreshToken) []byte {
	said := fmt.Sprintf("%s.%s.%d.%x", t.at.County, t.at.ID, t.generation, t.secret[:refreshRandom])
	return d.store.Vault().Index(t.at.County, "session.refresh", said)
}

func (d *Desk) genuine(t refreshToken) bool {
	return hmac.Equal(t.secret[refreshRandom:], d.refreshMAC(t))
}

func (t refreshToken) hash() []byte {
	sum := sha256.Sum256(t.secret)
	return sum[:]
}

// String writes the token as it is handed out.
func (t refreshToken) String() string {
	return fmt.Sprintf("%s.%s.%d.%s", t.at.County, t.at.ID, t.generation, base64.RawURLEncoding.EncodeToString(t.secret))
}

// parseRefreshToken reads the one spelling that String writes; ok is false for any other text.
func parseRefreshToken(s string) (t refreshToken, ok bool) {
	parts := strings.Split(s, ".")
	if len(s) > 200 || len(parts) != 4 || len(parts[0]) != 6 || models.CountyOf(parts[0]) != parts[0] {
		return t, false
	}
	t.at.County = parts[0]
	if t.at.ID, ok = models.ParseID(parts[1]); !ok {
		return t, false
	}
	var err error
	if t.generation, err = strconv.Atoi(parts[2]); err != nil || t.generation < 1 || t.generation > 1<<30 {
		return t, false
	}
	if t.secret, err = base64.RawURLEncoding.Strict().DecodeString(parts[3]); err != nil {
		return t, false
	}
	return t, len(t.secret) == refreshRandom+sha256.Size && t.String() == s
}
