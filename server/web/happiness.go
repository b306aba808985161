package web

import (
	"context"
	"html/template"
	"net/http"
	"slices"

	"zhulian/entitlement"
	"zhulian/models"
	"zhulian/templates"
)

// happinessRoles are the roles that see happiness lists.
var happinessRoles = []models.Role{models.RoleAide, models.RoleTown, models.RoleStaff}

func (w *Web) happinessRoutes() []Route {
	who := happinessRoles
	out := []Route{
		get("/happiness", w.happinessQueue, who...), get("/happiness/runs", w.happinessRuns, who...), post("/happiness/runs", w.startHappinessRun, models.RoleStaff),
		post("/happiness/runs/:id/resume", w.resumeHappinessRun, models.RoleStaff), get("/happiness/:id", w.happiness, who...),
		get("/happiness/:id/print", w.happinessPrint, who...), get("/happiness/:id/slip", w.happinessSlip, who...),
		get("/households/:id/benefits", w.ledger, who...), post("/households/:id/happiness", w.makeHappiness, who...),
	}
	for _, s := range w.happinessSteps() {
		r := post("/happiness/:id/"+s.name, w.takeHappinessStep(s), who...)
		r.MaxBody = entitlement.MaxPicture + roomForForm
		out = append(out, r)
	}
	for _, r := range []Route{
		get("/l/:code", w.ownHappiness), post("/l/:code/acknowledge", w.acknowledgeOwn), post("/l/:code/dispute", w.disputeOwn),
	} {
		r.Guessed = true
		out = append(out, public(r))
	}
	return out
}

type happinessStep struct {
	name, done string
	verb       func(context.Context, models.Actor, string, models.ListStep) (*models.HappinessList, error)
}

func (w *Web) happinessSteps() []happinessStep {
	d := w.Entitlement
	return []happinessStep{
		{"check", "list_checked", d.CheckList}, {"send", "list_sent", d.SendList}, {"deliver", "list_delivered", d.DeliverList},
		{"acknowledge", "list_acknowledged", d.AcknowledgeList}, {"fail", "list_failed", d.FailList}, {"dispute", "list_disputed", d.DisputeList},
		{"answer", "list_answered", d.AnswerDispute}, {"renew-link", "list_renewed", d.RenewListLink},
	}
}

type happinessQueuePage struct {
	Page
	*entitlement.ListQueue
	Tabs    []templates.Link
	Group   entitlement.ListGroup
	Names   places
	Choices []templates.Option
	Any     bool
}

// listGroupsOf are the parts of the lists that a role works by, the first being what it begins with.
func listGroupsOf(role models.Role) []entitlement.ListGroup {
	if role == models.RoleAide {
		return entitlement.ListGroups()
	}
	return []entitlement.ListGroup{entitlement.ListsDisputed, entitlement.ListsToCheck, entitlement.ListsToHand, entitlement.ListsOut, entitlement.ListsDone}
}

func (w *Web) happinessQueue(c *Call) error {
	groups := listGroupsOf(c.Actor.Role)
	g := entitlement.ListGroup(c.said("group"))
	if !slices.Contains(groups, g) {
		g = groups[0]
	}
	f := entitlement.ListFilter{}
	f.Region, _ = models.ParseRegionCode(c.said("region"))
	q, err := w.Entitlement.ListQueue(c.Ctx(), c.Actor, g, f, c.reliefPart())
	if err != nil {
		return err
	}
	p := happinessQueuePage{Page: c.Page("page.happiness.list"), ListQueue: q, Group: g, Names: placeNames(q.Regions), Choices: c.any(regions(q.Regions)), Any: f.Region != ""}
	for _, each := range groups {
		p.Tabs = append(p.Tabs, templates.Link{Href: tab(p.Here, string(each)), Text: c.T("list_group." + string(each)), Count: int(q.Counts[each]), Current: each == g})
	}
	p.Form = Holding("region", f.Region)
	return c.Show("happiness/list", p)
}

// ListPeriod names a list's period.
func (p Page) ListPeriod(of interface{ Period() models.ListPeriod }) string {
	return entitlement.PeriodText(p.Lang, of.Period())
}

