package api

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"zhulian/models"
	"zhulian/outreach"
	"zhulian/rules"
	"zhulian/server/respond"
)

func (a *API) alertRuleRoutes() []Route {
	return []Route{
		{
			Method: http.MethodGet, Path: "/alert-rules", Handler: a.alertRuleList, Tag: "alert-rules", Out: ruleStatesBody{},
			Summary: "Every rule that raises alerts as it stands today, with the version that holds",
		},
		{
			Method: http.MethodGet, Path: "/alert-rules/facts", Handler: a.alertRuleFacts, Tag: "alert-rules", Out: ruleFactsBody{},
			Summary: "What an expression may ask for: facts of households, of members, and of the signals of every feed within the rule's window",
		},
		{
			Method: http.MethodGet, Path: "/alert-rules/versions", Handler: a.alertRuleVersions, Tag: "alert-rules", Out: alertRuleBody{}, List: true,
			Query: []string{"code", "status"}, Summary: "The county's versions of its rules: proposed, adopted and withdrawn",
		},
		{
			Method: http.MethodGet, Path: "/alert-rules/:code/versions/:number", Handler: a.alertRuleVersion, Tag: "alert-rules", Out: alertRuleBody{},
			Summary: "One version of a rule, of those that came with the software too",
		},
		{
			Method: http.MethodPost, Path: "/alert-rules", Handler: a.proposeAlertRule, Tag: "alert-rules", In: models.RuleDraft{}, Out: alertRuleBody{},
			Status: http.StatusCreated, Summary: "Propose a version of a rule, or a new rule, for somebody else to adopt",
		},
		{
			Method: http.MethodPost, Path: "/alert-rules/check", Handler: a.checkAlertRule, Tag: "alert-rules", In: models.RuleDraft{}, Out: alertRuleBody{},
			Summary: "What a draft would be, or every fault of it with line and character; writes nothing",
		},
		{
			Method: http.MethodPost, Path: "/alert-rules/dry-run", Handler: a.dryRunAlertRule, Tag: "alert-rules", In: models.RuleDraft{}, Out: dryRunBody{},
			Summary: "What a draft would have raised in the last twelve months, beside the version in force; writes nothing",
		},
		{
			Method: http.MethodPost, Path: "/alert-rules/versions/:id/adopt", Handler: a.adoptAlertRule, Tag: "alert-rules", Out: alertRuleBody{},
			Summary: "Let a proposed version hold from its day on; not by whoever proposed it",
		},
		{
			Method: http.MethodPost, Path: "/alert-rules/versions/:id/withdraw", Handler: a.withdrawAlertRule, Tag: "alert-rules", In: reasonBody{}, Out: alertRuleBody{},
			Summary: "Take a proposed version back",
		},
	}
}

type alertRuleBody struct {
	ID            *string            `json:"id" description:"null: came with the software"`
	Code          string             `json:"code"`
	RuleVersion   int                `json:"rule_version"`
	Family        string             `json:"family" description:"rules of one family make one open alert a household"`
	Kind          string             `json:"kind" enum:"trigger,composite,downward"`
	NameZH        string             `json:"name_zh"`
	NameEN        string             `json:"name_en"`
	Expression    string             `json:"expression"`
	RedWhen       string             `json:"red_when" description:"where this holds too, what is found is red"`
	Params        []models.RuleParam `json:"params"`
	Severity      string             `json:"severity" enum:"red,orange,yellow,blue"`
	WindowDays    int                `json:"window_days"`
	RestDays      int                `json:"rest_days"`
	Once          bool               `json:"once"`
	Nightly       bool               `json:"nightly" description:"time alone may bring it about"`
	Enabled       bool               `json:"enabled"`
	Feeds         []string           `json:"feeds" description:"a new signal of one of these asks the rule"`
	SourceDept    string             `json:"source_dept"`
	AmountFact    string             `json:"amount_fact"`
	SentenceZH    string             `json:"sentence_zh" description:"with the thresholds put in"`
	SentenceEN    string             `json:"sentence_en"`
	Source        string             `json:"source"`
	EffectiveFrom models.Date        `json:"effective_from"`
	EffectiveTo   *models.Date       `json:"effective_to"`
	Decision      decisionBody       `json:"decision"`
	Version       int                `json:"version"`
}

func alertRuleOf(r models.AlertRule) alertRuleBody {
	return alertRuleBody{ID: textOr(r.ID), Code: r.Code, RuleVersion: r.RuleVersion, Family: r.Family, Kind: string(r.Kind), NameZH: r.NameZH, NameEN: r.NameEN,
		Expression: r.Expression, RedWhen: r.RedWhen, Params: r.Params, Severity: string(r.Severity), WindowDays: r.WindowDays, RestDays: r.RestDays, Once: r.Once,
		Nightly: r.Nightly, Enabled: r.Enabled, Feeds: r.Feeds, SourceDept: r.SourceDept, AmountFact: r.AmountFact, SentenceZH: r.Sentence(true),
		SentenceEN: r.Sentence(false), Source: r.Source, EffectiveFrom: r.EffectiveFrom, EffectiveTo: dateOr(r.EffectiveTo), Decision: decisionOf(r.Decision),
		Version: r.Version}
}

type ruleStatesBody struct {
	Items []ruleStateBody `json:"items"`
}

type ruleStateBody struct {
	Code    string         `json:"code"`
	InForce *alertRuleBody `json:"in_force" description:"null: no version holds today"`
	Waiting int            `json:"waiting" description:"proposals of it that wait for somebody to adopt them"`
	Broken  bool           `json:"broken" description:"the version asks for something that there no longer is, and raises nothing"`
}

