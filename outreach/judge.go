package outreach

import (
	"context"
	"slices"
	"strings"

	"zhulian/models"
	"zhulian/rules"
	"zhulian/store"
)

// askable is a rule with its conditions compiled.
type askable struct {
	rule  models.AlertRule
	holds *rules.Program
	red   *rules.Program // nil for none
}

// compiled compiles the conditions of a rule. Errors: Invalid, by the field.
func (f facts) compiled(r models.AlertRule) (askable, error) {
	schema := f.schema
	for _, p := range r.Params {
		kind := rules.KindInt
		if p.Kind == models.ParamMoney {
			kind = rules.KindMoney
		}
		schema = schema.Given(rules.Fact{Name: p.Name, Kind: kind, NameZH: p.NameZH, NameEN: p.NameEN}, int(p.Value))
	}
	out := askable{rule: r}
	var err error
	if out.holds, err = rules.Compile(r.Expression, schema); err != nil || r.RedWhen == "" {
		return out, err
	}
	out.red, err = rules.Compile(r.RedWhen, schema)
	return out, inField(err, "red_when")
}

// judging is the rules of a county on a day, ready to be asked.
type judging struct {
	facts facts
	asked []askable
	read  *reader
}

// startJudging reads and compiles the rules that hold on a day. A rule that can no longer be read, since a feed that it asks for has gone,
// raises nothing; the page of the rule says so.
func startJudging(ctx context.Context, s *store.Store, county string, day models.Date) (*judging, error) {
	own, err := s.AlertRules(ctx, county, "")
	if err != nil {
		return nil, err
	}
	feeds, err := s.Feeds(ctx, county)
	if err != nil {
		return nil, err
	}
	j := &judging{facts: factsAbout(models.FeedsWith(feeds).On(day))}
	for _, r := range models.RulesWith(county, own).On(day) {
		if a, err := j.facts.compiled(r); err == nil {
			j.asked = append(j.asked, a)
		}
	}
	// What composite rules look at comes first.
	slices.SortStableFunc(j.asked, func(a, b askable) int { return order(a.rule.Kind) - order(b.rule.Kind) })
	j.read, err = startReading(ctx, s, county, day, j.asked)
	return j, err
}

func order(k models.RuleKind) int {
	if k == models.RuleComposite {
		return 1
	}
	return 0
}

// householdsAtOnce bounds what is held of a county at one time.
const householdsAtOnce = 1000

// judge asks the rules about the households, and the unknown persons, that fresh signals are about: of each those rules that the signals'
// feeds ask, and then the composite ones. It writes nothing; in a transaction the signals may have just been written. The same rows give
// the same findings, in the order of households and rules.
func (d *Desk) judge(ctx context.Context, s *store.Store, county string, fresh []models.Signal) ([]Finding, error) {
	if len(fresh) == 0 {
		return nil, nil
	}
	j, err := startJudging(ctx, s, county, d.today())
	if err != nil {
		return nil, err
	}
	touched := map[string][]string{} // the feeds, by household
	var strangers []models.Signal
	for _, f := range fresh {
		if f.HouseholdID == nil {
			strangers = append(strangers, f)
		} else if id := *f.HouseholdID; !slices.Contains(touched[id], f.Feed) {
			touched[id] = append(touched[id], f.Feed)
		}
	}
	var out []Finding
	for ids := range slices.Chunk(sortedKeys(touched), householdsAtOnce) {
		byID, err := s.HouseholdsByID(ctx, county, ids)
		if err != nil {
			return nil, err
		}
		list := make([]models.Household, 0, len(ids))
		for _, id := range ids {
			if h, ok := byID[id]; ok {
				list = append(list, h)
			}
		}
		known, err := j.read.households(ctx, list)
		if err != nil {
			return nil, err
		}
		for i := range known {
			if err := j.about(&known[i], askedBy(touched[known[i].household.ID]), &out); err != nil {
				return nil, err
			}
		}
	}
	err = j.strangers(ctx, strangers, &out)
	return out, err
}

// strangers asks about persons whose household is not known here: of one number together, without a number each signal by itself.
func (j *judging) strangers(ctx context.Context, fresh []models.Signal, out *[]Finding) error {
	var indexes [][]byte
	feeds := map[string][]string{}
	for _, f := range fresh {
		if len(f.PersonIndex) == 0 {
			k := j.read.nobody([]models.Signal{f})
			if err := j.about(&k, askedBy([]string{f.Feed}), out); err != nil {
				return err
			}
			continue
		}
		if feeds[string(f.PersonIndex)] == nil {
			indexes = append(indexes, f.PersonIndex)
		}
		feeds[string(f.PersonIndex)] = append(feeds[string(f.PersonIndex)], f.Feed)
	}
	found, err := j.read.s.SignalsUnplaced(ctx, j.read.county, indexes, j.read.since)
	if err != nil {
		return err
	}
	for _, key := range sortedKeys(found) {
		k := j.read.nobody(found[key])
		if err := j.about(&k, askedBy(feeds[key]), out); err != nil {
			return err
		}
	}
	return nil
}

