package web

import (
	"net/http"
	"strconv"

	"zhulian/models"
	"zhulian/templates"
)

// householdDraft is the form of a household with its head; further members are added on their own page.
type householdDraft struct {
	No             string             `json:"household_no"`
	RegionCode     string             `json:"region_code"`
	Address        string             `json:"address"`
	HukouKind      string             `json:"hukou_kind"`
	ResidenceState int                `json:"residence_state"`
	Category       models.Beneficiary `json:"category"`
	Income         *int64             `json:"monthly_income"`
	Name           string             `json:"persons[0].name"`
	CitizenNo      string             `json:"persons[0].citizen_no"`
	NoNumberWhy    string             `json:"persons[0].no_number_reason"`
	BirthDate      models.Date        `json:"persons[0].birth_date"`
	Sex            models.Sex         `json:"persons[0].sex"`
	Phone          string             `json:"persons[0].phone"`
}

func (f householdDraft) draft() models.HouseholdDraft {
	return models.HouseholdDraft{No: f.No, RegionCode: f.RegionCode, Address: f.Address, HukouKind: f.HukouKind, ResidenceState: f.ResidenceState,
		Category: f.Category, MonthlyIncomeFen: fen(f.Income),
		Persons: []models.PersonDraft{{Name: f.Name, CitizenNo: f.CitizenNo, NoNumberWhy: f.NoNumberWhy, BirthDate: f.BirthDate, Sex: f.Sex,
			Phone: f.Phone, Relation: "head"}}}
}

// fen turns whole yuan into fen.
func fen(yuan *int64) *int64 {
	if yuan == nil {
		return nil
	}
	n := *yuan * 100
	return &n
}

// yuanMost keeps yuan from running over when they are turned into fen.
const yuanMost = 1_000_000_000

type householdFormPage struct {
	Page
	Villages, Categories, Hukou, Residence, Sexes, Statuses []templates.Option
	Household                                               *models.Household
}

func (w *Web) householdForm(c *Call) error {
	return w.showHouseholdForm(c, http.StatusOK, nil)
}

func (w *Web) householdChoices(c *Call, p *householdFormPage) error {
	villages, err := w.Casework.Villages(c.Ctx(), c.Actor)
	if err != nil {
		return err
	}
	p.Villages, p.Categories = villageOptions(villages), c.beneficiaries()
	p.Hukou = c.anyOf(options(c, "hukou", []string{"rural", "urban"}))
	p.Residence = options(c, "residence", []string{"0", "1", "2"})
	p.Sexes = options(c, "sex", []models.Sex{models.SexFemale, models.SexMale})
	p.Statuses = options(c, "status.household", householdStatuses)
	return nil
}

// anyOf puts the choice of saying nothing before others.
func (c *Call) anyOf(list []templates.Option) []templates.Option {
	return append([]templates.Option{{Text: c.T("page.household.unsaid")}}, list...)
}

func (w *Web) showHouseholdForm(c *Call, status int, form *templates.Form) error {
	p := householdFormPage{Page: c.Page("page.household.new").In("/households", c.T("page.household.list"))}
	p.Form = form
	if err := w.householdChoices(c, &p); err != nil {
		return err
	}
	return c.ShowAs(status, "household/new", p)
}

func (w *Web) registerHousehold(c *Call) error {
	in, err := Bind[householdDraft](c)
	if err == nil && in.Income != nil && (*in.Income < 0 || *in.Income > yuanMost) {
		err = models.InvalidField("monthly_income", "money_range")
	}
	var h *models.Household
	if err == nil {
		h, err = w.Casework.RegisterHousehold(c.Ctx(), c.Actor, in.draft())
	}
	if form, status, ok := c.Crossed(err); ok {
		return w.showHouseholdForm(c, status, form)
	} else if err != nil {
		return err
	}
	return c.Go("/households/"+h.ID, "household_registered")
}

func (w *Web) householdEdit(c *Call) error {
	id, err := c.ID("household")
	if err != nil {
		return err
	}
	h, err := w.Casework.Household(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	income := ""
	if h.MonthlyIncomeFen != nil {
		income = strconv.FormatInt(*h.MonthlyIncomeFen/100, 10)
	}
	return w.showHouseholdEdit(c, http.StatusOK, h, Holding("region_code", h.RegionCode, "address", h.Address, "category", string(h.Category),
		"monthly_income", income, "status", string(h.Status), "status_reason", h.StatusReason,
		"version", strconv.Itoa(h.Version)))
}

func (w *Web) showHouseholdEdit(c *Call, status int, h *models.Household, form *templates.Form) error {
	p := householdFormPage{Page: c.Page("page.household.edit").In("/households", c.T("page.household.list"), "/households/"+h.ID, headOf(*h)), Household: h}
	p.Form = form
	if err := w.householdChoices(c, &p); err != nil {
		return err
	}
	return c.ShowAs(status, "household/edit", p)
}

// householdPatch is the form of a change, with the version that the reader has seen.
type householdPatch struct {
	models.HouseholdPatch
	Income  *int64 `json:"monthly_income"`
	Version int    `json:"version"`
}

func (w *Web) editHousehold(c *Call) error {
	id, err := c.ID("household")
	if err != nil {
		return err
	}
	in, err := Bind[householdPatch](c)
	if err == nil && in.Income != nil && (*in.Income < 0 || *in.Income > yuanMost) {
		err = models.InvalidField("monthly_income", "money_range")
	}
	if err == nil {
		in.MonthlyIncomeFen = fen(in.Income)
		_, err = w.Casework.EditHousehold(c.Ctx(), c.Actor, id, in.Version, in.HouseholdPatch)
	}
	if form, status, ok := c.Crossed(err); ok {
		h, err := w.Casework.Household(c.Ctx(), c.Actor, id)
		if err != nil {
			return err
		}
		form.Values.Set("version", strconv.Itoa(h.Version)) // what was typed is sent again over what is there now, by choice
		return w.showHouseholdEdit(c, status, h, form)
	} else if err != nil {
		return err
	}
	return c.Go("/households/"+id, "household_changed")
}
