package web

import (
	"net/http"

	"zhulian/casework"
	"zhulian/locales"
	"zhulian/models"
	"zhulian/templates"
)

// householdRoles are the roles of government that know households.
var householdRoles = []models.Role{models.RoleAide, models.RoleTown, models.RoleStaff, models.RoleOperator}

func (w *Web) householdRoutes() []Route {
	who, hand := householdRoles, writerRoles
	return []Route{
		get("/households", w.householdList, who...), post("/households/find", w.findHousehold, who...), get("/households/:id", w.household, who...),
		get("/households/new", w.householdForm, hand...), post("/households", w.registerHousehold, hand...),
		get("/households/:id/edit", w.householdEdit, hand...), post("/households/:id/edit", w.editHousehold, hand...),
		get("/households/:id/persons/new", w.personForm, hand...), post("/households/:id/persons", w.addPerson, hand...),
		get("/households/:id/persons/:person/death", w.deathForm, models.RoleTown, models.RoleStaff),
		post("/households/:id/persons/:person/death", w.confirmDeath, models.RoleTown, models.RoleStaff),
		post("/households/:id/persons/:person/death/take-back", w.takeBackDeath, models.RoleTown, models.RoleStaff),
		get("/households/:id/consents/new", w.consentForm, hand...), post("/households/:id/consents", w.recordConsent, hand...),
		post("/households/:id/consents/:consent/withdraw", w.withdrawConsent, hand...),
		get("/minor-access", w.minorAccesses, minorRoles...), post("/households/:id/minor-access", w.askMinors, minorRoles...),
		post("/minor-access/:id/approve", w.onMinors("approved"), models.RoleStaff, models.RoleTown),
		post("/minor-access/:id/refuse", w.onMinors("refused"), models.RoleStaff, models.RoleTown),
		post("/minor-access/:id/end", w.onMinors("ended"), minorRoles...),
	}
}

// Age is how old a person is on the day, or "".
func (p householdPage) Age(m models.Person) string {
	if n := m.AgeOn(p.Today); n >= 0 {
		return p.T("page.household.age", "n", n)
	}
	return ""
}

// CitizenNo is a citizen number as a clerk may see it, masked.
func (householdPage) CitizenNo(m models.Person) string {
	return models.MaskCitizenNoForClerk(m.CitizenNo)
}

type householdListPage struct {
	Page
	Households                      []models.Household
	Next                            string
	Villages, Categories, Statuses  []templates.Option
	Names                           map[string]string
	MayEdit, MayAskMinors, Narrowed bool
}

func (w *Web) householdList(c *Call) error {
	f := casework.HouseholdFilter{Status: c.said("status"), Category: models.Beneficiary(c.said("category")), Region: c.said("region")}
	villages, err := w.Casework.Villages(c.Ctx(), c.Actor)
	if err != nil {
		return err
	}
	rows, next, err := w.Casework.Households(c.Ctx(), c.Actor, f, c.part())
	if err != nil {
		return err
	}
	p := householdListPage{Page: c.Page("page.household.list"), Households: rows, Next: next, Names: map[string]string{},
		MayEdit: may(c.Actor, models.HouseholdEdit), MayAskMinors: may(c.Actor, models.MinorAsk)}
	p.Form = Holding("status", f.Status, "category", string(f.Category), "region", f.Region)
	p.Narrowed = len(p.Form.Values) > 0
	for _, v := range villages {
		p.Names[v.Code] = v.Name
	}
	p.Villages = c.any(villageOptions(villages))
	p.Categories = c.any(c.beneficiaries())
	p.Statuses = c.any(options(c, "status.household", householdStatuses))
	return c.Show("household/list", p)
}

var householdStatuses = []models.HouseholdStatus{models.HouseholdActive, models.HouseholdSuspended, models.HouseholdLeft, models.HouseholdClosed}

func villageOptions(list []models.Region) []templates.Option {
	out := make([]templates.Option, len(list))
	for i, r := range list {
		out[i] = templates.Option{Value: r.Code, Text: r.Name}
	}
	return out
}

func (c *Call) beneficiaries() []templates.Option {
	var out []templates.Option
	for _, b := range models.Beneficiaries() {
		name := b.NameZH()
		if c.Lang() == locales.English {
			name = b.NameEN()
		}
		out = append(out, templates.Option{Value: string(b), Text: string(b) + " " + name})
	}
	return out
}

