package outreach

import (
	"slices"
	"strconv"
	"strings"

	"zhulian/models"
	"zhulian/rules"
)

// fact is something that a rule may ask about a household, with how it is found out. What is not known is not there.
type fact struct {
	rules.Fact
	feeds []string                                     // the signals that it looks at, within the rule's window
	of    func(k *known, days int) (any, bool)         // nil for none
	whom  func(k *known, days int) *string             // the member that it is about, where it is about one
	when  func(k *known, days int) (models.Date, bool) // the day that it rests on, where there is no signal
}

// facts is everything that alert rules may ask, by name.
type facts struct {
	schema rules.Schema
	byName map[string]fact
}

// factsAbout answers what rules may ask in a county: of households, of their members, and of the signals of every feed.
func factsAbout(feeds []models.Feed) facts {
	list := slices.Concat(householdFacts(), memberFacts(), eventFacts(), timeFacts())
	for _, f := range feeds {
		list = append(list, feedFacts(f)...)
	}
	out := facts{byName: make(map[string]fact, len(list))}
	declared := make([]rules.Fact, 0, len(list))
	for _, f := range list {
		if _, there := out.byName[f.Name]; !there {
			out.byName[f.Name] = f
			declared = append(declared, f.Fact)
		}
	}
	out.schema = rules.NewSchema(declared...)
	return out
}

// answers finds out what a program asks.
func (f facts) answers(names []string, k *known, days int) rules.Facts {
	out := make(rules.Facts, len(names))
	for _, name := range names {
		if value, ok := f.byName[name].of(k, days); ok {
			out[name] = value
		}
	}
	return out
}

func declared(name string, kind rules.Kind, zh, en string) rules.Fact {
	return rules.Fact{Name: name, Kind: kind, NameZH: zh, NameEN: en}
}

// feedFacts are what may be asked of the signals of any feed, within the window: how many, how long ago the newest, the sum of amounts, the
// codes, and of the feed's own fields numbers (the largest) and yes or no (yes where any says so).
func feedFacts(feed models.Feed) []fact {
	en := feed.NameEN
	if en == "" {
		en = feed.Code
	}
	code, only := feed.Code, []string{feed.Code}
	out := []fact{
		{Fact: declared(code+"_n", rules.KindInt, feed.NameZH+"：条数", en+": signals"), feeds: only,
			of: func(k *known, days int) (any, bool) { return len(k.within(code, days)), true }},
		{Fact: declared(code+"_days", rules.KindInt, feed.NameZH+"：距最近一条的天数", en+": days since the newest"), feeds: only,
			of: func(k *known, days int) (any, bool) {
				list := k.within(code, days)
				if len(list) == 0 {
					return nil, false
				}
				return k.at - list[len(list)-1].day, true
			}},
	}
	if _, has := feed.Column(models.FeedAmount); has {
		out = append(out, fact{Fact: declared(code+"_fen", rules.KindMoney, feed.NameZH+"：金额合计", en+": sum of amounts"), feeds: only,
			of: func(k *known, days int) (any, bool) { return amountsOf(k.within(code, days)), true }})
	}
	if len(feed.Codes) > 0 {
		f := fact{Fact: declared(code+"_codes", rules.KindCodes, feed.NameZH+"：类别", en+": codes"), feeds: only,
			of: func(k *known, days int) (any, bool) { return codesOf(k.within(code, days)), true }}
		for _, w := range feed.Codes {
			f.Codes = append(f.Codes, w.Code)
		}
		out = append(out, f)
	}
	for _, column := range feed.Facts() {
		if f, ok := fieldFact(feed, column, en); ok {
			out = append(out, f)
		}
	}
	return out
}

// fieldFact is a number or a yes or no of a feed's own.
func fieldFact(feed models.Feed, column models.FeedColumn, en string) (fact, bool) {
	code, field := feed.Code, string(column.Field)
	name, zh := code+"_"+field, feed.NameZH
	if len(column.Names) > 0 {
		zh += "：" + column.Names[0]
	}
	switch column.Kind {
	case models.FactNumber:
		return fact{Fact: declared(name, rules.KindInt, zh+"（最大）", en+": "+field+" (largest)"), feeds: []string{code},
			of: func(k *known, days int) (any, bool) { return largest(k.within(code, days), field) }}, true
	case models.FactYesNo:
		return fact{Fact: declared(name, rules.KindBool, zh, en+": "+field), feeds: []string{code},
			of: func(k *known, days int) (any, bool) { return anySays(k.within(code, days), field) }}, true
	}
	return fact{}, false
}

// mostFen is beyond any sum that a household can have; a larger one is a mistake of the feed and counts as this.
const mostFen = 10_000_000_000_00

func amountsOf(list []signal) int {
	sum := int64(0)
	for _, s := range list {
		if s.AmountFen != nil {
			sum = min(sum+min(*s.AmountFen, mostFen), mostFen)
		}
	}
	return int(max(sum, -mostFen))
}

func codesOf(list []signal) []string {
	out := []string{}
	for _, s := range list {
		if s.Code != "" && !slices.Contains(out, s.Code) {
			out = append(out, s.Code)
		}
	}
	slices.Sort(out)
	return out
}

// numberOf reads a number of a signal's own fields; of a broken one the whole part counts.
func numberOf(s signal, field string) (int, bool) {
	whole, _, _ := strings.Cut(s.Facts[field], ".")
	n, err := strconv.Atoi(whole)
	return n, err == nil && -1_000_000 <= n && n <= 1_000_000
}

func largest(list []signal, field string) (any, bool) {
	most, found := 0, false
	for _, s := range list {
		if n, ok := numberOf(s, field); ok && (!found || n > most) {
			most, found = n, true
		}
	}
	return most, found
}

// anySays is yes where any signal says so, no where some say no, and unknown where none speaks of it.
func anySays(list []signal, field string) (any, bool) {
	said := false
	for _, s := range list {
		switch s.Facts[field] {
		case "true":
			return true, true
		case "false":
			said = true
		}
	}
	return false, said
}
