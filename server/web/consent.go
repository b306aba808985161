package web

import (
	"net/http"

	"zhulian/models"
	"zhulian/templates"
)

type consentFormPage struct {
	Page
	Household                        *models.Household
	Persons, Kinds, Givers, Headings []templates.Option
	Today                            models.Date
}

func (w *Web) consentForm(c *Call) error { return w.showConsentForm(c, http.StatusOK, nil) }

func (w *Web) showConsentForm(c *Call, status int, form *templates.Form) error {
	id, err := c.ID("household")
	if err != nil {
		return err
	}
	h, err := w.Casework.Household(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	p := consentFormPage{Page: c.Page("page.consent.new").In("/households", c.T("page.household.list"), "/households/"+id, headOf(*h)),
		Household: h, Today: c.Today()}
	p.Form = form
	for _, m := range h.Persons {
		p.Persons = append(p.Persons, templates.Option{Value: m.ID, Text: m.Name})
	}
	p.Kinds = options(c, "consent_kind", []models.ConsentKind{models.ConsentShare, models.ConsentSensitive, models.ConsentMinor,
		models.ConsentPhoto, models.ConsentVerifyEconomy, models.ConsentSMS})
	p.Givers = options(c, "given_by", []string{"self", "guardian", "agent"})
	for _, g := range models.CategoryGroups() {
		p.Headings = append(p.Headings, templates.Option{Value: g.Code, Text: p.Heading(g)})
	}
	return c.ShowAs(status, "household/consent", p)
}

func (w *Web) recordConsent(c *Call) error {
	id, err := c.ID("household")
	if err != nil {
		return err
	}
	in, err := Bind[models.ConsentDraft](c)
	if err == nil {
		_, err = w.Casework.RecordConsent(c.Ctx(), c.Actor, id, in)
	}
	if form, status, ok := c.Crossed(err); ok {
		return w.showConsentForm(c, status, form)
	} else if err != nil {
		return err
	}
	return c.Go("/households/"+id, "consent_recorded")
}

func (w *Web) withdrawConsent(c *Call) error {
	id, err := c.ID("household")
	if err != nil {
		return err
	}
	consent, ok := models.ParseID(c.Param("consent"))
	if !ok {
		return models.NotFound("consent")
	}
	if _, err := w.Casework.WithdrawConsent(c.Ctx(), c.Actor, id, consent); err != nil {
		return err
	}
	return c.Go("/households/"+id, "consent_withdrawn")
}
