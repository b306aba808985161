package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"zhulian/advice"
	"zhulian/entitlement"
	"zhulian/models"
	"zhulian/templates"
)

func (w *Web) policyRuleRoutes() []Route {
	staff := models.RoleStaff
	return []Route{
		get("/suggestion-rules", w.policyRules, settingReaders...), get("/suggestion-rules/new", w.policyRuleNew, staff),
		post("/suggestion-rules/new", w.draftPolicyRule, staff),
		get("/suggestion-rules/:code", w.policyRule, settingReaders...), get("/suggestion-rules/:code/versions/:number", w.policyRuleVersion, settingReaders...),
		get("/suggestion-rules/:code/edit", w.policyRuleEdit, staff), post("/suggestion-rules/:code/edit", w.draftPolicyRule, staff),
		post("/suggestion-rules/:code/versions/:number/adopt", w.adoptPolicyRule, staff),
		post("/suggestion-rules/:code/versions/:number/withdraw", w.withdrawPolicyRule, staff),
	}
}

type policyRulesPage struct {
	Page
	Rules   []entitlement.RuleState
	Waiting int
	Staff   bool
}

func (w *Web) policyRules(c *Call) error {
	p := policyRulesPage{Page: c.settingPage("page.policy.title"), Staff: c.isStaff()}
	var err error
	if p.Rules, err = w.Entitlement.SuggestionRules(c.Ctx(), c.Actor); err != nil {
		return err
	}
	for _, r := range p.Rules {
		p.Waiting += r.Waiting
	}
	return c.Show("policy/list", p)
}

type policyRulePage struct {
	Page
	R       *models.SuggestionRule
	History []models.SuggestionRule
	Names   who
	May     decisionMay
	Address string // where the forms of a decision post, below
	Now     bool   // the version is the one in force
	Staff   bool
}

// PlainNeeds are the names of the categories that a rule leads to.
func (p policyRulePage) PlainNeeds() string {
	names := make([]string, len(p.R.Needs))
	for i, code := range p.R.Needs {
		names[i] = code + " " + p.Page.Category(code)
	}
	return strings.Join(names, p.T("page.suggestion.and"))
}

func (w *Web) policyRule(c *Call) error {
	history, err := w.Entitlement.SuggestionRuleHistory(c.Ctx(), c.Actor, c.Param("code"))
	if err != nil {
		return err
	}
	return w.showPolicyRule(c, http.StatusOK, policyLook{history, policyInForce(c, history).RuleVersion, nil})
}

// policyInForce is the version of a history that is in force today, or the newest where none is.
func policyInForce(c *Call, history []models.SuggestionRule) *models.SuggestionRule {
	if r := models.SuggestionRules(history).In(c.Param("code"), c.Today()); r != nil {
		return r
	}
	return &history[0]
}

func (w *Web) policyRuleVersion(c *Call) error { return w.showPolicyVersion(c, http.StatusOK, nil) }

func (w *Web) showPolicyVersion(c *Call, status int, form *templates.Form) error {
	history, err := w.Entitlement.SuggestionRuleHistory(c.Ctx(), c.Actor, c.Param("code"))
	if err != nil {
		return err
	}
	number, err := c.versionNumber("suggestion_rule")
	if err != nil {
		return err
	}
	return w.showPolicyRule(c, status, policyLook{history, number, form})
}

// versionNumber is the number of a version in the address.
func (c *Call) versionNumber(noun string) (int, error) {
	number, err := strconv.Atoi(c.Param("number"))
	if err != nil {
		return 0, models.NotFound(noun)
	}
	return number, nil
}

// policyLook is which version of a rule is shown, and the form that came back.
type policyLook struct {
	history []models.SuggestionRule
	number  int
	form    *templates.Form
}

func (w *Web) showPolicyRule(c *Call, status int, look policyLook) error {
	i := slices.IndexFunc(look.history, func(r models.SuggestionRule) bool { return r.RuleVersion == look.number })
	if i < 0 {
		return models.NotFound("suggestion_rule")
	}
	r := &look.history[i]
	p := policyRulePage{R: r, History: look.history, Staff: c.isStaff(), May: c.may(r.Decision)}
	var err error
	if p.Names, err = w.Entitlement.SuggestionRuleNames(c.Ctx(), c.Actor, look.history...); err != nil {
		return err
	}
	now := models.SuggestionRules(look.history).In(r.Code, c.Today())
	p.Now = now != nil && now.RuleVersion == r.RuleVersion
	base := c.settingPage("page.policy.title", "/suggestion-rules", c.T("page.policy.title"))
	base.Title = r.Code + " " + base.SuggestedName(*r)
	p.Page = base.Holds("", look.form)
	p.Address = "/suggestion-rules/" + r.Code + "/versions/" + strconv.Itoa(r.RuleVersion)
	return c.ShowAs(status, "policy/show", p)
}

