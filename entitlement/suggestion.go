package entitlement

import (
	"context"
	"slices"
	"strconv"

	"zhulian/advice"
	"zhulian/flow"
	"zhulian/models"
	"zhulian/rules"
	"zhulian/store"
)

// Advised is one suggestion with its rule.
type Advised struct {
	models.Suggestion
	Rule models.SuggestionRule
}

// Plan is one household, one policy: what is suggested, what it already has, and what differs from before.
type Plan struct {
	Household *models.Household
	Items     []Advised // to be decided on, the most urgent first
	Accepted  []Advised // somebody follows these
	Receives  []advice.Receipt
	Gone      []Advised // no longer hold, within a month
	Decided   []Advised // rejected, turned into something, expired
	Category  models.Classified
	Facts     rules.Facts
	Run       *models.SuggestionRun // the last night
	MayDecide bool
	MayTell   bool
}

// goneDays is for how long a suggestion that no longer holds is still shown.
const goneDays = 30

// Suggestions shows what is suggested for a household, after asking the rules anew, and writes the look into the disclosure log. Errors: NotFound.
func (d *Desk) Suggestions(ctx context.Context, by models.Actor, household string) (*Plan, error) {
	var out *Plan
	err := d.Store.InTx(ctx, func(s *store.Store) error {
		h, err := d.lookAt(ctx, s, by, models.SuggestionView, household)
		if err != nil {
			return err
		}
		if h.Status == models.HouseholdActive {
			if _, err := d.renewIn(ctx, s, h.CountyCode, models.NewID(s.Now()), []models.Household{*h}); err != nil {
				return err
			}
		}
		out, err = d.plan(ctx, s, h)
		return err
	})
	if err != nil {
		return nil, err
	}
	out.MayDecide = models.ScopeOf(by, models.SuggestionDecide) != models.ScopeNone && out.Household.Status == models.HouseholdActive
	out.MayTell = models.ScopeOf(by, models.HouseholdEdit) != models.ScopeNone && out.MayDecide
	out.Run, err = d.Store.LastSuggestionRun(ctx, by.CountyCode)
	return out, err
}

// lookAt reads a household in the actor's scope and writes the look into the disclosure log; whoever lives there under eighteen is named in it.
func (d *Desk) lookAt(ctx context.Context, s *store.Store, by models.Actor, act models.Action, id string) (*models.Household, error) {
	if _, err := models.Authorise(by, act); err != nil {
		return nil, err
	}
	h, err := s.Household(ctx, key(by, id))
	if err != nil {
		return nil, err
	}
	if err := flow.Within(by, act, householdSubject(*h)); err != nil {
		return nil, err
	}
	fields := []string{"facts"}
	if slices.ContainsFunc(h.Persons, func(p models.Person) bool { return minor(p, d.today()) }) {
		fields = append(fields, "minor")
	}
	now := s.Now()
	return h, s.InsertDisclosure(ctx, &models.Disclosure{CountyCode: h.CountyCode, ID: models.NewID(now), At: now, AccountID: by.AccountID, Role: by.Role, HouseholdID: h.ID,
		Tier: 4, Purpose: "suggestion", Fields: fields})
}

func (d *Desk) plan(ctx context.Context, s *store.Store, h *models.Household) (*Plan, error) {
	a, err := startAdvising(ctx, s, h.CountyCode, d.today())
	if err != nil {
		return nil, err
	}
	known, err := a.known(ctx, []models.Household{*h})
	if err != nil {
		return nil, err
	}
	k := known[0]
	out := &Plan{Household: h, Facts: k.facts, Receives: k.has, Category: models.Classify(advice.MeansOf(k.facts), a.yardsticks(h.RegionCode))}
	for _, g := range slices.Backward(k.rows) {
		v := Advised{Suggestion: g}
		v.Rule, _ = a.versions.Version(g.RuleCode, g.RuleVersion)
		switch {
		case g.Status == models.SuggestionAccepted:
			out.Accepted = append(out.Accepted, v)
		case g.Status != models.SuggestionNew:
			out.Decided = append(out.Decided, v)
		case g.GoneAt == nil:
			out.Items = append(out.Items, v)
		case d.today() <= models.DateOf(*g.GoneAt).AddDays(goneDays):
			out.Gone = append(out.Gone, v)
		}
	}
	slices.SortStableFunc(out.Items, func(a, b Advised) int { return a.Priority - b.Priority })
	return out, nil
}

// suggestion reads a suggestion on which the actor may decide.
func (d *Desk) suggestion(ctx context.Context, s *store.Store, by models.Actor, id string) (*Advised, error) {
	if _, err := models.Authorise(by, models.SuggestionDecide); err != nil {
		return nil, err
	}
	g, err := s.Suggestion(ctx, key(by, id))
	if err != nil {
		return nil, err
	}
	if err := flow.Within(by, models.SuggestionDecide, suggestionSubject(*g)); err != nil {
		return nil, err
	}
	all, err := suggestionRules(ctx, s, by.CountyCode)
	out := &Advised{Suggestion: *g}
	out.Rule, _ = all.Version(g.RuleCode, g.RuleVersion)
	return out, err
}

// AcceptSuggestion says that somebody follows a suggestion. Errors: NotFound, Conflict by step.
func (d *Desk) AcceptSuggestion(ctx context.Context, by models.Actor, id string, _ models.SuggestionChoice) (*Advised, error) {
	return d.decide(ctx, by, id, "accept", store.Change{})
}

// RejectSuggestion says with a code why a suggestion is not followed. Errors: Invalid, NotFound, Conflict by step.
func (d *Desk) RejectSuggestion(ctx context.Context, by models.Actor, id string, in models.SuggestionChoice) (*Advised, error) {
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	if in.RejectCode == "" {
		return nil, models.InvalidField("reject_code", "required")
	}
	return d.decide(ctx, by, id, "reject", store.Change{"reject_code": in.RejectCode})
}

