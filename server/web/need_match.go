package web

import (
	"net/http"
	"strconv"

	"zhulian/casework"
	"zhulian/matching"
	"zhulian/models"
	"zhulian/server/respond"
	"zhulian/templates"
)

// matchRoles are the roles that look for who could help.
var matchRoles = []models.Role{models.RoleStaff, models.RoleOperator, models.RoleTown, models.RoleAide}

func (w *Web) matchDeskRoutes() []Route {
	return []Route{get("/needs/:id/match", w.matchDesk, matchRoles...), post("/needs/:id/match", w.inviteAll, matchRoles...)}
}

// candidatesShown is how many candidates the desk shows at first, and how many when more are asked for.
const candidatesShown, candidatesMost = 15, 60

func (w *Web) matchDesk(c *Call) error {
	id, err := c.ID("need")
	if err != nil {
		return err
	}
	return w.showDesk(c, id, nil, nil, http.StatusOK)
}

type matchDeskPage struct {
	Page
	Need    *casework.MatchDesk
	More    bool
	Refused []refusedPair
	Sent    int
}

// Repeats is help of the category within a week, of which the page warns.
func (p matchDeskPage) Repeats() []casework.RecentHelp { return p.Need.Recent }

// refusedPair is an offer that could not be asked for, with why in the reader's language.
type refusedPair struct{ Title, Why string }

func (w *Web) showDesk(c *Call, id string, form *templates.Form, done *casework.InvitedAll, status int) error {
	limit := candidatesShown
	if c.said("more") != "" {
		limit = candidatesMost
	}
	desk, err := w.Casework.MatchDesk(c.Ctx(), c.Actor, id, limit)
	if err != nil {
		return err
	}
	page := matchDeskPage{Page: c.Page("page.match.title").In("/needs", c.T("page.need.list.title"), "/needs/"+id, desk.Title), Need: desk}
	page.Form, page.More = form, limit == candidatesShown && len(desk.Choices) == limit
	if done != nil {
		page.Sent = len(done.Sent)
		for _, r := range done.Refused {
			problem := respond.ProblemOf(r.Error, c.Lang())
			why := problem.Detail
			for _, fault := range problem.Errors {
				why = fault.Message
			}
			page.Refused = append(page.Refused, refusedPair{titleOf(desk, r.OfferID), why})
		}
	}
	return c.ShowAs(status, "need/match", page)
}

// inviteAll invites the one whose button was pressed, or all that are ticked.
func (w *Web) inviteAll(c *Call) error {
	id, err := c.ID("need")
	if err != nil {
		return err
	}
	values, err := c.Values()
	if err != nil {
		return err
	}
	chosen := values["offer"]
	if only := values.Get("only"); only != "" {
		chosen = []string{only}
	}
	list := make([]models.Invitation, 0, len(chosen))
	for _, offer := range chosen {
		in := models.Invitation{OfferID: offer}
		if said := values.Get("quantity." + offer); said != "" {
			n, err := strconv.ParseInt(said, 10, 64)
			if err != nil {
				n = -1 // refused by the verb, with the words that it has for it
			}
			in.Quantity = &n
		}
		list = append(list, in)
	}
	done, err := w.Casework.InviteAll(c.Ctx(), c.Actor, id, list)
	if form, status, ok := c.Crossed(err); ok {
		return w.showDesk(c, id, form, nil, status)
	}
	if err != nil {
		return err
	}
	switch {
	case len(done.Refused) == 0:
		return c.Go("/needs/"+id, "invited")
	case len(done.Sent) == 0:
		return w.showDesk(c, id, &templates.Form{Values: values}, done, http.StatusConflict)
	}
	return w.showDesk(c, id, nil, done, http.StatusOK)
}

// titleOf is the title of an offer of the desk.
func titleOf(desk *casework.MatchDesk, offer string) string {
	for i := range desk.Choices {
		if desk.Choices[i].Offer.ID == offer {
			return desk.Choices[i].Offer.Title
		}
	}
	for _, g := range desk.Closed {
		for _, o := range g.Offers {
			if o.ID == offer {
				return o.Title
			}
		}
	}
	return offer
}

// scorePart is one part of a score as it is drawn.
type scorePart struct {
	Name   string
	Points int // 0–100
	Weight int // percent
	Y      int // where its bar stands
	Width  int // of its bar
}

// heights of the picture of a score's parts.
const partHeight = 18

// Parts are the six parts of a choice's score in the order of the weights.
func (p matchDeskPage) Parts(c casework.DeskChoice) []scorePart {
	return scoreParts(p.Page, c.PartMap(), p.Need.Weights)
}

func scoreParts(p Page, parts map[string]int, w matching.Weights) []scorePart {
	out := []scorePart{
		{Name: "category", Weight: w.Category}, {Name: "geography", Weight: w.Geography}, {Name: "capacity", Weight: w.Capacity},
		{Name: "time", Weight: w.Time}, {Name: "group", Weight: w.Group}, {Name: "track", Weight: w.Track},
	}
	for i := range out {
		x := &out[i]
		x.Points, x.Y = parts[x.Name], i*partHeight
		x.Width, x.Name = x.Points, p.T("score_part."+x.Name)
	}
	return out
}

// Points is what the finer signals added to a choice's score, or took from it.
func (p matchDeskPage) Points(c casework.DeskChoice) string {
	switch n := c.Adjust.Points(); {
	case n > 0:
		return "+" + strconv.Itoa(n)
	case n < 0:
		return "−" + strconv.Itoa(-n)
	}
	return "0"
}

// Way is how far it is, where both places are known.
func (p matchDeskPage) Way(c casework.DeskChoice) string {
	if !c.Measured {
		return c.Home
	}
	km := strconv.FormatFloat(float64(c.Metres)/1000, 'f', 1, 64)
	return c.Home + " · " + p.T("page.match.km", "km", km)
}

// Track is how many promises a supplier kept.
func (p matchDeskPage) Track(c casework.DeskChoice) string {
	if c.Record.Accepted == 0 {
		return p.T("page.match.newcomer")
	}
	return p.T("page.match.track", "kept", c.Record.Fulfilled, "made", c.Record.Accepted)
}

// Quantity is what stands in the field of a choice: what was typed, or what is suggested.
func (p matchDeskPage) Quantity(c casework.DeskChoice) string {
	if said := p.Form.Value("quantity." + c.Offer.ID); said != "" {
		return said
	}
	if c.Suggested == nil {
		return ""
	}
	return strconv.FormatInt(*c.Suggested, 10)
}

// Ticked tells whether a choice was ticked when the form came back.
func (p matchDeskPage) Ticked(c casework.DeskChoice) bool {
	if p.Form == nil {
		return false
	}
	for _, id := range p.Form.Values["offer"] {
		if id == c.Offer.ID {
			return true
		}
	}
	return false
}

// Total is how many offers the gates excluded.
func (p matchDeskPage) Total() (n int) {
	for _, g := range p.Need.Closed {
		n += g.Count
	}
	return n
}

// Rest is how many of a gate's offers are not listed.
func (p matchDeskPage) Rest(g casework.ClosedGate) int { return g.Count - len(g.Offers) }
