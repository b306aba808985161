package web

import (
	"errors"
	"io"
	"net/http"
	"slices"

	"zhulian/casework"
	"zhulian/locales"
	"zhulian/models"
	"zhulian/templates"
)

func (w *Web) needNewRoutes() []Route {
	write := post("/needs", w.submitNeed, writerRoles...)
	write.MaxBody = casework.MaxUpload + 64<<10
	return []Route{get("/needs/new", w.needForm, writerRoles...), write}
}

// writerRoles are the roles that write down needs.
var writerRoles = []models.Role{models.RoleAide, models.RoleTown, models.RoleStaff}

// needDraft is the form of a need. A quantity must be said, or said to be unknown.
type needDraft struct {
	models.NeedDraft
	Unknown string        `json:"amount"` // known or unknown
	Every   models.Period `json:"frequency.every"`
	Until   models.Date   `json:"frequency.until"`
	Known   string        `json:"repeat_known"` // the category of which earlier help was shown, and which is submitted nevertheless
}

func (f needDraft) draft() (models.NeedDraft, error) {
	in := f.NeedDraft.Completed()
	switch {
	case f.Unknown == "unknown":
		in.Quantity = nil
	case in.Quantity == nil:
		return in, models.InvalidField("quantity", "quantity_or_unknown")
	}
	if f.Every != "" || f.Until != "" {
		in.Frequency = &models.Frequency{Every: f.Every, Until: f.Until}
	}
	return in, nil
}

// needChoices are what the form of a need offers.
type needChoices struct {
	Recent    []models.Category
	Groups    []categoryGroup
	Urgencies []templates.Option
	Everies   []templates.Option
	Modes     []templates.Option
	Today     models.Date
}

type categoryGroup struct {
	Code, Name string
	Categories []models.Category
}

type needFormPage struct {
	Page
	needChoices
	Book      *casework.Book
	Household *casework.BookEntry
	Persons   []templates.Option
	Offline   bool // what is written waits in the browser where there is no signal
	Repeats   []casework.RecentHelp
}

// Heading is the name of a group of categories.
func (p Page) Heading(g models.CategoryGroup) string {
	if p.Lang == locales.English {
		return g.NameEN
	}
	return g.NameZH
}

// CategoryChoice is a category as one choice of the form.
func (p Page) CategoryChoice(k models.Category) categoryChoice {
	return categoryChoice{k.Code, p.Category(k.Code), k.NameZH, models.UsualUnit(k.Code), p.Form.Value("category") == k.Code}
}

type categoryChoice struct {
	Code, Name, Title, Unit string
	Chosen                  bool
}

// More tells whether something beyond the usual was said, or is wrong.
func (p Page) More() bool {
	for _, name := range []string{"detail", "needed_by", "frequency.every", "frequency.until", "delivery_mode", "photo"} {
		if p.Form.Value(name) != "" || p.Form.Fault(name) != "" {
			return true
		}
	}
	return false
}

// UsualUnits are the usual units, each once.
func (needChoices) UsualUnits() []string {
	var out []string
	for _, k := range models.Categories() {
		if u := models.UsualUnit(k.Code); !slices.Contains(out, u) {
			out = append(out, u)
		}
	}
	return out
}

func (c *Call) needChoices(p Page, recent []string) needChoices {
	out := choicesIn(p, recent)
	out.Today = c.Today()
	return out
}

// choicesIn are the choices in the language of a page, on no day in particular.
func choicesIn(p Page, recent []string) needChoices {
	var out needChoices
	for _, code := range recent {
		if k, ok := models.CategoryByCode(code); ok {
			out.Recent = append(out.Recent, k)
		}
	}
	for _, g := range models.CategoryGroups() {
		group := categoryGroup{Code: g.Code, Name: p.Heading(g)}
		for _, k := range models.Categories() {
			if k.Parent == g.Code {
				group.Categories = append(group.Categories, k)
			}
		}
		out.Groups = append(out.Groups, group)
	}
	word := func(room string, list ...string) []templates.Option {
		var words []templates.Option
		for _, w := range list {
			words = append(words, templates.Option{Value: w, Text: p.Word(room, w)})
		}
		return words
	}
	out.Urgencies = word("urgency", "critical", "high", "normal", "low")
	out.Everies = append([]templates.Option{{Text: p.T("page.needs.once")}}, word("need_every", "day", "week", "month")...)
	out.Modes = append([]templates.Option{{Text: p.T("page.household.unsaid")}}, word("need_delivery", "to_home", "pick_up", "centre", "online")...)
	return out
}