// Rate is a part of a whole in percent, "–" where there is no whole.
func (p happinessQueuePage) Rate(r entitlement.PlaceRate) string {
	if r.Lists == 0 {
		return "–"
	}
	return p.Number(r.Handed*100/r.Lists) + "%"
}

type happinessPage struct {
	Page
	File              *entitlement.ListFile
	Sheet             entitlement.Sheet
	Adults, Ways, Out []templates.Option
	Acks, Lines       []templates.Option
	crossed           string
}

func (w *Web) happiness(c *Call) error {
	id, err := c.ID("happiness_list")
	if err != nil {
		return err
	}
	return w.showHappiness(c, id, "", nil, http.StatusOK)
}

func (w *Web) showHappiness(c *Call, id, crossed string, form *templates.Form, status int) error {
	f, err := w.Entitlement.HappinessList(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	p := happinessPage{Page: c.Titled(headOf(*f.Household)).In("/happiness", c.T("page.happiness.list")), File: f, Sheet: entitlement.SheetOf(c.Lang(), f.HappinessList),
		Ways: options(c, "list_channel", []string{models.ListFaceToFace, models.ListPost, models.ListGuardian}),
		Out:  options(c, "list_channel", []string{models.ListMessage, models.ListPost}), Acks: empty(c.T("page.happiness.no_ack"), options(c, "ack_method", models.AckMethods())),
		crossed: crossed}
	for _, m := range f.Adults {
		p.Adults = append(p.Adults, templates.Option{Value: m.ID, Text: m.Name + " · " + c.T("relation."+m.Relation)})
	}
	p.Lines = lineOptions(p.Page, p.Sheet)
	p.Form = form
	return c.ShowAs(status, "happiness/file", p)
}

// lineOptions are the lines of a list as the choices of what is wrong.
func lineOptions(p Page, s entitlement.Sheet) []templates.Option {
	out := []templates.Option{{Value: "", Text: p.T("page.happiness.something_missing")}}
	for _, b := range s.Blocks {
		for _, l := range b.Lines {
			if l.Line >= 0 {
				out = append(out, templates.Option{Value: p.Number(l.Line), Text: l.Text})
			}
		}
	}
	return out
}

// Act is one form of the page by its name.
func (p happinessPage) Act(name string) act {
	a := act{Page: p.Page, Name: name, To: "/happiness/" + p.File.ID + "/" + name, Open: p.crossed == name}
	if !a.Open {
		a.Form = nil
	}
	a.Page.Page = a.Named(name)
	return a
}

func (w *Web) takeHappinessStep(s happinessStep) func(*Call) error {
	return func(c *Call) error {
		id, err := c.ID("happiness_list")
		if err != nil {
			return err
		}
		in, err := c.listStep()
		var l *models.HappinessList
		if err == nil {
			l, err = s.verb(c.Ctx(), c.Actor, id, in)
		}
		if form, status, ok := c.Crossed(err); ok {
			return w.showHappiness(c, id, s.name, form, status)
		} else if err != nil {
			return err
		}
		return c.Go("/happiness/"+l.ID, s.done)
	}
}

// listForm is the form of a step; the slip comes as a file.
type listForm struct {
	Channel   string `json:"channel"`
	PersonID  string `json:"person_id"`
	AckMethod string `json:"ack_method"`
	ReadAloud bool   `json:"read_aloud"`
	Reason    string `json:"reason"`
	Line      *int   `json:"line"`
	Text      string `json:"text"`
	Correct   bool   `json:"correct"`
	Amount    string `json:"amount_fen"`
	Remove    bool   `json:"remove"`
}

func (c *Call) listStep() (models.ListStep, error) {
	f, err := Bind[listForm](c)
	if err != nil {
		return models.ListStep{}, err
	}
	in := models.ListStep{Channel: f.Channel, PersonID: f.PersonID, AckMethod: f.AckMethod, ReadAloud: f.ReadAloud, Reason: f.Reason, Line: f.Line, Text: f.Text,
		Correct: f.Correct, Remove: f.Remove}
	if f.Amount != "" {
		fen, ok := models.ParseDecimal(f.Amount, 2)
		if !ok {
			return in, models.InvalidField("amount_fen", "money")
		}
		in.AmountFen = &fen
	}
	files, err := c.uploads("slip")
	if len(files) > 0 {
		in.Slip = files[0]
	}
	return in, err
}

type happinessPaperPage struct {
	Page
	List  models.HappinessList
	Sheet entitlement.Sheet
	QR    template.HTML
	Link  string
}

// happinessPrint is the list on paper, with the way to the private page for whoever may hand it over.
func (w *Web) happinessPrint(c *Call) error {
	id, err := c.ID("happiness_list")
	if err != nil {
		return err
	}
	f, err := w.Entitlement.HappinessList(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	p := happinessPaperPage{Page: c.Page("page.happiness.paper").In("/happiness", c.T("page.happiness.list"), "/happiness/"+id, headOf(*f.Household)), List: f.HappinessList,
		Sheet: entitlement.SheetOf(c.Lang(), f.HappinessList)}
	if f.Link != "" {
		p.Link = c.absolute(f.Link)
		p.QR = qrOf(p.Link, c.T("page.happiness.qr"))
	}
	return c.private(http.StatusOK, "happiness/paper", p)
}

// absolute is an address with the site before it, as the reader reached it, where it has none.
func (c *Call) absolute(address string) string {
	if address[0] != '/' {
		return address
	}
	scheme := "http://"
	if c.Request.TLS != nil {
		scheme = "https://"
	}
	return scheme + c.Request.Host + address
}

func (w *Web) happinessSlip(c *Call) error {
	id, err := c.ID("happiness_list")
	if err != nil {
		return err
	}
	a, err := w.Entitlement.SlipPicture(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	return c.handOver(a)
}

type ownHappinessPage struct {
	Page
	List  *entitlement.OwnList
	Sheet entitlement.Sheet
	Lines []templates.Option
	Path  string
	Read  string
}

func (w *Web) ownHappiness(c *Call) error { return w.showOwn(c, nil, http.StatusOK) }

func (w *Web) showOwn(c *Call, form *templates.Form, status int) error {
	l, err := w.Entitlement.ListByLink(c.Ctx(), c.Param("code"))
	if err != nil {
		return err
	}
	s := entitlement.SheetOf(c.Lang(), l.HappinessList)
	p := ownHappinessPage{Page: c.Titled(s.Title), List: l, Sheet: s, Path: "/l/" + c.Param("code"), Read: s.ReadOut()}
	p.Lines = lineOptions(p.Page, s)
	p.Form = form
	return c.private(status, "happiness/own", p)
}

func (w *Web) acknowledgeOwn(c *Call) error {
	err := w.Entitlement.AcknowledgeByLink(c.Ctx(), c.Param("code"))
	return w.ownDone(c, err, "list_acknowledged")
}

func (w *Web) disputeOwn(c *Call) error {
	in, err := c.listStep()
	if err == nil {
		err = w.Entitlement.DisputeByLink(c.Ctx(), c.Param("code"), models.ListStep{Line: in.Line, Text: in.Text})
	}
	return w.ownDone(c, err, "list_disputed")
}

func (w *Web) ownDone(c *Call, err error, done string) error {
	if form, status, ok := c.Crossed(err); ok {
		return w.showOwn(c, form, status)
	} else if err != nil {
		return err
	}
	return c.Go("/l/"+c.Param("code"), done)
}

type happinessRunsPage struct {
	Page
	Runs    []entitlement.Run
	Next    string
	Places  []entitlement.PlaceRate
	Total   entitlement.PlaceRate
	Periods []templates.Option
	May     bool
}

func (w *Web) happinessRuns(c *Call) error { return w.showRuns(c, nil, http.StatusOK) }

func (w *Web) showRuns(c *Call, form *templates.Form, status int) error {
	rows, next, err := w.Entitlement.ListRuns(c.Ctx(), c.Actor, c.reliefPart())
	if err != nil {
		return err
	}
	p := happinessRunsPage{Page: c.Page("page.happiness.runs").In("/happiness", c.T("page.happiness.list")), Runs: rows, Next: next, May: c.Actor.Role == models.RoleStaff}
	last := models.PeriodBefore(models.PeriodOfQuarter, c.Today())
	q, err := w.Entitlement.ListQueue(c.Ctx(), c.Actor, entitlement.ListsDisputed, entitlement.ListFilter{Period: &last}, entitlement.Page{Limit: 1})
	if err != nil {
		return err
	}
	p.Places, p.Total = q.Places, q.Total
	for _, period := range []models.ListPeriod{last, models.PeriodBefore(models.PeriodOfYear, c.Today()), models.PeriodBefore(models.PeriodOfQuarter, last.From)} {
		p.Periods = append(p.Periods, templates.Option{Value: period.Code(), Text: entitlement.PeriodText(c.Lang(), period)})
	}
	if p.Form = form; slices.ContainsFunc(rows, entitlement.Run.Running) {
		c.Header("Refresh", "2")
	}
	return c.ShowAs(status, "happiness/runs", p)
}

// Rate is a part of a whole in percent, "–" where there is no whole.
func (p happinessRunsPage) Rate(r entitlement.PlaceRate) string {
	return happinessQueuePage{Page: p.Page}.Rate(r)
}

func (w *Web) startHappinessRun(c *Call) error {
	in, err := Bind[models.ListDraft](c)
	if err == nil {
		_, err = w.Entitlement.StartListRun(c.Ctx(), c.Actor, in)
	}
	return w.runDone(c, err, "list_run_started")
}

func (w *Web) resumeHappinessRun(c *Call) error {
	id, err := c.ID("list_run")
	if err == nil {
		err = w.Entitlement.ResumeListRun(c.Ctx(), c.Actor, id)
	}
	return w.runDone(c, err, "list_run_resumed")
}

func (w *Web) runDone(c *Call, err error, done string) error {
	if form, status, ok := c.Crossed(err); ok {
		return w.showRuns(c, form, status)
	} else if err != nil {
		return err
	}
	return c.Go("/happiness/runs", done)
}

type ledgerPage struct {
	Page
	*entitlement.Ledger
	Periods []templates.Option
}

func (w *Web) ledger(c *Call) error { return w.showLedger(c, nil, http.StatusOK) }

func (w *Web) showLedger(c *Call, form *templates.Form, status int) error {
	id, err := c.ID("household")
	if err != nil {
		return err
	}
	l, err := w.Entitlement.Ledger(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	p := ledgerPage{Page: c.Page("page.ledger.title").In("/households", c.T("page.household.list"), "/households/"+id, headOf(*l.Household)), Ledger: l}
	for _, period := range []models.ListPeriod{models.PeriodWith(models.PeriodOfMonth, c.Today()), models.PeriodBefore(models.PeriodOfQuarter, c.Today()),
		models.PeriodBefore(models.PeriodOfYear, c.Today())} {
		p.Periods = append(p.Periods, templates.Option{Value: period.Code(), Text: entitlement.PeriodText(c.Lang(), period)})
	}
	p.Form = form
	return c.ShowAs(status, "happiness/ledger", p)
}

// What names an entry of the timeline.
func (p ledgerPage) What(e entitlement.Entry) string {
	switch {
	case e.Application != nil:
		return p.Word("application_kind", e.Application.Kind)
	case e.Name != "":
		return e.Name
	}
	return p.Category(e.Category)
}

// Sum tells whether an entry shows its amount: what was granted and paid stands with it where the money came.
func (p ledgerPage) Sum(e entitlement.Entry) bool {
	return e.AmountFen != nil && (e.Application == nil || e.Application.PaidOn == "")
}

func (w *Web) makeHappiness(c *Call) error {
	id, err := c.ID("household")
	if err != nil {
		return err
	}
	in, err := Bind[models.ListDraft](c)
	var l *models.HappinessList
	if err == nil {
		l, err = w.Entitlement.MakeList(c.Ctx(), c.Actor, id, in)
	}
	if form, status, ok := c.Crossed(err); ok {
		return w.showLedger(c, form, status)
	} else if err != nil {
		return err
	}
	return c.Go("/happiness/"+l.ID, "list_made")
}
