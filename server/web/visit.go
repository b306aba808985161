package web

import (
	"net/http"
	"strings"
	"time"

	"zhulian/casework"
	"zhulian/entitlement"
	"zhulian/models"
	"zhulian/outreach"
	"zhulian/templates"
)

// visitReaders are the roles that see visits; an aide makes them.
var visitReaders = []models.Role{models.RoleAide, models.RoleTown, models.RoleStaff, models.RoleOperator}

func (w *Web) visitRoutes() []Route {
	who, aide := visitReaders, models.RoleAide
	photo := post("/visits/:id/photos", w.addVisitPhoto, aide)
	photo.MaxBody = casework.MaxUpload + roomForForm
	return []Route{
		get("/visits", w.visitList, who...), get("/visits/new", w.visitForm, aide), post("/visits", w.recordVisit, aide),
		get("/visits/:id", w.visit, who...), photo, get("/visits/:id/photos/:photo", w.visitPhoto, who...),
		get("/households/:id/visits", w.visitHistory, who...), post("/households/:id/event-visit", w.orderEventVisit, models.RoleTown, models.RoleStaff),
		post("/visit-windows/:id/ask", w.askExempt, aide), post("/visit-windows/:id/exempt", w.grantExempt, models.RoleTown, models.RoleStaff),
		post("/visit-windows/:id/refuse", w.refuseExempt, models.RoleTown, models.RoleStaff),
	}
}

// dueMost is how many windows the list of what is due shows at once, village by village.
const dueMost = 200

type visitListPage struct {
	Page
	Tab       string
	Tabs      []templates.Link
	Villages  []outreach.DueVillage
	Whole     bool
	Lines     []outreach.DueLine
	Next      string
	MayRecord bool
	MayExempt bool
}

// visitTabs are the parts of the list, by the name in the address.
var visitTabs = []struct{ name, text string }{
	{"due", "page.visit.tab.due"}, {"missed", "page.visit.tab.missed"}, {"asked", "page.visit.tab.asked"},
}

func (w *Web) visitList(c *Call) error {
	p := visitListPage{Page: c.Page("page.visit.list"), Tab: c.said("tab"), MayRecord: may(c.Actor, models.VisitRecord), MayExempt: may(c.Actor, models.VisitExempt)}
	if p.Tab != "missed" && p.Tab != "asked" {
		p.Tab = visitTabs[0].name
	}
	for _, tab := range visitTabs {
		p.Tabs = append(p.Tabs, templates.Link{Href: "/visits?tab=" + tab.name, Text: c.T(tab.text), Current: tab.name == p.Tab})
	}
	var err error
	switch p.Tab {
	case "missed":
		p.Lines, p.Next, err = w.Outreach.Missed(c.Ctx(), c.Actor, "", c.part())
	case "asked":
		p.Lines, p.Next, err = w.Outreach.Asked(c.Ctx(), c.Actor, c.part())
	default:
		p.Villages, p.Whole, err = w.Outreach.DueByVillage(c.Ctx(), c.Actor, dueMost)
	}
	if err != nil {
		return err
	}
	return c.Show("visit/list", p)
}

// DueMark says how urgent a window is.
func (p Page) DueMark(l outreach.DueLine) templates.Mark {
	switch {
	case l.Late:
		return p.Tone(p.T("page.visit.late"), "bad")
	case l.Status == models.WindowInvalid:
		return p.Tone(p.T("page.visit.again"), "warn")
	case l.Soon:
		return p.Tone(p.T("page.visit.soon"), "warn")
	}
	return p.Tone(p.T("page.visit.open"), "wait")
}

// visitDraft is the form of a visit: the moment of the check-in as a field of day and time holds it.
type visitDraft struct {
	models.VisitDraft
	CheckedIn string `json:"checked_in"`
	Then      string `json:"then"`
	// Application is the request for relief that the visit verifies, or "".
	Application string `json:"application_id"`
}

