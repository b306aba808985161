package web

import (
	"net/http"

	"zhulian/casework"
	"zhulian/models"
	"zhulian/templates"
)

type deathPage struct {
	Page
	File   *casework.HouseholdFile
	Person models.Person
	Today  models.Date
	Proofs []templates.Option
	Last   bool               // nobody else of the household is left
	Heads  []templates.Option // who may be the head, where the others are left without one
}

// Died tells whether the death was confirmed already.
func (p deathPage) Died() bool { return p.Person.DeceasedOn != "" }

// deathForm is where a clerk confirms that somebody has died, and sees what comes of it.
func (w *Web) deathForm(c *Call) error { return w.showDeath(c, http.StatusOK, nil) }

func (w *Web) showDeath(c *Call, status int, form *templates.Form) error {
	id, person, err := c.member()
	if err != nil {
		return err
	}
	f, err := w.Casework.HouseholdFile(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	p := deathPage{Page: c.Page("page.death.title").In("/households", c.T("page.household.list"), "/households/"+id, headOf(f.Household)), File: f, Today: c.Today(),
		Proofs: options(c, "death_proof", models.DeathProofs())}
	for _, m := range f.Persons {
		if m.ID == person {
			p.Person = m
		}
	}
	if p.Person.ID == "" {
		return models.NotFound("person")
	}
	living := f.Living()
	p.Last, p.Form, p.Heads = len(living) == 1 && living[0].ID == person, form, headsAfter(c, living, person)
	return c.ShowAs(status, "household/death", p)
}

// headsAfter are the living members of whom one becomes the head when a member has died; none where there is a head still.
func headsAfter(c *Call, living []models.Person, died string) (out []templates.Option) {
	for _, m := range living {
		switch {
		case m.ID == died:
		case m.IsHead:
			return nil
		default:
			out = append(out, templates.Option{Value: m.ID, Text: m.Name + " · " + c.T("relation."+m.Relation)})
		}
	}
	return out
}

// member reads the ids of a household and of one of its members from the address.
func (c *Call) member() (household, person string, err error) {
	if household, err = c.ID("household"); err != nil {
		return "", "", err
	}
	person, known := models.ParseID(c.Param("person"))
	if !known {
		return "", "", models.NotFound("person")
	}
	return household, person, nil
}

func (w *Web) confirmDeath(c *Call) error {
	id, person, err := c.member()
	if err != nil {
		return err
	}
	in, err := Bind[models.DeathDraft](c)
	if err == nil {
		_, err = w.Casework.ConfirmDeath(c.Ctx(), c.Actor, id, person, in)
	}
	if form, status, ok := c.Crossed(err); ok {
		return w.showDeath(c, status, form)
	} else if err != nil {
		return err
	}
	return c.Go("/households/"+id, "death_confirmed")
}

func (w *Web) takeBackDeath(c *Call) error {
	id, person, err := c.member()
	if err != nil {
		return err
	}
	if _, err := w.Casework.TakeBackDeath(c.Ctx(), c.Actor, id, person); err != nil {
		return err
	}
	return c.Go("/households/"+id, "death_taken_back")
}
