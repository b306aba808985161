package web

import (
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"zhulian/accounts"
	"zhulian/models"
	"zhulian/server/auth"
)

func (w *Web) accountRoutes() []Route {
	return []Route{
		public(get("/login", w.loginForm)), public(post("/login", w.login)), owing(post("/logout", w.logout)),
		owing(get("/me", w.me)), public(post("/theme", w.chooseTheme)),
	}
}

type loginPage struct {
	Page
	Next string
}

func (w *Web) loginForm(c *Call) error {
	if c.Actor.Role != models.RoleAnonymous {
		return c.Go("/", "")
	}
	return c.Show("account/login", loginPage{c.Page("page.login.title"), inside(c.Query("next"))})
}

// inside lets through only addresses of this house: what is none is the first page.
func inside(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(u.Path, "/") || strings.HasPrefix(address, "//") || strings.Contains(address, `\`) {
		return "/"
	}
	return address
}

func (w *Web) login(c *Call) error {
	values, err := c.Values()
	if err != nil {
		return err
	}
	next := inside(values.Get("next"))
	tokens, ticket, err := w.Accounts.BeginLogin(c.Ctx(), accounts.Login{
		Username: values.Get("username"), Password: values.Get("password"), Device: c.device(), Address: c.ClientIP(), Kind: models.SessionPage, Over: c.Actor,
	})
	if form, status, ok := c.Crossed(err); ok {
		p := loginPage{c.Page("page.login.title"), next}
		form.Values.Del("password")
		p.Form = form
		return c.ShowAs(status, "account/login", p)
	} else if err != nil {
		return err
	}
	remember := values.Get("remember") == "true"
	if ticket != "" {
		return c.askCode(ticket, next, remember)
	}
	return c.enter(tokens, next, remember)
}

// enter hands the proof of a login to the browser and leads on.
func (c *Call) enter(tokens *accounts.Tokens, next string, remember bool) error {
	auth.SetCookie(c.Context, tokens.Refresh, remember, int(accounts.SessionMost.Seconds()))
	c.keepDevice(tokens.Device)
	return c.Go(next, "")
}

// deviceCookie tells at a login that somebody has logged in to the account in this browser before. It stays when its session ends.
const deviceCookie = "zhulian_device"

func (c *Call) device() string { return auth.ReadCookie(c.Context, deviceCookie) }

func (c *Call) keepDevice(token string) {
	auth.WriteCookie(c.Context, deviceCookie, token, int(accounts.DeviceLife.Seconds()))
}

// stayKnown lets the browser of the reader be known still, when all others were just forgotten.
func (c *Call) stayKnown() error {
	token, err := c.web.Accounts.Device(c.Ctx(), c.Actor, c.device())
	if err == nil {
		c.keepDevice(token)
	}
	return err
}

func (w *Web) logout(c *Call) error {
	if err := w.Accounts.Logout(c.Ctx(), c.Actor); err != nil {
		return err
	}
	auth.ClearCookie(c.Context)
	// What the browser has kept for this reader goes with the session (Clear-Site-Data, W3C). What still waits to be sent stays, sealed,
	// where the browser says that it has thrown the keys away: it is never dropped in silence.
	if values, err := c.Values(); err != nil || values.Get("keep") != "drafts" {
		c.Header("Clear-Site-Data", `"storage"`)
	}
	return c.Go("/", "logged_out")
}

type mePage struct {
	Page
	Account *models.Account
}

func (w *Web) me(c *Call) error {
	return c.Show("account/me", mePage{c.Page("page.me.title"), auth.Account(c.Context)})
}

const themeCookie = "zhulian_theme"

// theme is light or dark where the reader has chosen one.
func theme(c *gin.Context) string {
	if v := auth.ReadCookie(c, themeCookie); v == "light" || v == "dark" {
		return v
	}
	return ""
}

func (w *Web) chooseTheme(c *Call) error {
	values, err := c.Values()
	if err != nil {
		return err
	}
	const year = 365 * 24 * 60 * 60
	switch chosen := values.Get("theme"); chosen {
	case "light", "dark":
		auth.WriteCookie(c.Context, themeCookie, chosen, year)
	default:
		auth.WriteCookie(c.Context, themeCookie, "", -1)
	}
	return c.Go(inside(values.Get("next")), "")
}