func (w *Web) needForm(c *Call) error {
	return w.showNeedForm(c, http.StatusOK, Holding("household_id", c.said("household"), "category", c.said("category"), "urgency", string(models.UrgencyNormal),
		"amount", "known", "quantity", "1", "source", c.said("source"), "source_id", c.said("source_id")))
}

func (w *Web) showNeedForm(c *Call, status int, form *templates.Form) error {
	id, _ := models.ParseID(form.Value("household_id"))
	book, err := w.Casework.FieldBook(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	p := needFormPage{Page: c.Page("page.needs.new").In("/households", c.T("page.household.list")), Book: book, Offline: c.Actor.Role == models.RoleAide}
	p.Form, p.needChoices = form, c.needChoices(p.Page, book.Recent)
	if category := form.Value("category"); id != "" && category != "" && len(book.Households) > 0 {
		if p.Repeats, err = w.Casework.RecentHelp(c.Ctx(), c.Actor, id, category, ""); err != nil {
			return err
		}
	}
	if id == "" {
		return c.ShowAs(status, "need/new", p)
	}
	if len(book.Households) == 0 {
		return models.NotFound("household")
	}
	p.Household = &book.Households[0]
	p.Persons = []templates.Option{{Text: c.T("page.needs.whole_household")}}
	for _, m := range book.Persons {
		p.Persons = append(p.Persons, templates.Option{Value: m.ID, Text: m.Name})
	}
	return c.ShowAs(status, "need/new", p)
}

func (w *Web) submitNeed(c *Call) error {
	n, err := w.submitted(c)
	if form, status, ok := c.Crossed(err); ok {
		return w.showNeedForm(c, status, form)
	} else if err != nil {
		return err
	}
	if n == nil { // earlier help is shown first
		values, err := c.Values()
		if err != nil {
			return err
		}
		return w.showNeedForm(c, http.StatusOK, &templates.Form{Values: values})
	}
	return c.Go("/households/"+n.HouseholdID, "need_submitted")
}

// repeats tells whether the household had help of the category within a week that the writer has not been shown.
func (w *Web) repeats(c *Call, form needDraft) (bool, error) {
	id, ok := models.ParseID(form.HouseholdID)
	if !ok || form.Known == form.Category {
		return false, nil
	}
	recent, err := w.Casework.RecentHelp(c.Ctx(), c.Actor, id, form.Category, "")
	if models.KindOf(err) == models.KindNotFound {
		return false, nil // the verb says so
	}
	return len(recent) > 0, err
}

// submitted submits what the form says; nil where earlier help has to be shown first.
func (w *Web) submitted(c *Call) (*models.Need, error) {
	form, err := Bind[needDraft](c)
	if err != nil {
		return nil, err
	}
	if first, err := w.repeats(c, form); first || err != nil {
		return nil, err
	}
	in, err := form.draft()
	if err != nil {
		return nil, err
	}
	picture, err := c.upload("photo")
	if err != nil {
		return nil, err
	}
	return w.Casework.SubmitNeedShown(c.Ctx(), c.Actor, in, casework.Picture{Content: picture})
}

// upload reads the file of a field; nil where none was chosen.
func (c *Call) upload(field string) ([]byte, error) {
	file, _, err := c.Request.FormFile(field)
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return nil, nil
	} else if err != nil {
		return nil, models.Unreadable("form_broken")
	}
	defer func() { _ = file.Close() }()
	content, err := io.ReadAll(file)
	if err != nil {
		return nil, models.Unreadable("form_broken")
	}
	return content, nil
}
