package server

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"zhulian/locales"
	"zhulian/models"
	"zhulian/server/auth"
	"zhulian/server/respond"
	"zhulian/server/web"
	"zhulian/static"
	"zhulian/throttle"
)

// Pages is the pages as the server mounts them.
type Pages interface {
	Routes() []web.Route
	Handle(r web.Route) func(*gin.Context) error
	Admit(r web.Route) func(*gin.Context) error
	Problem(c *gin.Context, p respond.Problem)
}

// mountPages puts every page behind what it must pass: the language, who asks, the rates, and for forms the body's size, that they come
// from here, and the key that lets pressing twice take effect once.
func (s *Server) mountPages(e *gin.Engine) {
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		e.Handle(method, static.Prefix+":name", respond.Handle(staticFile))
		if s.deps.OpenAPI != nil {
			e.Handle(method, "/openapi.json", func(c *gin.Context) { c.Data(http.StatusOK, "application/json", s.deps.OpenAPI) })
		}
		if s.deps.Docs != nil {
			e.Handle(method, "/docs", func(c *gin.Context) { c.Redirect(http.StatusMovedPermanently, "/docs/") })
			e.Handle(method, "/docs/*file", gin.WrapH(s.deps.Docs))
		}
	}
	if s.deps.Pages == nil {
		return
	}
	addresses := throttle.New(s.deps.AddressRate, int(s.deps.AddressRate*10)).Share(s.deps.Limits, "page_address")
	perAccount := throttle.New(s.deps.AccountRate, int(s.deps.AccountRate*10)).Share(s.deps.Limits, "page_account")
	group := e.Group("", s.asPage, s.slow(addresses, func(c *gin.Context) string { return throttle.AddressKey(c.ClientIP()) }), auth.ByCookie(s.deps.Cookies))
	byAccount := s.slow(perAccount, func(c *gin.Context) string { return auth.Actor(c).AccountID })
	guesses := s.slowExactly(throttle.NewExact(s.deps.Limits, "page_guesses", guessRate, codeBurst), func(c *gin.Context) string { return throttle.AddressKey(c.ClientIP()) })
	keys := &replayer{s: s, readable: readablePages(s.deps.Pages.Routes())}
	for _, r := range s.deps.Pages.Routes() {
		chain := []gin.HandlerFunc{byAccount, s.readBack(!strings.Contains(r.Path, ":"))}
		if r.Guessed {
			chain = append(chain, guesses)
		}
		if r.Method == http.MethodPost {
			chain = append(chain, limitBody(r.MaxBody))
			if large(r.MaxBody) {
				chain = append(chain, respond.Handle(s.deps.Pages.Admit(r)), s.holdBody)
			}
			chain = append(chain, s.fromHere, respond.Handle(keys.once))
		}
		chain = append(chain, respond.Handle(s.deps.Pages.Handle(r)))
		group.Handle(r.Method, r.Path, chain...)
		if r.Method == http.MethodGet {
			group.Handle(http.MethodHead, r.Path, chain...)
		}
	}
}

func readablePages(routes []web.Route) map[string]bool {
	out := map[string]bool{}
	for _, r := range routes {
		if r.Method == http.MethodGet {
			out[r.Path] = true
		}
	}
	return out
}

// langCookie holds the language that a reader has chosen.
const langCookie = "zhulian_lang"

// asPage gives what is answered the face of a page, in the language that the reader has chosen.
func (s *Server) asPage(c *gin.Context) {
	c.Header("Content-Security-Policy", policyPage)
	c.Header("Referrer-Policy", "same-origin")
	c.Header("Permissions-Policy", "camera=(self), geolocation=(self), microphone=()")
	if s.deps.Pages != nil {
		respond.SetFace(c, s.deps.Pages.Problem)
	}
	chosenLang(c)
	asked := c.Query("lang")
	if !spoken(asked) {
		return
	}
	auth.WriteCookie(c, langCookie, asked, int((365 * 24 * time.Hour).Seconds()))
	respond.SetLang(c, locales.Lang(asked))
	if c.Request.Method == http.MethodGet {
		q := c.Request.URL.Query()
		q.Del("lang")
		to := *c.Request.URL
		to.RawQuery, to.Path = q.Encode(), "/"+strings.TrimLeft(to.Path, "/")
		c.Redirect(http.StatusSeeOther, to.RequestURI())
		c.Abort()
	}
}

// chosenLang answers in the language that the reader has chosen on a page.
func chosenLang(c *gin.Context) {
	if chosen := auth.ReadCookie(c, langCookie); spoken(chosen) {
		respond.SetLang(c, locales.Lang(chosen))
	}
}

func spoken(lang string) bool { return slices.Contains(locales.Langs(), locales.Lang(lang)) }

// fromHere refuses a form that another site's page has sent, and one without this reader's token; then it names the key under which the
// form takes effect once.
func (s *Server) fromHere(c *gin.Context) {
	respond.Handle(func(c *gin.Context) error {
		if err := s.crossOrigin.Check(c.Request); err != nil {
			return models.Forbidden("form_foreign")
		}
		token, err := formToken(c)
		if err != nil {
			return err
		}
		if err := auth.CheckToken(c, s.deps.Keys, token); err != nil {
			return err
		}
		if key := c.Query("_key"); key != "" {
			c.Request.Header.Set("Idempotency-Key", key)
		}
		return nil
	})(c)
}

// formToken reads the token of a form. The body stays there to be read again.
func formToken(c *gin.Context) (string, error) {
	body, err := io.ReadAll(c.Request.Body)
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return "", models.BodyTooLarge(tooLarge.Limit)
	} else if err != nil {
		return "", models.Unreadable("body_unreadable")
	}
	c.Request.Body = io.NopCloser(bytes.NewReader(body))
	values, err := web.FormValues(c.Request)
	c.Request.Body = io.NopCloser(bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	return cmp.Or(c.GetHeader(auth.TokenHeader), values.Get("_token")), nil
}

// staticFile answers an embedded file, which never changes at its address.
func staticFile(c *gin.Context) error {
	f, ok := static.Open(c.Param("name"))
	if !ok {
		return models.NotFound("page")
	}
	c.Header("Cache-Control", "public, max-age=31536000, immutable")
	c.Data(http.StatusOK, f.ContentType, f.Body)
	return nil
}
