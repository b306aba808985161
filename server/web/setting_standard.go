package web

import (
	"net/http"
	"time"

	"zhulian/models"
	"zhulian/retention"
	"zhulian/settings"
	"zhulian/templates"
)

type standardsPage struct {
	Page
	Day      *settings.StandardDay
	Versions []models.Standard
	Next     string
	Names    who
	Places   places
	Kinds    []templates.Option
	Regions  []templates.Option
	Staff    bool
	Propose  Page
}

func (w *Web) standards(c *Call) error { return w.showStandards(c, http.StatusOK, nil) }

func (w *Web) showStandards(c *Call, status int, form *templates.Form) error {
	day, _ := models.ParseDate(c.said("day"))
	p := standardsPage{Page: c.settingPage("page.setting.standards"), Staff: c.isStaff(), Kinds: c.standardKinds()}
	var err error
	if p.Day, err = w.Settings.StandardsOn(c.Ctx(), c.Actor, day, "", time.Time{}); err != nil {
		return err
	}
	f := settings.StandardFilter{Code: models.StandardCode(c.said("code"))}
	if p.Versions, p.Next, err = w.Settings.Standards(c.Ctx(), c.Actor, f, c.part()); err != nil {
		return err
	}
	if p.Names, err = decidedOf(w, c, p.Versions, func(s models.Standard) models.Decision { return s.Decision }); err != nil {
		return err
	}
	list, err := w.Casework.Regions(c.Ctx(), c.Actor.CountyCode+"000000")
	if err != nil {
		return err
	}
	p.Places, p.Regions = placeNames(list), regions(standing(list, c.Today()))
	p.Form = Holding("day", string(p.Day.Day), "code", c.said("code"))
	p.Propose = p.Page.Holds("propose", form)
	return c.ShowAs(status, "setting/standards", p)
}

// decidedOf reads the names of who proposed and adopted the versions of a setting.
func decidedOf[T any](w *Web, c *Call, rows []T, of func(T) models.Decision) (who, error) {
	var ids []string
	for _, r := range rows {
		ids = append(ids, of(r).CreatedBy, of(r).AdoptedBy)
	}
	return w.Settings.Names(c.Ctx(), c.Actor, ids)
}

// standing are the regions that have not ended.
func standing(list []models.Region, today models.Date) []models.Region {
	var out []models.Region
	for _, r := range list {
		if !r.Ended(today) {
			out = append(out, r)
		}
	}
	return out
}

func (c *Call) standardKinds() []templates.Option {
	p := Page{}
	p.Lang = c.Lang()
	var out []templates.Option
	for _, k := range models.StandardKinds() {
		out = append(out, templates.Option{Value: string(k.Code), Text: p.Standard(k.Code)})
	}
	return out
}

// standardForm is a proposed number as people type it: yuan, multiples, ratios and months.
type standardForm struct {
	Code          models.StandardCode `json:"code"`
	Value         string              `json:"value"`
	RegionCode    string              `json:"region_code"`
	EffectiveFrom models.Date         `json:"effective_from"`
	EffectiveTo   models.Date         `json:"effective_to"`
	Source        string              `json:"source"`
}

func (w *Web) proposeStandard(c *Call) error {
	in, err := Bind[standardForm](c)
	var made *models.Standard
	if err == nil {
		draft := models.StandardDraft{Code: in.Code, RegionCode: in.RegionCode, EffectiveFrom: in.EffectiveFrom, EffectiveTo: in.EffectiveTo, Source: in.Source}
		kind, _ := models.StandardByCode(in.Code)
		if n, ok := models.ParseDecimal(in.Value, kind.Unit.Places()); ok {
			draft.Value = &n
		}
		if made, err = w.Settings.ProposeStandard(c.Ctx(), c.Actor, draft); in.Value != "" && draft.Value == nil {
			err = reworded(err, "value", "decimals", models.Args{"param": kind.Unit.Places()})
		}
	}
	if form, status, ok := c.Crossed(err); ok {
		return w.showStandards(c, status, form)
	} else if err != nil {
		return err
	}
	return c.Go("/settings/standards/"+made.ID, "setting_proposed")
}

type standardPage struct {
	Page
	R       *models.Standard
	Address string // where the forms of a decision post, below
	Preview *settings.StandardPreview
	Goes    []retention.Change // of a period, what would be deleted
	Names   who
	Place   string
	May     decisionMay
}

// decisionMay says what the reader may do with a proposal.
type decisionMay struct{ Adopt, Withdraw, Own bool }

func (c *Call) may(d models.Decision) decisionMay {
	waiting := d.Status == models.DecisionProposed && c.isStaff()
	own := d.CreatedBy != "" && d.CreatedBy == c.Actor.AccountID
	return decisionMay{Adopt: waiting && !own, Withdraw: waiting, Own: waiting && own}
}

func (w *Web) standard(c *Call) error { return w.showStandard(c, http.StatusOK, nil) }

func (w *Web) showStandard(c *Call, status int, form *templates.Form) error {
	id, err := c.ID("standard")
	if err != nil {
		return err
	}
	p := standardPage{}
	if p.R, err = w.Settings.Standard(c.Ctx(), c.Actor, id); err != nil {
		return err
	}
	if p.Names, err = w.Settings.Names(c.Ctx(), c.Actor, []string{p.R.CreatedBy, p.R.AdoptedBy}); err != nil {
		return err
	}
	list, err := w.Casework.Regions(c.Ctx(), p.R.RegionCode)
	if err != nil {
		return err
	}
	p.Place = placeNames(list).Name(p.R.RegionCode)
	if kind, _ := models.StandardByCode(p.R.Code); p.R.Status == models.DecisionProposed && kind.Keeping() {
		if p.Goes, err = w.Retention.Preview(c.Ctx(), c.Actor, *p.R); err != nil {
			return err
		}
	} else if p.R.Status == models.DecisionProposed {
		if p.Preview, err = w.Settings.PreviewStandard(c.Ctx(), c.Actor, id); err != nil {
			return err
		}
	}
	base := c.settingPage("page.setting.standards", "/settings/standards", c.T("page.setting.standards"))
	base.Title = base.Standard(p.R.Code)
	p.Page, p.May, p.Address = base.Holds("", form), c.may(p.R.Decision), "/settings/standards/"+id
	return c.ShowAs(status, "setting/standard", p)
}

func (w *Web) adoptStandard(c *Call) error {
	return c.onSetting("standard", "/settings/standards/", "setting_adopted", w.showStandard, func(id, _ string) error {
		_, err := w.Settings.AdoptStandard(c.Ctx(), c.Actor, id)
		return err
	})
}

func (w *Web) withdrawStandard(c *Call) error {
	return c.onSetting("standard", "/settings/standards/", "setting_withdrawn", w.showStandard, func(id, reason string) error {
		_, err := w.Settings.WithdrawStandard(c.Ctx(), c.Actor, id, reason)
		return err
	})
}
