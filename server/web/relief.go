package web

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"zhulian/entitlement"
	"zhulian/models"
	"zhulian/templates"
)

// reliefRoles are the roles that work on requests for relief.
var reliefRoles = []models.Role{models.RoleTown, models.RoleAide, models.RoleStaff}

func (w *Web) reliefRoutes() []Route {
	out := []Route{
		get("/applications", w.reliefList, reliefRoles...), get("/applications/new", w.reliefNew, models.RoleAide, models.RoleTown),
		post("/applications", w.reliefSubmit, models.RoleAide, models.RoleTown), get("/applications/:id", w.reliefFile, reliefRoles...),
		get("/applications/:id/notice", w.reliefNotice, reliefRoles...), get("/applications/:id/letter", w.reliefLetter, reliefRoles...),
		get("/applications/:id/pictures/:picture", w.reliefPicture, reliefRoles...),
		{Method: http.MethodGet, Path: "/publicity/:code", Handler: w.publicNotice, Public: true, Guessed: true},
	}
	for _, s := range w.reliefSteps() {
		out = append(out, post("/applications/:id/"+s.name, w.takeReliefStep(s), reliefRoles...))
	}
	return out
}

// reliefStep is one form of a request: its address, what is said when it is done, and its verb.
type reliefStep struct {
	name, done string
	verb       func(c *Call, id string, in models.ReliefStep) error
}

func (w *Web) reliefSteps() []reliefStep {
	d := w.Entitlement
	of := func(name, done string, verb reliefVerb) reliefStep {
		return reliefStep{name, done, func(c *Call, id string, in models.ReliefStep) error { return only(verb(c.Ctx(), c.Actor, id, in)) }}
	}
	return []reliefStep{
		of("accept", "relief_accepted", d.AcceptApplication), of("transfer", "relief_transferred", d.TransferApplication), of("ask", "relief_asked", d.AskMaterials),
		of("supplement", "relief_supplemented", d.SupplementApplication), of("turn-away", "relief_turned_away", d.TurnAway),
		of("verify", "relief_verifying", d.VerifyApplication), of("propose", "relief_proposed", d.ProposeRelief), of("publicise", "relief_published", d.Publicise),
		of("object", "relief_objected", d.Object), of("answer-objection", "relief_objection_answered", d.AnswerObjection), of("approve", "relief_approved", d.Approve),
		of("refuse", "relief_refused", d.Refuse), of("first-aid", "relief_first_aid", d.FirstAid), of("complete-paperwork", "relief_paperwork", d.CompletePaperwork),
		of("pay", "relief_paid", d.Pay), of("archive", "relief_archived", d.ArchiveApplication), of("appeal", "relief_appealed", d.AppealApplication),
		of("resume", "relief_resumed", d.ResumeApplication), of("uphold", "relief_upheld", d.UpholdDecision), of("withdraw", "relief_withdrawn", d.WithdrawApplication),
	}
}

type reliefListPage struct {
	Page
	*entitlement.ReliefQueue
	Group         entitlement.ReliefGroup
	Tabs          []templates.Link
	Places        places
	Now           time.Time
	May           bool // hand a request in
	Kinds         []templates.Option
	ReliefRegions []templates.Option
	Any           bool
}

func (w *Web) reliefList(c *Call) error {
	g := entitlement.ReliefGroup(c.said("group"))
	if g != entitlement.ReliefOpen && g != entitlement.ReliefEnded {
		g = entitlement.ReliefMine
	}
	f := entitlement.ReliefFilter{No: c.said("no")}
	f.Region, _ = models.ParseRegionCode(c.said("region"))
	for _, kind := range models.ApplicationKinds() {
		if string(kind) == c.said("kind") {
			f.Kind = kind
		}
	}
	q, err := w.Entitlement.ReliefQueue(c.Ctx(), c.Actor, g, f, c.reliefPart())
	if err != nil {
		return err
	}
	p := reliefListPage{Page: c.Page("page.relief.list"), ReliefQueue: q, Group: g, Places: placeNames(q.Regions), Now: w.Clock.Now(),
		May: models.ScopeOf(c.Actor, models.ApplicationEdit) != models.ScopeNone, Kinds: c.any(options(c, "application_kind", models.ApplicationKinds())),
		ReliefRegions: c.any(regions(q.Regions))}
	for _, each := range entitlement.ReliefGroups() {
		p.Tabs = append(p.Tabs, templates.Link{Href: tab(p.Here, string(each)), Text: c.T("relief_group." + string(each)), Count: int(q.Counts[each]), Current: each == g})
	}
	p.Form = Holding("kind", c.said("kind"), "region", c.said("region"), "no", c.said("no"))
	p.Any = len(p.Form.Values) > 0
	return c.Show("relief/list", p)
}

func (c *Call) reliefPart() entitlement.Page {
	after, _ := models.ParseID(c.Query("cursor"))
	return entitlement.Page{Limit: listed, After: after}
}

