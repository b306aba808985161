package web

import (
	"errors"
	"strconv"

	"zhulian/locales"
	"zhulian/models"
	"zhulian/settings"
	"zhulian/templates"
)

// settingReaders are the roles that see what the county goes by; only staff change it.
var settingReaders = []models.Role{models.RoleStaff, models.RoleOperator, models.RoleTown, models.RoleAuditor}

func (w *Web) settingRoutes() []Route {
	staff := models.RoleStaff
	return []Route{
		get("/settings", w.settings, settingReaders...),
		get("/settings/standards", w.standards, settingReaders...), post("/settings/standards", w.proposeStandard, staff),
		get("/settings/standards/:id", w.standard, settingReaders...), post("/settings/standards/:id/adopt", w.adoptStandard, staff),
		post("/settings/standards/:id/withdraw", w.withdrawStandard, staff),
		get("/settings/sla", w.limits, settingReaders...), post("/settings/sla", w.proposeLimit, staff),
		get("/settings/sla/:id", w.limit, settingReaders...), post("/settings/sla/:id/adopt", w.adoptLimit, staff),
		post("/settings/sla/:id/withdraw", w.withdrawLimit, staff),
		get("/settings/weights", w.weights, staff), post("/settings/weights", w.proposeWeights, staff),
		get("/settings/weights/:id", w.weightVersion, staff), post("/settings/weights/:id/adopt", w.adoptWeights, staff),
		get("/settings/categories", w.localCategories, settingReaders...), get("/settings/categories/:code", w.localCategory, settingReaders...),
		post("/settings/categories/:code", w.setCategory, staff),
		get("/settings/calendar", w.calendar, settingReaders...), post("/settings/calendar", w.changeDay, staff),
		post("/settings/calendar/year", w.changeYear, staff),
		get("/settings/regions", w.regionTree, settingReaders...), get("/settings/regions/:code", w.regionShow, settingReaders...),
		post("/settings/regions/:code", w.changeRegion, staff), post("/settings/regions/:code/merge", w.mergeRegion, staff),
	}
}

type settingsPage struct {
	Page
	Waiting settings.Waiting
	Staff   bool
}

// settings is the overview: what waits for a second person, and the way to each setting.
func (w *Web) settings(c *Call) error {
	waiting, err := w.Settings.Waiting(c.Ctx(), c.Actor)
	if err != nil {
		return err
	}
	return c.Show("setting/overview", settingsPage{c.Page("page.setting.title"), waiting, c.isStaff()})
}

func (c *Call) isStaff() bool { return c.Actor.Role == models.RoleStaff }

// settingPage begins a page below the overview.
func (c *Call) settingPage(title string, under ...string) Page {
	return c.Page(title).In(append([]string{"/settings", c.T("page.setting.title")}, under...)...)
}

// Holds is the page with a form of its own, where a page has several: the ids of its fields begin with the name.
func (p Page) Holds(name string, form *templates.Form) Page {
	if name != "" {
		p.Page = p.Named(name)
	}
	p.Form = form
	return p
}

// Limit writes how long something may take.
func (p Page) Limit(l models.Limit) string {
	if l.Amount == 1 {
		key := map[models.LimitUnit]string{models.LimitHour: "page.setting.limit_one.hour", models.LimitDay: "page.setting.limit_one.day",
			models.LimitWorkday: "page.setting.limit_one.workday"}[l.Unit]
		return p.T(key)
	}
	key := map[models.LimitUnit]string{models.LimitHour: "page.setting.limit.hour", models.LimitDay: "page.setting.limit.day",
		models.LimitWorkday: "page.setting.limit.workday"}[l.Unit]
	return p.T(key, "n", l.Amount)
}

// Measure writes a number that policy sets, in the words of its unit.
func (p Page) Measure(code models.StandardCode, value int64) string {
	kind, _ := models.StandardByCode(code)
	switch {
	case kind.Unit == models.UnitFen:
		return p.Money(value)
	case kind.Unit == models.UnitDay:
		return p.T("page.setting.days", "n", value)
	case kind.Unit == models.UnitMonth:
		return p.T("page.setting.months", "n", value)
	case code == models.StandardRigidRatio:
		return p.Percent(float64(value) / 1000)
	}
	return p.T("page.setting.times", "n", models.DecimalText(value, 3))
}

// Standard is the name of a number that policy sets.
func (p Page) Standard(code models.StandardCode) string {
	kind, _ := models.StandardByCode(code)
	return p.Either(kind.NameZH, kind.NameEN)
}

// Subject says what a limit is for: an urgency, a category, or all.
func (p Page) Subject(step models.SLAStep, subject string) string {
	switch {
	case subject == "":
		return p.T("page.setting.all")
	case step == models.SLAResolution:
		return subject + " " + p.Category(subject)
	case step == models.SLAAlertContact, step == models.SLAAlertVerify:
		return p.Word("severity", subject)
	case step == models.SLAVisitEvery:
		return p.Word("page.visit.group", subject)
	case step == models.SLAVisitEvent:
		return p.Word("household_level", subject)
	}
	return p.Word("urgency", subject)
}

// Until writes the days on which a setting holds.
func (p Page) Until(t models.Term) string {
	if t.EffectiveTo == "" {
		return p.T("page.setting.from", "from", p.Date(t.EffectiveFrom))
	}
	return p.T("page.setting.from_to", "from", p.Date(t.EffectiveFrom), "to", p.Date(t.EffectiveTo))
}

// MonthName is the name of a month by its first day.
func (p Page) MonthName(day models.Date) string {
	if p.Lang == locales.English {
		return day.Time().Format("January 2006")
	}
	return day.Time().Format("2006年1月")
}

// Node is what place of the alliance a region has; "" for none.
func (p Page) Node(kind models.NodeKind) string {
	if kind == models.NodeNone {
		return ""
	}
	return p.Word("page.setting.node", kind)
}

// who are the names of accounts by id.
type who map[string]string

// Name is an account's name; the house itself where there is none.
func (w who) Name(p Page, id string) string {
	switch {
	case id == "":
		return p.T("page.setting.house")
	case w[id] == "":
		return "–"
	}
	return w[id]
}

// reworded gives a field's fault another code, where the form takes a text that the draft takes as a number.
func reworded(err error, field, code string, args models.Args) error {
	var e *models.Error
	if !errors.As(err, &e) {
		return err
	}
	out := *e
	out.Fields = nil
	for _, f := range e.Fields {
		if f.Field == field {
			f.Code, f.Args = code, args
		}
		out.Fields = append(out.Fields, f)
	}
	return &out
}

// levels are the choices of a level of sensitivity.
func levels(from, to int) []templates.Option {
	var out []templates.Option
	for n := from; n <= to; n++ {
		out = append(out, templates.Option{Value: strconv.Itoa(n), Text: strconv.Itoa(n)})
	}
	return out
}

// onSetting takes one step of a setting by a form with a reason, and shows the setting again.
func (c *Call) onSetting(noun, address, done string, show func(*Call, int, *templates.Form) error, verb func(id, reason string) error) error {
	id, err := c.ID(noun)
	if err != nil {
		return err
	}
	values, err := c.Values()
	if err == nil {
		err = verb(id, values.Get("reason"))
	}
	if form, status, ok := c.Crossed(err); ok {
		return show(c, status, form)
	} else if err != nil {
		return err
	}
	return c.Go(address+id, done)
}
