package server

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"zhulian/models"
	"zhulian/server/api"
	"zhulian/server/auth"
	"zhulian/server/respond"
	"zhulian/throttle"
)

// Prefix is where the API stands.
const Prefix = "/api/v1"

// ForPrograms tells whether an address is called by programs and not by people: one that comes by plain http must be told, and not led on, or it would go on
// sending its tokens in the clear.
func ForPrograms(path string) bool {
	return path == "/api" || strings.HasPrefix(path, "/api/") || slices.Contains([]string{"/openapi.json", "/metrics", "/readyz"}, path)
}

// bodyMost is how many bytes a body may have where its route does not say otherwise.
const bodyMost = 1 << 20

// How often one address may try a secret that stands in a path: a mail scanner and a person get through, a guesser does not.
const (
	guessRate  = 0.5
	guessBurst = 20
	codeBurst  = 40 // a household that fills its form in asks more often
)

// mountAPI puts every route of the table behind what it must pass: the address's rate, the body's size, who asks, the account's
// rate, and for POST the idempotency key.
func (s *Server) mountAPI(e *gin.Engine) {
	addresses := throttle.New(s.deps.AddressRate, int(s.deps.AddressRate*10)).Share(s.deps.Limits, "api_address")
	perAccount := throttle.New(s.deps.AccountRate, int(s.deps.AccountRate*10)).Share(s.deps.Limits, "api_account")
	group := e.Group(Prefix, chosenLang, s.slow(addresses, func(c *gin.Context) string { return throttle.AddressKey(c.ClientIP()) }))
	if s.deps.Cookies != nil {
		group.Use(auth.ByCookie(s.deps.Cookies), s.scriptFromHere)
	}
	byAccount := s.slow(perAccount, func(c *gin.Context) string { return auth.Actor(c).AccountID })
	keys := &replayer{s, Prefix, readable(s.deps.Routes)}
	guesses := s.slowExactly(throttle.NewExact(s.deps.Limits, "api_guesses", guessRate, guessBurst), func(c *gin.Context) string { return throttle.AddressKey(c.ClientIP()) })
	codes := s.slowExactly(throttle.NewExact(s.deps.Limits, "api_codes", guessRate, codeBurst), func(c *gin.Context) string {
		if c.GetHeader(api.CodeHeader) == "" {
			return ""
		}
		return throttle.AddressKey(c.ClientIP())
	})
	for _, r := range s.deps.Routes {
		chain := []gin.HandlerFunc{limitBody(r.MaxBody)}
		if r.Guessed {
			chain = append(chain, guesses)
		}
		if r.Coded {
			chain = append(chain, codes)
		}
		switch {
		case r.Public:
			chain = append(chain, auth.Optional(s.deps.Who))
		case r.Coded:
			chain = append(chain, auth.RequiredUnless(s.deps.Who, api.CodeHeader))
		default:
			chain = append(chain, auth.Required(s.deps.Who))
		}
		if !r.Owing {
			chain = append(chain, respond.Handle(auth.Free))
		}
		chain = append(chain, byAccount, s.readBack(r.List))
		if large(r.MaxBody) {
			chain = append(chain, s.holdBody)
		}
		if r.Method == http.MethodPost && !r.Secret {
			chain = append(chain, respond.Handle(keys.once))
		}
		group.Handle(r.Method, r.Path, append(chain, respond.Handle(r.Handler))...)
	}
}

// scriptFromHere lets a write that the cookie of the pages vouches for pass only with the token of one of those pages.
func (s *Server) scriptFromHere(c *gin.Context) {
	respond.Handle(func(c *gin.Context) error {
		if auth.Account(c) == nil || c.Request.Method == http.MethodGet || c.Request.Method == http.MethodHead {
			return nil
		}
		if err := s.crossOrigin.Check(c.Request); err != nil {
			return models.Forbidden("form_foreign")
		}
		return auth.CheckToken(c, s.deps.Keys, c.GetHeader(auth.TokenHeader))
	})(c)
}

// limitBody refuses a body that is longer than most bytes: at once where it says so itself, else when it is read.
func limitBody(most int64) gin.HandlerFunc {
	if most == 0 {
		most = bodyMost
	}
	return respond.Handle(func(c *gin.Context) error {
		if c.Request.ContentLength > most {
			return models.BodyTooLarge(most)
		}
		c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, most)
		return nil
	})
}

// How many large bodies are read at once, in all and of one account or address: each is held in memory, and more than once.
const (
	bodiesAtOnce = 12
	bodiesOfOne  = 3
)

// large tells whether a route takes more than others: it is asked first who may send it, and few are read at once.
func large(maxBody int64) bool { return maxBody > bodyMost }

// holdBody reads no more large bodies at once than the memory allows.
func (s *Server) holdBody(c *gin.Context) {
	key := cmp.Or(auth.Actor(c).AccountID, throttle.AddressKey(c.ClientIP()))
	if !s.bodies.Take(key) {
		respond.Handle(func(*gin.Context) error {
			return (&models.Error{Kind: models.KindTooMany, Code: "busy"}).With("retry_after", 5)
		})(c)
		return
	}
	defer s.bodies.Give(key)
	c.Next()
}

// tidyUpload removes the files in which a large form was kept while it was read. The server would do so itself, had the request not been replaced.
func (s *Server) tidyUpload(c *gin.Context) {
	defer func() {
		if form := c.Request.MultipartForm; form != nil {
			_ = form.RemoveAll()
		}
	}()
	c.Next()
}

// slow lets a key through as often as its rate allows, nearly so where there are several servers; the empty key is not slowed down.
func (s *Server) slow(t *throttle.Throttle, keyOf func(*gin.Context) string) gin.HandlerFunc {
	return slowBy(keyOf, func(_ context.Context, key string) (time.Duration, error) {
		return t.Take(key, s.deps.Clock.Now()), nil
	})
}

// slowExactly is slow for what is guessed at: each try counts, whichever server it came to.
func (s *Server) slowExactly(e *throttle.Exact, keyOf func(*gin.Context) string) gin.HandlerFunc {
	return slowBy(keyOf, e.Take)
}

func slowBy(keyOf func(*gin.Context) string, take func(context.Context, string) (time.Duration, error)) gin.HandlerFunc {
	return respond.Handle(func(c *gin.Context) error {
		key := keyOf(c)
		if key == "" {
			return nil
		}
		wait, err := take(c.Request.Context(), key)
		if err != nil {
			return err
		}
		if wait > 0 {
			seconds := int(wait.Seconds()) + 1
			return (&models.Error{Kind: models.KindTooMany, Code: "too_often"}).With("retry_after", seconds)
		}
		return nil
	})
}

// readable holds the paths that can be read, so that nobody is led to one that cannot.
func readable(routes []api.Route) map[string]bool {
	out := map[string]bool{}
	for _, r := range routes {
		if r.Method == http.MethodGet {
			out[r.Path] = true
		}
	}
	return out
}
