package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"zhulian/locales"
	"zhulian/models"
	"zhulian/notices"
	"zhulian/templates"
)

func (w *Web) inboxRoutes() []Route {
	return []Route{
		get("/inbox", w.inbox), post("/inbox/read", w.readAll), post("/inbox/:id/read", w.readNotice),
		get("/settings/notices", w.choices), post("/settings/notices", w.choose),
	}
}

type inboxPage struct {
	Page
	Lines  []inboxLine
	Next   string
	Unread int
	Kinds  []templates.Option
}

// inboxLine is one notice in words, with the page of what it is about, where the reader has one.
type inboxLine struct {
	models.Notice
	Headline, Said, Href string
}

func (w *Web) inbox(c *Call) error {
	f := notices.Filter{Kind: models.NoticeKind(c.said("kind")), Unread: c.said("unread") == "true"}
	rows, next, err := w.Notices.Inbox(c.Ctx(), c.Actor, f, c.part())
	if err != nil {
		return err
	}
	p := inboxPage{Page: c.Page("page.inbox.title"), Next: next}
	if p.Unread, err = w.Notices.Unread(c.Ctx(), c.Actor); err != nil {
		return err
	}
	for _, n := range rows {
		line := inboxLine{Notice: n, Href: w.wayTo(c.Actor, n)}
		line.Headline, line.Said = notices.Say(c.Lang(), n.Kind, n.Args)
		p.Lines = append(p.Lines, line)
	}
	p.Form = Holding("kind", c.said("kind"), "unread", c.said("unread"))
	p.Kinds = c.any(kindOptions(c))
	return c.Show("inbox/inbox", p)
}

// kindOptions are the kinds of notice that may come to the reader.
func kindOptions(c *Call) []templates.Option {
	var out []templates.Option
	for _, kind := range models.NoticeKindsFor(c.Actor.Role) {
		out = append(out, templates.Option{Value: string(kind), Text: headline(c.Lang(), kind)})
	}
	return out
}

func headline(lang locales.Lang, kind models.NoticeKind) string {
	title, _ := notices.Say(lang, kind, nil)
	return title
}

// noticePages are the pages on which what a notice is about may be found, the best first.
var noticePages = map[string][]string{
	"match": {"/matches/:id"}, "need": {"/needs/:id"}, "fulfilment": {"/fulfilments/:id"}, "supplier": {"/suppliers/:id"}, "offer": {"/offers/:id"},
	"alert": {"/alerts/:id"}, "allocation": {"/rounds/:id"}, "weights": {"/settings/weights/:id", "/settings/weights"},
	"visit": {"/visits/:id"}, "child_report": {"/child-reports/:id"}, "export_request": {"/exports/:id"}, "minor_access": {"/minor-access"},
	"work_path": {"/work/:id"}, "account": {secondFactorPage},
}

// wayTo is the page of what a notice is about: one that the reader may open, or "".
func (w *Web) wayTo(by models.Actor, n models.Notice) string {
	for _, path := range noticePages[n.Noun] {
		if w.opens(by, path) {
			return strings.Replace(path, ":id", n.ObjectID, 1)
		}
	}
	if need := n.Args["need_id"]; need != "" && !by.Role.IsSupplier() && w.opens(by, "/needs/:id") {
		return "/needs/" + need
	}
	return ""
}

// opens tells whether there is such a page for the reader.
func (w *Web) opens(by models.Actor, path string) bool {
	return slices.ContainsFunc(w.Routes(), func(r Route) bool {
		return r.Method == http.MethodGet && r.Path == path && (r.Roles == nil || slices.Contains(r.Roles, by.Role))
	})
}

func (w *Web) readNotice(c *Call) error {
	id, err := c.ID("notice")
	if err != nil {
		return err
	}
	values, err := c.Values()
	if err != nil {
		return err
	}
	if _, err := w.Notices.Read(c.Ctx(), c.Actor, id); err != nil {
		return err
	}
	return c.Go(inside(values.Get("next")), "")
}

func (w *Web) readAll(c *Call) error {
	if err := w.Notices.ReadAll(c.Ctx(), c.Actor); err != nil {
		return err
	}
	return c.Go("/inbox", "notices_read")
}

type choicesPage struct {
	Page
	Kinds              []templates.Option
	EmailOpen, SMSOpen bool
	Langs              []templates.Option
}

func (w *Web) choices(c *Call) error { return w.showChoices(c, http.StatusOK, nil) }

func (w *Web) showChoices(c *Call, status int, form *templates.Form) error {
	now, err := w.Notices.Preferences(c.Ctx(), c.Actor)
	if err != nil {
		return err
	}
	p := choicesPage{Page: c.Page("page.choices.title").In("/inbox", c.T("page.inbox.title")), EmailOpen: now.EmailOpen, SMSOpen: now.SMSOpen}
	if p.Form = form; form == nil {
		p.Form = chosen(now)
	}
	p.Kinds = kindOptions(c)
	for _, lang := range locales.Langs() {
		p.Langs = append(p.Langs, templates.Option{Value: string(lang), Text: locales.T(lang, "page.choices.this_language", nil)})
	}
	return c.ShowAs(status, "inbox/choices", p)
}

// chosen is the form as it stands before anybody types.
func chosen(now *notices.Preferences) *templates.Form {
	f := &templates.Form{Values: url.Values{"email": {now.Email}, "phone": {now.Phone}, "lang": {now.Lang}}}
	for _, choice := range now.Choices {
		if choice.Email {
			f.Values.Add("by_email", string(choice.Kind))
		}
		if choice.SMS {
			f.Values.Add("by_sms", string(choice.Kind))
		}
	}
	return f
}

func (w *Web) choose(c *Call) error {
	values, err := c.Values()
	if err != nil {
		return err
	}
	draft := models.PreferenceDraft{Email: values.Get("email"), Phone: values.Get("phone"), Lang: values.Get("lang"), Password: values.Get("password")}
	for _, kind := range models.NoticeKindsFor(c.Actor.Role) {
		draft.Kinds = append(draft.Kinds, models.KindChoice{Kind: kind, Email: slices.Contains(values["by_email"], string(kind)),
			SMS: slices.Contains(values["by_sms"], string(kind))})
	}
	_, err = w.Notices.SetPreferences(c.Ctx(), c.Actor, draft)
	if form, status, ok := c.Crossed(err); ok {
		form.Values.Del("password")
		return w.showChoices(c, status, form)
	} else if err != nil {
		return err
	}
	return c.Go("/settings/notices", "notices_chosen")
}