func (w *Web) adoptPolicyRule(c *Call) error {
	return w.onPolicyRule(c, "setting_adopted", func(id, _ string) error {
		_, err := w.Entitlement.AdoptSuggestionRule(c.Ctx(), c.Actor, id)
		return err
	})
}

func (w *Web) withdrawPolicyRule(c *Call) error {
	return w.onPolicyRule(c, "setting_withdrawn", func(id, reason string) error {
		_, err := w.Entitlement.WithdrawSuggestionRule(c.Ctx(), c.Actor, id, reason)
		return err
	})
}

// onPolicyRule takes one step of a version by a form, and shows it again.
func (w *Web) onPolicyRule(c *Call, done string, verb func(id, reason string) error) error {
	number, err := c.versionNumber("suggestion_rule")
	if err != nil {
		return err
	}
	r, err := w.Entitlement.SuggestionRule(c.Ctx(), c.Actor, c.Param("code"), number)
	if err != nil {
		return err
	}
	values, err := c.Values()
	if err == nil {
		err = verb(r.ID, values.Get("reason"))
	}
	if form, status, ok := c.Crossed(err); ok {
		return w.showPolicyVersion(c, status, form)
	} else if err != nil {
		return err
	}
	return c.Go("/suggestion-rules/"+r.Code+"/versions/"+strconv.Itoa(number), done)
}

type policyFormPage struct {
	Page
	Code    string // "" for a new rule
	Address string
	Facts   []advice.Fact
	Checked *models.SuggestionRule // what was checked, and is right
}

// The choices of the form.
func (p policyFormPage) Kinds() []templates.Option {
	return wordOptions(p.Page, "suggestion_kind", models.SuggestionKinds())
}
func (p policyFormPage) Strengths() []templates.Option {
	return wordOptions(p.Page, "strength", models.Strengths())
}
func (p policyFormPage) Urgencies() []templates.Option {
	return wordOptions(p.Page, "page.policy.when", []string{"1", "2", "3", "4"})
}
func (p policyFormPage) Applications() []templates.Option {
	return append([]templates.Option{{Text: p.T("page.policy.no_application")}}, wordOptions(p.Page, "application_kind", models.ApplicationKinds())...)
}

func wordOptions[W ~string](p Page, room string, words []W) []templates.Option {
	out := make([]templates.Option, len(words))
	for i, word := range words {
		out[i] = templates.Option{Value: string(word), Text: p.Word(room, word)}
	}
	return out
}

func (w *Web) policyRuleNew(c *Call) error {
	return w.showPolicyForm(c, http.StatusOK, policyFormPage{}, Holding("kind", "policy", "strength", "explore", "urgency", "3", "enabled", "true", "value_fen", "0",
		"effective_from", string(c.Today())))
}

// policyRuleEdit begins with what the version in force says, or the newest where none is.
func (w *Web) policyRuleEdit(c *Call) error {
	history, err := w.Entitlement.SuggestionRuleHistory(c.Ctx(), c.Actor, c.Param("code"))
	if err != nil {
		return err
	}
	in := models.SuggestionDraftOf(*policyInForce(c, history))
	in.Source, in.EffectiveFrom, in.EffectiveTo = "", c.Today(), ""
	return w.showPolicyForm(c, http.StatusOK, policyFormPage{Code: in.Code}, &templates.Form{Values: policyValues(in)})
}

func (w *Web) showPolicyForm(c *Call, status int, p policyFormPage, form *templates.Form) error {
	title, under := "page.rule.new", []string{"/suggestion-rules", c.T("page.policy.title")}
	if p.Address = "/suggestion-rules/new"; p.Code != "" {
		p.Address, title = "/suggestion-rules/"+p.Code+"/edit", "page.rule.edit"
		under = append(under, "/suggestion-rules/"+p.Code, p.Code)
	}
	p.Page, p.Facts = c.settingPage(title, under...).Holds("", form), advice.AllFacts()
	return c.ShowAs(status, "policy/form", p)
}