// Late tells whether the time of whoever holds a request is over.
func (p reliefListPage) Late(a models.Application) bool {
	return a.DueAt != nil && a.DueAt.Before(p.Now)
}

// Clear is the list without its filters.
func (p reliefListPage) Clear() string { return cleared(p.Here, "group") }

type reliefNewPage struct {
	Page
	Household      *models.Household
	Kinds, Persons []templates.Option
	GivenBy        []templates.Option
	Channels       []templates.Option
	Source         string
	SourceID       string
}

func (w *Web) reliefNew(c *Call) error {
	household, ok := models.ParseID(c.Query("household"))
	if !ok {
		return c.Go("/households?for=relief", "")
	}
	return w.showReliefNew(c, household, nil, http.StatusOK)
}

func (w *Web) showReliefNew(c *Call, household string, form *templates.Form, status int) error {
	h, err := w.Casework.Household(c.Ctx(), c.Actor, household)
	if err != nil {
		return err
	}
	p := reliefNewPage{Page: c.Page("page.relief.new").In("/applications", c.T("page.relief.list")), Household: h,
		Kinds: options(c, "application_kind", models.ApplicationKinds()), GivenBy: options(c, "given_by", []string{"self", "guardian", "agent"}),
		Channels: options(c, "channel", []string{"aide", "hotline", "dept"})}
	for _, m := range h.Persons {
		p.Persons = append(p.Persons, templates.Option{Value: m.ID, Text: m.Name + " · " + c.T("relation."+m.Relation)})
	}
	if id, ok := models.ParseID(c.Query("source_id")); ok && slices.Contains([]string{"visit", "alert", "suggestion"}, c.said("source")) {
		p.Source, p.SourceID = c.said("source"), id
	}
	if p.Form = form; form != nil {
		p.Source, p.SourceID = form.Value("source"), form.Value("source_id")
	}
	return c.ShowAs(status, "relief/new", p)
}

func (w *Web) reliefSubmit(c *Call) error {
	in, err := BindYuan[models.ReliefDraft](c, "amount_asked_fen", "self_paid_fen")
	var made *entitlement.Submitted
	if err == nil {
		made, err = w.Entitlement.SubmitApplication(c.Ctx(), c.Actor, in)
	}
	if form, status, ok := c.Crossed(err); ok {
		household, ok := models.ParseID(form.Value("household_id"))
		if !ok {
			return models.NotFound("household")
		}
		return w.showReliefNew(c, household, form, status)
	} else if err != nil {
		return err
	}
	if made.Merged {
		return c.Go("/applications/"+made.ID, "relief_merged")
	}
	return c.Go("/applications/"+made.ID, "relief_submitted")
}

type reliefPage struct {
	Page
	*entitlement.ReliefFile
	Advice         *models.ReliefAdvice
	AdviceWhy      string // why there is none
	Asked          models.ReliefStep
	Step           string // of the form that came back
	Back           *templates.Form
	Kinds, Classes []templates.Option
	VisitChoices   []templates.Option
	Today          models.Date
	Late, ToVisit  bool
	Origin         origin
}

func (w *Web) reliefFile(c *Call) error {
	id, err := c.ID("application")
	if err != nil {
		return err
	}
	return w.showRelief(c, id, "", nil, http.StatusOK)
}

