package accounts

import (
	"errors"

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
	return jwt.NewWithClaims(jwt.SigningMethodHS256, claims{
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer: issuer, Subject: a.ID, IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(AccessLife)),
		},
		Session: session, County: a.CountyCode, Role: a.Role,
	}).SignedString(d.signKey)
}

// readAccess reads an access token: Unauthenticated "token_expired" when it is ours and too old, else "token_invalid".
func (d *Desk) readAccess(token string) (*claims, error) {
	var c claims
	_, err := jwt.ParseWithClaims(token, &c, func(*jwt.Token) (any, error) { return d.signKey, nil },
		jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}), jwt.WithIssuer(issuer), jwt.WithExpirationRequired(),
		jwt.WithTimeFunc(d.clock.Now))
	switch {
	case errors.Is(err, jwt.ErrTokenExpired):
		return nil, models.Unauthenticated("token_expired")
	case err != nil:
		return nil, models.Unauthenticated("token_invalid")
	}
	return &c, nil
}

func (c *claims) key() store.Key { return store.Key{County: c.County, ID: c.Session} }
