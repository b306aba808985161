package web

import (
	"context"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"zhulian/locales"
	"zhulian/models"
	"zhulian/server/auth"
	"zhulian/server/respond"
	"zhulian/templates"
)

// Call is one request for a page, with who asks.
type Call struct {
	*gin.Context
	Actor models.Actor
	web   *Web
}

// Ctx is the context of the request, for verbs.
func (c *Call) Ctx() context.Context { return c.Request.Context() }

// Lang is the language of the page.
func (c *Call) Lang() locales.Lang { return respond.Lang(c.Context) }

// T is a text in the language of the page.
func (c *Call) T(key string) string { return locales.T(c.Lang(), key, nil) }

// Today is the civil day in China.
func (c *Call) Today() models.Date { return models.DateOf(c.web.Clock.Now()) }

// ID is the id in the path. What is no id names nothing: it is NotFound.
func (c *Call) ID(noun string) (string, error) {
	id, ok := models.ParseID(c.Param("id"))
	if !ok {
		return "", models.NotFound(noun)
	}
	return id, nil
}

// Page begins the page that answers the call; title is the key of its title.
func (c *Call) Page(title string) Page { return c.Titled(c.T(title)) }

// Titled is Page with the title itself, for pages that are named after a thing.
func (c *Call) Titled(title string) Page {
	p := Page{web: c.web, Demo: c.web.Demo}
	p.Page = templates.Page{
		Lang: c.Lang(), Theme: theme(c.Context), Title: title, Here: c.Request.URL.RequestURI(), Done: c.takeDone(),
		Token: auth.FormToken(c.Context, c.web.Keys), Key: func() string { return models.NewID(c.web.Clock.Now()) },
	}
	if a := auth.Account(c.Context); a != nil {
		p.Reader = c.reader(a)
		if c.Actor.Owes == "" {
			p.Menu = c.menu()
		}
	}
	return p
}

func (c *Call) reader(a *models.Account) *templates.Reader {
	r := &templates.Reader{Name: a.DisplayName, Role: c.T("role." + string(a.Role)), RoleCode: string(a.Role), Mark: c.offlineMark(), Held: c.Actor.Owes != ""}
	if r.Name == "" {
		r.Name = a.Username
	}
	if unread, err := c.web.Notices.Unread(c.Ctx(), c.Actor); err == nil {
		r.Unread = unread
	}
	if place, err := c.web.Accounts.Place(c.Ctx(), a); err == nil {
		r.Place = place
	}
	return r
}

// Show answers with a page.
func (c *Call) Show(name string, data any) error { return c.ShowAs(http.StatusOK, name, data) }

// ShowAs answers with a page and a status.
func (c *Call) ShowAs(status int, name string, data any) error {
	body, err := templates.Render(name, data)
	if err != nil {
		return err
	}
	c.Header("Content-Language", string(c.Lang()))
	c.Header("Cache-Control", "no-store")
	c.Header("Vary", "Accept-Language, Cookie")
	c.Data(status, "text/html; charset=utf-8", body)
	return nil
}

// Go leads on to another page, which says what was done: the key of a text in the room "done", or "" for nothing.
func (c *Call) Go(address, done string) error {
	if done != "" {
		auth.WriteCookie(c.Context, doneCookie, done, 60)
	}
	c.Redirect(http.StatusSeeOther, address)
	return nil
}

const doneCookie = "zhulian_done"

// takeDone reads what was just done, and forgets it.
func (c *Call) takeDone() string {
	key := auth.ReadCookie(c.Context, doneCookie)
	if key == "" {
		return ""
	}
	auth.WriteCookie(c.Context, doneCookie, "", -1)
	if !locales.Has(c.Lang(), "done."+key) {
		return ""
	}
	return c.T("done." + key)
}

// Page is a page of the house with the words of the domain.
type Page struct {
	templates.Page
	Demo bool
	web  *Web
}

// In puts the page under others, which its crumbs lead back to: address, text, address, text …
func (p Page) In(way ...string) Page {
	for i := 0; i+1 < len(way); i += 2 {
		p.Crumbs = append(p.Crumbs, templates.Link{Href: way[i], Text: way[i+1]})
	}
	return p
}

// TakesLists tells whether the reader may take whole lists away, which is done on the page of imports and exports.
func (p Page) TakesLists() bool {
	return slices.ContainsFunc(p.Menu, func(l templates.Link) bool { return l.Href == "/lists" })
}

// Category is the name of a category by its code.
func (p Page) Category(code string) string {
	return models.CategoryName(code, p.Lang == locales.English)
}
