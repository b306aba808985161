package web

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"zhulian/locales"
	"zhulian/models"
	"zhulian/server/auth"
	"zhulian/static"
	"zhulian/templates"
)

// The browser's own part of working without a signal is in static/js; docs/adr/0014 says what is kept where, and why.

func (w *Web) offlineRoutes() []Route {
	return []Route{
		public(get("/manifest.webmanifest", w.manifest)), public(get("/sw.js", w.worker)), public(get("/offline/:lang", w.shell)),
		public(get("/session/token", w.sessionToken)), public(get("/session/key", w.sessionKey)),
		get("/offline-book", w.offlineBook, models.RoleAide), get("/waiting", w.waiting, models.RoleAide),
	}
}

// offlineHours is how long a device may read what it has kept without having reached the server.
const offlineHours = 72

// sessionMark tells sessions apart on a device and says nothing else; accountMark does so for accounts.
func sessionMark(keys auth.Blinder, a models.Actor) string {
	return mark(keys, "offline-session", a.SessionID)
}
func accountMark(keys auth.Blinder, a models.Actor) string {
	return mark(keys, "offline-account", a.AccountID)
}

func mark(keys auth.Blinder, purpose, id string) string {
	const short = 16
	return hex.EncodeToString(keys.Blind(purpose, []byte(id))[:short])
}

// token is what a script needs to write: a fresh form token, and whose session it is.
type token struct {
	Token   string `json:"token"`
	Session string `json:"session"`
	Account string `json:"account"`
}

// sessionToken hands a script a fresh form token, and tells whose session there is: an empty answer is nobody's.
func (w *Web) sessionToken(c *Call) error {
	if c.Actor.SessionID == "" {
		return c.answer(struct{}{})
	}
	return c.answer(token{auth.FormToken(c.Context, w.Keys), sessionMark(w.Keys, c.Actor), accountMark(w.Keys, c.Actor)})
}

// sessionKeys are the keys with which a browser seals what it keeps: a copy of the field book, which nobody can read once the session is
// over, and what waits to be sent, which the same account can still send after it has logged in again.
type sessionKeys struct {
	Session string `json:"session"`
	Account string `json:"account"`
	Copy    string `json:"copy"`
	Drafts  string `json:"drafts"`
	Hours   int    `json:"hours"`
}

func (w *Web) sessionKey(c *Call) error {
	if c.Actor.SessionID == "" {
		return c.answer(struct{}{})
	}
	key := func(purpose, id string) string {
		return base64.StdEncoding.EncodeToString(w.Keys.Blind(purpose, []byte(id)))
	}
	return c.answer(sessionKeys{
		Session: sessionMark(w.Keys, c.Actor), Account: accountMark(w.Keys, c.Actor),
		Copy: key("offline-copy-key", c.Actor.SessionID), Drafts: key("offline-draft-key", c.Actor.AccountID), Hours: offlineHours,
	})
}

// answer answers a script.
func (c *Call) answer(v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode the answer: %w", err)
	}
	c.Header("Cache-Control", "no-store")
	c.Data(http.StatusOK, "application/json; charset=utf-8", body)
	return nil
}

type bookEntry struct {
	ID      string `json:"id"`
	No      string `json:"no"`
	Name    string `json:"name"`
	Village string `json:"village"`
}

type offlineBook struct {
	Households []bookEntry `json:"households"`
	Recent     []string    `json:"recent"`
}

// offlineBook is the field book for a browser to keep, sealed: names, villages and numbers, no more.
func (w *Web) offlineBook(c *Call) error {
	book, err := w.Casework.FieldBook(c.Ctx(), c.Actor, "")
	if err != nil {
		return err
	}
	out := offlineBook{Households: []bookEntry{}, Recent: book.Recent}
	for _, h := range book.Households {
		out.Households = append(out.Households, bookEntry(h))
	}
	return c.answer(out)
}

type waitingPage struct {
	Page
}

// waiting lists what waits in this browser; the list is the browser's own.
func (w *Web) waiting(c *Call) error {
	return c.Show("offline/waiting", waitingPage{c.Page("page.offline.waiting")})
}

type shellPage struct {
	Page
	needChoices
}

