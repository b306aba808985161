package server

import (
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"zhulian/locales"
	"zhulian/models"
	"zhulian/server/respond"
	"zhulian/static"
	"zhulian/templates"
)

func (s *Server) mountPages(e *gin.Engine) {
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		e.Handle(method, "/", respond.Handle(home))
		e.Handle(method, static.Prefix+":name", respond.Handle(staticFile))
		if s.deps.OpenAPI != nil {
			e.Handle(method, "/openapi.json", func(c *gin.Context) { c.Data(http.StatusOK, "application/json", s.deps.OpenAPI) })
		}
		if s.deps.Docs != nil {
			e.Handle(method, "/docs", func(c *gin.Context) { c.Redirect(http.StatusMovedPermanently, "/docs/") })
			e.Handle(method, "/docs/*file", gin.WrapH(s.deps.Docs))
		}
	}
}

// home is the first page: what this is, and where its API is described.
func home(c *gin.Context) error {
	lang := respond.Lang(c)
	if asked := locales.Lang(c.Query("lang")); slices.Contains(locales.Langs(), asked) {
		lang = asked
	}
	body, err := templates.Home(lang)
	if err != nil {
		return err
	}
	c.Header("Content-Security-Policy", policyPage)
	c.Header("Content-Language", string(lang))
	c.Header("Vary", "Accept-Language")
	c.Data(http.StatusOK, "text/html; charset=utf-8", body)
	return nil
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