func (f visitDraft) draft() (models.VisitDraft, error) {
	in := f.VisitDraft
	if f.CheckedIn != "" {
		at, ok := minuteOf(f.CheckedIn)
		if !ok {
			return in, models.InvalidField("checked_in", "date")
		}
		in.CheckedInAt = &at
	}
	return in, nil
}

type visitFormPage struct {
	Page
	F       *outreach.VisitForm
	Persons []templates.Option
	Modes   []templates.Option
	Areas   []string
	Grades  []templates.Option
	YesNo   []templates.Option
	Today   models.Date
	Offline bool
	More    bool
	Relief  string // the request for relief that the visit verifies, or ""
}

// visitAreas are the five areas of the form, by their names (domain report §8.3).
var visitAreas = []string{"health", "mood", "safety", "hygiene", "living"}

// chinaTime is the zone in which aides read the clock.
var chinaTime = time.FixedZone("Asia/Shanghai", 8*60*60)

// minuteLayout is how a field of day and time writes a moment (HTML, datetime-local).
const minuteLayout = "2006-01-02T15:04"

func (w *Web) visitForm(c *Call) error {
	at := w.Clock.Now().In(chinaTime)
	form := Holding("household_id", c.said("household"), "window_id", c.said("window"), "alert_id", c.said("alert"), "application_id", c.said("application"),
		"mode", string(models.VisitAtHome),
		"reached", "true", "checked_in", at.Format(minuteLayout))
	return w.showVisitForm(c, http.StatusOK, form)
}

func (w *Web) showVisitForm(c *Call, status int, form *templates.Form) error {
	household, _ := models.ParseID(form.Value("household_id"))
	window, _ := models.ParseID(form.Value("window_id"))
	alert, _ := models.ParseID(form.Value("alert_id"))
	if household == "" && alert == "" {
		return c.Go("/visits", "")
	}
	f, err := w.Outreach.VisitForm(c.Ctx(), c.Actor, household, window, alert)
	if err != nil {
		return err
	}
	form.Values.Set("household_id", f.Household.ID)
	if fault := form.Faults["checked_in_at"]; fault != "" {
		form.Faults["checked_in"] = fault
	}
	p := visitFormPage{Page: c.Page("page.visit.new").In("/visits", c.T("page.visit.list")), F: f, Today: c.Today(), Areas: visitAreas,
		Offline: c.Actor.Role == models.RoleAide, Modes: options(c, "visit_mode", models.VisitModes()),
		Grades: options(c, "visit_grade", []string{"0", "1", "2"}), YesNo: options(c, "page.visit.answer", []string{"true", "false"})}
	for _, m := range f.Household.Persons {
		p.Persons = append(p.Persons, templates.Option{Value: m.ID, Text: m.Name})
	}
	p.Form = form
	p.Relief, _ = models.ParseID(form.Value("application_id"))
	for _, name := range []string{"carer", "benefit_came", "list_received", "consent_stands", "next", "money_changed"} {
		p.More = p.More || form.Value(name) != "" || form.Fault(name) != ""
	}
	return c.ShowAs(status, "visit/new", p)
}

// recordVisit writes down a visit and leads to it, or on to the form of a need that it found.
func (w *Web) recordVisit(c *Call) error {
	form, err := Bind[visitDraft](c)
	var v *models.Visit
	if err == nil {
		var in models.VisitDraft
		if in, err = form.draft(); err == nil {
			v, err = w.Outreach.RecordVisit(c.Ctx(), c.Actor, in)
		}
	}
	if crossed, status, ok := c.Crossed(err); ok {
		return w.showVisitForm(c, status, crossed)
	} else if err != nil {
		return err
	}
	if form.Then == "need" {
		return c.Go("/needs/new?household="+v.HouseholdID+"&source=visit&source_id="+v.ID, "visit_recorded")
	}
	if id, ok := models.ParseID(form.Application); ok {
		if _, err := w.Entitlement.VisitApplication(c.Ctx(), c.Actor, id, v.ID); err == nil {
			return c.Go("/applications/"+id, "visit_of_relief")
		}
	}
	return c.Go("/visits/"+v.ID, "visit_recorded") // which says why it does not count, where it does not
}

