package web

import (
	"cmp"
	"net/http"
	"net/url"
	"strconv"

	"zhulian/advice"
	"zhulian/entitlement"
	"zhulian/locales"
	"zhulian/models"
	"zhulian/rules"
	"zhulian/templates"
)

func (w *Web) suggestionRoutes() []Route {
	who := writerRoles
	return []Route{
		get("/suggestions", w.suggestionBook, who...), get("/households/:id/suggestions", w.suggestions, who...),
		post("/suggestions/:id/accept", w.takeSuggestion("accept"), who...), post("/suggestions/:id/reject", w.takeSuggestion("reject"), who...),
		post("/suggestions/:id/convert", w.takeSuggestion("convert"), who...),
		get("/households/:id/means", w.meansForm, who...), post("/households/:id/means", w.tellMeans, who...),
		get("/what-if", w.whatIfForm, who...), post("/what-if", w.whatIf, who...),
	}
}

// chinese tells whether the page is read in Chinese.
func (p Page) chinese() bool { return p.Lang != locales.English }

// FactName is the name of a fact that rules ask for.
func (p Page) FactName(name string) string {
	f, ok := advice.FactBy(name)
	if !ok {
		return name
	}
	return f.Title(p.chinese())
}

// Said is one fact with its value, for people.
type said struct{ Name, Value string }

// FactsOf are the facts that made a rule fire, in the order of a household's file.
func (p Page) FactsOf(facts map[string]string) []said {
	var out []said
	for _, f := range advice.AllFacts() {
		if value, there := facts[f.Name]; there {
			out = append(out, said{f.Title(p.chinese()), f.Text(value, p.chinese())})
		}
	}
	return out
}

// StrengthMark says how surely a household may have what is suggested.
func (p Page) StrengthMark(s models.Strength) templates.Mark {
	tone := map[models.Strength]string{models.StrengthEntitled: "good", models.StrengthLikely: "going", models.StrengthExplore: "quiet"}[s]
	return p.Tone(p.Word("strength", s), tone)
}

// SuggestedName is what a rule suggests.
func (p Page) SuggestedName(r models.SuggestionRule) string {
	return p.Either(r.NameZH, cmp.Or(r.NameEN, r.NameZH))
}

// LawOf is the law that a rule rests on.
func (p Page) LawOf(r models.SuggestionRule) string {
	return p.Either(r.Basis, cmp.Or(r.BasisEN, r.Basis))
}

type suggestionPage struct {
	Page
	*entitlement.Plan
	Rejects []templates.Option
	crossed string // the suggestion whose form came back
}

// Of is the page with the form of one suggestion.
func (p suggestionPage) Of(g entitlement.Advised) suggestionForm {
	f := suggestionForm{Page: p.Page, G: g, Rejects: p.Rejects}
	if f.Open = p.crossed == g.ID; !f.Open {
		f.Form = nil
	}
	f.Page.Page = f.Named(g.RuleCode)
	for _, code := range g.Rule.Needs {
		f.Needs = append(f.Needs, templates.Option{Value: code, Text: p.Page.Category(code)})
	}
	return f
}

type suggestionForm struct {
	Page
	G       entitlement.Advised
	Rejects []templates.Option
	Needs   []templates.Option
	Open    bool
}

// Receipt says what a household has already.
func (p suggestionPage) Receipt(r advice.Receipt) string {
	switch r.Noun {
	case "need":
		return p.T("page.suggestion.has_need", "name", p.Page.Category(r.Name))
	case "application":
		return p.T("page.suggestion.has_application", "name", p.Word("application_kind", r.Name))
	}
	return r.Name
}

func (w *Web) suggestions(c *Call) error {
	id, err := c.ID("household")
	if err != nil {
		return err
	}
	return w.showSuggestions(c, id, "", nil, http.StatusOK)
}