func (d *Desk) decide(ctx context.Context, by models.Actor, id, step string, set store.Change) (*Advised, error) {
	var out *Advised
	err := d.Store.InTx(ctx, func(s *store.Store) error {
		g, err := d.suggestion(ctx, s, by, id)
		if err != nil {
			return err
		}
		if err := flow.TakeSuggestion(ctx, s, by, &g.Suggestion, step, set); err != nil {
			return err
		}
		out, err = d.suggestion(ctx, s, by, id)
		return err
	})
	return out, err
}

// Conversion is what a suggestion is to be turned into: a request for relief, or a need of the marketplace, which the marketplace's own verb
// submits; that one notes it on the suggestion. Exactly one of them is set.
type Conversion struct {
	Application *models.ReliefDraft
	Need        *models.NeedDraft
}

// Convert tells what a suggestion is turned into, without doing it: by its rule the request, else the first of its categories, or what was
// chosen. Errors: Invalid, NotFound, Conflict by step.
func (d *Desk) Convert(ctx context.Context, by models.Actor, id string, in models.SuggestionChoice) (*Conversion, error) {
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	g, err := d.suggestion(ctx, d.Store, by, id)
	if err != nil {
		return nil, err
	}
	if _, err := models.SuggestionSteps.Next("convert", g.Status); err != nil {
		return nil, err
	}
	rule := g.Rule
	if rule.Application == "" && len(rule.Needs) == 0 {
		return nil, models.Conflict("suggestion_leads_nowhere")
	}
	if in.To == "" {
		if in.To = "application"; rule.Application == "" || in.Category != "" {
			in.To = "need"
		}
	}
	if in.To == "application" {
		if rule.Application == "" {
			return nil, models.InvalidField("to", "suggestion_no_application")
		}
		return &Conversion{Application: &models.ReliefDraft{HouseholdID: g.HouseholdID, Kind: rule.Application, Consent: in.Consent, Source: "suggestion", SourceID: g.ID,
			Story: "一户一策 " + rule.Code + "：" + rule.NameZH}}, nil
	}
	if in.Category == "" && len(rule.Needs) > 0 {
		in.Category = rule.Needs[0]
	}
	if !slices.Contains(rule.Needs, in.Category) {
		return nil, models.InvalidField("category", "suggestion_other_category")
	}
	return &Conversion{Need: d.needOf(&g.Suggestion, rule, in.Category)}, nil
}

// needOf is the need that a suggestion is turned into: one of what the category usually counts.
func (d *Desk) needOf(g *models.Suggestion, rule models.SuggestionRule, category string) *models.NeedDraft {
	c, _ := models.CategoryByCode(category)
	urgency := []models.Urgency{models.UrgencyNormal, models.UrgencyHigh, models.UrgencyHigh, models.UrgencyNormal, models.UrgencyLow}[rule.Urgency]
	return &models.NeedDraft{HouseholdID: g.HouseholdID, Category: category, Title: c.NameZH, Detail: "一户一策 " + rule.Code + "：" + rule.NameZH + "（" + rule.Basis + "）",
		Quantity: new(int64(1)), Unit: models.UsualUnit(category), Urgency: urgency, Source: "suggestion", SourceID: g.ID}
}

// SuggestionRate is what became of the suggestions of one rule.
type SuggestionRate struct {
	Rule models.SuggestionRule
	store.SuggestionTally
}

// SuggestionBook is what became of suggestions in a scope, rule by rule, with the rules as they hold today.
type SuggestionBook struct {
	From, To models.Date
	Rates    []SuggestionRate
	Sum      store.SuggestionTally
	Run      *models.SuggestionRun
	MaySee   bool // the versions of the rules
}

// SuggestionBook counts the suggestions that were issued in the last year, by rule. Errors: Forbidden.
func (d *Desk) SuggestionBook(ctx context.Context, by models.Actor) (*SuggestionBook, error) {
	sc, err := flow.ListScope(by, models.SuggestionView)
	if err != nil {
		return nil, err
	}
	out := &SuggestionBook{From: d.today().AddDays(-signalDays), To: d.today()}
	tallies, err := d.Store.SuggestionTallies(ctx, sc, out.From, out.To)
	if err != nil {
		return nil, err
	}
	byCode := map[string]store.SuggestionTally{}
	for _, t := range tallies {
		byCode[t.RuleCode] = t
		s := &out.Sum
		s.Issued, s.Open, s.Accepted, s.Converted = s.Issued+t.Issued, s.Open+t.Open, s.Accepted+t.Accepted, s.Converted+t.Converted
		s.Rejected, s.Expired, s.Needs = s.Rejected+t.Rejected, s.Expired+t.Expired, s.Needs+t.Needs
	}
	all, err := suggestionRules(ctx, d.Store, by.CountyCode)
	if err != nil {
		return nil, err
	}
	for _, code := range all.Codes() {
		if r := all.In(code, d.today()); r != nil {
			out.Rates = append(out.Rates, SuggestionRate{*r, byCode[r.Code]})
		}
	}
	out.MaySee = models.ScopeOf(by, models.SettingView) != models.ScopeNone
	out.Run, err = d.Store.LastSuggestionRun(ctx, by.CountyCode)
	return out, err
}

func fenOf(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return -1
	}
	return n
}

// Suggestion shows one suggestion to whoever may decide on it. Errors: NotFound.
func (d *Desk) Suggestion(ctx context.Context, by models.Actor, id string) (*Advised, error) {
	return d.suggestion(ctx, d.Store, by, id)
}