// findHousehold looks up by what must not stand in an address: a number of the household, of a citizen or of a phone, or a name.
func (w *Web) findHousehold(c *Call) error {
	values, err := c.Values()
	if err != nil {
		return err
	}
	rows, err := w.Casework.FindHouseholds(c.Ctx(), c.Actor, values.Get("exact"))
	if err != nil {
		return err
	}
	if len(rows) == 1 {
		return c.Go("/households/"+rows[0].ID, "")
	}
	p := householdListPage{Page: c.Page("page.household.list"), Households: rows}
	p.Form = Holding("exact", values.Get("exact"))
	return c.Show("household/found", p)
}

type householdPage struct {
	Page
	File  *casework.HouseholdFile
	Today models.Date
	May   householdMay
	Until models.Date // the last day for which minors may be asked for
	Work  []casework.WorkLine
	Able  []templates.Option // members who may begin a path to work
}

// Head is the name by which the household is called.
func (p householdPage) Head() string { return headOf(p.File.Household) }

// householdMay says what the reader may do with a household.
type householdMay struct{ Edit, Death, Consent, Need, Disclosures, Level, Work, Suggest, Minors bool }

func may(a models.Actor, act models.Action) bool { return models.ScopeOf(a, act) != models.ScopeNone }

func (w *Web) household(c *Call) error { return w.showHousehold(c, http.StatusOK, nil) }

func (w *Web) showHousehold(c *Call, status int, form *templates.Form) error {
	id, err := c.ID("household")
	if err != nil {
		return err
	}
	f, err := w.Casework.HouseholdFile(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	p := householdPage{Page: c.Titled(c.T("page.household.one")+" "+f.No).In("/households", c.T("page.household.list")), File: f, Today: c.Today()}
	p.Until = c.Today().AddDays(models.MinorAccessMost)
	p.May = householdMay{Minors: may(c.Actor, models.MinorAsk),
		Edit: may(c.Actor, models.HouseholdEdit), Death: may(c.Actor, models.PersonDeath), Consent: may(c.Actor, models.ConsentEdit),
		Need: may(c.Actor, models.NeedEdit) && f.Status == models.HouseholdActive, Disclosures: may(c.Actor, models.DisclosureView),
		Level: may(c.Actor, models.LevelView), Work: may(c.Actor, models.WorkView),
		Suggest: may(c.Actor, models.SuggestionDecide)}
	p.Form = form
	if err := p.fillWork(c); err != nil {
		return err
	}
	return c.ShowAs(status, "household/show", p)
}

// fillWork reads the paths to work of the household, and who of it may begin one.
func (p *householdPage) fillWork(c *Call) (err error) {
	if !p.May.Work {
		return nil
	}
	if p.Work, _, err = p.web.Casework.Works(c.Ctx(), c.Actor, casework.WorkFilter{Household: p.File.ID}, casework.Page{Limit: listed}); err != nil {
		return err
	}
	for _, m := range p.File.Persons {
		if age := m.AgeOn(p.Today); m.DeceasedOn == "" && (age < 0 || age >= models.WorkAge) {
			p.Able = append(p.Able, templates.Option{Value: m.ID, Text: m.Name})
		}
	}
	return nil
}

// headOf is the name by which a household is called: its head's, or its number.
func headOf(h models.Household) string {
	for _, m := range h.Persons {
		if m.IsHead {
			return m.Name
		}
	}
	return h.No
}

// Live tells whether a consent holds now.
func (p householdPage) Live(r models.Consent) bool { return r.Live(p.web.Clock.Now()) }

// ConsentMark says where a consent stands.
func (p householdPage) ConsentMark(r models.Consent) templates.Mark {
	switch {
	case r.WithdrawnAt != nil:
		return p.Tone(p.T("page.consent.withdrawn"), "quiet")
	case !p.Live(r):
		return p.Tone(p.T("page.consent.ended"), "warn")
	}
	return p.Tone(p.T("page.consent.live"), "good")
}

// Covered lists the categories that a consent covers, or says that it covers all.
func (p householdPage) Covered(r models.Consent) string {
	if len(r.Categories) == 0 {
		return p.T("page.consent.all")
	}
	names := make([]string, len(r.Categories))
	for i, code := range r.Categories {
		names[i] = p.Category(code)
	}
	return p.Join(names)
}