func (w *Web) showRelief(c *Call, id, step string, form *templates.Form, status int) error {
	f, err := w.Entitlement.ReliefFile(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	p := reliefPage{Page: c.Titled(c.T("application_kind."+string(f.Kind))+" "+f.No).In("/applications", c.T("page.relief.list")),
		ReliefFile: f, Step: step, Back: form,
		Today: c.Today(), Classes: options(c, "event_class", models.EventClasses()), Origin: c.cameOf(f.Source, f.SourceID),
		Late: f.DueAt != nil && f.DueAt.Before(w.Clock.Now()), ToVisit: f.Can.Visit && c.leads("/visits/new")}
	p.Kinds = options(c, "application_kind", models.ApplicationKinds()[:len(models.ApplicationKinds())-1])
	for _, v := range f.Visits {
		p.VisitChoices = append(p.VisitChoices, templates.Option{Value: v.ID, Text: p.Time(v.CheckedInAt)})
	}
	if f.Can.Propose && f.Kind == models.ApplicationTempRelief || f.Can.FirstAid {
		p.Asked = c.adviceAsked(form)
		p.Advice, err = w.Entitlement.Advice(c.Ctx(), c.Actor, id, p.Asked)
		if models.KindOf(err) == models.KindConflict || models.KindOf(err) == models.KindInvalid {
			p.Advice, p.AdviceWhy, err = nil, c.T("page.relief.advice_none"), nil
		}
	}
	if err != nil {
		return err
	}
	return c.ShowAs(status, "relief/file", p)
}

// adviceAsked are the numbers that the amount helper goes by: those of the form that came back, else those in the address.
func (c *Call) adviceAsked(back *templates.Form) models.ReliefStep {
	if back != nil {
		return models.ReliefStep{Persons: small(back.Value("persons")), Factor: small(back.Value("factor"))}
	}
	return models.ReliefStep{Persons: small(c.said("persons")), Factor: small(c.said("factor"))}
}

// small reads a number from 1 to 30.
func small(said string) *int {
	n, err := strconv.Atoi(said)
	if err != nil || n < 1 || n > 30 {
		return nil
	}
	return &n
}

// Of is the page for one of its forms: only the form that came back holds what was typed.
func (p reliefPage) Of(step string) reliefPage {
	p.Page.Page = p.Named(step)
	p.Form = nil
	if p.Step == step {
		p.Form = p.Back
	}
	return p
}

// AdvisedPersons is how many persons the amount helper counts, for the form of the proposal; "" where it says nothing.
func (p reliefPage) AdvisedPersons() string {
	if p.Advice == nil {
		return ""
	}
	return strconv.Itoa(p.Advice.Persons)
}

// AdvisedFactor is the factor that the clerk had the helper count with, "" before that: it is for the clerk to choose.
func (p reliefPage) AdvisedFactor() string {
	if p.Asked.Factor == nil {
		return ""
	}
	return strconv.Itoa(*p.Asked.Factor)
}

// ClassChoices are the classes of events, none chosen.
func (p reliefPage) ClassChoices() []templates.Option { return empty("–", p.Classes) }

// Choices are the visits that may verify the request, none chosen.
func (p reliefPage) Choices() []templates.Option { return empty("–", p.VisitChoices) }

// reliefAct is one form of a request's page: its step, what its button says, and one field for text where Field names one.
type reliefAct struct {
	Page                    reliefPage
	Step, Field, Text, Hint string
}

// Act is a form of a button alone.
func (p reliefPage) Act(step, text, hint string) reliefAct {
	return reliefAct{Page: p.Of(step), Step: step, Text: text, Hint: hint}
}

// Ask is a form that takes a text.
func (p reliefPage) Ask(step, field, text, hint string) reliefAct {
	return reliefAct{Page: p.Of(step), Step: step, Field: field, Text: text, Hint: hint}
}

// Deadline writes the instant by which something must be done; the end of a day is said as that day.
func (p Page) Deadline(v any) string {
	t, ok := v.(time.Time)
	if at, isPointer := v.(*time.Time); isPointer && at != nil {
		t, ok = *at, true
	}
	if !ok {
		return "–"
	}
	if end := t.Add(-time.Second); models.DateOf(end) != models.DateOf(t) {
		return p.Date(models.DateOf(end))
	}
	return p.Time(t)
}

func (w *Web) takeReliefStep(s reliefStep) func(*Call) error {
	return func(c *Call) error {
		id, err := c.ID("application")
		if err != nil {
			return err
		}
		in, err := BindYuan[models.ReliefStep](c, "amount_fen", "self_paid_fen")
		if err == nil {
			err = s.verb(c, id, in)
		}
		if back, status, ok := c.Crossed(err); ok {
			return w.showRelief(c, id, s.name, back, status)
		} else if err != nil {
			return err
		}
		return c.Go("/applications/"+id, s.done)
	}
}

type noticePage struct {
	Page
	*entitlement.Notice
	ByPublic bool
}

// reliefNotice is the notice to print and hang up.
func (w *Web) reliefNotice(c *Call) error {
	id, err := c.ID("application")
	if err != nil {
		return err
	}
	n, err := w.Entitlement.NoticeToPrint(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	return c.Show("relief/notice", noticePage{Page: c.Page("page.relief.notice").In("/applications", c.T("page.relief.list")), Notice: n})
}

// publicNotice is the same notice at its own address, which no search engine keeps and which ends with the seven days.
func (w *Web) publicNotice(c *Call) error {
	n, err := w.Entitlement.PublicNotice(c.Ctx(), c.Param("code"))
	if err != nil {
		return err
	}
	c.Header("X-Robots-Tag", "noindex, nofollow, noarchive")
	return c.Show("relief/notice", noticePage{Page: c.Page("page.relief.notice"), Notice: n, ByPublic: true})
}

// reliefLetter is the decision in writing, to print and hand over.
func (w *Web) reliefLetter(c *Call) error {
	id, err := c.ID("application")
	if err != nil {
		return err
	}
	f, err := w.Entitlement.ReliefFile(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	if f.Decision == "" {
		return models.NotFound("page")
	}
	return c.Show("relief/letter", reliefPage{Page: c.Page("page.relief.letter").In("/applications", c.T("page.relief.list"), "/applications/"+id, f.No), ReliefFile: f})
}

func (w *Web) reliefPicture(c *Call) error {
	id, err := c.ID("application")
	if err != nil {
		return err
	}
	picture, ok := models.ParseID(c.Param("picture"))
	if !ok {
		return models.NotFound("attachment")
	}
	a, err := w.Entitlement.ReliefPicture(c.Ctx(), c.Actor, id, picture)
	if err != nil {
		return err
	}
	return c.handOver(a)
}
