package web

import (
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"zhulian/server/auth"
	"zhulian/server/respond"
	"zhulian/templates"
)

type problemPage struct {
	Page
	Problem respond.Problem
	Back    string
}

// Problem shows an error as a page: what happened and what to do. Whoever is not logged in is asked to, and comes back here after.
func (w *Web) Problem(c *gin.Context, p respond.Problem) {
	if p.Status == http.StatusUnauthorized {
		next := "/"
		if c.Request.Method == http.MethodGet {
			next = c.Request.URL.RequestURI()
		}
		c.Redirect(http.StatusSeeOther, "/login?next="+url.QueryEscape(next))
		return
	}
	call := &Call{Context: c, web: w, Actor: auth.Actor(c)}
	page := problemPage{call.Titled(p.Title), p, back(c)}
	body, err := templates.Render("problem/problem", page)
	if err != nil {
		c.Data(http.StatusInternalServerError, "text/plain; charset=utf-8", []byte(p.Detail))
		return
	}
	c.Header("Content-Language", string(call.Lang()))
	c.Header("Cache-Control", "no-store")
	c.Data(p.Status, "text/html; charset=utf-8", body)
}

// back is the page that the reader came from, where it is one of the house's.
func back(c *gin.Context) string {
	u, err := url.Parse(c.GetHeader("Referer"))
	if err != nil || u.Host != c.Request.Host || u.Path == "" {
		return "/"
	}
	return inside(u.RequestURI())
}
