package web

import (
	"net/http"
	"slices"
	"strconv"

	"zhulian/locales"
	"zhulian/models"
	"zhulian/rounds"
	"zhulian/server/respond"
	"zhulian/templates"
)

func (w *Web) roundRoutes() []Route {
	return []Route{
		get("/rounds", w.roundList, models.RoleStaff), post("/rounds", w.beginRound, models.RoleStaff),
		get("/rounds/:id", w.round, models.RoleStaff), post("/rounds/:id/send", w.sendRound, models.RoleStaff),
	}
}

type roundListPage struct {
	Page
	*rounds.List
	Running bool
}

func (w *Web) roundList(c *Call) error { return w.showRounds(c, nil, http.StatusOK) }

func (w *Web) showRounds(c *Call, form *templates.Form, status int) error {
	list, err := w.Rounds.RoundList(c.Ctx(), c.Actor, c.part())
	if err != nil {
		return err
	}
	p := roundListPage{Page: c.Page("page.round.list.title"), List: list}
	p.Form = form
	now := w.Clock.Now()
	p.Running = slices.ContainsFunc(list.Items, func(a models.Allocation) bool {
		return a.Status == models.AllocationRunning && now.Before(a.LeaseUntil)
	})
	return c.ShowAs(status, "round/list", p)
}

// beginRound starts a round, which goes on while its page is watched, left or found again.
func (w *Web) beginRound(c *Call) error {
	values, err := c.Values()
	if err != nil {
		return err
	}
	lang := c.Lang()
	a, err := w.Rounds.Begin(c.Ctx(), c.Actor, rounds.Order{
		County: c.Actor.CountyCode, DryRun: values.Get("dry_run") == "true",
		Say: func(err error) string { return respond.ProblemOf(err, lang).Detail },
		Told: func(a models.Allocation) string {
			return locales.T(lang, "round.proposals", map[string]any{"proposals": a.Proposals, "units": a.Units})
		},
	})
	if form, status, ok := c.Crossed(err); ok {
		return w.showRounds(c, form, status)
	}
	if err != nil {
		return err
	}
	return c.Go("/rounds/"+a.ID, "")
}

type roundPage struct {
	Page
	Round   *rounds.Sheet
	Tabs    []templates.Link
	Ticked  bool // all boxes
	Sent    int
	Refused []refusedPair
	Most    int64 // the greatest marginal value, for the bars
}

// roundRows is how many rows of a round a page shows.
const roundRows = 200

// round shows one part of a round, and looks again by itself while it runs.
func (w *Web) round(c *Call) error {
	id, err := c.ID("allocation")
	if err != nil {
		return err
	}
	return w.showRound(c, id, nil, nil, http.StatusOK)
}

func (w *Web) showRound(c *Call, id string, form *templates.Form, sent *rounds.Sent, status int) error {
	show := rounds.Shown(c.said("show"))
	if !slices.Contains(rounds.Parts(), show) {
		show = rounds.ShowProposals
	}
	from, _ := strconv.Atoi(c.said("from"))
	r, err := w.Rounds.Sheet(c.Ctx(), c.Actor, id, show, from, roundRows)
	if err != nil {
		return err
	}
	p := roundPage{Page: c.Page("page.round.title").In("/rounds", c.T("page.round.list.title")), Round: r, Ticked: c.said("select") == "all"}
	p.Form = form
	for _, s := range rounds.Parts() {
		href := templates.With("/rounds/"+id, "show", string(s))
		p.Tabs = append(p.Tabs, templates.Link{Href: href, Text: c.T("round_part." + string(s)), Count: r.Counts[s], Current: s == show})
	}
	for _, g := range r.Gaps {
		p.Most = max(p.Most, g.MarginalValue)
	}
	if sent != nil {
		p.Sent = len(sent.Matches)
		if err := p.refuse(c, w, sent); err != nil {
			return err
		}
	}
	if r.Status == models.AllocationRunning && !r.Lost {
		c.Header("Refresh", "2")
	}
	return c.ShowAs(status, "round/round", p)
}

// refuse words what could not be sent, by the titles of the needs.
func (p *roundPage) refuse(c *Call, w *Web, sent *rounds.Sent) error {
	all, err := w.Rounds.Sheet(c.Ctx(), c.Actor, p.Round.ID, rounds.ShowProposals, 0, p.Round.Counts[rounds.ShowProposals])
	if err != nil {
		return err
	}
	titles := map[string]string{}
	for _, x := range all.Proposals {
		if x.MatchID != nil {
			titles[*x.MatchID] = all.Needs[x.NeedID].TitlePublic + " – " + all.Offers[x.OfferID].Title
		}
	}
	for _, r := range sent.Refused {
		p.Refused = append(p.Refused, refusedPair{titles[r.MatchID], respond.ProblemOf(r.Error, c.Lang()).Detail})
	}
	return nil
}

// sendRound makes invitations of the proposals that are ticked, or of all that wait.
func (w *Web) sendRound(c *Call) error {
	id, err := c.ID("allocation")
	if err != nil {
		return err
	}
	values, err := c.Values()
	if err != nil {
		return err
	}
	var chosen []string
	if values.Get("all") == "" {
		chosen = values["match"]
		if len(chosen) == 0 {
			err = models.InvalidField("match", "required")
		}
	}
	var sent *rounds.Sent
	if err == nil {
		sent, err = w.Rounds.Send(c.Ctx(), c.Actor, id, chosen)
	}
	if form, status, ok := c.Crossed(err); ok {
		return w.showRound(c, id, form, nil, status)
	}
	if err != nil {
		return err
	}
	if len(sent.Refused) == 0 {
		return c.Go("/rounds/"+id, "round_sent")
	}
	return w.showRound(c, id, nil, sent, http.StatusOK)
}

// Place is the name of a need's place.
func (p roundPage) Place(region string) string { return places(p.Round.Regions).Name(region) }

// Owner is the name of an offer's supplier.
func (p roundPage) Owner(offer string) string {
	return p.Round.Suppliers[p.Round.Offers[offer].SupplierID].Name
}

// Open tells whether a proposal still waits for somebody to send it.
func (p roundPage) Open(x rounds.Proposal) bool { return x.Status == models.MatchProposed }

// Tick tells whether a proposal's box is ticked: as it was typed, or all.
func (p roundPage) Tick(match *string) bool {
	return p.Ticked || match != nil && p.Form != nil && slices.Contains(p.Form.Values["match"], *match)
}

// Bar is a marginal value as the width of a bar of 100.
func (p roundPage) Bar(value int64) int64 {
	if p.Most <= 0 {
		return 0
	}
	return 100 * value / p.Most
}

// Lacking is what a gap lacks.
func (p roundPage) Lacking(g models.AllocationGap) int64 { return g.Needed - g.Offered }

// Count is how many rows a part of the round has.
func (p roundPage) Count(part string) int { return p.Round.Counts[rounds.Shown(part)] }
