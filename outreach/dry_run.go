package outreach

import (
	"context"
	"slices"

	"zhulian/models"
)

// dryRunDays is how far back a rule is tried out, and between the days on which time alone is asked about.
const (
	dryRunDays = 365
	dryRunStep = 15
)

// DryRun is what a version of a rule would have done on the days From to To, and what the version in force would have done. Households are
// taken as they are on file today, since what was on file then is not kept; signals and help are taken as they were.
type DryRun struct {
	From, To models.Date
	Would    Outcome
	InForce  *Outcome // nil where no version is in force
	Signals  int      // that were looked at
}

// Outcome counts alerts, the households that they are about, and those of them that were helped afterwards.
type Outcome struct {
	Alerts     int
	Households int
	Helped     int
	BySeverity map[models.Severity]int
	ByMonth    map[models.Date]int // by the first day of the month
}

// DryRunRule tries a draft out against the last twelve months: each signal is looked at on its day, and rules of time every fifteen days. An
// alert rests as the draft says. It changes nothing. Errors: Forbidden, Invalid with every fault.
func (d *Desk) DryRunRule(ctx context.Context, by models.Actor, in models.RuleDraft) (*DryRun, error) {
	r, err := d.CheckRule(ctx, by, in)
	if err != nil {
		return nil, err
	}
	return d.dryRun(ctx, by.CountyCode, *r)
}

// DryRunVersion tries a version of a rule out against the last twelve months. Errors: Forbidden, NotFound, Invalid where the version asks for
// something that there no longer is.
func (d *Desk) DryRunVersion(ctx context.Context, by models.Actor, code string, number int) (*DryRun, error) {
	r, err := d.Rule(ctx, by, code, number)
	if err != nil {
		return nil, err
	}
	return d.dryRun(ctx, by.CountyCode, *r)
}

func (d *Desk) dryRun(ctx context.Context, county string, r models.AlertRule) (*DryRun, error) {
	all, f, err := d.rulesAndFacts(ctx, county)
	if err != nil {
		return nil, err
	}
	tried, err := f.compiled(r)
	if err != nil {
		return nil, err
	}
	asked := []askable{tried}
	if now := all.In(r.Code, d.today()); now != nil && now.RuleVersion != r.RuleVersion {
		if a, err := f.compiled(*now); err == nil {
			asked = append(asked, a)
		}
	}
	t, err := d.startTrying(ctx, county, f, all, asked)
	if err != nil {
		return nil, err
	}
	if err := t.households(ctx); err != nil {
		return nil, err
	}
	out := &DryRun{From: t.from, To: t.to, Would: t.outcomes[0], Signals: t.signals}
	if len(asked) > 1 {
		out.InForce = &t.outcomes[1]
	}
	return out, nil
}

// trying is one dry run over the households of a county.
type trying struct {
	judging
	from, to models.Date
	help     map[string][]models.Date
	outcomes []Outcome
	signals  int
}

func (d *Desk) startTrying(ctx context.Context, county string, f facts, all models.AlertRules, asked []askable) (*trying, error) {
	to := d.today()
	t := &trying{judging: judging{facts: f, asked: asked}, from: to.AddDays(1 - dryRunDays), to: to, outcomes: make([]Outcome, len(asked))}
	read, err := startReading(ctx, d.Store, county, to, asked)
	if err != nil {
		return nil, err
	}
	read.since = read.since.AddDays(-dryRunDays)
	for _, r := range all {
		read.rules[r.Code] = r // the families of alerts that composite rules look at
	}
	t.read = read
	for i := range t.outcomes {
		t.outcomes[i] = Outcome{BySeverity: map[models.Severity]int{}, ByMonth: map[models.Date]int{}}
	}
	t.help, err = d.Store.HelpSince(ctx, county, t.from)
	return t, err
}

// households tries the rules on every active household, some at a time.
func (t *trying) households(ctx context.Context) error {
	after := ""
	for {
		list, err := t.read.s.HouseholdsAfter(ctx, t.read.county, after, householdsAtOnce)
		if err != nil || len(list) == 0 {
			return err
		}
		found, err := t.read.households(ctx, list)
		if err != nil {
			return err
		}
		for i := range found {
			for n := range t.asked {
				if err := t.try(n, &found[i]); err != nil {
					return err
				}
			}
		}
		after = list[len(list)-1].ID
	}
}

// try lets one rule look at one household on every day on which it would have been asked.
func (t *trying) try(n int, k *known) error {
	a, o := t.asked[n], &t.outcomes[n]
	last, fired, seen := models.Date(""), false, map[string]bool{}
	for _, day := range t.days(n, k) {
		if fired && (a.rule.Once || day < last.AddDays(a.rule.RestDays)) {
			continue
		}
		t.read.stand(k, day)
		f, found, err := t.ask(a, k)
		if err != nil {
			return err
		}
		if !found || !says(f, last, seen) {
			continue
		}
		if !fired {
			o.Households++
			if slices.ContainsFunc(t.help[k.household.ID], func(on models.Date) bool { return on >= day }) {
				o.Helped++
			}
		}
		last, fired = day, true
		o.Alerts++
		o.BySeverity[f.Severity]++
		o.ByMonth[day.Month()]++
	}
	return nil
}

// says tells whether a finding rests on something that the last did not, and notes its signals.
func says(f Finding, last models.Date, seen map[string]bool) bool {
	fresh := len(f.SignalIDs) == 0 && f.EventOn > last
	for _, id := range f.SignalIDs {
		fresh, seen[id] = fresh || !seen[id], true
	}
	return fresh
}

// days are those on which a rule is asked about a household: when a signal of its feeds came, when an alert came where it is composite, and
// where time alone may bring it about every fifteen days, each within the year and in order.
func (t *trying) days(n int, k *known) []models.Date {
	r := t.asked[n].rule
	var out []models.Date
	add := func(day models.Date) {
		if t.from <= day && day <= t.to {
			out = append(out, day)
		}
	}
	for _, feed := range r.Feeds {
		for _, s := range k.signals[feed] {
			add(s.EventOn)
			if n == 0 {
				t.signals++
			}
		}
	}
	if r.Kind == models.RuleComposite {
		for _, m := range k.marks {
			add(m.on)
		}
	}
	if r.Nightly {
		for day := t.from; day <= t.to; day = day.AddDays(dryRunStep) {
			out = append(out, day)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
