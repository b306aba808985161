package web

import (
	"net/http"

	"zhulian/accounts"
	"zhulian/models"
	"zhulian/templates"
)

func (w *Web) ownSessionRoutes() []Route {
	return []Route{get("/me/sessions", w.ownSessions), post("/me/sessions", w.endOwnSession)}
}

type ownSessionsPage struct {
	Page
	Sessions []accounts.OwnSession
	Choices  []templates.Option
}

// everyOther is what somebody chooses to end all other sessions at once.
const everyOther = "others"

func (w *Web) ownSessions(c *Call) error { return w.showOwnSessions(c, http.StatusOK, nil) }

func (w *Web) showOwnSessions(c *Call, status int, form *templates.Form) error {
	rows, err := w.Accounts.Sessions(c.Ctx(), c.Actor)
	if err != nil {
		return err
	}
	p := ownSessionsPage{Page: c.Page("page.sessions.title").In("/me", c.T("page.me.title")), Sessions: rows}
	p.Form = form
	for _, r := range rows {
		if !r.Present {
			p.Choices = append(p.Choices, templates.Option{Value: r.ID, Text: p.Kind(r) + " · " + p.Time(r.BegunAt)})
		}
	}
	if len(p.Choices) > 0 {
		p.Choices = append([]templates.Option{{Value: everyOther, Text: c.T("page.sessions.others")}}, p.Choices...)
	}
	return c.ShowAs(status, "account/sessions", p)
}

// Kind names what a session was begun in.
func (p ownSessionsPage) Kind(s accounts.OwnSession) string {
	switch s.Kind {
	case models.SessionPage:
		return p.T("page.sessions.page")
	case models.SessionProgram:
		return p.T("page.sessions.program")
	default:
		return p.T("page.sessions.unknown")
	}
}

func (w *Web) endOwnSession(c *Call) error {
	in, err := Bind[struct {
		accounts.Proof
		Session string `json:"session"`
	}](c)
	done := "session_ended"
	if err == nil && in.Session == everyOther {
		done, err = "sessions_ended", w.endOthers(c, in.Proof)
	} else if err == nil {
		err = w.endOne(c, in.Session, in.Proof)
	}
	if form, status, ok := c.Crossed(err); ok {
		form.Values.Del("password")
		return w.showOwnSessions(c, status, form)
	} else if err != nil {
		return err
	}
	return c.Go("/me/sessions", done)
}

// endOthers ends all but the reader's own.
func (w *Web) endOthers(c *Call, in accounts.Proof) error {
	if err := w.Accounts.EndOtherSessions(c.Ctx(), c.Actor, in); err != nil {
		return err
	}
	return c.stayKnown()
}

// endOne ends one session. That it has ended meanwhile is as well.
func (w *Web) endOne(c *Call, said string, in accounts.Proof) error {
	id, ok := models.ParseID(said)
	if !ok {
		return models.InvalidField("session", "required")
	}
	err := w.Accounts.EndSession(c.Ctx(), c.Actor, id, in)
	if models.KindOf(err) == models.KindNotFound {
		return nil
	}
	return err
}
