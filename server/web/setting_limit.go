package web

import (
	"net/http"
	"strings"

	"zhulian/models"
	"zhulian/settings"
	"zhulian/templates"
)

type limitsPage struct {
	Page
	Day      models.Date
	InForce  []settings.LimitState
	Versions []models.SLARule
	Next     string
	Names    who
	Targets  []templates.Option
	Units    []templates.Option
	Staff    bool
	Propose  Page
}

func (w *Web) limits(c *Call) error { return w.showLimits(c, http.StatusOK, nil) }

func (w *Web) showLimits(c *Call, status int, form *templates.Form) error {
	day, _ := models.ParseDate(c.said("day"))
	p := limitsPage{Page: c.settingPage("page.setting.limits"), Staff: c.isStaff(), Day: day}
	if day == "" {
		p.Day = c.Today()
	}
	var err error
	if p.InForce, err = w.Settings.LimitsOn(c.Ctx(), c.Actor, day); err != nil {
		return err
	}
	if p.Versions, p.Next, err = w.Settings.Limits(c.Ctx(), c.Actor, settings.SLAFilter{}, c.part()); err != nil {
		return err
	}
	if p.Names, err = decidedOf(w, c, p.Versions, func(r models.SLARule) models.Decision { return r.Decision }); err != nil {
		return err
	}
	p.Targets = targets(p.Page)
	p.Units = options(c, "page.setting.unit", []models.LimitUnit{models.LimitWorkday, models.LimitDay, models.LimitHour})
	p.Form = Holding("day", string(p.Day))
	p.Propose = p.Page.Holds("propose", form)
	return c.ShowAs(status, "setting/limits", p)
}

// targets are the steps and what each goes by, as the choices of one field.
func targets(p Page) []templates.Option {
	var out []templates.Option
	for _, step := range models.SLAStepList() {
		for _, subject := range models.SLASubjects(step) {
			out = append(out, templates.Option{Value: string(step) + ":" + subject, Text: p.Subject(step, subject), Group: p.Word("page.setting.step", step)})
		}
	}
	return out
}

// limitForm is a proposed limit as the form says it: step and subject are one choice.
type limitForm struct {
	Target        string           `json:"target"`
	Amount        *int             `json:"amount"`
	Unit          models.LimitUnit `json:"unit"`
	EffectiveFrom models.Date      `json:"effective_from"`
	EffectiveTo   models.Date      `json:"effective_to"`
	Source        string           `json:"source"`
}

func (w *Web) proposeLimit(c *Call) error {
	in, err := Bind[limitForm](c)
	var made *models.SLARule
	if err == nil {
		step, subject, _ := strings.Cut(in.Target, ":")
		made, err = w.Settings.ProposeLimit(c.Ctx(), c.Actor, models.SLADraft{Step: models.SLAStep(step), Subject: subject, Amount: in.Amount, Unit: in.Unit,
			EffectiveFrom: in.EffectiveFrom, EffectiveTo: in.EffectiveTo, Source: in.Source})
	}
	if form, status, ok := c.Crossed(err); ok {
		if form.Faults["target"] = form.Faults["step"]; form.Faults["target"] == "" {
			form.Faults["target"] = form.Faults["subject"]
		}
		return w.showLimits(c, status, form)
	} else if err != nil {
		return err
	}
	return c.Go("/settings/sla/"+made.ID, "setting_proposed")
}

type limitPage struct {
	Page
	R       *models.SLARule
	Address string // where the forms of a decision post, below
	Preview *settings.LimitPreview
	Names   who
	May     decisionMay
}

func (w *Web) limit(c *Call) error { return w.showLimit(c, http.StatusOK, nil) }

func (w *Web) showLimit(c *Call, status int, form *templates.Form) error {
	id, err := c.ID("sla")
	if err != nil {
		return err
	}
	p := limitPage{}
	if p.R, err = w.Settings.OneLimit(c.Ctx(), c.Actor, id); err != nil {
		return err
	}
	if p.Names, err = w.Settings.Names(c.Ctx(), c.Actor, []string{p.R.CreatedBy, p.R.AdoptedBy}); err != nil {
		return err
	}
	if p.R.Status == models.DecisionProposed {
		if p.Preview, err = w.Settings.PreviewLimit(c.Ctx(), c.Actor, id); err != nil {
			return err
		}
	}
	base := c.settingPage("page.setting.limits", "/settings/sla", c.T("page.setting.limits"))
	base.Title = base.Word("page.setting.step", p.R.Step) + " · " + base.Subject(p.R.Step, p.R.Subject)
	p.Page, p.May, p.Address = base.Holds("", form), c.may(p.R.Decision), "/settings/sla/"+id
	return c.ShowAs(status, "setting/limit", p)
}

func (w *Web) adoptLimit(c *Call) error {
	return c.onSetting("sla", "/settings/sla/", "setting_adopted", w.showLimit, func(id, _ string) error {
		_, err := w.Settings.AdoptLimit(c.Ctx(), c.Actor, id)
		return err
	})
}

func (w *Web) withdrawLimit(c *Call) error {
	return c.onSetting("sla", "/settings/sla/", "setting_withdrawn", w.showLimit, func(id, reason string) error {
		_, err := w.Settings.WithdrawLimit(c.Ctx(), c.Actor, id, reason)
		return err
	})
}
