package web

import (
	"net/http"

	"zhulian/models"
	"zhulian/outreach"
	"zhulian/templates"
)

type levelPage struct {
	Page
	F                      *outreach.LevelFile
	Shown                  models.Assessment // what waits, else what is in force, else what the program finds
	Values                 []templates.Option
	MayPropose, MayConfirm bool
}

// LevelReason says why a line has its value: in the program's words, or in those of who set it otherwise.
func (p Page) LevelReason(l models.LevelLine) string {
	if l.Person != "" {
		return l.Person
	}
	return p.Word("level_why", l.Reason)
}

// LevelName is the name of a level.
func (p Page) LevelName(level int) string { return p.Word("household_level", level) }

// LevelMark is the mark of a level, I the most pressing.
func (p Page) LevelMark(level int) templates.Mark {
	tone := map[int]string{1: "bad", 2: "warn", 3: "wait", 4: "good"}[level]
	if tone == "" {
		tone = "quiet"
	}
	return p.Tone(p.LevelName(level), tone)
}

// Overrides lists why a household is on level I whatever its score.
func (p Page) Overrides(list []models.LevelOverride) string {
	words := make([]string, len(list))
	for i, o := range list {
		words[i] = p.Word("level_override", o)
	}
	return p.Join(words)
}

func (w *Web) level(c *Call) error { return w.showLevel(c, http.StatusOK, nil) }

func (w *Web) showLevel(c *Call, status int, form *templates.Form) error {
	id, err := c.ID("household")
	if err != nil {
		return err
	}
	return w.showLevelOf(c, status, id, form)
}

func (w *Web) showLevelOf(c *Call, status int, household string, form *templates.Form) error {
	f, err := w.Outreach.Level(c.Ctx(), c.Actor, household)
	if err != nil {
		return err
	}
	name := headOf(f.Household)
	p := levelPage{Page: c.Titled(name+" · "+c.T("page.level.one")).In("/households", c.T("page.household.list"), "/households/"+f.Household.ID, name), F: f, Shown: f.Found,
		Values: options(c, "page.level.value", []string{"0", "1", "2", "3"}), MayPropose: may(c.Actor, models.LevelPropose) && f.Household.Status == models.HouseholdActive,
		MayConfirm: may(c.Actor, models.LevelConfirm)}
	switch {
	case f.Waiting != nil:
		p.Shown = f.Waiting.Assessment
	case f.InForce != nil:
		p.Shown = f.InForce.Assessment
	}
	if p.Form = form; form == nil {
		p.Form = Holding()
		for _, l := range p.Shown.Lines {
			p.Form.Values.Set(string(l.Dim), p.Number(l.Value))
		}
	}
	return c.ShowAs(status, "level/show", p)
}

func (w *Web) proposeLevel(c *Call) error {
	id, err := c.ID("household")
	if err != nil {
		return err
	}
	in, err := Bind[models.LevelDraft](c)
	if err == nil {
		err = w.Outreach.ProposeLevel(c.Ctx(), c.Actor, id, in)
	}
	if form, status, ok := c.Crossed(err); ok {
		return w.showLevel(c, status, form)
	} else if err != nil {
		return err
	}
	return c.Go("/households/"+id+"/level", "level_proposed")
}

func (w *Web) confirmLevel(c *Call) error {
	id, err := c.ID("household_level")
	if err != nil {
		return err
	}
	r, err := w.Outreach.ConfirmLevel(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	return c.Go("/households/"+r.HouseholdID+"/level", "level_confirmed")
}

func (w *Web) rejectLevel(c *Call) error {
	id, err := c.ID("household_level")
	if err != nil {
		return err
	}
	values, err := c.Values()
	if err != nil {
		return err
	}
	r, err := w.Outreach.RejectLevel(c.Ctx(), c.Actor, id, values.Get("reason"))
	if form, status, ok := c.Crossed(err); ok {
		if household, known := models.ParseID(values.Get("household_id")); known {
			return w.showLevelOf(c, status, household, form)
		}
		return err
	} else if err != nil {
		return err
	}
	return c.Go("/households/"+r.HouseholdID+"/level", "level_rejected")
}

type levelsPage struct {
	Page
	Lines []outreach.LevelLine
	Next  string
}

func (w *Web) levelsWaiting(c *Call) error {
	rows, next, err := w.Outreach.LevelsWaiting(c.Ctx(), c.Actor, c.part())
	if err != nil {
		return err
	}
	return c.Show("level/list", levelsPage{c.Page("page.level.list").In("/visit-plan", c.T("page.visit.plan")), rows, next})
}

// Decider is who decided about an assessment, or "".
func (p levelPage) Decider(r models.HouseholdLevel) string {
	if r.DecidedBy == nil {
		return ""
	}
	return p.F.Names[*r.DecidedBy]
}
