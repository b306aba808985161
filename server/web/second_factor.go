package web

import (
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"time"

	"zhulian/accounts"
	"zhulian/models"
	"zhulian/server/auth"
	"zhulian/templates"
)

const secondFactorPage = "/me/second-factor"

func (w *Web) secondFactorRoutes() []Route {
	return []Route{
		public(get("/login/code", w.codeForm)), public(post("/login/code", w.code)),
		owing(get(secondFactorPage, w.secondFactor)), owing(post(secondFactorPage, w.beginSecondFactor)),
		owing(post(secondFactorPage+"/confirm", w.confirmSecondFactor)),
		post(secondFactorPage+"/codes", w.renewRecoveryCodes), post(secondFactorPage+"/drop", w.dropSecondFactor),
	}
}

// ticketCookie holds the ticket of the password while the code is asked.
const ticketCookie = "zhulian_login_step"

// askCode leads to the page that asks for the code of a login.
func (c *Call) askCode(ticket, next string, remember bool) error {
	auth.WriteCookie(c.Context, ticketCookie, ticket, int((5 * time.Minute).Seconds()))
	q := url.Values{"next": {next}}
	if remember {
		q.Set("remember", "true")
	}
	return c.Go("/login/code?"+q.Encode(), "")
}

type codePage struct {
	Page
	Next     string
	Remember bool
}

// codeForm asks for the code; who has shown no password is led to where one does.
func (w *Web) codeForm(c *Call) error {
	if c.Actor.Role != models.RoleAnonymous {
		return c.Go("/", "")
	}
	ticket := auth.ReadCookie(c.Context, ticketCookie)
	if ticket == "" || w.Accounts.Waits(c.Ctx(), ticket) != nil {
		return c.Go(templates.With("/login", "next", inside(c.Query("next"))), "")
	}
	return c.Show("account/code", codePage{c.Page("page.code.title"), inside(c.Query("next")), c.Query("remember") == "true"})
}

func (w *Web) code(c *Call) error {
	values, err := c.Values()
	if err != nil {
		return err
	}
	p := codePage{c.Page("page.code.title"), inside(values.Get("next")), values.Get("remember") == "true"}
	ticket := auth.ReadCookie(c.Context, ticketCookie)
	code := values.Get("code")
	if strings.TrimSpace(code) == "" {
		code = values.Get("recovery")
	}
	tokens, err := w.Accounts.FinishLogin(c.Ctx(), accounts.SecondStep{Ticket: ticket, Code: code, Device: c.device(), Address: c.ClientIP(), Kind: models.SessionPage,
		Over: c.Actor})
	form, status, ok := c.Crossed(err)
	switch {
	case ok && models.CodeOf(err) == "login_step_ended":
		again := loginPage{c.Page("page.login.title"), p.Next}
		again.Form = &templates.Form{Error: form.Error}
		return c.ShowAs(status, "account/login", again)
	case ok:
		p.Form = &templates.Form{Error: form.Error}
		return c.ShowAs(status, "account/code", p)
	case err != nil:
		return err
	}
	auth.WriteCookie(c.Context, ticketCookie, "", -1)
	return c.enter(tokens, p.Next, p.Remember)
}

type secondFactorView struct {
	Page
	State   *accounts.SecondFactor
	Pending *accounts.Enrolment // a secret that waits for its first code
	QR      template.HTML
	Way     template.URL // opens the app of the device that shows the page
	Must    bool         // nothing else may be done before
}

// Groups is a secret in groups of four, as people type it.
func (secondFactorView) Groups(secret string) string {
	var out []string
	for ; len(secret) > 4; secret = secret[4:] {
		out = append(out, secret[:4])
	}
	return strings.Join(append(out, secret), " ")
}

func (w *Web) secondFactor(c *Call) error { return w.showSecondFactor(c, http.StatusOK, nil) }

func (w *Web) showSecondFactor(c *Call, status int, form *templates.Form) error {
	p := secondFactorView{Page: c.Page("page.factor.title").In("/me", c.T("page.me.title")), Must: c.Actor.Owes == models.DutySecondFactor}
	p.Here, p.Form = secondFactorPage, form
	var err error
	if p.State, err = w.Accounts.SecondFactor(c.Ctx(), c.Actor); err != nil {
		return err
	}
	if p.State.Since == nil {
		p.Pending, err = w.Accounts.PendingSecondFactor(c.Ctx(), c.Actor)
		if models.KindOf(err) == models.KindConflict {
			p.Pending, err = nil, nil // nothing has been begun
		}
		if err != nil {
			return err
		}
	}
	if p.Pending != nil {
		p.QR = qrOf(p.Pending.Address, c.T("page.factor.qr"))
		p.Way = template.URL(p.Pending.Address) //nolint:gosec // made here, of a secret and a username
	}
	return c.ShowAs(status, "account/factor", p)
}

func (w *Web) beginSecondFactor(c *Call) error {
	in, err := Bind[accounts.Proof](c)
	if err == nil {
		_, err = w.Accounts.BeginSecondFactor(c.Ctx(), c.Actor, in)
	}
	return w.factorDone(c, err, func() error { return c.Go(secondFactorPage, "") })
}

type recoveryPage struct {
	Page
	Codes []string
	First bool
}

func (w *Web) confirmSecondFactor(c *Call) error {
	var codes []string
	in, err := Bind[accounts.SecondCode](c)
	if err == nil {
		codes, err = w.Accounts.ConfirmSecondFactor(c.Ctx(), c.Actor, in)
	}
	if err == nil {
		err = c.stayKnown()
	}
	return w.factorDone(c, err, func() error { return c.showCodes(codes, true) })
}

func (w *Web) renewRecoveryCodes(c *Call) error {
	var codes []string
	in, err := Bind[accounts.Proof](c)
	if err == nil {
		codes, err = w.Accounts.RenewRecoveryCodes(c.Ctx(), c.Actor, in)
	}
	return w.factorDone(c, err, func() error { return c.showCodes(codes, false) })
}

func (w *Web) dropSecondFactor(c *Call) error {
	in, err := Bind[accounts.Proof](c)
	if err == nil {
		err = w.Accounts.DropSecondFactor(c.Ctx(), c.Actor, in)
	}
	return w.factorDone(c, err, func() error { return c.Go(secondFactorPage, "second_factor_dropped") })
}

// showCodes shows recovery codes, for once: they are in this answer and nowhere else.
func (c *Call) showCodes(codes []string, first bool) error {
	p := recoveryPage{c.Page("page.factor.codes").In("/me", c.T("page.me.title"), secondFactorPage, c.T("page.factor.title")), codes, first}
	p.Here = secondFactorPage
	return c.Show("account/recovery", p)
}

// factorDone goes on where a step was taken, or gives the page back with what is wrong; passwords and codes are typed again.
func (w *Web) factorDone(c *Call, err error, done func() error) error {
	if form, status, ok := c.Crossed(err); ok {
		form.Values = nil
		return w.showSecondFactor(c, status, form)
	} else if err != nil {
		return err
	}
	return done()
}