func (w *Web) showSuggestions(c *Call, household, crossed string, form *templates.Form, status int) error {
	plan, err := w.Entitlement.Suggestions(c.Ctx(), c.Actor, household)
	if err != nil {
		return err
	}
	p := suggestionPage{Page: c.Page("page.suggestion.title").In("/households/"+household, plan.Household.No), Plan: plan, crossed: crossed,
		Rejects: empty(c.T("page.suggestion.choose"), options(c, "reject_code", models.RejectCodes()))}
	p.Form = form
	return c.ShowAs(status, "suggestion/household", p)
}

// takeSuggestion accepts, rejects or converts a suggestion, and leads on to what it became.
func (w *Web) takeSuggestion(step string) func(*Call) error {
	return func(c *Call) error {
		id, err := c.ID("suggestion")
		if err != nil {
			return err
		}
		g, err := w.Entitlement.Suggestion(c.Ctx(), c.Actor, id)
		if err != nil {
			return err
		}
		to := "/households/" + g.HouseholdID + "/suggestions"
		in, err := Bind[models.SuggestionChoice](c)
		if err == nil {
			switch step {
			case "accept":
				_, err = w.Entitlement.AcceptSuggestion(c.Ctx(), c.Actor, id, in)
			case "reject":
				_, err = w.Entitlement.RejectSuggestion(c.Ctx(), c.Actor, id, in)
			default:
				to, err = w.convertSuggestion(c, id, in)
			}
		}
		if form, status, ok := c.Crossed(err); ok {
			return w.showSuggestions(c, g.HouseholdID, id, form, status)
		}
		if err != nil {
			return err
		}
		return c.Go(to, "suggestion_"+step)
	}
}

// convertSuggestion submits the request or the need that a suggestion is turned into, and answers where it is.
func (w *Web) convertSuggestion(c *Call, id string, in models.SuggestionChoice) (string, error) {
	into, err := w.Entitlement.Convert(c.Ctx(), c.Actor, id, in)
	if err != nil {
		return "", err
	}
	if into.Need != nil {
		n, err := w.Casework.SubmitNeed(c.Ctx(), c.Actor, *into.Need)
		if err != nil {
			return "", err
		}
		return "/needs/" + n.ID, nil
	}
	a, err := w.Entitlement.SubmitApplication(c.Ctx(), c.Actor, *into.Application)
	if err != nil {
		return "", err
	}
	return "/applications/" + a.ID, nil
}

type suggestionBookPage struct {
	Page
	*entitlement.SuggestionBook
}

// Rate is a share in whole percent with its sides, "–" where nothing was decided.
func (suggestionBookPage) Rate(of, all int64) string {
	if all == 0 {
		return "–"
	}
	return strconv.FormatInt((of*100+all/2)/all, 10) + "%"
}

func (w *Web) suggestionBook(c *Call) error {
	book, err := w.Entitlement.SuggestionBook(c.Ctx(), c.Actor)
	if err != nil {
		return err
	}
	return c.Show("suggestion/book", suggestionBookPage{c.Page("page.suggestion.book"), book})
}

// factGroup is a part of a form of facts.
type factGroup struct {
	Name  string
	Facts []advice.Fact
}

// factForm are the facts of a form, group by group.
func (c *Call) factForm(all []advice.Fact) []factGroup {
	var out []factGroup
	for _, g := range advice.Groups() {
		group := factGroup{Name: c.T("fact_group." + string(g))}
		for _, f := range all {
			if f.Group == g {
				group.Facts = append(group.Facts, f)
			}
		}
		if len(group.Facts) > 0 {
			out = append(out, group)
		}
	}
	return out
}

// FactField is the field of a fact; an empty one means that it is not known.
func (p Page) FactField(f advice.Fact) templates.Field {
	field := p.Field(f.Name, f.Title(p.chinese()))
	unknown := templates.Option{Text: p.T("page.suggestion.unknown")}
	switch f.Kind {
	case rules.KindBool:
		return field.Select([]templates.Option{unknown, {Value: "true", Text: f.Text("true", p.chinese())}, {Value: "false", Text: f.Text("false", p.chinese())}})
	case rules.KindCode:
		list := []templates.Option{unknown}
		for _, code := range f.Codes {
			list = append(list, templates.Option{Value: code, Text: f.Text(code, p.chinese())})
		}
		return field.Select(list)
	case rules.KindMoney:
		return p.Field(f.Name, p.T("page.suggestion.in_yuan", "name", f.Title(p.chinese()))).Keys("decimal").Max(16)
	}
	return field.As("number").Between("0", "100000")
}

