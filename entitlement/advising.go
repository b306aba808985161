package entitlement

import (
	"context"

	"zhulian/advice"
	"zhulian/models"
	"zhulian/rules"
	"zhulian/store"
)

// How far back what a household has counts: what it received lately, and stays under a category that have ended.
const (
	receivedDays = 92
	endedDays    = 366
	signalDays   = 365
	decidedDays  = 366
)

// restDays is for how long a rule is not suggested again after what a person decided; what has expired may come again after a month.
var restDays = map[models.SuggestionStatus]int{models.SuggestionAccepted: 90, models.SuggestionConverted: 90, models.SuggestionRejected: 180, models.SuggestionExpired: 30}

// advising is the rules of a day, ready to be asked about households of a county.
type advising struct {
	s         *store.Store
	county    string
	day       models.Date
	versions  models.SuggestionRules // of every day
	rules     *advice.Rules
	standards models.Standards
	places    map[string]models.Yardsticks
}

func startAdvising(ctx context.Context, s *store.Store, county string, day models.Date) (*advising, error) {
	own, err := s.SuggestionRules(ctx, county, "")
	if err != nil {
		return nil, err
	}
	all := models.SuggestionRulesWith(county, own)
	a := &advising{s: s, county: county, day: day, versions: all, rules: advice.Compile(all, day), places: map[string]models.Yardsticks{}}
	a.standards, err = s.Standards(ctx, county)
	return a, err
}

// yardsticks are the numbers of the day for a region; villages of one county mostly share them.
func (a *advising) yardsticks(region string) models.Yardsticks {
	y, ok := a.places[region]
	if !ok {
		y = a.standards.Yardsticks(region, a.day)
		a.places[region] = y
	}
	return y
}

// advised is what the rules say of one household.
type advised struct {
	household models.Household
	facts     rules.Facts
	items     []advice.Item
	has       []advice.Receipt
	rows      []models.Suggestion // new ones and those decided on lately
}

// known is what the county holds of some households, in their order.
func (a *advising) known(ctx context.Context, list []models.Household) ([]advised, error) {
	ids := make([]string, len(list))
	for i, h := range list {
		ids[i] = h.ID
	}
	members, err := a.s.Members(ctx, a.county, ids)
	if err != nil {
		return nil, err
	}
	signals, err := a.s.SignalsOf(ctx, a.county, ids, a.day.AddDays(-signalDays))
	if err != nil {
		return nil, err
	}
	means, err := a.s.Means(ctx, a.county, ids)
	if err != nil {
		return nil, err
	}
	standing, err := a.s.StandingOf(ctx, a.county, ids, a.day.AddDays(-receivedDays), a.day.AddDays(-endedDays))
	if err != nil {
		return nil, err
	}
	rows, err := a.s.SuggestionsOf(ctx, a.county, ids, a.day.AddDays(-decidedDays))
	if err != nil {
		return nil, err
	}
	out := make([]advised, len(list))
	for i, h := range list {
		st := standing[h.ID]
		home := advice.Home{Day: a.day, Household: h, Members: members[h.ID], Signals: signals[h.ID], Listings: st.Ended, RefusedOn: st.RefusedOn,
			Told: parsed(means[h.ID].Facts)}
		out[i] = advised{household: h, facts: advice.Complete(home.Facts(), a.yardsticks(h.RegionCode)), rows: rows[h.ID]}
		held := advice.Held{Applications: st.Applications, Needs: st.Needs, Benefits: st.Benefits}
		if out[i].items, out[i].has, err = a.rules.Suggest(out[i].facts, held, a.resting(rows[h.ID])); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// parsed reads facts that were said, as they are kept.
func parsed(said map[string]string) rules.Facts {
	out := rules.Facts{}
	for name, text := range said {
		f, ok := advice.FactBy(name)
		if !ok {
			continue
		}
		if f.Kind == rules.KindMoney {
			text = models.DecimalText(fenOf(text), 2)
		}
		if value, known, flaw := f.Parse(text); known && flaw == "" {
			out[name] = value
		}
	}
	return out
}

// resting tells of a rule whether a person decided on it lately.
func (a *advising) resting(rows []models.Suggestion) func(string) bool {
	until := map[string]models.Date{}
	for _, g := range rows {
		days, ended := restDays[g.Status]
		if !ended {
			continue
		}
		at := models.DateOf(g.UpdatedAt)
		if g.DecidedAt != nil {
			at = models.DateOf(*g.DecidedAt)
		}
		until[g.RuleCode] = max(until[g.RuleCode], at.AddDays(days))
	}
	return func(code string) bool { return a.day <= until[code] }
}
