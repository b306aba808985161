package api

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"zhulian/models"
	"zhulian/server/respond"
)

func (a *API) suggestionRuleRoutes() []Route {
	return []Route{
		{
			Method: http.MethodGet, Path: "/suggestion-rules", Handler: a.suggestionRuleList, Tag: "suggestion-rules", Out: suggestionRuleStatesBody{},
			Summary: "Every rule of one household, one policy as it stands today, with the version that holds",
		},
		{
			Method: http.MethodGet, Path: "/suggestion-rules/:code", Handler: a.suggestionRuleHistory, Tag: "suggestion-rules", Out: suggestionRuleBody{}, List: true,
			Summary: "All versions of a rule, the newest first, the one that came with the software among them",
		},
		{
			Method: http.MethodGet, Path: "/suggestion-rules/:code/versions/:number", Handler: a.suggestionRuleVersion, Tag: "suggestion-rules", Out: suggestionRuleBody{},
			Summary: "One version of a rule",
		},
		{
			Method: http.MethodPost, Path: "/suggestion-rules", Handler: a.proposeSuggestionRule, Tag: "suggestion-rules", In: models.SuggestionRuleDraft{},
			Out: suggestionRuleBody{}, Status: http.StatusCreated, Summary: "Propose a version of a rule, or a new rule, for somebody else to adopt",
		},
		{
			Method: http.MethodPost, Path: "/suggestion-rules/check", Handler: a.checkSuggestionRule, Tag: "suggestion-rules", In: models.SuggestionRuleDraft{},
			Out: suggestionRuleBody{}, Summary: "What a draft would be, or every fault of it with line and character; writes nothing",
		},
		{
			Method: http.MethodPost, Path: "/suggestion-rules/versions/:id/adopt", Handler: a.adoptSuggestionRule, Tag: "suggestion-rules", Out: suggestionRuleBody{},
			Summary: "Let a proposed version hold from its day on; not by whoever proposed it",
		},
		{
			Method: http.MethodPost, Path: "/suggestion-rules/versions/:id/withdraw", Handler: a.withdrawSuggestionRule, Tag: "suggestion-rules", In: reasonBody{},
			Out: suggestionRuleBody{}, Summary: "Take a proposed version back",
		},
	}
}

type suggestionRuleBody struct {
	ID            *string      `json:"id" description:"null: came with the software"`
	Code          string       `json:"code"`
	RuleVersion   int          `json:"rule_version"`
	NameZH        string       `json:"name_zh" description:"what is suggested"`
	NameEN        string       `json:"name_en"`
	Basis         string       `json:"basis" description:"the law with its article"`
	BasisEN       string       `json:"basis_en"`
	Kind          string       `json:"kind" enum:"policy,service,goods,job,visit"`
	Strength      string       `json:"strength" enum:"entitled,likely,explore"`
	OwnerDept     string       `json:"owner_dept"`
	Urgency       int          `json:"urgency" description:"1 now, 2 this week, 3 this month, 4 when there is time"`
	Expression    string       `json:"expression"`
	SureWhen      string       `json:"sure_when" description:"where it does not surely hold, the strength is a step lower"`
	Explore       bool         `json:"explore" description:"where facts are missing, it is a thing to look into"`
	Shows         []string     `json:"shows" description:"more facts that are shown as reasons"`
	AmountFact    string       `json:"amount_fact"`
	ValueFen      int64        `json:"value_fen" description:"for the order alone"`
	Application   *string      `json:"application" description:"the request for relief that it leads to"`
	Needs         []string     `json:"needs" description:"categories of the marketplace, the likeliest first"`
	Benefits      []string     `json:"benefits" description:"parts of the names of what was received lately that make it needless"`
	Enabled       bool         `json:"enabled"`
	Source        string       `json:"source"`
	EffectiveFrom models.Date  `json:"effective_from"`
	EffectiveTo   *models.Date `json:"effective_to"`
	Decision      decisionBody `json:"decision"`
	Version       int          `json:"version"`
}

