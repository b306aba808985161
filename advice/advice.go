// Package advice says what a household may get: the facts that are known of it, the categories that follow from them, and what the rules of one
// household, one policy (一户一策) suggest. It is pure: the same facts, rules and day give the same answer. It grants nothing; a person decides.
package advice

import (
	"slices"
	"strings"

	"zhulian/models"
	"zhulian/rules"
)

// Most is how many suggestions a household is shown at once (domain report §10).
const Most = 8

// Item is one suggestion.
type Item struct {
	Rule      models.SuggestionRule
	Strength  models.Strength
	Facts     map[string]string // what made it fire, as it is kept
	Missing   []string          // the facts that would make sure of it
	AmountFen *int64
}

// value is what the suggestion is worth, for the order.
func (i Item) value() int64 {
	if i.AmountFen != nil {
		return *i.AmountFen
	}
	return i.Rule.ValueFen
}

// Rules are rules with their conditions compiled. They are safe for concurrent use.
type Rules struct {
	list   []compiled
	broken []string
}

type compiled struct {
	rule  models.SuggestionRule
	holds *rules.Program
	sure  *rules.Program // nil for none
}

// Compile compiles the rules that hold on a day. One that asks for something that there no longer is suggests nothing: Broken names it.
func Compile(all models.SuggestionRules, day models.Date) *Rules {
	out := &Rules{}
	for _, r := range all.On(day) {
		c, faults := compile(r)
		if len(faults) > 0 {
			out.broken = append(out.broken, r.Code)
			continue
		}
		out.list = append(out.list, c)
	}
	return out
}

// Broken lists the codes of rules whose conditions cannot be read.
func (r *Rules) Broken() []string { return r.broken }

func compile(r models.SuggestionRule) (compiled, []models.FieldError) {
	c := compiled{rule: r}
	var faults []models.FieldError
	read := func(field, expression string) *rules.Program {
		if expression == "" {
			return nil
		}
		p, err := rules.Compile(expression, Schema())
		faults = append(faults, models.FaultsIn(err, field)...)
		return p
	}
	c.holds, c.sure = read("expression", r.Expression), read("sure_when", r.SureWhen)
	return c, faults
}

// Check finds what is wrong with the conditions of a rule and with the facts that it names.
func Check(r models.SuggestionRule) []models.FieldError {
	_, faults := compile(r)
	if f, ok := FactBy(r.AmountFact); r.AmountFact != "" && (!ok || f.Kind != rules.KindMoney) {
		faults = append(faults, models.FieldError{Field: "amount_fact", Code: "rule_no_such_amount"})
	}
	if slices.ContainsFunc(r.Shows, func(name string) bool { _, ok := FactBy(name); return !ok }) {
		faults = append(faults, models.FieldError{Field: "shows", Code: "rule_no_such_fact"})
	}
	return faults
}

// All answers everything that the rules suggest on some facts, ordered by urgency, strength and value. Facts are those of Complete.
func (r *Rules) All(facts rules.Facts) ([]Item, error) {
	var out []Item
	for _, c := range r.list {
		item, fires, err := c.ask(facts)
		if err != nil {
			return nil, err
		}
		if fires {
			out = append(out, item)
		}
	}
	slices.SortFunc(out, before)
	return out, nil
}

// before orders by urgency, strength, value and code, so that the order is one.
func before(a, b Item) int {
	switch {
	case a.Rule.Urgency != b.Rule.Urgency:
		return a.Rule.Urgency - b.Rule.Urgency
	case a.Strength != b.Strength:
		return a.Strength.Rank() - b.Strength.Rank()
	case a.value() > b.value():
		return -1
	case a.value() < b.value():
		return 1
	}
	return strings.Compare(a.Rule.Code, b.Rule.Code)
}

// ask asks one rule. Where its condition cannot be told for want of facts, it fires only if it is worth looking into; where what would make
// sure of it does not surely hold, it is a step weaker.
func (c compiled) ask(facts rules.Facts) (Item, bool, error) {
	v, err := c.holds.Judge(facts)
	if err != nil || v.Truth == rules.No || v.Truth == rules.Unknown && !c.rule.Explore {
		return Item{}, false, err
	}
	item := Item{Rule: c.rule, Strength: c.rule.Strength, Facts: map[string]string{}}
	names := slices.Concat(v.Used, c.rule.Shows)
	if v.Truth == rules.Unknown {
		item.Strength, item.Missing = models.StrengthExplore, v.Missing
		names = slices.Concat(c.holds.Uses(), c.rule.Shows)
	}
	if c.sure != nil {
		s, err := c.sure.Judge(facts)
		if err != nil {
			return Item{}, false, err
		}
		if s.Truth != rules.Yes {
			item.Strength = item.Strength.Weaker()
			item.Missing = append(item.Missing, s.Missing...)
		}
		names = append(names, s.Used...)
	}
	item.Missing = slices.Compact(slices.Sorted(slices.Values(item.Missing)))
	for _, name := range names {
		if value, known := facts[name]; known {
			item.Facts[name] = rules.Written(value)
		}
	}
	if fen, ok := facts[c.rule.AmountFact].(int); ok {
		item.AmountFen = new(int64(fen))
	}
	return item, true, nil
}

// Held is what a household has already, or is already asking for.
type Held struct {
	Applications []models.ApplicationKind // open ones
	Needs        []string                 // categories of needs that are not at their end
	Benefits     []string                 // names of what it received lately
}

// Receipt says why a suggestion is needless: what the household already receives or has asked for.
type Receipt struct {
	RuleCode string
	Noun     string // application, need or benefit
	Name     string // its kind, category or name
}

// has answers what makes a rule needless.
func (h Held) has(r models.SuggestionRule) (Receipt, bool) {
	if r.Application != "" && slices.Contains(h.Applications, r.Application) {
		return Receipt{r.Code, "application", string(r.Application)}, true
	}
	for _, c := range r.Needs {
		if slices.Contains(h.Needs, c) {
			return Receipt{r.Code, "need", c}, true
		}
	}
	for _, name := range h.Benefits {
		if slices.ContainsFunc(r.Benefits, func(part string) bool { return strings.Contains(name, part) }) {
			return Receipt{r.Code, "benefit", name}, true
		}
	}
	return Receipt{}, false
}

// Suggest answers at most Most suggestions, without what the household has already, which it names apart; skip leaves out rules that a person
// has decided on lately.
func (r *Rules) Suggest(facts rules.Facts, held Held, skip func(code string) bool) ([]Item, []Receipt, error) {
	all, err := r.All(facts)
	if err != nil {
		return nil, nil, err
	}
	var out []Item
	var has []Receipt
	for _, item := range all {
		if receipt, needless := held.has(item.Rule); needless {
			has = append(has, receipt)
		} else if (skip == nil || !skip(item.Rule.Code)) && len(out) < Most {
			out = append(out, item)
		}
	}
	return out, has, nil
}
