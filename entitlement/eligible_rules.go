package entitlement

import (
	"context"
	"slices"

	"zhulian/advice"
	"zhulian/models"
	"zhulian/rules"
	"zhulian/store"
)

// byRules puts what the rules of one household, one policy suggest beside what follows from the plain conditions: the stronger of two about one
// kind of request counts, and each says why.
func byRules(ctx context.Context, s *store.Store, county string, f Facts, out []Chance) ([]Chance, error) {
	a, err := startAdvising(ctx, s, county, f.Day)
	if err != nil {
		return nil, err
	}
	y := a.yardsticks(county + "000000")
	y.Lines = f.Lines
	items, err := a.rules.All(advice.Complete(f.known(), y))
	if err != nil {
		return nil, err
	}
	for _, item := range items {
		kind := item.Rule.Application
		if kind == "" {
			continue
		}
		reason := Phrase{"chance.rule", map[string]string{"name": item.Rule.NameZH, "name_en": item.Rule.NameEN, "law": item.Rule.Basis, "law_en": item.Rule.BasisEN}}
		i := slices.IndexFunc(out, func(c Chance) bool { return c.Kind == kind })
		if i < 0 {
			out = append(out, Chance{Kind: kind, Strength: item.Strength, Reasons: []Phrase{reason}, Missing: factsMissing(item.Missing)})
			continue
		}
		out[i].Reasons = append(out[i].Reasons, reason)
		if item.Strength.Rank() < out[i].Strength.Rank() {
			out[i].Strength = item.Strength
		}
	}
	return out, nil
}

func factsMissing(names []string) []Phrase {
	var out []Phrase
	for _, name := range names {
		if fact, ok := advice.FactBy(name); ok {
			out = append(out, Phrase{"chance.missing.fact", map[string]string{"fact": fact.NameZH, "fact_en": fact.NameEN}})
		}
	}
	return out
}

// known are the facts that a request tells, beside those of the household's file.
func (f Facts) known() rules.Facts {
	home := advice.Home{Day: f.Day, Household: models.Household{Category: f.Category, MonthlyIncomeFen: f.IncomeFen}, Members: f.Persons}
	out := home.Facts()
	out["members_n"] = max(f.Members, len(f.Persons))
	if len(f.Persons) == 0 { // nothing is known of who lives there
		for _, fact := range advice.Tellable() {
			if fact.Group == advice.GroupHealth || fact.Group == advice.GroupEducation || fact.Group == advice.GroupEmployment || fact.Group == advice.GroupStructure {
				delete(out, fact.Name)
			}
		}
		out["category"], out["members_n"] = string(f.Category), f.Members
		if f.Category == "" {
			out["category"] = string(models.BeneficiaryMonitored)
		}
	}
	switch f.Property {
	case "none":
		out["property_ok"] = true
	case "some":
		delete(out, "property_ok") // a person looks at what it is
	}
	if f.PaidFen != nil {
		out["self_paid_fen"] = int(*f.PaidFen)
	}
	if f.Urgent {
		out["no_cash"] = true
	}
	if kind, ok := map[models.ReliefEvent]string{"illness": "illness", "accident": "accident", "disaster": "disaster"}[f.Event]; ok {
		out["sudden_days"], out["sudden_kind"] = 0, kind
	}
	return out
}
