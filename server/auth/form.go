package auth

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"

	"github.com/gin-gonic/gin"

	"zhulian/models"
)

// seedCookie binds the forms of a reader who is not logged in to the browser.
const seedCookie = "zhulian_form"

const (
	seedBytes = 16
	macBytes  = 32
)

// Blinder makes keyed hashes.
type Blinder interface {
	Blind(purpose string, value []byte) []byte
}

// FormToken is what a form of this reader carries: a keyed hash over the session, or over a seed in a cookie where nobody is logged in.
// It is masked anew each time, so that a compressed page tells nothing about it.
func FormToken(c *gin.Context, keys Blinder) string {
	mac := keys.Blind("form", seed(c, true))
	out := make([]byte, 2*macBytes)
	_, _ = rand.Read(out[:macBytes]) // never fails: crypto/rand ends the program instead
	subtle.XORBytes(out[macBytes:], out[:macBytes], mac)
	return base64.RawURLEncoding.EncodeToString(out)
}

// CheckToken refuses a write whose form token is not this reader's: Forbidden "form_foreign".
func CheckToken(c *gin.Context, keys Blinder, token string) error {
	raw, err := base64.RawURLEncoding.DecodeString(token)
	bound := seed(c, false)
	if err != nil || len(raw) != 2*macBytes || len(bound) == 0 {
		return models.Forbidden("form_foreign")
	}
	mac := make([]byte, macBytes)
	subtle.XORBytes(mac, raw[:macBytes], raw[macBytes:])
	if !hmac.Equal(mac, keys.Blind("form", bound)) {
		return models.Forbidden("form_foreign")
	}
	return nil
}

// seed is what the reader's forms are bound to; where there is none yet it is made if asked to.
func seed(c *gin.Context, fresh bool) []byte {
	if id := Actor(c).SessionID; id != "" {
		return []byte(id)
	}
	if v := ReadCookie(c, seedCookie); len(v) == base64.RawURLEncoding.EncodedLen(seedBytes) {
		return []byte(v)
	}
	if !fresh {
		return nil
	}
	if v, ok := c.Get(seedCookie); ok {
		return []byte(v.(string))
	}
	raw := make([]byte, seedBytes)
	_, _ = rand.Read(raw)
	v := base64.RawURLEncoding.EncodeToString(raw)
	c.Set(seedCookie, v)
	write(c, seedCookie, v, 0)
	return []byte(v)
}