// saidFacts are the facts that a form holds.
func saidFacts(values url.Values) map[string]string {
	out := map[string]string{}
	for _, f := range advice.Tellable() {
		if values.Has(f.Name) {
			out[f.Name] = values.Get(f.Name)
		}
	}
	return out
}

func holdingFacts(said map[string]string) *templates.Form {
	form := &templates.Form{Values: url.Values{}}
	for name, value := range said {
		form.Values.Set(name, value)
	}
	return form
}

type meansPage struct {
	Page
	Household *models.Household
	Groups    []factGroup
}

func (w *Web) meansForm(c *Call) error { return w.showMeans(c, http.StatusOK, nil) }

func (w *Web) showMeans(c *Call, status int, form *templates.Form) error {
	id, err := c.ID("household")
	if err != nil {
		return err
	}
	h, told, err := w.Entitlement.Means(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	var facts []advice.Fact
	for _, f := range advice.Tellable() {
		if f.Told {
			facts = append(facts, f)
		}
	}
	p := meansPage{Page: c.Page("page.suggestion.means").In("/households/"+id+"/suggestions", c.T("page.suggestion.title")), Household: h, Groups: c.factForm(facts)}
	if p.Form = form; form == nil {
		p.Form = holdingFacts(told)
	}
	return c.ShowAs(status, "suggestion/means", p)
}

func (w *Web) tellMeans(c *Call) error {
	id, err := c.ID("household")
	if err != nil {
		return err
	}
	values, err := c.Values()
	if err == nil {
		err = w.Entitlement.TellMeans(c.Ctx(), c.Actor, id, saidFacts(values))
	}
	if form, status, ok := c.Crossed(err); ok {
		return w.showMeans(c, status, form)
	}
	if err != nil {
		return err
	}
	return c.Go("/households/"+id+"/suggestions", "means_told")
}

type whatIfPage struct {
	Page
	*entitlement.Supposed
	Groups []factGroup
	Asked  bool
}

// LineMark says in what a supposed suggestion differs.
func (p whatIfPage) LineMark(mark string) templates.Mark {
	tone := map[string]string{"new": "good", "gone": "bad", "changed": "wait"}[mark]
	return p.Tone(p.Word("page.suggestion.mark", mark), tone)
}

func (w *Web) whatIfForm(c *Call) error {
	out, err := w.Entitlement.WhatIf(c.Ctx(), c.Actor, c.said("household"), nil)
	if err != nil {
		return err
	}
	form := holdingFacts(entitlement.FormOf(out.Base))
	return w.showWhatIf(c, http.StatusOK, whatIfPage{Supposed: out}, form)
}

func (w *Web) showWhatIf(c *Call, status int, p whatIfPage, form *templates.Form) error {
	p.Page = c.Page("page.suggestion.what_if")
	if p.Household != nil {
		p.Page = p.In("/households/"+p.Household.ID+"/suggestions", c.T("page.suggestion.title"))
		form.Values.Set("household", p.Household.ID)
	} else {
		p.Page = p.In("/suggestions", c.T("page.suggestion.book"))
	}
	p.Form, p.Groups = form, c.factForm(advice.Tellable())
	return c.ShowAs(status, "suggestion/what_if", p)
}

// whatIf shows what would be suggested. Nothing of it is kept.
func (w *Web) whatIf(c *Call) error {
	values, err := c.Values()
	if err != nil {
		return err
	}
	out, err := w.Entitlement.WhatIf(c.Ctx(), c.Actor, values.Get("household"), saidFacts(values))
	if form, status, ok := c.Crossed(err); ok && out != nil {
		return w.showWhatIf(c, status, whatIfPage{Supposed: out}, form)
	}
	if err != nil {
		return err
	}
	return w.showWhatIf(c, http.StatusOK, whatIfPage{Supposed: out, Asked: true}, &templates.Form{Values: values})
}
