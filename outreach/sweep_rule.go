package outreach

import (
	"context"

	"zhulian/models"
	"zhulian/store"
)

// judgeNight asks, once a night, the rules that time alone may bring about, of every active household, and raises what they find. On several
// instances one does it; all of a night's alerts are raised, or none.
func (d *Desk) judgeNight(ctx context.Context, county string) error {
	day := d.today()
	if ran, err := d.Store.RuleRan(ctx, county, day); err != nil || ran {
		return err
	}
	if err := d.keepRules(ctx, county); err != nil {
		return err
	}
	found, n, err := d.judgeAll(ctx, county)
	if err != nil {
		return err
	}
	err = d.Store.InTx(ctx, func(s *store.Store) error {
		run := &models.RuleRun{CountyCode: county, RanOn: day, Households: n, Findings: len(found), CreatedAt: s.Now()}
		if err := s.InsertRuleRun(ctx, run); err != nil {
			return err
		}
		_, err := d.raise(ctx, s, models.System(county), found)
		return err
	})
	if models.KindOf(err) == models.KindConflict {
		if ran, lookErr := d.Store.RuleRan(ctx, county, day); lookErr == nil && ran {
			return nil // another instance has done it
		}
	}
	return err
}

// judgeAll asks the rules that time alone may bring about of every active household of a county. What an alert of the same rule already says
// is left out. It answers how many households were asked.
func (d *Desk) judgeAll(ctx context.Context, county string) (out []Finding, households int, err error) {
	j, err := startJudging(ctx, d.Store, county, d.today())
	if err != nil {
		return nil, 0, err
	}
	after := ""
	for {
		list, err := d.Store.HouseholdsAfter(ctx, county, after, householdsAtOnce)
		if err != nil || len(list) == 0 {
			return out, households, err
		}
		known, err := j.read.households(ctx, list)
		if err != nil {
			return nil, 0, err
		}
		for i := range known {
			var found []Finding
			said := known[i].marks
			if err := j.about(&known[i], func(r models.AlertRule) bool { return r.Nightly }, &found); err != nil {
				return nil, 0, err
			}
			for _, f := range found {
				if !saidBefore(said, f) {
					out = append(out, f)
				}
			}
		}
		households += len(list)
		after = list[len(list)-1].ID
	}
}

// saidBefore tells whether an alert of the rule was raised about the same day, or a later one.
func saidBefore(marks []mark, f Finding) bool {
	for _, m := range marks {
		if m.rule == f.RuleCode && m.on >= f.EventOn && len(m.signals) == 0 {
			return true
		}
	}
	return false
}
