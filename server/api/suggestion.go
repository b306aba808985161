package api

import (
	"cmp"
	"context"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"zhulian/advice"
	"zhulian/entitlement"
	"zhulian/locales"
	"zhulian/models"
	"zhulian/server/respond"
)

func (a *API) suggestionRoutes() []Route {
	step := func(path, summary string, verb func(context.Context, models.Actor, string, models.SuggestionChoice) (*entitlement.Advised, error)) Route {
		return Route{Method: http.MethodPost, Path: "/suggestions/:id/" + path, Tag: "suggestions", Summary: summary, In: models.SuggestionChoice{}, Out: suggestionBody{},
			Handler: suggestionStep(verb)}
	}
	return []Route{
		{Method: http.MethodGet, Path: "/households/:id/suggestions", Handler: a.suggestions, Tag: "suggestions", Out: suggestionBody{}, List: true,
			Summary: "List what is suggested for a household (一户一策), the most urgent first and at most eight; the view is logged"},
		step("accept", "Follow a suggestion", a.Entitlement.AcceptSuggestion),
		step("reject", "Do not follow a suggestion, with a code that says why", a.Entitlement.RejectSuggestion),
		step("convert", "Turn a suggestion into a request for relief or a need of the marketplace", a.convertSuggestion),
	}
}

type suggestionBody struct {
	ID            string           `json:"id"`
	HouseholdID   string           `json:"household_id"`
	RuleCode      string           `json:"rule_code"`
	RuleVersion   int              `json:"rule_version"`
	Kind          string           `json:"kind" description:"policy, service, goods, job or visit"`
	Title         string           `json:"title"`
	Basis         string           `json:"basis" description:"the law with its article"`
	Reasons       []suggestionFact `json:"reasons" description:"the facts that made it fire"`
	Missing       []suggestionFact `json:"missing" description:"the facts that would make sure of it"`
	Strength      string           `json:"strength" description:"entitled, likely or explore"`
	AmountEstFen  *int64           `json:"amount_est_fen"`
	OwnerDept     string           `json:"owner_dept"`
	Priority      int              `json:"priority"`
	Status        string           `json:"status"`
	RejectCode    *string          `json:"reject_code"`
	ConvertedNoun *string          `json:"converted_noun" description:"application or need"`
	ConvertedID   *string          `json:"converted_id"`
	IssuedAt      time.Time        `json:"issued_at"`
	ChangedAt     *time.Time       `json:"changed_at"`
	ExpiresOn     models.Date      `json:"expires_on"`
	Version       int              `json:"version"`
}

type suggestionFact struct {
	Fact  string `json:"fact"`
	Name  string `json:"name"`
	Value string `json:"value" description:"of a missing fact empty; money in fen"`
}

func suggestionOf(g entitlement.Advised, chinese bool) suggestionBody {
	out := suggestionBody{ID: g.ID, HouseholdID: g.HouseholdID, RuleCode: g.RuleCode, RuleVersion: g.RuleVersion, Kind: string(g.Kind), Title: g.Title, Basis: g.Basis,
		Reasons: []suggestionFact{}, Missing: []suggestionFact{}, Strength: string(g.Strength), AmountEstFen: g.AmountEstFen, OwnerDept: g.OwnerDept, Priority: g.Priority,
		Status: string(g.Status), RejectCode: textOr(g.RejectCode), ConvertedNoun: textOr(g.ConvertedNoun), ConvertedID: g.ConvertedID, IssuedAt: g.IssuedAt,
		ChangedAt: g.ChangedAt, ExpiresOn: g.ExpiresOn, Version: g.Version}
	if !chinese {
		out.Title, out.Basis = cmp.Or(g.Rule.NameEN, out.Title), cmp.Or(g.Rule.BasisEN, out.Basis)
	}
	for _, f := range advice.AllFacts() {
		if value, there := g.Facts[f.Name]; there {
			out.Reasons = append(out.Reasons, suggestionFact{f.Name, f.Title(chinese), value})
		}
	}
	for _, name := range g.Missing {
		if f, ok := advice.FactBy(name); ok {
			out.Missing = append(out.Missing, suggestionFact{Fact: name, Name: f.Title(chinese)})
		}
	}
	return out
}

func (a *API) suggestions(c *gin.Context) error {
	id, err := pathID(c, "household")
	if err != nil {
		return err
	}
	if _, err := listPage(c); err != nil {
		return err
	}
	p, err := a.Entitlement.Suggestions(c.Request.Context(), actor(c), id)
	if err != nil {
		return err
	}
	chinese := respond.Lang(c) == locales.Chinese
	return listed(c, p.Items, "", func(g entitlement.Advised) suggestionBody { return suggestionOf(g, chinese) })
}

func suggestionStep(verb func(context.Context, models.Actor, string, models.SuggestionChoice) (*entitlement.Advised, error)) func(*gin.Context) error {
	return func(c *gin.Context) error {
		id, in, err := bindStep[models.SuggestionChoice](c, "suggestion")
		if err != nil {
			return err
		}
		g, err := verb(c.Request.Context(), actor(c), id, in)
		if err != nil {
			return err
		}
		return shown(c, g.Version, suggestionOf(*g, respond.Lang(c) == locales.Chinese))
	}
}

// convertSuggestion asks what the suggestion is turned into, and has that submitted by the verb of its kind, which notes it on the suggestion.
func (a *API) convertSuggestion(ctx context.Context, by models.Actor, id string, in models.SuggestionChoice) (*entitlement.Advised, error) {
	into, err := a.Entitlement.Convert(ctx, by, id, in)
	if err != nil {
		return nil, err
	}
	if into.Application != nil {
		_, err = a.Entitlement.SubmitApplication(ctx, by, *into.Application)
	} else {
		_, err = a.Casework.SubmitNeed(ctx, by, *into.Need)
	}
	if err != nil {
		return nil, err
	}
	return a.Entitlement.Suggestion(ctx, by, id)
}