type visitPage struct {
	Page
	V     *outreach.VisitFile
	Areas []areaLine
	Full  bool   // no more pictures
	Apply string // the form of a request for relief that comes of the visit, or ""
	// Verified are the requests for relief that it verifies, for whoever may read them.
	Verified []models.Application
	Reads    bool // requests for relief
}

// areaLine is one area of a visit with its grade.
type areaLine struct {
	Area  string
	Grade int
}

// GradeMark is the mark of an area.
func (p Page) GradeMark(grade int) templates.Mark {
	return p.Tone(p.Word("visit_grade", grade), []string{"good", "warn", "bad"}[max(0, min(2, grade))])
}

// CountsMark says whether a visit counts, and if not, why.
func (p Page) CountsMark(v models.Visit) templates.Mark {
	if v.Valid {
		return p.Tone(p.T("page.visit.valid"), "good")
	}
	return p.Tone(p.Word("visit_flaw", v.InvalidReason), "warn")
}

// YesNo writes yes, no, or that nobody has said.
func (p Page) YesNo(v *bool) string {
	switch {
	case v == nil:
		return "–"
	case *v:
		return p.T("page.visit.answer.true")
	}
	return p.T("page.visit.answer.false")
}

func (w *Web) visit(c *Call) error { return w.showVisit(c, http.StatusOK, nil) }