// shell is what a browser shows instead of a page that it cannot reach. It says nothing of anybody.
func (w *Web) shell(c *Call) error {
	lang := locales.Lang(c.Param("lang"))
	if !slices.Contains(locales.Langs(), lang) {
		return models.NotFound("page")
	}
	body, err := w.shellIn(lang)
	if err != nil {
		return err
	}
	c.Header("Content-Language", string(lang))
	c.Header("Cache-Control", "no-cache")
	c.Data(http.StatusOK, "text/html; charset=utf-8", body)
	return nil
}

func (w *Web) shellIn(lang locales.Lang) ([]byte, error) {
	p := shellPage{Page: Page{web: w, Demo: w.Demo}}
	p.Page.Page = templates.Page{Lang: lang, Here: "/", Title: locales.T(lang, "page.offline.title", nil),
		Form: Holding("urgency", string(models.UrgencyNormal), "amount", "known", "quantity", "1")}
	p.needChoices = choicesIn(p.Page, nil)
	return templates.Render("offline/shell", p)
}

// worker is the service worker, which knows the files and the shells of this version.
func (w *Web) worker(c *Call) error {
	source, _ := static.Open(strings.TrimPrefix(static.Address("worker.js"), static.Prefix))
	own := func(file string) bool { return file == static.Address("worker.js") }
	files, sum := slices.DeleteFunc(static.Addresses(), own), sha256.New()
	for _, lang := range locales.Langs() {
		body, err := w.shellIn(lang)
		if err != nil {
			return err
		}
		_, _ = sum.Write(body)
		files = append(files, "/offline/"+string(lang))
	}
	_, _ = fmt.Fprint(sum, files)
	_, _ = sum.Write(source.Body)
	list, err := json.Marshal(files)
	if err != nil {
		return fmt.Errorf("encode the files: %w", err)
	}
	const short = 8
	c.Header("Cache-Control", "no-cache")
	c.Data(http.StatusOK, source.ContentType, fmt.Appendf(nil, "const version = %q;\nconst files = %s;\n%s", hex.EncodeToString(sum.Sum(nil)[:short]), list, source.Body))
	return nil
}

type manifestIcon struct {
	Src     string `json:"src"`
	Sizes   string `json:"sizes"`
	Type    string `json:"type"`
	Purpose string `json:"purpose"`
}

type manifest struct {
	ID          string         `json:"id"`
	Name        string         `json:"name"`
	ShortName   string         `json:"short_name"`
	Description string         `json:"description"`
	Lang        string         `json:"lang"`
	StartURL    string         `json:"start_url"`
	Scope       string         `json:"scope"`
	Display     string         `json:"display"`
	Theme       string         `json:"theme_color"`
	Background  string         `json:"background_color"`
	Icons       []manifestIcon `json:"icons"`
}

// manifest lets the pages be installed like an app (W3C, Web Application Manifest).
func (w *Web) manifest(c *Call) error {
	icon := func(name, sizes, kind, purpose string) manifestIcon {
		return manifestIcon{static.Address(name), sizes, kind, purpose}
	}
	body, err := json.Marshal(manifest{
		ID: "/", Name: c.T("page.layout.brand"), ShortName: c.T("page.layout.brand"), Description: c.T("page.layout.description"), Lang: string(c.Lang()),
		StartURL: "/", Scope: "/", Display: "standalone", Theme: "#0f5e63", Background: "#f6f5f1",
		Icons: []manifestIcon{icon("icon.svg", "any", "image/svg+xml", "any"), icon("icon-192.png", "192x192", "image/png", "any"),
			icon("icon-512.png", "512x512", "image/png", "any"), icon("icon-mask.png", "512x512", "image/png", "maskable")},
	})
	if err != nil {
		return fmt.Errorf("encode the manifest: %w", err)
	}
	c.Header("Cache-Control", "no-cache")
	c.Data(http.StatusOK, "application/manifest+json", body)
	return nil
}

// offlineMark is the mark of the session on pages of those who may work without a signal, else "".
func (c *Call) offlineMark() string {
	if c.Actor.Role != models.RoleAide || c.Actor.SessionID == "" {
		return ""
	}
	return sessionMark(c.web.Keys, c.Actor)
}
