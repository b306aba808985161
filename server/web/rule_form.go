package web

import (
	"net/http"
	"net/url"
	"strconv"

	"zhulian/models"
	"zhulian/outreach"
	"zhulian/rules"
	"zhulian/templates"
)

// ruleParams is how many thresholds the form offers.
const ruleParams = 5

type ruleFormPage struct {
	Page
	Code    string // "" for a new rule
	Address string
	Facts   []rules.Fact
	Feeds   []templates.Option
	Checked *models.AlertRule // what was checked, and is right
	Run     *outreach.DryRun
}

// Params counts the rows of thresholds.
func (ruleFormPage) Params() []int {
	out := make([]int, ruleParams)
	for i := range out {
		out[i] = i
	}
	return out
}

// ParamField is the name of a field of a threshold, as its faults name it.
func (ruleFormPage) ParamField(row int, field string) string {
	return "params[" + strconv.Itoa(row) + "]." + field
}

// The choices of the form.
func (p ruleFormPage) Kinds() []templates.Option {
	return p.words("page.rule.kind", "trigger", "composite", "downward")
}
func (p ruleFormPage) Severities() []templates.Option {
	return p.words("severity", "red", "orange", "yellow", "blue")
}
func (p ruleFormPage) ParamKinds() []templates.Option {
	return p.words("page.rule.param", "int", "money")
}

func (p ruleFormPage) words(room string, words ...string) []templates.Option {
	out := make([]templates.Option, len(words))
	for i, word := range words {
		out[i] = templates.Option{Value: word, Text: p.Word(room, word)}
	}
	return out
}

func (w *Web) ruleNew(c *Call) error {
	return w.showRuleForm(c, http.StatusOK, ruleFormPage{}, Holding("kind", "trigger", "severity", "yellow", "window_days", "90", "rest_days", "90", "enabled", "true",
		"effective_from", string(c.Today())))
}

// ruleEdit begins with what the version in force says, or the newest where none is.
func (w *Web) ruleEdit(c *Call) error {
	history, err := w.Outreach.RuleHistory(c.Ctx(), c.Actor, c.Param("code"))
	if err != nil {
		return err
	}
	r := ruleInForce(c, history)
	in := models.DraftOf(*r)
	in.Source, in.EffectiveFrom, in.EffectiveTo = "", c.Today(), ""
	return w.showRuleForm(c, http.StatusOK, ruleFormPage{Code: r.Code}, &templates.Form{Values: ruleValues(in)})
}

func (w *Web) showRuleForm(c *Call, status int, p ruleFormPage, form *templates.Form) error {
	p.Address = "/rules/new"
	title := "page.rule.new"
	if p.Code != "" {
		p.Address, title = "/rules/"+p.Code+"/edit", "page.rule.edit"
	}
	base := c.settingPage(title, "/rules", c.T("page.rule.title"))
	if p.Code != "" {
		base = base.In("/rules", c.T("page.rule.title"), "/rules/"+p.Code, p.Code)
	}
	p.Page = base.Holds("", form)
	var err error
	if p.Facts, err = w.Outreach.RuleFacts(c.Ctx(), c.Actor); err != nil {
		return err
	}
	feeds, err := w.Outreach.RuleFeeds(c.Ctx(), c.Actor)
	if err != nil {
		return err
	}
	for _, f := range feeds {
		p.Feeds = append(p.Feeds, templates.Option{Value: f.Code, Text: p.Either(f.NameZH, orCode(f))})
	}
	return c.ShowAs(status, "rule/form", p)
}

func orCode(f models.Feed) string {
	if f.NameEN == "" {
		return f.Code
	}
	return f.NameEN
}

// draftRule checks a draft, tries it out, or proposes it, as the button says.
func (w *Web) draftRule(c *Call) error {
	values, err := c.Values()
	if err != nil {
		return err
	}
	p := ruleFormPage{Code: c.Param("code")}
	in, err := ruleDraft(values)
	if p.Code != "" {
		in.Code = p.Code
	}
	var made *models.AlertRule
	if err == nil {
		switch values.Get("do") {
		case "check":
			p.Checked, err = w.Outreach.CheckRule(c.Ctx(), c.Actor, in)
		case "try":
			p.Run, err = w.Outreach.DryRunRule(c.Ctx(), c.Actor, in)
		default:
			made, err = w.Outreach.ProposeRule(c.Ctx(), c.Actor, in)
		}
	}
	if form, status, ok := c.Crossed(err); ok {
		p.Checked, p.Run = nil, nil
		return w.showRuleForm(c, status, p, form)
	} else if err != nil {
		return err
	}
	if made == nil {
		return w.showRuleForm(c, http.StatusOK, p, &templates.Form{Values: values})
	}
	return c.Go("/rules/"+made.Code+"/versions/"+strconv.Itoa(made.RuleVersion), "setting_proposed")
}

