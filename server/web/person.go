package web

import (
	"net/http"

	"zhulian/models"
	"zhulian/templates"
)

// personDraft is the form of a member.
type personDraft struct {
	Name            string      `json:"name"`
	CitizenNo       string      `json:"citizen_no"`
	NoNumberWhy     string      `json:"no_number_reason"`
	BirthDate       models.Date `json:"birth_date"`
	Sex             models.Sex  `json:"sex"`
	Relation        string      `json:"relation"`
	Phone           string      `json:"phone"`
	HealthState     string      `json:"profile.health_state"`
	DisabilityKind  string      `json:"profile.disability_kind"`
	DisabilityLevel int         `json:"profile.disability_level"`
	CareAbility     string      `json:"profile.care_ability"`
	Employment      string      `json:"profile.employment"`
	SchoolStage     string      `json:"profile.school_stage"`
}

func (f personDraft) draft() models.PersonDraft {
	return models.PersonDraft{Name: f.Name, CitizenNo: f.CitizenNo, NoNumberWhy: f.NoNumberWhy, BirthDate: f.BirthDate, Sex: f.Sex,
		Relation: f.Relation, Phone: f.Phone, Profile: models.Profile{HealthState: f.HealthState, DisabilityKind: f.DisabilityKind,
			DisabilityLevel: f.DisabilityLevel, CareAbility: f.CareAbility, Employment: f.Employment, SchoolStage: f.SchoolStage}}
}

type personFormPage struct {
	Page
	Household                                                                                *models.Household
	Relations, Sexes, DisabilityKinds, DisabilityLevels, CareAbilities, Employments, Schools []templates.Option
}

func (w *Web) personForm(c *Call) error { return w.showPersonForm(c, http.StatusOK, nil) }

func (w *Web) showPersonForm(c *Call, status int, form *templates.Form) error {
	id, err := c.ID("household")
	if err != nil {
		return err
	}
	h, err := w.Casework.Household(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	p := personFormPage{Page: c.Page("page.person.new").In("/households", c.T("page.household.list"), "/households/"+id, headOf(*h)), Household: h}
	p.Form = form
	p.Relations = options(c, "relation", []string{"spouse", "son", "daughter", "parent", "grandchild", "other"})
	p.Sexes = options(c, "sex", []models.Sex{models.SexFemale, models.SexMale})
	p.DisabilityKinds = c.anyOf(options(c, "disability", []string{"visual", "hearing", "speech", "physical", "intellectual", "mental", "multiple"}))
	p.DisabilityLevels = c.anyOf(options(c, "disability_level", []string{"1", "2", "3", "4"}))
	p.CareAbilities = c.anyOf(options(c, "care", []string{"self_reliant", "semi", "disabled", "fully_disabled"}))
	p.Employments = c.anyOf(options(c, "employment", []string{"employed", "unemployed", "student", "retired", "unable"}))
	p.Schools = c.anyOf(options(c, "school", []string{"preschool", "primary", "junior", "senior", "vocational", "college", "university"}))
	return c.ShowAs(status, "household/person", p)
}

func (w *Web) addPerson(c *Call) error {
	id, err := c.ID("household")
	if err != nil {
		return err
	}
	in, err := Bind[personDraft](c)
	if err == nil {
		_, err = w.Casework.AddPerson(c.Ctx(), c.Actor, id, in.draft())
	}
	if form, status, ok := c.Crossed(err); ok {
		return w.showPersonForm(c, status, form)
	} else if err != nil {
		return err
	}
	return c.Go("/households/"+id, "person_added")
}