// askedBy are the rules that signals of some feeds ask, and the composite rules.
func askedBy(feeds []string) func(models.AlertRule) bool {
	return func(r models.AlertRule) bool {
		return r.Kind == models.RuleComposite || slices.ContainsFunc(r.Feeds, func(f string) bool { return slices.Contains(feeds, f) })
	}
}

func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// about asks rules about one household. What a rule finds is a mark for the composite rules after it.
func (j *judging) about(k *known, asked func(models.AlertRule) bool, out *[]Finding) error {
	for _, a := range j.asked {
		if !asked(a.rule) {
			continue
		}
		f, found, err := j.ask(a, k)
		if err != nil {
			return err
		}
		if found {
			*out = append(*out, f)
			k.marks = append(k.marks, mark{rule: f.RuleCode, family: f.Family, kind: f.Kind, severity: f.Severity, on: f.EventOn, day: dayNumber(f.EventOn),
				signals: f.SignalIDs})
		}
	}
	return nil
}

// ask asks one rule about one household.
func (j *judging) ask(a askable, k *known) (Finding, bool, error) {
	days := a.rule.WindowDays
	values := j.facts.answers(a.holds.Uses(), k, days)
	verdict, err := a.holds.Judge(values)
	if err != nil || verdict.Truth != rules.Yes {
		return Finding{}, false, err
	}
	used, severity := verdict.Used, a.rule.Severity
	if a.red != nil {
		more := j.facts.answers(a.red.Uses(), k, days)
		graver, err := a.red.Judge(more)
		if err != nil {
			return Finding{}, false, err
		}
		if graver.Truth == rules.Yes {
			severity = models.SeverityRed
			for _, name := range graver.Used {
				values[name] = more[name]
			}
			used = slices.Compact(slices.Sorted(slices.Values(append(used, graver.Used...))))
		}
	}
	return j.finding(a.rule, k, severity, used, values), true, nil
}

// finding puts together what a rule found: the facts that fired it, and the signals that those rest on.
func (j *judging) finding(r models.AlertRule, k *known, severity models.Severity, used []string, values rules.Facts) Finding {
	f := Finding{
		CountyCode: j.read.county, RuleCode: r.Code, RuleVersion: r.RuleVersion, Family: r.Family, Kind: r.Kind, Severity: severity, RestDays: r.RestDays,
		Once: r.Once, PersonIndex: k.index, RegionCode: k.region, SourceDept: r.SourceDept, EventOn: k.day, Facts: map[string]string{},
	}
	if k.household != nil {
		f.HouseholdID = new(k.household.ID)
	}
	for _, name := range used {
		if value, known := values[name]; known {
			f.Facts[name] = rules.Written(value)
		}
	}
	if fen, ok := values[r.AmountFact].(int); ok && slices.Contains(used, r.AmountFact) {
		f.AmountFen = new(int64(fen))
	}
	if list := j.behind(k, r.WindowDays, used); len(list) > 0 {
		f.rest(list)
		return f
	}
	for _, name := range used {
		spec := j.facts.byName[name]
		if spec.when != nil {
			if day, ok := spec.when(k, r.WindowDays); ok {
				f.EventOn = day
			}
		}
		if spec.whom != nil {
			f.PersonID = spec.whom(k, r.WindowDays)
		}
	}
	if slices.Contains(used, "yellow_families_n") {
		for _, m := range k.yellow(r.WindowDays) {
			f.SignalIDs = append(f.SignalIDs, m.signals...)
		}
		f.SignalIDs = slices.Compact(slices.Sorted(slices.Values(f.SignalIDs)))
	}
	return f
}

// behind are the signals that facts rest on, the newest first.
func (j *judging) behind(k *known, days int, used []string) []signal {
	var feeds []string
	for _, name := range used {
		feeds = append(feeds, j.facts.byName[name].feeds...)
	}
	slices.Sort(feeds)
	var out []signal
	for _, feed := range slices.Compact(feeds) {
		out = append(out, k.within(feed, days)...)
	}
	slices.SortFunc(out, func(a, b signal) int {
		if a.day != b.day {
			return b.day - a.day
		}
		return strings.Compare(b.ID, a.ID)
	})
	return out
}

// rest lets the finding rest on signals, the newest first.
func (f *Finding) rest(list []signal) {
	newest := list[0]
	f.EventOn, f.SourceDept = newest.EventOn, newest.SourceDept
	if newest.BatchID != "" {
		f.BatchID = &newest.BatchID
	}
	f.PersonID = newest.PersonID
	for _, s := range list {
		f.SignalIDs = append(f.SignalIDs, s.ID)
		if f.PersonID != nil && (s.PersonID == nil || *s.PersonID != *f.PersonID) {
			f.PersonID = nil // about several members
		}
	}
}
