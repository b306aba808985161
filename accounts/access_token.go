package accounts

import (
	"errors"
	"strconv"

	"github.com/golang-jwt/jwt/v5"

	"zhulian/models"
	"zhulian/store"
)

const issuer = "zhulian"

// claims are what an access token says (RFC 7519). Whoever reads it asks the session row before believing it.
type claims struct {
	jwt.RegisteredClaims
	Session string      `json:"sid"`
	County  string      `json:"cnty"`
	Role    models.Role `json:"role"`
}

func (d *Desk) sign(a *models.Account, session string) (string, error) {
	now := d.clock.Now()
	return d.signed(claims{
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer: issuer, Subject: a.ID, IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(AccessLife)),
		},
		Session: session, County: a.CountyCode, Role: a.Role,
	})
}

// signed is a token that says by which key it was signed (RFC 7515, kid); the first key is not named.
func (d *Desk) signed(c jwt.Claims) (string, error) {
	key, token := d.store.Vault().TokenKey(), jwt.NewWithClaims(jwt.SigningMethodHS256, c)
	if key.Number > 0 {
		token.Header["kid"] = strconv.FormatUint(uint64(key.Number), 10)
	}
	return token.SignedString(key.Secret)
}

// keyOfToken finds the key that a token says it was signed with; one that names none is of the first.
func (d *Desk) keyOfToken(token *jwt.Token) (any, error) {
	number := uint64(0)
	if said, ok := token.Header["kid"]; ok {
		text, _ := said.(string)
		var err error
		if number, err = strconv.ParseUint(text, 10, 32); err != nil {
			return nil, jwt.ErrTokenUnverifiable
		}
	}
	key, ok := d.store.Vault().TokenKeyOf(uint32(number))
	if !ok {
		return nil, jwt.ErrTokenUnverifiable
	}
	return key, nil
}

// verify reads a token that this house has signed as one issuer, and that has not ended.
func (d *Desk) verify(token, issuer string, into jwt.Claims) error {
	_, err := jwt.ParseWithClaims(token, into, d.keyOfToken,
		jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}), jwt.WithIssuer(issuer), jwt.WithExpirationRequired(),
		jwt.WithTimeFunc(d.clock.Now))
	return err
}

// readAccess reads an access token: Unauthenticated "token_expired" when it is ours and too old, else "token_invalid".
func (d *Desk) readAccess(token string) (*claims, error) {
	var c claims
	err := d.verify(token, issuer, &c)
	switch {
	case errors.Is(err, jwt.ErrTokenExpired):
		return nil, models.Unauthenticated("token_expired")
	case err != nil:
		return nil, models.Unauthenticated("token_invalid")
	}
	return &c, nil
}

func (c *claims) key() store.Key { return store.Key{County: c.County, ID: c.Session} }
