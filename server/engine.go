package server

import (
	"fmt"
	"strings"

	"github.com/gin-gonic/gin"

	"zhulian/models"
	"zhulian/server/auth"
	"zhulian/server/respond"
)

func (s *Server) newEngine() (*gin.Engine, error) {
	gin.SetMode(gin.ReleaseMode)
	e := gin.New()
	e.HandleMethodNotAllowed = true
	e.RedirectTrailingSlash = false
	e.RemoteIPHeaders = []string{"X-Forwarded-For"}
	if err := e.SetTrustedProxies(s.deps.TrustedProxies); err != nil {
		return nil, fmt.Errorf("trusted proxies: %w", err)
	}
	e.Use(s.name, s.trace, s.observe, s.recoverPanic, s.tidyUpload, s.secure)
	e.NoRoute(s.noRoute)
	e.NoMethod(respond.MethodNotAllowed)
	s.mountHealth(e)
	s.mountPages(e)
	s.mountTrust(e)
	s.mountAPI(e)
	return e, nil
}

// noRoute answers whoever reads pages with a page, and all others with a problem document.
func (s *Server) noRoute(c *gin.Context) {
	if s.deps.Pages != nil && strings.Contains(c.GetHeader("Accept"), "text/html") && !strings.HasPrefix(c.Request.URL.Path, Prefix) {
		s.asPage(c)
		auth.ByCookie(s.deps.Cookies)(c)
	}
	if !c.IsAborted() {
		respond.Error(c, models.NotFound("page"))
	}
}

// name gives the request its id, which its log line and its problem document share.
func (s *Server) name(c *gin.Context) {
	id := models.NewID(s.deps.Clock.Now())
	respond.SetRequestID(c, id)
	c.Header("X-Request-Id", id)
	if s.draining.Load() {
		c.Header("Connection", "close") // a connection that is used no more can be closed under nobody's request
	}
}

// The policies of content: an answer of the API shows nothing, a page shows what comes from here only.
const (
	policyNothing = "default-src 'none'; frame-ancestors 'none'"
	policyPage    = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; manifest-src 'self'; " +
		"worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

// secure sets the header fields that keep browsers from doing more with an answer than it is for.
func (s *Server) secure(c *gin.Context) {
	for name, value := range map[string]string{
		"X-Content-Type-Options":       "nosniff",
		"Referrer-Policy":              "no-referrer",
		"X-Frame-Options":              "DENY",
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin",
		"Permissions-Policy":           "camera=(), geolocation=(), microphone=()",
		"Content-Security-Policy":      policyNothing,
	} {
		c.Header(name, value)
	}
	// Not with an authority of the installation's own: who is given a new one must get through to where it is to be trusted.
	if auth.Encrypted(c) && s.deps.Root == nil {
		c.Header("Strict-Transport-Security", "max-age=31536000")
	}
}