// ruleValues are the fields of the form as a draft fills them. Money is written in yuan.
func ruleValues(in models.RuleDraft) url.Values {
	v := url.Values{"code": {in.Code}, "family": {in.Family}, "kind": {string(in.Kind)}, "name_zh": {in.NameZH}, "name_en": {in.NameEN}, "expression": {in.Expression},
		"red_when": {in.RedWhen}, "severity": {string(in.Severity)}, "window_days": {strconv.Itoa(in.WindowDays)}, "rest_days": {strconv.Itoa(in.RestDays)},
		"feeds": in.Feeds, "source_dept": {in.SourceDept}, "amount_fact": {in.AmountFact}, "sentence_zh": {in.SentenceZH}, "sentence_en": {in.SentenceEN},
		"source": {in.Source}, "effective_from": {string(in.EffectiveFrom)}, "effective_to": {string(in.EffectiveTo)}}
	for name, yes := range map[string]bool{"once": in.Once, "nightly": in.Nightly, "enabled": in.Enabled == nil || *in.Enabled} {
		if yes {
			v.Set(name, "true")
		}
	}
	for i, p := range in.Params {
		value := strconv.FormatInt(p.Value, 10)
		if p.Kind == models.ParamMoney {
			value = models.DecimalText(p.Value, 2)
		}
		for field, text := range map[string]string{"name": p.Name, "kind": string(p.Kind), "value": value, "name_zh": p.NameZH, "name_en": p.NameEN} {
			v.Set(ruleFormPage{}.ParamField(i, field), text)
		}
	}
	return v
}

// ruleDraft reads the form. What is no number is Invalid, all at once; what the values mean is for the verb.
func ruleDraft(v url.Values) (models.RuleDraft, error) {
	var faults []models.FieldError
	whole := func(name string) int {
		n, err := strconv.Atoi(v.Get(name))
		if err != nil {
			faults = append(faults, models.FieldError{Field: name, Code: "integer"})
		}
		return n
	}
	in := models.RuleDraft{Code: v.Get("code"), Family: v.Get("family"), Kind: models.RuleKind(v.Get("kind")), NameZH: v.Get("name_zh"), NameEN: v.Get("name_en"),
		Expression: v.Get("expression"), RedWhen: v.Get("red_when"), Severity: models.Severity(v.Get("severity")), WindowDays: whole("window_days"),
		RestDays: whole("rest_days"), Once: v.Get("once") == "true", Nightly: v.Get("nightly") == "true", Enabled: new(v.Get("enabled") == "true"),
		Feeds: filled(v["feeds"]), SourceDept: v.Get("source_dept"), AmountFact: v.Get("amount_fact"), SentenceZH: v.Get("sentence_zh"),
		SentenceEN: v.Get("sentence_en"), Source: v.Get("source"), EffectiveFrom: models.Date(v.Get("effective_from")), EffectiveTo: models.Date(v.Get("effective_to"))}
	for i := range ruleParams {
		at := func(field string) string { return v.Get(ruleFormPage{}.ParamField(i, field)) }
		if at("name") == "" {
			continue
		}
		p := models.RuleParam{Name: at("name"), Kind: models.ParamKind(at("kind")), NameZH: at("name_zh"), NameEN: at("name_en")}
		places := 0
		if p.Kind == models.ParamMoney {
			places = 2
		}
		var ok bool
		if p.Value, ok = models.ParseDecimal(at("value"), places); !ok {
			faults = append(faults, models.FieldError{Field: ruleFormPage{}.ParamField(i, "value"), Code: "decimals", Args: models.Args{"param": places}})
		}
		in.Params = append(in.Params, p)
	}
	if len(faults) > 0 {
		return in, models.Invalid(faults...)
	}
	return in, nil
}
