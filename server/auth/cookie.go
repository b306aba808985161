package auth

import (
	"context"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"zhulian/models"
	"zhulian/server/respond"
)

// CookieName is the cookie of the pages: a proof of login that scripts cannot read.
const CookieName = "zhulian_session"

// TokenHeader carries the form token of writes that the pages' own scripts send to the API.
const TokenHeader = "X-Form-Token" //nolint:gosec // a name

// Pages tells whose cookie it is shown, or why it is worth nothing.
type Pages interface {
	AuthenticateCookie(ctx context.Context, cookie string) (models.Actor, *models.Account, error)
}

const accountKey = "zhulian.account"

// Account is the account that reads the pages, as ByCookie found out; nil for nobody.
func Account(c *gin.Context) *models.Account {
	if a, ok := c.Get(accountKey); ok {
		return a.(*models.Account)
	}
	return nil
}

// ByCookie lets the cookie of the pages say who asks, where no Authorization header does. A cookie that is worth nothing any more is
// taken back and counts as none.
func ByCookie(who Pages) gin.HandlerFunc {
	return respond.Handle(func(c *gin.Context) error {
		cookie := ReadCookie(c, CookieName)
		if cookie == "" || c.GetHeader("Authorization") != "" {
			return nil
		}
		a, account, err := who.AuthenticateCookie(c.Request.Context(), cookie)
		if models.KindOf(err) == models.KindUnauthenticated {
			ClearCookie(c)
			return nil
		} else if err != nil {
			return err
		}
		c.Set(actorKey, a)
		c.Set(accountKey, account)
		return nil
	})
}

// SetCookie hands the proof of a login to the browser: for its session, or, where it is to be remembered, for as long as the proof lives.
func SetCookie(c *gin.Context, proof string, remember bool, seconds int) {
	switch {
	case remember:
		write(c, rememberCookie, "true", seconds)
	case ReadCookie(c, rememberCookie) != "":
		write(c, rememberCookie, "", -1)
	}
	if !remember {
		seconds = 0
	}
	write(c, CookieName, proof, seconds)
}

// rememberCookie says that a browser keeps the proof of a login after it was closed.
const rememberCookie = "zhulian_remember"

// RenewCookie hands another proof of the same login to the browser, to be kept as the one before.
func RenewCookie(c *gin.Context, proof string, seconds int) {
	SetCookie(c, proof, ReadCookie(c, rememberCookie) != "", seconds)
}

// ClearCookie takes the proof back.
func ClearCookie(c *gin.Context) { write(c, CookieName, "", -1) }

// WriteCookie sets a cookie of the pages that scripts need not read; seconds are as in net/http: 0 for the browser's session.
func WriteCookie(c *gin.Context, name, value string, seconds int) { write(c, name, value, seconds) }

// ReadCookie is the value of a cookie that WriteCookie set over a connection like this one; "" where there is none.
func ReadCookie(c *gin.Context, name string) string {
	value, _ := c.Cookie(named(c, name))
	return value
}

// named is what a cookie is called. Over TLS the prefix has browsers take it over TLS only, from this host only: a neighbour under the same domain
// cannot set it, and one that was set in the clear counts for nothing.
func named(c *gin.Context, name string) string {
	if Encrypted(c) {
		return "__Host-" + name
	}
	return name
}

func write(c *gin.Context, name, value string, seconds int) {
	http.SetCookie(c.Writer, &http.Cookie{ //nolint:gosec // Secure wherever the page came over TLS; a county's closed network may have none
		Name: named(c, name), Value: value, Path: "/", MaxAge: seconds, HttpOnly: true, Secure: Encrypted(c), SameSite: http.SameSiteLaxMode,
	})
}

// Encrypted tells whether the reader's connection is: to this server, or to a proxy whose word is believed (its X-Forwarded-For is).
func Encrypted(c *gin.Context) bool {
	return c.Request.TLS != nil || c.ClientIP() != c.RemoteIP() && strings.EqualFold(c.GetHeader("X-Forwarded-Proto"), "https")
}