func (a *API) alertRuleList(c *gin.Context) error {
	states, err := a.Outreach.Rules(c.Request.Context(), actor(c))
	if err != nil {
		return err
	}
	out := ruleStatesBody{Items: []ruleStateBody{}}
	for _, s := range states {
		item := ruleStateBody{Code: s.Code, Waiting: s.Waiting, Broken: s.Broken}
		if s.In != nil {
			body := alertRuleOf(*s.In)
			item.InForce = &body
		}
		out.Items = append(out.Items, item)
	}
	return respond.JSON(c, http.StatusOK, out)
}

type ruleFactsBody struct {
	Items []ruleFactBody `json:"items"`
}

type ruleFactBody struct {
	Name   string   `json:"name"`
	Kind   string   `json:"kind" enum:"bool,int,money,code,codes,date"`
	NameZH string   `json:"name_zh"`
	NameEN string   `json:"name_en"`
	Codes  []string `json:"codes" description:"the values that it can have; empty: any"`
}

func ruleFactOf(f rules.Fact) ruleFactBody {
	return ruleFactBody{Name: f.Name, Kind: string(f.Kind), NameZH: f.NameZH, NameEN: f.NameEN, Codes: append([]string{}, f.Codes...)}
}

func (a *API) alertRuleFacts(c *gin.Context) error {
	list, err := a.Outreach.RuleFacts(c.Request.Context(), actor(c))
	if err != nil {
		return err
	}
	out := ruleFactsBody{Items: make([]ruleFactBody, len(list))}
	for i, f := range list {
		out.Items[i] = ruleFactOf(f)
	}
	return respond.JSON(c, http.StatusOK, out)
}

func (a *API) alertRuleVersions(c *gin.Context) error {
	p, err := listPage(c, "code", "status")
	code, err1 := words(c, "code")
	status, err2 := oneOf(c, "status", models.RuleSteps.Statuses()...)
	if err := first(err, err1, err2); err != nil {
		return err
	}
	rows, next, err := a.Outreach.RuleVersions(c.Request.Context(), actor(c), outreach.RuleFilter{Code: code, Status: status}, p)
	if err != nil {
		return err
	}
	return listed(c, rows, next, alertRuleOf)
}

func (a *API) alertRuleVersion(c *gin.Context) error {
	number, err := strconv.Atoi(c.Param("number"))
	if err != nil {
		return models.NotFound("alert_rule")
	}
	r, err := a.Outreach.Rule(c.Request.Context(), actor(c), c.Param("code"), number)
	if err != nil {
		return err
	}
	return shown(c, r.Version, alertRuleOf(*r))
}

func (a *API) proposeAlertRule(c *gin.Context) error {
	in, err := bind[models.RuleDraft](c)
	if err != nil {
		return err
	}
	r, err := a.Outreach.ProposeRule(c.Request.Context(), actor(c), in)
	if err != nil {
		return err
	}
	etag(c, r.Version)
	return respond.JSON(c, http.StatusCreated, alertRuleOf(*r))
}

func (a *API) checkAlertRule(c *gin.Context) error {
	in, err := bind[models.RuleDraft](c)
	if err != nil {
		return err
	}
	r, err := a.Outreach.CheckRule(c.Request.Context(), actor(c), in)
	if err != nil {
		return err
	}
	return respond.JSON(c, http.StatusOK, alertRuleOf(*r))
}

type dryRunBody struct {
	From    models.Date  `json:"from"`
	To      models.Date  `json:"to"`
	Signals int          `json:"signals" description:"that were looked at"`
	Would   outcomeBody  `json:"would"`
	InForce *outcomeBody `json:"in_force" description:"what the version in force would have raised; null: none is, or it is this one"`
}

type outcomeBody struct {
	Alerts     int            `json:"alerts"`
	Households int            `json:"households"`
	Helped     int            `json:"helped" description:"households that got help afterwards"`
	BySeverity map[string]int `json:"by_severity"`
	ByMonth    map[string]int `json:"by_month"`
}

func outcomeOf(o outreach.Outcome) outcomeBody {
	out := outcomeBody{Alerts: o.Alerts, Households: o.Households, Helped: o.Helped, BySeverity: map[string]int{}, ByMonth: map[string]int{}}
	for severity, n := range o.BySeverity {
		out.BySeverity[string(severity)] = n
	}
	for month, n := range o.ByMonth {
		out.ByMonth[string(month[:7])] = n
	}
	return out
}

func (a *API) dryRunAlertRule(c *gin.Context) error {
	in, err := bind[models.RuleDraft](c)
	if err != nil {
		return err
	}
	run, err := a.Outreach.DryRunRule(c.Request.Context(), actor(c), in)
	if err != nil {
		return err
	}
	out := dryRunBody{From: run.From, To: run.To, Signals: run.Signals, Would: outcomeOf(run.Would)}
	if run.InForce != nil {
		now := outcomeOf(*run.InForce)
		out.InForce = &now
	}
	return respond.JSON(c, http.StatusOK, out)
}

func (a *API) adoptAlertRule(c *gin.Context) error {
	id, err := pathID(c, "alert_rule")
	if err != nil {
		return err
	}
	r, err := a.Outreach.AdoptRule(c.Request.Context(), actor(c), id)
	if err != nil {
		return err
	}
	return shown(c, r.Version, alertRuleOf(*r))
}

func (a *API) withdrawAlertRule(c *gin.Context) error {
	id, err := pathID(c, "alert_rule")
	if err != nil {
		return err
	}
	in, err := bind[reasonBody](c)
	if err != nil {
		return err
	}
	r, err := a.Outreach.WithdrawRule(c.Request.Context(), actor(c), id, in.Reason)
	if err != nil {
		return err
	}
	return shown(c, r.Version, alertRuleOf(*r))
}
