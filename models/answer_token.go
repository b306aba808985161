package models

import (
	"crypto/sha256"
	"encoding/base64"
	"regexp"
)

// AnswerToken is what stands in the address of an answer link: the county and 256 bits that nobody can guess. It is kept nowhere; its hash is.
type AnswerToken string

// TokenBytes is how many secret bytes a token has.
const TokenBytes = 32

var answerTokenShape = regexp.MustCompile(`^[0-9]{6}[A-Za-z0-9_-]{43}$`)

// NewAnswerToken makes the token of a county out of TokenBytes secret bytes.
func NewAnswerToken(county string, secret []byte) AnswerToken {
	return AnswerToken(county + base64.RawURLEncoding.EncodeToString(secret))
}

// ParseAnswerToken reads a token and tells whether it is one.
func ParseAnswerToken(s string) (AnswerToken, bool) {
	if !answerTokenShape.MatchString(s) {
		return "", false
	}
	return AnswerToken(s), true
}

// County is the county of the token.
func (t AnswerToken) County() string { return string(t[:6]) }

// Hash is what is kept of the token. It needs no salt: nobody can try out 256 bits.
func (t AnswerToken) Hash() []byte {
	h := sha256.Sum256([]byte(t))
	return h[:]
}
