package server

import (
	"encoding/pem"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"zhulian/models"
	"zhulian/server/respond"
	"zhulian/static"
	"zhulian/templates"
)

// Root is the certificate of the installation's own authority, for people to trust.
type Root struct {
	Certificate []byte // DER
	Fingerprint string // SHA-256, as devices show it
	Ends        time.Time
	Hosts       []string // what it may vouch for
}

// Where people learn to trust the authority, and fetch its certificate.
const (
	trustPage = "/trust"
	trustDER  = "/trust/zhulian-ca.crt"
	trustPEM  = "/trust/zhulian-ca.pem"
)

// IsTrustPath says whether a path must be answered over plain http too, since who does not trust the authority yet has no other way: the
// page, the certificate, and the files that the page refers to.
func IsTrustPath(path string) bool {
	return slices.Contains([]string{trustPage, trustDER, trustPEM}, path) || strings.HasPrefix(path, static.Prefix)
}

func (s *Server) mountTrust(e *gin.Engine) {
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		e.Handle(method, trustPage, respond.Handle(s.trust))
		e.Handle(method, trustDER, respond.Handle(s.rootAs("application/x-x509-ca-cert", func(der []byte) []byte { return der })))
		e.Handle(method, trustPEM, respond.Handle(s.rootAs("application/x-pem-file", func(der []byte) []byte {
			return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
		})))
	}
}

// trust is the page that tells how to trust the authority, and what plain http lacks.
func (s *Server) trust(c *gin.Context) error {
	s.asPage(c)
	if c.IsAborted() {
		return nil
	}
	lang := respond.Lang(c)
	page := templates.TrustPage{Page: templates.Page{Lang: lang, Here: c.Request.URL.RequestURI()}}
	if r := s.deps.Root; r != nil {
		page.Fingerprint, page.Hosts, page.Ends = r.Fingerprint, r.Hosts, string(models.DateOf(r.Ends))
	}
	body, err := templates.Trust(page)
	if err != nil {
		return err
	}
	c.Header("Content-Language", string(lang))
	c.Header("Vary", "Accept-Language")
	c.Data(http.StatusOK, "text/html; charset=utf-8", body)
	return nil
}

// rootAs answers the certificate in one form.
func (s *Server) rootAs(contentType string, encode func(der []byte) []byte) func(*gin.Context) error {
	return func(c *gin.Context) error {
		if s.deps.Root == nil {
			return models.NotFound("page")
		}
		c.Header("Cache-Control", "no-cache")
		c.Data(http.StatusOK, contentType, encode(s.deps.Root.Certificate))
		return nil
	}
}
