package web

import (
	"net/http"

	"zhulian/accounts"
	"zhulian/models"
	"zhulian/server/auth"
	"zhulian/templates"
)

func (w *Web) accountsRoutes() []Route {
	who := models.RoleSysadmin
	return []Route{
		get("/accounts", w.accountList, who), get("/accounts/new", w.accountForm, who), post("/accounts", w.addAccount, who),
		get("/accounts/:id", w.accountShow, who), post("/accounts/:id/reset", w.resetPassword, who), post("/accounts/:id/disable", w.disableAccount, who),
		post("/accounts/:id/reset-second-factor", w.resetSecondFactor, who),
		owing(get(passwordPage, w.passwordForm)), owing(post(passwordPage, w.changePassword)),
	}
}

const passwordPage = "/me/password"

type accountListPage struct {
	Page
	Accounts []models.Account
	Next     string
	Roles    []templates.Option
	Statuses []templates.Option
}

func (w *Web) accountList(c *Call) error {
	rows, next, err := w.Accounts.Accounts(c.Ctx(), c.Actor, accounts.Filter{
		Role: models.Role(c.said("role")), Status: models.AccountStatus(c.said("status")), Text: c.said("q"),
	}, c.part())
	if err != nil {
		return err
	}
	p := accountListPage{Page: c.Page("page.accounts.title"), Accounts: rows, Next: next}
	p.Form = Holding("q", c.said("q"), "role", c.said("role"), "status", c.said("status"))
	p.Roles = c.any(options(c, "role", models.Roles()))
	p.Statuses = c.any(options(c, "status.account", []models.AccountStatus{models.AccountActive, models.AccountPending, models.AccountDisabled}))
	return c.Show("accounts/list", p)
}

type accountFormPage struct {
	Page
	Roles, Places []templates.Option
	Departments   []templates.Option
}

func (w *Web) accountForm(c *Call) error { return w.showAccountForm(c, 200, nil) }

func (w *Web) showAccountForm(c *Call, status int, form *templates.Form) error {
	regions, err := w.Casework.Regions(c.Ctx(), c.Actor.CountyCode+"000000")
	if err != nil {
		return err
	}
	p := accountFormPage{Page: c.Page("page.accounts.new").In("/accounts", c.T("page.accounts.title"))}
	p.Form = form
	for _, r := range models.Roles() {
		if !r.IsSupplier() && r != models.RoleResident {
			p.Roles = append(p.Roles, templates.Option{Value: string(r), Text: c.T("role." + string(r))})
		}
	}
	p.Places = placesOf(regions)
	for _, d := range models.Departments() {
		p.Departments = append(p.Departments, templates.Option{Value: d.Name, Text: p.Department(d.Name)})
	}
	p.Departments = empty("–", p.Departments)
	return c.ShowAs(status, "accounts/new", p)
}

// placesOf are regions as choices, villages under their town.
func placesOf(regions []models.Region) []templates.Option {
	names := map[string]string{}
	for _, r := range regions {
		names[r.Code] = r.Name
	}
	out := make([]templates.Option, 0, len(regions))
	for _, r := range regions {
		group := ""
		if r.Level == models.RegionTown || r.Level == models.RegionVillage {
			group = names[models.TownOf(r.Code)]
		}
		out = append(out, templates.Option{Value: r.Code, Text: r.Name, Group: group})
	}
	return out
}

func (w *Web) addAccount(c *Call) error {
	var a *models.Account
	password := ""
	draft, err := Bind[models.AccountDraft](c)
	if err == nil {
		draft.CountyCode = c.Actor.CountyCode
		a, password, err = w.Accounts.OpenAccount(c.Ctx(), c.Actor, draft)
	}
	if form, status, ok := c.Crossed(err); ok {
		return w.showAccountForm(c, status, form)
	} else if err != nil {
		return err
	}
	return c.showGiven(a, password)
}

type givenPage struct {
	Page
	Account  *models.Account
	Password string
}

// showGiven shows a password that was made, for once: it is in this answer and nowhere else.
func (c *Call) showGiven(a *models.Account, password string) error {
	p := givenPage{c.Page("page.given.title").In("/accounts", c.T("page.accounts.title")), a, password}
	p.Here = "/accounts/" + a.ID
	return c.Show("accounts/given", p)
}

type accountPage struct {
	Page
	Account *models.Account
	Places  []string
}

func (w *Web) accountShow(c *Call) error { return w.showAccount(c, 200, nil) }

func (w *Web) showAccount(c *Call, status int, form *templates.Form) error {
	id, err := c.ID("account")
	if err != nil {
		return err
	}
	a, err := w.Accounts.Account(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	p := accountPage{Page: c.Titled(a.Username).In("/accounts", c.T("page.accounts.title")), Account: a}
	p.Form = form
	if p.Places, err = w.Accounts.Places(c.Ctx(), a); err != nil {
		return err
	}
	return c.ShowAs(status, "accounts/show", p)
}

func (w *Web) resetPassword(c *Call) error {
	id, err := c.ID("account")
	if err != nil {
		return err
	}
	a, err := w.Accounts.Account(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	password, err := w.Accounts.GivePassword(c.Ctx(), c.Actor, a.Username)
	if err != nil {
		return err
	}
	return c.showGiven(a, password)
}

func (w *Web) disableAccount(c *Call) error {
	return w.keepAccount(c, "account_disabled", func(a *models.Account) error {
		return w.Accounts.DisableAccount(c.Ctx(), c.Actor, a.Username)
	})
}

func (w *Web) resetSecondFactor(c *Call) error {
	return w.keepAccount(c, "second_factor_reset", func(a *models.Account) error {
		return w.Accounts.ResetSecondFactor(c.Ctx(), c.Actor, a.Username)
	})
}

func (w *Web) keepAccount(c *Call, done string, verb func(a *models.Account) error) error {
	id, err := c.ID("account")
	if err != nil {
		return err
	}
	a, err := w.Accounts.Account(c.Ctx(), c.Actor, id)
	if err == nil {
		err = verb(a)
	}
	if form, status, ok := c.Crossed(err); ok {
		return w.showAccount(c, status, form)
	} else if err != nil {
		return err
	}
	return c.Go("/accounts/"+id, done)
}

type passwordView struct {
	Page
	Must bool // nothing else may be done before
}

func (w *Web) passwordForm(c *Call) error { return w.showPasswordForm(c, http.StatusOK, nil) }

func (w *Web) showPasswordForm(c *Call, status int, form *templates.Form) error {
	p := passwordView{c.Page("page.password.title").In("/me", c.T("page.me.title")), c.Actor.Owes == models.DutyPassword}
	p.Form = form
	return c.ShowAs(status, "account/password", p)
}

func (w *Web) changePassword(c *Call) error {
	var tokens *accounts.Tokens
	in, err := Bind[accounts.PasswordChange](c)
	if err == nil {
		in.Device = c.device()
		tokens, err = w.Accounts.ChangePassword(c.Ctx(), c.Actor, in)
	}
	if form, status, ok := c.Crossed(err); ok {
		form.Values = nil // passwords are typed again
		return w.showPasswordForm(c, status, form)
	} else if err != nil {
		return err
	}
	auth.RenewCookie(c.Context, tokens.Refresh, int(accounts.SessionMost.Seconds()))
	c.keepDevice(tokens.Device)
	if c.Actor.Owes != "" {
		return c.Go("/", "password_changed")
	}
	return c.Go("/me", "password_changed")
}
