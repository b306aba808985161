package web

import (
	"net/http"

	"zhulian/models"
	"zhulian/outreach"
	"zhulian/templates"
)

// alertForm is what the small forms of an alert may hold.
type alertForm struct {
	models.AlertVerdict
	models.AlertContact
	models.AlertAssignment
	Reason string `json:"reason"`
}

// alertStep is one form of an alert: its address and its verb.
type alertStep struct {
	name, done string
	verb       func(w *Web, c *Call, id string, in alertForm) error
}

var alertSteps = []alertStep{
	{"accept", "alert_accept", func(w *Web, c *Call, id string, _ alertForm) error {
		return only(w.Outreach.AcceptAlert(c.Ctx(), c.Actor, id))
	}},
	{"contact", "alert_contact", func(w *Web, c *Call, id string, in alertForm) error {
		return only(w.Outreach.ContactAlert(c.Ctx(), c.Actor, id, in.AlertContact))
	}},
	{"return", "alert_return", func(w *Web, c *Call, id string, in alertForm) error {
		return only(w.Outreach.ReturnAlert(c.Ctx(), c.Actor, id, in.Reason))
	}},
	{"visit", "alert_visit", func(w *Web, c *Call, id string, _ alertForm) error {
		return only(w.Outreach.VisitAlert(c.Ctx(), c.Actor, id))
	}},
	{"verify", "alert_verify", func(w *Web, c *Call, id string, in alertForm) error {
		return only(w.Outreach.VerifyAlert(c.Ctx(), c.Actor, id, in.AlertVerdict))
	}},
	{"close", "alert_close", func(w *Web, c *Call, id string, _ alertForm) error {
		return only(w.Outreach.CloseAlert(c.Ctx(), c.Actor, id))
	}},
	{"assign", "alert_assign", func(w *Web, c *Call, id string, in alertForm) error {
		return only(w.Outreach.AssignAlert(c.Ctx(), c.Actor, id, in.AlertAssignment))
	}},
}

func (w *Web) takeAlertStep(s alertStep) func(*Call) error {
	return func(c *Call) error {
		id, err := c.ID("alert")
		if err != nil {
			return err
		}
		in, err := Bind[alertForm](c)
		if err == nil {
			err = s.verb(w, c, id, in)
		}
		if back, status, ok := c.Crossed(err); ok {
			return w.showAlert(c, id, s.name, back, status)
		}
		if err != nil {
			return err
		}
		return c.Go("/alerts/"+id, s.done)
	}
}

type absencePage struct {
	Page
	*outreach.AbsenceBook
	People, Reasons []templates.Option
	Today           models.Date
}

func (w *Web) absences(c *Call) error { return w.showAbsences(c, nil, http.StatusOK) }

func (w *Web) showAbsences(c *Call, form *templates.Form, status int) error {
	book, err := w.Outreach.Absences(c.Ctx(), c.Actor)
	if err != nil {
		return err
	}
	p := absencePage{Page: c.Page("page.absence.title").In("/alerts", c.T("page.alert.list")), AbsenceBook: book, Today: c.Today(),
		Reasons: options(c, "absence_reason", models.AbsenceReasons()), People: []templates.Option{{Text: c.T("page.absence.choose")}}}
	for _, a := range book.Aides {
		name := a.DisplayName
		if name == "" {
			name = a.Username
		}
		p.People = append(p.People, templates.Option{Value: a.ID, Text: name})
	}
	p.Form = form
	return c.ShowAs(status, "absence/list", p)
}

func (w *Web) planAbsence(c *Call) error {
	in, err := Bind[models.AbsenceDraft](c)
	if err == nil {
		_, err = w.Outreach.PlanAbsence(c.Ctx(), c.Actor, in)
	}
	if back, status, ok := c.Crossed(err); ok {
		return w.showAbsences(c, back, status)
	}
	if err != nil {
		return err
	}
	return c.Go("/absences", "absence_planned")
}

func (w *Web) endAbsence(c *Call) error {
	id, err := c.ID("absence")
	if err != nil {
		return err
	}
	if _, err := w.Outreach.EndAbsence(c.Ctx(), c.Actor, id); err != nil {
		return err
	}
	return c.Go("/absences", "absence_ended")
}

// Open tells whether an absence can still be ended.
func (absencePage) Open(a models.Absence) bool {
	return models.AbsenceSteps.Allows("end", a.Status) || models.AbsenceSteps.Allows("cancel", a.Status)
}
