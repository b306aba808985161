package web

import (
	"net/http"
	"strconv"

	"zhulian/matching"
	"zhulian/models"
	"zhulian/templates"
	"zhulian/weighing"
)

type weightsPage struct {
	Page
	InForce  *weighing.Version
	Versions []weighing.Version
	Next     string
	Names    who
	Propose  Page
}

// WeightFields are the fields of a version of the weights, in the order in which people read them.
func (Page) WeightFields() []string {
	return []string{"category", "geography", "capacity", "time", "group", "track", "text", "reach", "continuity", "freshness", "declines", "show"}
}

// Weight is one figure of a version of the weights.
func (Page) Weight(w matching.Weights, field string) int {
	return map[string]int{"category": w.Category, "geography": w.Geography, "capacity": w.Capacity, "time": w.Time, "group": w.Group, "track": w.Track,
		"text": w.Text, "reach": w.Reach, "continuity": w.Continuity, "freshness": w.Freshness, "declines": w.Declines, "show": w.Show}[field]
}

func (w *Web) weights(c *Call) error { return w.showWeights(c, http.StatusOK, nil) }

func (w *Web) showWeights(c *Call, status int, form *templates.Form) error {
	p := weightsPage{Page: c.settingPage("page.setting.weights")}
	var err error
	if p.InForce, err = w.Weighing.InForce(c.Ctx(), c.Actor); err != nil {
		return err
	}
	if p.Versions, p.Next, err = w.Weighing.Versions(c.Ctx(), c.Actor, c.part()); err != nil {
		return err
	}
	var ids []string
	for _, v := range p.Versions {
		ids = append(ids, v.CreatedBy, v.AdoptedBy)
	}
	if p.Names, err = w.Settings.Names(c.Ctx(), c.Actor, ids); err != nil {
		return err
	}
	if form == nil {
		form = &templates.Form{Values: map[string][]string{}}
		for _, field := range p.WeightFields() {
			form.Values.Set(field, strconv.Itoa(p.Weight(p.InForce.Weights, field)))
		}
	}
	p.Propose = p.Page.Holds("propose", form)
	return c.ShowAs(status, "setting/weights", p)
}

func (w *Web) proposeWeights(c *Call) error {
	in, err := Bind[models.WeightDraft](c)
	var made *weighing.Version
	if err == nil {
		made, err = w.Weighing.Propose(c.Ctx(), c.Actor, in)
	}
	if form, status, ok := c.Crossed(err); ok {
		return w.showWeights(c, status, form)
	} else if err != nil {
		return err
	}
	return c.Go("/settings/weights/"+made.ID, "setting_proposed")
}

type weightPage struct {
	Page
	Version *weighing.Version
	Now     *weighing.Version
	Preview *weighing.Preview
	Names   who
	May     decisionMay
}

func (w *Web) weightVersion(c *Call) error { return w.showWeightVersion(c, http.StatusOK, nil) }

func (w *Web) showWeightVersion(c *Call, status int, form *templates.Form) error {
	id, err := c.ID("weights")
	if err != nil {
		return err
	}
	p := weightPage{}
	if p.Version, err = w.Weighing.Version(c.Ctx(), c.Actor, id); err != nil {
		return err
	}
	if p.Now, err = w.Weighing.InForce(c.Ctx(), c.Actor); err != nil {
		return err
	}
	if p.Names, err = w.Settings.Names(c.Ctx(), c.Actor, []string{p.Version.CreatedBy, p.Version.AdoptedBy}); err != nil {
		return err
	}
	if p.Version.Status == models.WeightProposed {
		if p.Preview, err = w.Weighing.Preview(c.Ctx(), c.Actor, id); err != nil {
			return err
		}
		own := p.Version.CreatedBy != "" && p.Version.CreatedBy == c.Actor.AccountID
		p.May = decisionMay{Adopt: !own, Own: own}
	}
	base := c.settingPage("page.setting.weights", "/settings/weights", c.T("page.setting.weights"))
	base.Title = p.Version.WeightsVersion
	p.Page = base.Holds("", form)
	return c.ShowAs(status, "setting/weight", p)
}

func (w *Web) adoptWeights(c *Call) error {
	id, err := c.ID("weights")
	if err != nil {
		return err
	}
	if _, err = c.Values(); err == nil {
		_, err = w.Weighing.Adopt(c.Ctx(), c.Actor, id)
	}
	if form, status, ok := c.Crossed(err); ok {
		return w.showWeightVersion(c, status, form)
	} else if err != nil {
		return err
	}
	return c.Go("/settings/weights/"+id, "setting_adopted")
}