func suggestionRuleOf(r models.SuggestionRule) suggestionRuleBody {
	return suggestionRuleBody{ID: textOr(r.ID), Code: r.Code, RuleVersion: r.RuleVersion, NameZH: r.NameZH, NameEN: r.NameEN, Basis: r.Basis, BasisEN: r.BasisEN,
		Kind: string(r.Kind), Strength: string(r.Strength), OwnerDept: r.OwnerDept, Urgency: r.Urgency, Expression: r.Expression, SureWhen: r.SureWhen, Explore: r.Explore,
		Shows: r.Shows, AmountFact: r.AmountFact, ValueFen: r.ValueFen, Application: textOr(string(r.Application)), Needs: r.Needs, Benefits: r.Benefits,
		Enabled: r.Enabled, Source: r.Source, EffectiveFrom: r.EffectiveFrom, EffectiveTo: dateOr(r.EffectiveTo), Decision: decisionOf(r.Decision), Version: r.Version}
}

type suggestionRuleStatesBody struct {
	Items []suggestionRuleStateBody `json:"items"`
}

type suggestionRuleStateBody struct {
	Code    string              `json:"code"`
	InForce *suggestionRuleBody `json:"in_force" description:"null: no version holds today"`
	Waiting int                 `json:"waiting" description:"proposals of it that wait for somebody to adopt them"`
	Broken  bool                `json:"broken" description:"the version asks for something that there no longer is, and suggests nothing"`
}

func (a *API) suggestionRuleList(c *gin.Context) error {
	states, err := a.Entitlement.SuggestionRules(c.Request.Context(), actor(c))
	if err != nil {
		return err
	}
	out := suggestionRuleStatesBody{Items: []suggestionRuleStateBody{}}
	for _, s := range states {
		item := suggestionRuleStateBody{Code: s.Code, Waiting: s.Waiting, Broken: s.Broken}
		if s.In != nil {
			body := suggestionRuleOf(*s.In)
			item.InForce = &body
		}
		out.Items = append(out.Items, item)
	}
	return respond.JSON(c, http.StatusOK, out)
}

func (a *API) suggestionRuleHistory(c *gin.Context) error {
	if _, err := listPage(c); err != nil {
		return err
	}
	rows, err := a.Entitlement.SuggestionRuleHistory(c.Request.Context(), actor(c), c.Param("code"))
	if err != nil {
		return err
	}
	return listed(c, rows, "", suggestionRuleOf)
}

func (a *API) suggestionRuleVersion(c *gin.Context) error {
	number, err := strconv.Atoi(c.Param("number"))
	if err != nil {
		return models.NotFound("suggestion_rule")
	}
	r, err := a.Entitlement.SuggestionRule(c.Request.Context(), actor(c), c.Param("code"), number)
	if err != nil {
		return err
	}
	return shown(c, r.Version, suggestionRuleOf(*r))
}

func (a *API) proposeSuggestionRule(c *gin.Context) error {
	in, err := bind[models.SuggestionRuleDraft](c)
	if err != nil {
		return err
	}
	r, err := a.Entitlement.ProposeSuggestionRule(c.Request.Context(), actor(c), in)
	if err != nil {
		return err
	}
	etag(c, r.Version)
	return respond.JSON(c, http.StatusCreated, suggestionRuleOf(*r))
}

func (a *API) checkSuggestionRule(c *gin.Context) error {
	in, err := bind[models.SuggestionRuleDraft](c)
	if err != nil {
		return err
	}
	r, err := a.Entitlement.CheckSuggestionRule(c.Request.Context(), actor(c), in)
	if err != nil {
		return err
	}
	return respond.JSON(c, http.StatusOK, suggestionRuleOf(*r))
}

func (a *API) adoptSuggestionRule(c *gin.Context) error {
	id, err := pathID(c, "suggestion_rule")
	if err != nil {
		return err
	}
	r, err := a.Entitlement.AdoptSuggestionRule(c.Request.Context(), actor(c), id)
	if err != nil {
		return err
	}
	return shown(c, r.Version, suggestionRuleOf(*r))
}

func (a *API) withdrawSuggestionRule(c *gin.Context) error {
	id, err := pathID(c, "suggestion_rule")
	if err != nil {
		return err
	}
	in, err := bind[reasonBody](c)
	if err != nil {
		return err
	}
	r, err := a.Entitlement.WithdrawSuggestionRule(c.Request.Context(), actor(c), id, in.Reason)
	if err != nil {
		return err
	}
	return shown(c, r.Version, suggestionRuleOf(*r))
}
