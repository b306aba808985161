package web

import (
	"net/http"
	"strconv"

	"zhulian/models"
	"zhulian/outreach"
	"zhulian/rules"
	"zhulian/templates"
)

func (w *Web) ruleRoutes() []Route {
	staff := models.RoleStaff
	return []Route{
		get("/rules", w.rules, settingReaders...), get("/rules/new", w.ruleNew, staff), post("/rules/new", w.draftRule, staff),
		get("/rules/:code", w.rule, settingReaders...), get("/rules/:code/versions/:number", w.ruleVersion, settingReaders...),
		get("/rules/:code/edit", w.ruleEdit, staff), post("/rules/:code/edit", w.draftRule, staff),
		post("/rules/:code/versions/:number/adopt", w.adoptRule, staff), post("/rules/:code/versions/:number/withdraw", w.withdrawRule, staff),
	}
}

type rulesPage struct {
	Page
	Rules   []outreach.RuleState
	Waiting int
	Staff   bool
}

func (w *Web) rules(c *Call) error {
	p := rulesPage{Page: c.settingPage("page.rule.title"), Staff: c.isStaff()}
	var err error
	if p.Rules, err = w.Outreach.Rules(c.Ctx(), c.Actor); err != nil {
		return err
	}
	for _, r := range p.Rules {
		p.Waiting += r.Waiting
	}
	return c.Show("rule/list", p)
}

// RuleName is the name of a rule.
func (p Page) RuleName(r models.AlertRule) string {
	if r.NameEN == "" {
		return r.NameZH
	}
	return p.Either(r.NameZH, r.NameEN)
}

// RuleSentence says what a rule looks for.
func (p Page) RuleSentence(r models.AlertRule) string {
	return r.Sentence(p.Either("zh", "en") == "zh")
}

// RuleParam is the name of a threshold.
func (p Page) RuleParam(r models.RuleParam) string {
	if r.NameEN == "" {
		return r.NameZH
	}
	return p.Either(r.NameZH, r.NameEN)
}

// RuleValue is the value of a threshold.
func (p Page) RuleValue(r models.RuleParam) string { return r.Text(p.Either("zh", "en") == "zh") }

// RuleFact is the name of what a rule may ask for.
func (p Page) RuleFact(f rules.Fact) string { return p.Either(f.NameZH, f.NameEN) }

type rulePage struct {
	Page
	R       *models.AlertRule
	History []models.AlertRule
	Names   who
	Feeds   feedNames
	Run     *outreach.DryRun
	May     decisionMay
	Address string // where the forms of a decision post, below
	Now     bool   // the version is the one in force
	Staff   bool
}

// rule shows the version in force, or the newest where none is, with all versions.
func (w *Web) rule(c *Call) error {
	history, err := w.Outreach.RuleHistory(c.Ctx(), c.Actor, c.Param("code"))
	if err != nil {
		return err
	}
	return w.showRule(c, http.StatusOK, ruleLook{history: history, number: ruleInForce(c, history).RuleVersion})
}

// ruleInForce is the version of a history that is in force today, or the newest where none is.
func ruleInForce(c *Call, history []models.AlertRule) *models.AlertRule {
	if r := models.AlertRules(history).In(c.Param("code"), c.Today()); r != nil {
		return r
	}
	return &history[0]
}

// ruleLook is which version of a rule is shown, and the form that came back.
type ruleLook struct {
	history []models.AlertRule
	number  int
	form    *templates.Form
	run     bool
}

func (w *Web) ruleVersion(c *Call) error { return w.showVersion(c, http.StatusOK, nil) }

func (w *Web) showVersion(c *Call, status int, form *templates.Form) error {
	history, err := w.Outreach.RuleHistory(c.Ctx(), c.Actor, c.Param("code"))
	if err != nil {
		return err
	}
	number, err := c.versionNumber("alert_rule")
	if err != nil {
		return err
	}
	return w.showRule(c, status, ruleLook{history: history, number: number, form: form, run: c.said("try") != "" && c.isStaff()})
}

func (w *Web) showRule(c *Call, status int, look ruleLook) error {
	p := rulePage{History: look.history, Staff: c.isStaff()}
	for i := range look.history {
		if look.history[i].RuleVersion == look.number {
			p.R = &look.history[i]
		}
	}
	if p.R == nil {
		return models.NotFound("alert_rule")
	}
	var err error
	if p.Names, err = w.Outreach.RuleNames(c.Ctx(), c.Actor, look.history...); err != nil {
		return err
	}
	feeds, err := w.Outreach.RuleFeeds(c.Ctx(), c.Actor)
	if err != nil {
		return err
	}
	p.Feeds = feedNames{}
	for _, f := range feeds {
		p.Feeds[f.Code] = f
	}
	if look.run {
		if p.Run, err = w.Outreach.DryRunVersion(c.Ctx(), c.Actor, p.R.Code, p.R.RuleVersion); err != nil {
			return err
		}
	}
	now := models.AlertRules(look.history).In(p.R.Code, c.Today())
	p.Now = now != nil && now.RuleVersion == p.R.RuleVersion
	base := c.settingPage("page.rule.title", "/rules", c.T("page.rule.title"))
	base.Title = p.R.Code + " " + base.RuleName(*p.R)
	p.Page, p.May = base.Holds("", look.form), c.may(p.R.Decision)
	p.Address = "/rules/" + p.R.Code + "/versions/" + strconv.Itoa(p.R.RuleVersion)
	return c.ShowAs(status, "rule/show", p)
}

func (w *Web) adoptRule(c *Call) error {
	return w.onRule(c, "setting_adopted", func(id, _ string) error {
		_, err := w.Outreach.AdoptRule(c.Ctx(), c.Actor, id)
		return err
	})
}

func (w *Web) withdrawRule(c *Call) error {
	return w.onRule(c, "setting_withdrawn", func(id, reason string) error {
		_, err := w.Outreach.WithdrawRule(c.Ctx(), c.Actor, id, reason)
		return err
	})
}

// onRule takes one step of a version by a form, and shows it again.
func (w *Web) onRule(c *Call, done string, verb func(id, reason string) error) error {
	number, err := c.versionNumber("alert_rule")
	if err != nil {
		return err
	}
	r, err := w.Outreach.Rule(c.Ctx(), c.Actor, c.Param("code"), number)
	if err != nil {
		return err
	}
	values, err := c.Values()
	if err == nil {
		err = verb(r.ID, values.Get("reason"))
	}
	if form, status, ok := c.Crossed(err); ok {
		return w.showVersion(c, status, form)
	} else if err != nil {
		return err
	}
	return c.Go("/rules/"+r.Code+"/versions/"+strconv.Itoa(number), done)
}
