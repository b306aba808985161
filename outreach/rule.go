package outreach

import (
	"context"
	"slices"
	"strconv"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/rules"
	"zhulian/store"
)

// RuleFilter is what a list of versions of rules is asked by.
type RuleFilter = store.AlertRuleFilter

// RuleState is a rule as it stands today. Broken says that the version asks for something that there no longer is, so that it raises nothing.
type RuleState struct {
	models.RuleStanding[models.AlertRule]
	Broken bool
}

// Rules answers every rule of the county as it stands today, in the order of their codes. Errors: Forbidden.
func (d *Desk) Rules(ctx context.Context, by models.Actor) ([]RuleState, error) {
	if _, err := models.Authorise(by, models.SettingView); err != nil {
		return nil, err
	}
	all, f, err := d.rulesAndFacts(ctx, by.CountyCode)
	if err != nil {
		return nil, err
	}
	var out []RuleState
	for _, standing := range models.RuleStandings(all, d.today()) {
		state := RuleState{RuleStanding: standing}
		if state.In != nil {
			_, err := f.compiled(*state.In)
			state.Broken = err != nil
		}
		out = append(out, state)
	}
	return out, nil
}

func (d *Desk) rulesAndFacts(ctx context.Context, county string) (models.AlertRules, facts, error) {
	own, err := d.Store.AlertRules(ctx, county, "")
	if err != nil {
		return nil, facts{}, err
	}
	f, err := d.factsToday(ctx, county)
	return models.RulesWith(county, own), f, err
}

func (d *Desk) factsToday(ctx context.Context, county string) (facts, error) {
	feeds, err := d.Store.Feeds(ctx, county)
	return factsAbout(models.FeedsWith(feeds).On(d.today())), err
}

// RuleHistory lists the versions of a rule, the newest first. Errors: Forbidden, NotFound.
func (d *Desk) RuleHistory(ctx context.Context, by models.Actor, code string) ([]models.AlertRule, error) {
	if _, err := models.Authorise(by, models.SettingView); err != nil {
		return nil, err
	}
	own, err := d.Store.AlertRules(ctx, by.CountyCode, "")
	if err != nil {
		return nil, err
	}
	out := models.RuleHistory(models.RulesWith(by.CountyCode, own), code)
	if len(out) == 0 {
		return nil, models.NotFound("alert_rule")
	}
	return out, nil
}

// RuleVersions lists the county's versions of its rules, newest first. Errors: Forbidden.
func (d *Desk) RuleVersions(ctx context.Context, by models.Actor, f RuleFilter, p Page) ([]models.AlertRule, string, error) {
	if _, err := models.Authorise(by, models.SettingView); err != nil {
		return nil, "", err
	}
	f.County = by.CountyCode
	return d.Store.AlertRulePage(ctx, f, p)
}

// Rule shows one version of a rule by its code and number. Errors: Forbidden, NotFound.
func (d *Desk) Rule(ctx context.Context, by models.Actor, code string, number int) (*models.AlertRule, error) {
	list, err := d.RuleHistory(ctx, by, code)
	if err != nil {
		return nil, err
	}
	for _, r := range list {
		if r.RuleVersion == number {
			return &r, nil
		}
	}
	return nil, models.NotFound("alert_rule")
}

// RuleFacts lists what rules of the county may ask for, in the order of their names. Errors: Forbidden.
func (d *Desk) RuleFacts(ctx context.Context, by models.Actor) ([]rules.Fact, error) {
	if _, err := models.Authorise(by, models.SettingView); err != nil {
		return nil, err
	}
	f, err := d.factsToday(ctx, by.CountyCode)
	if err != nil {
		return nil, err
	}
	return f.schema.Facts(), nil
}

// CheckRule tells what a draft would be, without writing it. Errors: Forbidden, Invalid with every fault.
func (d *Desk) CheckRule(ctx context.Context, by models.Actor, in models.RuleDraft) (*models.AlertRule, error) {
	if _, err := models.Authorise(by, models.SettingPropose); err != nil {
		return nil, err
	}
	return d.checkRule(ctx, by, in)
}

// checkRule finds every fault of a draft, of its conditions too.
func (d *Desk) checkRule(ctx context.Context, by models.Actor, in models.RuleDraft) (*models.AlertRule, error) {
	r := in.Rule()
	r.CountyCode = by.CountyCode
	faults := models.CheckRule(in, d.today())
	feeds, err := d.Store.Feeds(ctx, by.CountyCode)
	if err != nil {
		return nil, err
	}
	declared := models.FeedsWith(feeds).On(d.today())
	f := factsAbout(declared)
	for i, code := range r.Feeds {
		if !slices.ContainsFunc(declared, func(f models.Feed) bool { return f.Code == code }) {
			faults = append(faults, models.FieldError{Field: "feeds[" + strconv.Itoa(i) + "]", Code: "rule_no_such_feed"})
		}
	}
	if of, ok := f.byName[r.AmountFact]; r.AmountFact != "" && (!ok || of.Kind != rules.KindMoney) {
		faults = append(faults, models.FieldError{Field: "amount_fact", Code: "rule_no_such_amount"})
	}
	for i, p := range r.Params {
		if _, taken := f.byName[p.Name]; taken {
			faults = append(faults, models.FieldError{Field: "params[" + strconv.Itoa(i) + "].name", Code: "rule_name_of_fact"})
		}
	}
	return &r, withFaultsOf(faults, r, f)
}

