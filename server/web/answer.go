package web

import (
	"net/http"
	"strconv"

	"zhulian/casework"
	"zhulian/locales"
	"zhulian/models"
	"zhulian/templates"
)

func (w *Web) answerRoutes() []Route {
	guessed := func(r Route) Route {
		r.Guessed = true
		return public(r)
	}
	return []Route{
		guessed(get("/answer/:token", w.mailed)), guessed(post("/answer/:token/accept", w.answerByLink(true))),
		guessed(post("/answer/:token/decline", w.answerByLink(false))), public(get("/answered", w.answered)),
	}
}

// mailedPage is an invitation for the holder of its link, who need not be logged in.
type mailedPage struct {
	Page
	Invitation *casework.MailedInvitation
	Codes      []templates.Option
	Path       string
	Most       string // that can be accepted; "" where it is not known
}

func (w *Web) mailed(c *Call) error { return w.showMailed(c, http.StatusOK, nil) }

func (w *Web) showMailed(c *Call, status int, form *templates.Form) error {
	x, err := w.Casework.InvitationByLink(c.Ctx(), c.Param("token"))
	if err != nil {
		return err
	}
	p := mailedPage{Page: c.Page("page.answer.title"), Invitation: x, Path: "/answer/" + c.Param("token")}
	p.Form = form
	if x.Match.Quantity != nil {
		p.Most = strconv.FormatInt(*x.Match.Quantity, 10)
	}
	for _, code := range models.DeclineCodes() {
		p.Codes = append(p.Codes, templates.Option{Value: string(code), Text: declineName(c, code)})
	}
	c.Header("Referrer-Policy", "no-referrer") // the address is a secret
	return c.ShowAs(status, "answer/mailed", p)
}

func declineName(c *Call, code models.DeclineCode) string {
	if c.Lang() == locales.English {
		return code.NameEN()
	}
	return code.NameZH()
}

func (w *Web) answerByLink(accept bool) func(*Call) error {
	done := "answer_declined"
	if accept {
		done = "answer_accepted"
	}
	return func(c *Call) error {
		in, err := Bind[models.Answer](c)
		if err == nil {
			_, err = w.Casework.AnswerByLink(c.Ctx(), c.Param("token"), accept, in)
		}
		if err == nil {
			return c.Go("/answered", done)
		}
		if form, status, ok := c.Crossed(err); ok {
			return w.showMailed(c, status, form)
		}
		return err
	}
}

// answered thanks, after an answer by link; what more there is to see takes a login.
func (w *Web) answered(c *Call) error {
	return c.Show("answer/answered", c.Page("page.answered.title"))
}