// draftPolicyRule checks a draft or proposes it, as the button says.
func (w *Web) draftPolicyRule(c *Call) error {
	values, err := c.Values()
	if err != nil {
		return err
	}
	p := policyFormPage{Code: c.Param("code")}
	in, err := policyDraft(values)
	if p.Code != "" {
		in.Code = p.Code
	}
	var made *models.SuggestionRule
	if err == nil {
		if values.Get("do") == "check" {
			p.Checked, err = w.Entitlement.CheckSuggestionRule(c.Ctx(), c.Actor, in)
		} else {
			made, err = w.Entitlement.ProposeSuggestionRule(c.Ctx(), c.Actor, in)
		}
	}
	if form, status, ok := c.Crossed(err); ok {
		return w.showPolicyForm(c, status, policyFormPage{Code: p.Code}, form)
	} else if err != nil {
		return err
	}
	if made == nil {
		return w.showPolicyForm(c, http.StatusOK, p, &templates.Form{Values: values})
	}
	return c.Go("/suggestion-rules/"+made.Code+"/versions/"+strconv.Itoa(made.RuleVersion), "setting_proposed")
}

// policyLists are the fields that hold several values with commas between them.
func policyLists(in *models.SuggestionRuleDraft) map[string]*[]string {
	return map[string]*[]string{"shows": &in.Shows, "needs": &in.Needs, "benefits": &in.Benefits}
}

// policyValues are the fields of the form as a draft fills them. Money is written in yuan.
func policyValues(in models.SuggestionRuleDraft) url.Values {
	v := url.Values{"code": {in.Code}, "name_zh": {in.NameZH}, "name_en": {in.NameEN}, "basis": {in.Basis}, "basis_en": {in.BasisEN}, "kind": {string(in.Kind)},
		"strength": {string(in.Strength)}, "owner_dept": {in.OwnerDept}, "urgency": {strconv.Itoa(in.Urgency)}, "expression": {in.Expression}, "sure_when": {in.SureWhen},
		"amount_fact": {in.AmountFact}, "value_fen": {models.DecimalText(in.ValueFen, 2)}, "application": {string(in.Application)}, "source": {in.Source},
		"effective_from": {string(in.EffectiveFrom)}, "effective_to": {string(in.EffectiveTo)}}
	for name, yes := range map[string]bool{"explore": in.Explore, "enabled": in.Enabled == nil || *in.Enabled} {
		if yes {
			v.Set(name, "true")
		}
	}
	for name, list := range policyLists(&in) {
		v.Set(name, strings.Join(*list, ", "))
	}
	return v
}

// policyDraft reads the form. What is no number is Invalid; what the values mean is for the verb.
func policyDraft(v url.Values) (models.SuggestionRuleDraft, error) {
	in := models.SuggestionRuleDraft{Code: v.Get("code"), NameZH: v.Get("name_zh"), NameEN: v.Get("name_en"), Basis: v.Get("basis"), BasisEN: v.Get("basis_en"),
		Kind: models.SuggestionKind(v.Get("kind")), Strength: models.Strength(v.Get("strength")), OwnerDept: v.Get("owner_dept"), Expression: v.Get("expression"),
		SureWhen: v.Get("sure_when"), Explore: v.Get("explore") == "true", AmountFact: v.Get("amount_fact"), Application: models.ApplicationKind(v.Get("application")),
		Enabled: new(v.Get("enabled") == "true"), Source: v.Get("source"), EffectiveFrom: models.Date(v.Get("effective_from")),
		EffectiveTo: models.Date(v.Get("effective_to"))}
	in.Urgency, _ = strconv.Atoi(v.Get("urgency")) // 0 is no urgency, and refused
	for name, list := range policyLists(&in) {
		for _, part := range strings.FieldsFunc(v.Get(name), func(r rune) bool { return r == ',' || r == '，' || r == '、' || r == '\n' }) {
			if part = strings.TrimSpace(part); part != "" {
				*list = append(*list, part)
			}
		}
	}
	var ok bool
	if in.ValueFen, ok = models.ParseDecimal(v.Get("value_fen"), 2); !ok && v.Get("value_fen") != "" {
		return in, models.Invalid(models.FieldError{Field: "value_fen", Code: "money"})
	}
	return in, nil
}