// withFaultsOf adds what is wrong with the conditions to the other faults of a draft.
func withFaultsOf(faults []models.FieldError, r models.AlertRule, f facts) error {
	red := r
	red.Expression, red.RedWhen = r.RedWhen, ""
	r.RedWhen = ""
	if r.Expression != "" {
		_, err := f.compiled(r)
		faults = append(faults, models.FaultsIn(err, "expression")...)
	}
	if red.Expression != "" {
		_, err := f.compiled(red)
		faults = append(faults, models.FaultsIn(err, "red_when")...)
	}
	if len(faults) > 0 {
		return models.Invalid(faults...)
	}
	return nil
}

// ProposeRule records a version of a rule, or a new rule, for somebody else to adopt. Errors: Forbidden, Invalid with every fault.
func (d *Desk) ProposeRule(ctx context.Context, by models.Actor, in models.RuleDraft) (*models.AlertRule, error) {
	r, err := d.CheckRule(ctx, by, in)
	if err != nil {
		return nil, err
	}
	r.ID, r.Decision = d.newID(in.ID), flow.Proposed(d.Store, by)
	err = d.Store.InTx(ctx, func(s *store.Store) error {
		own, err := keepShipped(ctx, s, by.CountyCode, r.Code)
		if err != nil {
			return err
		}
		r.RuleVersion = models.NextRuleVersion(own)
		if err := s.InsertAlertRule(ctx, r); err != nil {
			return err
		}
		logRule(s, by, r, "propose", "", models.DecisionProposed)
		return nil
	})
	return r, err
}

// keepShipped copies the version that came with the software into the county's rows before the county adds its own, and answers all versions
// of the rule. What an alert of that version went by can so be read for ever, whatever a later release ships.
func keepShipped(ctx context.Context, s *store.Store, county, code string) ([]models.AlertRule, error) {
	own, err := s.AlertRules(ctx, county, code)
	if err != nil || len(own) > 0 {
		return own, err
	}
	own = models.ShippedRule(models.ShippedRules(), county, code, s.Now())
	return own, s.KeepAlertRules(ctx, own)
}

// keepRules copies every rule that came with the software into the county's rows, where the county has no version of it.
func (d *Desk) keepRules(ctx context.Context, county string) error {
	own, err := d.Store.AlertRules(ctx, county, "")
	if err != nil {
		return err
	}
	var missing []models.AlertRule
	for _, r := range models.RulesWith(county, own) {
		if r.ID == "" {
			r.ID = models.NewID(d.Store.Now())
			missing = append(missing, r)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return d.Store.InTx(ctx, func(s *store.Store) error { return s.KeepAlertRules(ctx, missing) })
}

// AdoptRule lets a proposed version hold from its day on. Whoever proposed it may not adopt it. Errors: NotFound, Conflict setting_own,
// Conflict by step.
func (d *Desk) AdoptRule(ctx context.Context, by models.Actor, id string) (*models.AlertRule, error) {
	return d.stepRule(ctx, by, models.SettingAdopt, id, "adopt", "")
}

// WithdrawRule takes a proposed version back, with a reason. Errors: Invalid, NotFound, Conflict by step.
func (d *Desk) WithdrawRule(ctx context.Context, by models.Actor, id, reason string) (*models.AlertRule, error) {
	clean, err := flow.Reason(reason, 300)
	if err != nil {
		return nil, err
	}
	return d.stepRule(ctx, by, models.SettingPropose, id, "withdraw", clean)
}

func (d *Desk) stepRule(ctx context.Context, by models.Actor, act models.Action, id, step, reason string) (*models.AlertRule, error) {
	if _, err := models.Authorise(by, act); err != nil {
		return nil, err
	}
	err := d.Store.InTx(ctx, func(s *store.Store) error {
		r, err := s.AlertRule(ctx, key(by, id))
		if err != nil {
			return err
		}
		set, to, err := flow.Decide(s, by, models.RuleSteps, r.Decision, step, reason)
		if err != nil {
			return err
		}
		if err := s.StepAlertRule(ctx, key(by, id), r.Status, set); err != nil {
			return err
		}
		logRule(s, by, r, step, r.Status, to)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return d.Store.AlertRule(ctx, key(by, id))
}

func logRule(s *store.Store, by models.Actor, r *models.AlertRule, step string, from, to models.DecisionStatus) {
	flow.Log(s, by, flow.Subject{Noun: "alert_rule", ID: r.ID, County: by.CountyCode, Region: by.CountyCode + "000000"}, step, string(from), string(to), map[string]string{
		"code": r.Code, "rule_version": strconv.Itoa(r.RuleVersion), "severity": string(r.Severity), "effective_from": string(r.EffectiveFrom),
		"effective_to": string(r.EffectiveTo), "enabled": strconv.FormatBool(r.Enabled),
	})
}

// RuleNames are the names of those who proposed and adopted versions, by their ids. Errors: Forbidden.
func (d *Desk) RuleNames(ctx context.Context, by models.Actor, list ...models.AlertRule) (map[string]string, error) {
	return flow.DeciderNames(ctx, d.Store, by, models.RuleDeciders(list))
}

// RuleFeeds lists the feeds that can ask a rule today. Errors: Forbidden.
func (d *Desk) RuleFeeds(ctx context.Context, by models.Actor) ([]models.Feed, error) {
	if _, err := models.Authorise(by, models.SettingView); err != nil {
		return nil, err
	}
	feeds, err := d.Store.Feeds(ctx, by.CountyCode)
	return models.FeedsWith(feeds).On(d.today()), err
}
