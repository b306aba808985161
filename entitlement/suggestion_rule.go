package entitlement

import (
	"context"
	"slices"
	"strconv"

	"zhulian/advice"
	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// RuleState is a rule of one household, one policy as it stands today. Broken says that the version asks for something that there no longer is, so
// that it suggests nothing.
type RuleState struct {
	models.RuleStanding[models.SuggestionRule]
	Broken bool
}

// suggestionRules are all versions of a county's rules.
func suggestionRules(ctx context.Context, s *store.Store, county string) (models.SuggestionRules, error) {
	own, err := s.SuggestionRules(ctx, county, "")
	return models.SuggestionRulesWith(county, own), err
}

// SuggestionRules answers every rule of the county as it stands today, in the order of their codes. Errors: Forbidden.
func (d *Desk) SuggestionRules(ctx context.Context, by models.Actor) ([]RuleState, error) {
	if _, err := models.Authorise(by, models.SettingView); err != nil {
		return nil, err
	}
	all, err := suggestionRules(ctx, d.Store, by.CountyCode)
	if err != nil {
		return nil, err
	}
	var out []RuleState
	for _, standing := range models.RuleStandings(all, d.today()) {
		out = append(out, RuleState{standing, standing.In != nil && len(advice.Check(*standing.In)) > 0})
	}
	return out, nil
}

// SuggestionRuleHistory lists the versions of a rule, the newest first. Errors: Forbidden, NotFound.
func (d *Desk) SuggestionRuleHistory(ctx context.Context, by models.Actor, code string) ([]models.SuggestionRule, error) {
	if _, err := models.Authorise(by, models.SettingView); err != nil {
		return nil, err
	}
	all, err := suggestionRules(ctx, d.Store, by.CountyCode)
	if err != nil {
		return nil, err
	}
	out := models.RuleHistory(all, code)
	if len(out) == 0 {
		return nil, models.NotFound("suggestion_rule")
	}
	return out, nil
}

// SuggestionRule shows one version of a rule by its code and number. Errors: Forbidden, NotFound.
func (d *Desk) SuggestionRule(ctx context.Context, by models.Actor, code string, number int) (*models.SuggestionRule, error) {
	list, err := d.SuggestionRuleHistory(ctx, by, code)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(list, func(r models.SuggestionRule) bool { return r.RuleVersion == number })
	if i < 0 {
		return nil, models.NotFound("suggestion_rule")
	}
	return &list[i], nil
}

// SuggestionRuleNames are the names of those who proposed and adopted versions, by their ids. Errors: Forbidden.
func (d *Desk) SuggestionRuleNames(ctx context.Context, by models.Actor, list ...models.SuggestionRule) (map[string]string, error) {
	return flow.DeciderNames(ctx, d.Store, by, models.RuleDeciders(list))
}

// CheckSuggestionRule tells what a draft would be, without writing it. Errors: Forbidden, Invalid with every fault.
func (d *Desk) CheckSuggestionRule(_ context.Context, by models.Actor, in models.SuggestionRuleDraft) (*models.SuggestionRule, error) {
	if _, err := models.Authorise(by, models.SettingPropose); err != nil {
		return nil, err
	}
	r := in.Rule()
	r.CountyCode = by.CountyCode
	if faults := append(models.CheckSuggestionRule(in, d.today()), advice.Check(r)...); len(faults) > 0 {
		return nil, models.Invalid(faults...)
	}
	return &r, nil
}

// ProposeSuggestionRule records a version of a rule, or a new rule, for somebody else to adopt. Errors: Forbidden, Invalid with every fault.
func (d *Desk) ProposeSuggestionRule(ctx context.Context, by models.Actor, in models.SuggestionRuleDraft) (*models.SuggestionRule, error) {
	r, err := d.CheckSuggestionRule(ctx, by, in)
	if err != nil {
		return nil, err
	}
	r.ID, r.Decision = d.newID(in.ID), flow.Proposed(d.Store, by)
	err = d.Store.InTx(ctx, func(s *store.Store) error {
		own, err := keepShippedRule(ctx, s, by.CountyCode, r.Code)
		if err != nil {
			return err
		}
		r.RuleVersion = models.NextRuleVersion(own)
		if err := s.InsertSuggestionRule(ctx, r); err != nil {
			return err
		}
		logSuggestionRule(s, by, r, "propose", "", models.DecisionProposed)
		return nil
	})
	return r, err
}

// keepShippedRule copies the version that came with the software into the county's rows before the county adds its own, and answers all versions
// of the rule. What a suggestion of that version went by can so be read for ever, whatever a later release ships.
func keepShippedRule(ctx context.Context, s *store.Store, county, code string) ([]models.SuggestionRule, error) {
	own, err := s.SuggestionRules(ctx, county, code)
	if err != nil || len(own) > 0 {
		return own, err
	}
	own = models.ShippedRule(models.ShippedSuggestionRules(), county, code, s.Now())
	return own, s.KeepSuggestionRules(ctx, own)
}

// AdoptSuggestionRule lets a proposed version hold from its day on. Whoever proposed it may not adopt it. Errors: NotFound, Conflict setting_own,
// Conflict by step.
func (d *Desk) AdoptSuggestionRule(ctx context.Context, by models.Actor, id string) (*models.SuggestionRule, error) {
	return d.stepSuggestionRule(ctx, by, models.SettingAdopt, id, "adopt", "")
}

// WithdrawSuggestionRule takes a proposed version back, with a reason. Errors: Invalid, NotFound, Conflict by step.
func (d *Desk) WithdrawSuggestionRule(ctx context.Context, by models.Actor, id, reason string) (*models.SuggestionRule, error) {
	clean, err := flow.Reason(reason, 300)
	if err != nil {
		return nil, err
	}
	return d.stepSuggestionRule(ctx, by, models.SettingPropose, id, "withdraw", clean)
}

func (d *Desk) stepSuggestionRule(ctx context.Context, by models.Actor, act models.Action, id, step, reason string) (*models.SuggestionRule, error) {
	if _, err := models.Authorise(by, act); err != nil {
		return nil, err
	}
	var out *models.SuggestionRule
	err := d.Store.InTx(ctx, func(s *store.Store) error {
		r, err := s.SuggestionRule(ctx, key(by, id))
		if err != nil {
			return err
		}
		set, to, err := flow.Decide(s, by, models.SuggestionRuleSteps, r.Decision, step, reason)
		if err != nil {
			return err
		}
		if err := s.StepSuggestionRule(ctx, key(by, id), r.Status, set); err != nil {
			return err
		}
		logSuggestionRule(s, by, r, step, r.Status, to)
		out, err = s.SuggestionRule(ctx, key(by, id))
		return err
	})
	return out, err
}

func logSuggestionRule(s *store.Store, by models.Actor, r *models.SuggestionRule, step string, from, to models.DecisionStatus) {
	flow.Log(s, by, flow.Subject{Noun: "suggestion_rule", ID: r.ID, County: by.CountyCode, Region: by.CountyCode + "000000"}, step, string(from), string(to),
		map[string]string{"code": r.Code, "rule_version": strconv.Itoa(r.RuleVersion), "strength": string(r.Strength), "effective_from": string(r.EffectiveFrom),
			"effective_to": string(r.EffectiveTo), "enabled": strconv.FormatBool(r.Enabled)})
}