func (w *Web) showVisit(c *Call, status int, form *templates.Form) error {
	id, err := c.ID("visit")
	if err != nil {
		return err
	}
	v, err := w.Outreach.Visit(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	p := visitPage{Page: c.Titled(v.Of.Name+" · "+c.T("page.visit.one")).In("/visits", c.T("page.visit.list")), V: v, Full: len(v.Photos) >= outreach.PhotoMost}
	for i, grade := range v.Found.Areas() {
		p.Areas = append(p.Areas, areaLine{visitAreas[i], grade})
	}
	if v.MayAsk && c.leads("/applications/new") {
		p.Apply = "/applications/new?household=" + v.HouseholdID + "&source=visit&source_id=" + v.ID
	}
	if p.Reads = c.leads("/applications"); p.Reads {
		f := entitlement.ReliefFilter{Household: v.HouseholdID, Visit: v.ID}
		if p.Verified, _, err = w.Entitlement.Applications(c.Ctx(), c.Actor, f, c.reliefPart()); err != nil {
			return err
		}
	}
	p.Form = form
	return c.ShowAs(status, "visit/show", p)
}

func (w *Web) addVisitPhoto(c *Call) error {
	id, err := c.ID("visit")
	if err != nil {
		return err
	}
	picture, err := c.upload("photo")
	if err == nil && len(picture) == 0 {
		err = models.InvalidField("photo", "required")
	}
	if err == nil {
		_, err = w.Outreach.AddVisitPhoto(c.Ctx(), c.Actor, id, "", picture)
	}
	if form, status, ok := c.Crossed(err); ok {
		return w.showVisit(c, status, form)
	} else if err != nil {
		return err
	}
	return c.Go("/visits/"+id, "visit_photo_added")
}

func (w *Web) visitPhoto(c *Call) error {
	id, err := c.ID("visit")
	if err != nil {
		return err
	}
	photo, ok := models.ParseID(c.Param("photo"))
	if !ok {
		return models.NotFound("attachment")
	}
	a, err := w.Outreach.VisitPhoto(c.Ctx(), c.Actor, id, photo)
	if err != nil {
		return err
	}
	return c.handOver(a)
}

type historyPage struct {
	Page
	H      *outreach.History
	Codes  []templates.Option
	Events []templates.Option
	Today  models.Date
}

// Askable tells whether a window may still leave the rates.
func (historyPage) Askable(v models.VisitWindow) bool {
	return models.VisitWindowSteps.Allows("exempt", v.Status)
}

// Answerable tells whether a visit of today would answer a window.
func (p historyPage) Answerable(v models.VisitWindow) bool { return v.Answerable(p.Today, p.Today) }

// Reasons lists why a household is in its group.
func (p Page) Reasons(list []models.PlanReason) string {
	words := make([]string, len(list))
	for i, r := range list {
		words[i] = p.Word("plan_why", r)
	}
	return p.Join(words)
}

func (w *Web) visitHistory(c *Call) error { return w.showHistory(c, http.StatusOK, nil) }

func (w *Web) showHistory(c *Call, status int, form *templates.Form) error {
	id, err := c.ID("household")
	if err != nil {
		return err
	}
	h, err := w.Outreach.History(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	p := historyPage{Page: c.Titled(h.Of.Name+" · "+c.T("page.visit.history")).In("/households", c.T("page.household.list"), "/households/"+id, h.Of.Name), H: h, Today: c.Today(),
		Codes: options(c, "exempt_code", models.ExemptCodes()), Events: options(c, "page.visit.event", models.VisitEvents())}
	p.Form = form
	return c.ShowAs(status, "visit/history", p)
}

func (w *Web) orderEventVisit(c *Call) error {
	id, err := c.ID("household")
	if err != nil {
		return err
	}
	in, err := Bind[models.EventVisitDraft](c)
	if err == nil {
		err = w.Outreach.OrderEventVisit(c.Ctx(), c.Actor, id, in)
	}
	if form, status, ok := c.Crossed(err); ok {
		return w.showHistory(c, status, form)
	} else if err != nil {
		return err
	}
	return c.Go("/households/"+id+"/visits", "visit_ordered")
}

// exemptForm is an exemption with the page that it was asked on.
type exemptForm struct {
	models.ExemptDraft
	Back string `json:"back"`
}

func (w *Web) askExempt(c *Call) error {
	return w.onWindow(c, "exempt_asked", func(id string, in exemptForm) error {
		return w.Outreach.AskExempt(c.Ctx(), c.Actor, id, in.ExemptDraft)
	})
}

func (w *Web) grantExempt(c *Call) error {
	return w.onWindow(c, "exempt_granted", func(id string, in exemptForm) error {
		return w.Outreach.GrantExempt(c.Ctx(), c.Actor, id, in.ExemptDraft)
	})
}

func (w *Web) refuseExempt(c *Call) error {
	return w.onWindow(c, "exempt_refused", func(id string, _ exemptForm) error { return w.Outreach.RefuseExempt(c.Ctx(), c.Actor, id) })
}

// onWindow lets a verb change a window, and leads back to where its form stood.
func (w *Web) onWindow(c *Call, done string, verb func(id string, in exemptForm) error) error {
	id, err := c.ID("visit_window")
	if err != nil {
		return err
	}
	in, err := Bind[exemptForm](c)
	if err != nil {
		return err
	}
	if err := verb(id, in); err != nil {
		return err
	}
	return c.Go(inside(in.Back), done)
}

// fulfilmentCard reads the card of three questions out of the form of a delivery; nil where nothing of it was answered.
type fulfilmentCard struct {
	Well   *int   `json:"card_well"`
	Eats   *int   `json:"card_eats"`
	Home   *int   `json:"card_home"`
	Remark string `json:"card_remark"`
}

func (f fulfilmentCard) card() *models.MealCard {
	if f.Well == nil && f.Eats == nil && f.Home == nil {
		return nil
	}
	return &models.MealCard{Well: f.Well, Eats: f.Eats, Home: f.Home, Remark: f.Remark}
}

// cardFaults moves what is wrong with a card to the fields of the form.
func cardFaults(form *templates.Form) {
	for name, fault := range form.Faults {
		if part, ok := strings.CutPrefix(name, "card."); ok {
			form.Faults["card_"+part] = fault
		}
	}
}
