package demo

import (
	"cmp"
	"slices"
	"time"

	"zhulian/advice"
	"zhulian/models"
)

// adviser lets the rules of one household, one policy say what was suggested: by what the county knew of each household on the day, with the numbers
// of that day. It has dice of its own, so that the rest of the county stays what it is.
type adviser struct {
	*outreach
	d         dice
	rules     *advice.Rules
	standards models.Standards
	signals   map[string][]models.Signal
	needs     map[string]*models.Need
	rests     map[string]models.Date // household and rule, until when it is not suggested again
	dropped   map[string]bool        // ids of suggestions that no rule makes
}

// advise gives every suggestion its rule and reasons. Where no rule suggests anything there was no suggestion, and a need that was to have come of one
// came by the hotline.
func (o *outreach) advise() {
	a := &adviser{outreach: o, d: newDice(o.Seed + 23), rules: advice.Compile(models.SuggestionRulesWith(County, nil), o.today), standards: o.out.Standards,
		signals: map[string][]models.Signal{}, needs: map[string]*models.Need{}, rests: map[string]models.Date{}, dropped: map[string]bool{}}
	for _, g := range o.out.Signals {
		if g.HouseholdID != nil {
			a.signals[*g.HouseholdID] = append(a.signals[*g.HouseholdID], g)
		}
	}
	for _, n := range o.builder.needs {
		a.needs[n.ID] = n
	}
	inTime := make([]*models.Suggestion, len(o.out.Suggestions))
	for i := range o.out.Suggestions {
		inTime[i] = &o.out.Suggestions[i]
	}
	slices.SortStableFunc(inTime, func(x, y *models.Suggestion) int {
		return cmp.Or(x.IssuedAt.Compare(y.IssuedAt), cmp.Compare(x.ID, y.ID))
	})
	for _, g := range inTime {
		if !a.suggest(g) {
			a.drop(g)
		}
	}
	for _, n := range o.builder.needs {
		if n.Source == "hotline" || n.Source == "dept" {
			a.convert(n)
		}
	}
	o.out.Suggestions = slices.DeleteFunc(o.out.Suggestions, func(g models.Suggestion) bool { return a.dropped[g.ID] })
	o.entries = slices.DeleteFunc(o.entries, func(e entry) bool { return e.event.Noun == "suggestion" && a.dropped[e.event.ObjectID] })
}

// suggest lets a suggestion say what a rule says; false where none does.
func (a *adviser) suggest(g *models.Suggestion) bool {
	items := a.items(a.at[g.HouseholdID], models.DateOf(g.IssuedAt))
	if g.ConvertedID != nil {
		category := a.needs[*g.ConvertedID].Category
		items = slices.DeleteFunc(items, func(i advice.Item) bool { return !slices.Contains(i.Rule.Needs, category) })
	}
	roll := a.d.IntN(advice.Most)
	if len(items) == 0 {
		return false
	}
	n := roll % min(len(items), advice.Most)
	item := items[n]
	g.RuleCode, g.RuleVersion, g.Kind, g.Strength, g.Title, g.Basis = item.Rule.Code, item.Rule.RuleVersion, item.Rule.Kind, item.Strength, item.Rule.NameZH, item.Rule.Basis
	g.OwnerDept, g.Facts, g.Missing, g.AmountEstFen, g.Priority = item.Rule.OwnerDept, item.Facts, item.Missing, item.AmountFen, n+1
	a.rests[g.HouseholdID+item.Rule.Code] = g.ExpiresOn
	return true
}

// items are what the rules suggest for a household on a day, without what they have suggested lately.
func (a *adviser) items(h *home, day models.Date) []advice.Item {
	home := advice.Home{Day: day, Household: *h.row, Signals: slices.DeleteFunc(slices.Clone(a.signals[h.row.ID]), func(g models.Signal) bool {
		return models.DateOf(g.CreatedAt) > day
	})}
	for _, p := range h.people {
		home.Members = append(home.Members, *p)
	}
	items, err := a.rules.All(advice.Complete(home.Facts(), a.standards.Yardsticks(h.row.RegionCode, day)))
	if err != nil {
		panic("demo: the rules that come with the software cannot be asked: " + err.Error())
	}
	return slices.DeleteFunc(items, func(i advice.Item) bool { return day <= a.rests[h.row.ID+i.Rule.Code] })
}

// convert lets a need have come of a suggestion where the rules made one some days before.
func (a *adviser) convert(n *models.Need) {
	h, decided := a.at[n.HouseholdID], earlier(n.CreatedAt.Add(-a.d.span(10*time.Minute, 6*time.Hour)))
	issued := decided.AddDate(0, 0, -a.d.between(1, 20))
	by := a.aides[h.place.aide]
	g := models.Suggestion{CountyCode: County, ID: a.d.id(issued), HouseholdID: n.HouseholdID, RegionCode: n.RegionCode, RunID: a.d.id(issued),
		Status: models.SuggestionConverted, IssuedAt: issued, ExpiresOn: models.DateOf(issued).AddDays(90), DecidedAt: &decided, DecidedBy: &by.ID,
		ConvertedNoun: "need", ConvertedID: ptr(n.ID), CreatedAt: issued, UpdatedAt: decided, Version: 2}
	if !h.lives(issued) || !a.suggest(&g) {
		return
	}
	n.Source, n.SourceID = "suggestion", ptr(g.ID)
	a.record(issued, nil, step{noun: "suggestion", id: g.ID, name: "issue", to: "new", region: g.RegionCode})
	a.record(decided, by, step{noun: "suggestion", id: g.ID, name: "convert", from: "new", to: string(g.Status), region: g.RegionCode})
	a.out.Suggestions = append(a.out.Suggestions, g)
}

func (a *adviser) drop(g *models.Suggestion) {
	a.dropped[g.ID] = true
	if g.ConvertedID != nil {
		n := a.needs[*g.ConvertedID]
		n.Source, n.SourceID = "hotline", nil
	}
}
