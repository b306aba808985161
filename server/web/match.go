package web

import (
	"net/http"
	"strconv"
	"time"

	"zhulian/casework"
	"zhulian/models"
	"zhulian/templates"
)

// roomForForm is what a form with a proof may have beside the file.
const roomForForm = 64 << 10

func (w *Web) matchRoutes() []Route {
	own := models.RoleSupplierAdmin
	record := post("/matches/:id/fulfilments", w.recordFulfilment, own)
	record.MaxBody = casework.MaxUpload + roomForForm
	return []Route{
		get("/matches", w.matchList, own), get("/matches/:id", w.matchShow, own), post("/matches/:id/accept", w.acceptMatch, own),
		post("/matches/:id/decline", w.declineMatch, own), post("/matches/:id/sign", w.signMatch, own), record,
		post("/matches/:id/plan", w.planFulfilment, own),
	}
}

// matchShelves are the parts of a supplier's matches by what is to do with them, the first one shown first.
var matchShelves = []struct {
	name     string
	text     string
	statuses []models.MatchStatus
}{
	{"waiting", "page.invitation.shelf_waiting", []models.MatchStatus{models.MatchInvited}},
	{"going", "page.invitation.shelf_going", models.MatchesPromised()},
	{"over", "page.invitation.shelf_over", []models.MatchStatus{models.MatchCompleted, models.MatchDeclined, models.MatchExpired, models.MatchCancelled, models.MatchFailed}},
}

type matchListPage struct {
	Page
	Matches []casework.MatchLine
	Next    string
	Tabs    []templates.Link
	Shelf   string
}

func (w *Web) matchList(c *Call) error {
	p := matchListPage{Page: c.Page("page.invitation.title")}
	chosen := matchShelves[0]
	for _, s := range matchShelves {
		if s.name == c.said("show") {
			chosen = s
		}
	}
	for _, s := range matchShelves {
		p.Tabs = append(p.Tabs, templates.Link{Href: "/matches?show=" + s.name, Text: c.T(s.text), Current: s.name == chosen.name})
	}
	var err error
	p.Shelf = chosen.name
	p.Matches, p.Next, err = w.Casework.MatchLines(c.Ctx(), c.Actor, casework.MatchFilter{Statuses: chosen.statuses}, c.part())
	if err != nil {
		return err
	}
	return c.Show("invitation/inbox", p)
}

type matchPage struct {
	Page
	ending
	Match             *casework.MatchFile
	Why               []string
	Fulfilments       []casework.FulfilmentLine
	Declines, Workers []templates.Option
	Can               map[string]bool
	Left              int64
	Now               time.Time
}

func (w *Web) matchShow(c *Call) error { return w.showMatch(c, http.StatusOK, nil) }

func (w *Web) showMatch(c *Call, status int, form *templates.Form) error {
	id, err := c.ID("match")
	if err != nil {
		return err
	}
	m, err := w.Casework.SupplierMatch(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	p := matchPage{Page: c.Titled(m.Title).In("/matches", c.T("page.invitation.title")), Match: &m.MatchFile, Fulfilments: m.Fulfilments,
		Now: w.Clock.Now(), Left: m.Reserved - m.Delivered, Can: map[string]bool{}}
	for _, x := range m.Why {
		p.Why = append(p.Why, p.Phrase(x))
	}
	for _, step := range []string{"accept", "decline", "sign", "complete"} {
		p.Can[step] = models.MatchSteps.Allows(step, m.Status)
	}
	p.Can["record"] = p.Can["complete"] && p.Left > 0
	p.Declines, p.ending = declines(c), c.ending()
	p.Meals = m.Category == models.MealCategory
	for _, a := range m.Team {
		p.Workers = append(p.Workers, templates.Option{Value: a.ID, Text: nameOr(a.DisplayName, a.Username)})
	}
	p.Workers = empty(c.T("page.invitation.nobody_yet"), p.Workers)
	if p.Form = form; form == nil {
		p.Form = answerForm(m, c.Today())
	}
	return c.ShowAs(status, "invitation/show", p)
}

// answerForm begins the forms of a match with what is most likely meant.
func answerForm(m *casework.SupplierMatch, today models.Date) *templates.Form {
	f := Holding("outcome", string(models.FulfilmentDone), "occurred_at", string(today), "decline_code", "D1")
	if m.Status == models.MatchInvited {
		f.Values.Set("quantity", digits(m.Quantity))
	} else {
		f.Values.Set("quantity", strconv.FormatInt(m.Reserved-m.Delivered, 10))
	}
	return f
}

func nameOr(name, username string) string {
	if name == "" {
		return username
	}
	return name
}

func (c *Call) ending() ending {
	return ending{Outcomes: options(c, "status.fulfilment", models.Outcomes()), Today: c.Today(), Grades: options(c, "visit_grade", []string{"0", "1", "2"})}
}

func declines(c *Call) []templates.Option {
	var out []templates.Option
	for _, d := range models.DeclineCodes() {
		out = append(out, templates.Option{Value: string(d), Text: nameOf(c, d.NameZH(), d.NameEN())})
	}
	return out
}

// onMatch lets a verb answer the match of the address with the form; what the verb refuses comes back on the match's page.
func (w *Web) onMatch(c *Call, done string, verb func(id string, in models.Answer) error) error {
	id, err := c.ID("match")
	if err != nil {
		return err
	}
	in, err := Bind[models.Answer](c)
	if err == nil {
		err = verb(id, in)
	}
	if form, status, ok := c.Crossed(err); ok {
		return w.showMatch(c, status, form)
	} else if err != nil {
		return err
	}
	return c.Go("/matches/"+id, done)
}

func (w *Web) acceptMatch(c *Call) error {
	return w.onMatch(c, "match_accepted", func(id string, in models.Answer) error {
		values, err := c.Values()
		if err == nil {
			err = declared(values)
		}
		if err == nil {
			_, err = w.Casework.AcceptMatch(c.Ctx(), c.Actor, id, in)
		}
		return err
	})
}

func (w *Web) declineMatch(c *Call) error {
	return w.onMatch(c, "match_declined", func(id string, in models.Answer) error {
		_, err := w.Casework.DeclineMatch(c.Ctx(), c.Actor, id, in)
		return err
	})
}

func (w *Web) signMatch(c *Call) error {
	return w.onMatch(c, "match_signed", func(id string, in models.Answer) error {
		_, err := w.Casework.SignMatch(c.Ctx(), c.Actor, id, in)
		return err
	})
}
