// Package auth tells who is asking: it reads the bearer token of a request and carries the actor through it.
package auth

import (
	"context"
	"strings"

	"github.com/gin-gonic/gin"

	"zhulian/models"
	"zhulian/server/respond"
)

// Authenticator tells whose access token it is shown, or why it is worth nothing.
type Authenticator interface {
	Authenticate(ctx context.Context, access string) (models.Actor, error)
}

const actorKey = "zhulian.actor"

// Actor is who asks, as Required or Optional found out; without them it is the anonymous actor.
func Actor(c *gin.Context) models.Actor {
	if a, ok := c.Get(actorKey); ok {
		return a.(models.Actor)
	}
	return models.Actor{Role: models.RoleAnonymous}
}

// Required lets only requests with a good bearer token pass (RFC 6750 §2.1), or with the cookie of the pages where ByCookie stood before.
func Required(who Authenticator) gin.HandlerFunc {
	return respond.Handle(func(c *gin.Context) error {
		token, err := bearer(c.GetHeader("Authorization"))
		if err != nil {
			return err
		}
		if token == "" && Account(c) != nil {
			return nil
		}
		if token == "" {
			return models.Unauthenticated("login_required")
		}
		return identify(c, who, token)
	})
}

// RequiredUnless is Required, but lets requests that bring a header of their own pass as anonymous: what it proves is for the verb to check.
func RequiredUnless(who Authenticator, header string) gin.HandlerFunc {
	required, optional := Required(who), Optional(who)
	return func(c *gin.Context) {
		if c.GetHeader(header) != "" {
			optional(c)
			return
		}
		required(c)
	}
}

// Optional lets requests without a token pass as anonymous; one that shows a token must show a good one.
func Optional(who Authenticator) gin.HandlerFunc {
	return respond.Handle(func(c *gin.Context) error {
		token, err := bearer(c.GetHeader("Authorization"))
		if err != nil || token == "" {
			return err
		}
		return identify(c, who, token)
	})
}

// Free refuses whoever must do something before anything else: Forbidden "password_given" or "second_factor_missing".
func Free(c *gin.Context) error { return Actor(c).Free() }

func identify(c *gin.Context, who Authenticator, token string) error {
	a, err := who.Authenticate(c.Request.Context(), token)
	if err != nil {
		return err
	}
	c.Set(actorKey, a)
	return nil
}

// bearer reads the token of an Authorization header; any other scheme is refused.
func bearer(header string) (string, error) {
	if header == "" {
		return "", nil
	}
	scheme, token, _ := strings.Cut(header, " ")
	token = strings.TrimSpace(token)
	if !strings.EqualFold(scheme, "Bearer") || token == "" || len(token) > 4096 {
		return "", models.Unauthenticated("token_invalid")
	}
	return token, nil
}
