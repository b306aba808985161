package settings

import (
	"context"
	"slices"
	"strconv"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// Limits lists the county's versions of its limits of time, newest first: proposed, adopted and withdrawn.
func (d *Desk) Limits(ctx context.Context, by models.Actor, f SLAFilter, p Page) ([]models.SLARule, string, error) {
	if _, err := models.Authorise(by, models.SettingView); err != nil {
		return nil, "", err
	}
	f.County = by.CountyCode
	return d.Store.SLAPage(ctx, f, p)
}

// OneLimit shows one version of a limit. Errors: NotFound.
func (d *Desk) OneLimit(ctx context.Context, by models.Actor, id string) (*models.SLARule, error) {
	if _, err := models.Authorise(by, models.SettingView); err != nil {
		return nil, err
	}
	return d.Store.SLARule(ctx, key(by, id))
}

// LimitState is the limit of a step for a subject on a day; Rule is nil where the declared default answers.
type LimitState struct {
	Step    models.SLAStep
	Subject string
	Limit   models.Limit
	Rule    *models.SLARule
}

// LimitsOn answers the limit of every step and subject on a day, today where "".
func (d *Desk) LimitsOn(ctx context.Context, by models.Actor, day models.Date) ([]LimitState, error) {
	if _, err := models.Authorise(by, models.SettingView); err != nil {
		return nil, err
	}
	rules, err := d.Store.SLARules(ctx, by.CountyCode)
	var out []LimitState
	for _, step := range models.SLAStepList() {
		for _, subject := range models.SLASubjects(step) {
			limit, rule := rules.Limit(step, subject, d.dayOr(day))
			out = append(out, LimitState{step, subject, limit, rule})
		}
	}
	return out, err
}

// ProposeLimit records a limit for somebody else to adopt. Errors: Invalid with every fault.
func (d *Desk) ProposeLimit(ctx context.Context, by models.Actor, in models.SLADraft) (*models.SLARule, error) {
	if _, err := models.Authorise(by, models.SettingPropose); err != nil {
		return nil, err
	}
	if faults := models.CheckSLA(in, d.today()); len(faults) > 0 {
		return nil, models.Invalid(faults...)
	}
	r := &models.SLARule{
		CountyCode: by.CountyCode, ID: d.newID(in.ID), Step: in.Step, Subject: in.Subject, Amount: *in.Amount, Unit: in.Unit,
		Source: models.CleanText(in.Source), Term: models.Term{EffectiveFrom: in.EffectiveFrom, EffectiveTo: in.EffectiveTo}, Decision: flow.Proposed(d.Store, by),
	}
	err := d.Store.InTx(ctx, func(s *store.Store) error {
		if err := s.InsertSLARule(ctx, r); err != nil {
			return err
		}
		logLimit(s, by, r, "propose", "", models.DecisionProposed)
		return nil
	})
	return r, err
}

func logLimit(s *store.Store, by models.Actor, r *models.SLARule, step string, from, to models.DecisionStatus) {
	log(s, by, subject{"sla", r.ID, ""}, step, [2]models.DecisionStatus{from, to}, map[string]string{
		"step": string(r.Step), "subject": r.Subject, "amount": strconv.Itoa(r.Amount), "unit": string(r.Unit),
		"effective_from": string(r.EffectiveFrom), "effective_to": string(r.EffectiveTo),
	})
}

// AdoptLimit lets a proposed limit hold from its day on. Whoever proposed it may not adopt it. Dates that were given stay as they are.
// Errors: NotFound, Conflict setting_own, Conflict by step.
func (d *Desk) AdoptLimit(ctx context.Context, by models.Actor, id string) (*models.SLARule, error) {
	return d.stepLimit(ctx, by, models.SettingAdopt, id, "adopt", "")
}

// WithdrawLimit takes a proposed limit back, with a reason. Errors: Invalid, NotFound, Conflict by step.
func (d *Desk) WithdrawLimit(ctx context.Context, by models.Actor, id, reason string) (*models.SLARule, error) {
	reason, err := flow.Reason(reason, reasonMost)
	if err != nil {
		return nil, err
	}
	return d.stepLimit(ctx, by, models.SettingPropose, id, "withdraw", reason)
}

func (d *Desk) stepLimit(ctx context.Context, by models.Actor, act models.Action, id, step, reason string) (*models.SLARule, error) {
	if _, err := models.Authorise(by, act); err != nil {
		return nil, err
	}
	err := d.Store.InTx(ctx, func(s *store.Store) error {
		r, err := s.SLARule(ctx, key(by, id))
		if err != nil {
			return err
		}
		set, to, err := flow.Decide(s, by, models.SLASteps, r.Decision, step, reason)
		if err != nil {
			return err
		}
		if err := s.StepSLARule(ctx, key(by, id), r.Status, set); err != nil {
			return err
		}
		logLimit(s, by, r, step, r.Status, to)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return d.Store.SLARule(ctx, key(by, id))
}

// previewDays is how far back a preview of a limit looks.
const previewDays = 180

// LimitPreview is what a limit would have made of the work of the last 180 days: how many of the steps that it is about were done in time,
// by the limits of today and by it. Told is false for steps of which no times are kept.
type LimitPreview struct {
	Since         models.Date
	Told          bool
	Done          int // steps that the limit would have been about
	Before, After int // of these, in time
}

// PreviewLimit looks back at what a limit would have made of the work done. It changes nothing. Errors: NotFound.
func (d *Desk) PreviewLimit(ctx context.Context, by models.Actor, id string) (*LimitPreview, error) {
	if _, err := models.Authorise(by, models.SettingView); err != nil {
		return nil, err
	}
	r, err := d.Store.SLARule(ctx, key(by, id))
	if err != nil {
		return nil, err
	}
	before, err := d.Store.SLARules(ctx, by.CountyCode)
	if err != nil {
		return nil, err
	}
	today := d.today()
	out := &LimitPreview{Since: today.AddDays(-previewDays), Told: told(r.Step)}
	done, err := d.Store.Spans(ctx, by.CountyCode, r.Step, out.Since.Start())
	if err != nil {
		return nil, err
	}
	calendar, err := d.Store.Calendar(ctx, by.CountyCode, out.Since.AddDays(-400), today.AddDays(1500))
	if err != nil {
		return nil, err
	}
	now := d.Store.Now()
	fresh := *r
	fresh.Status, fresh.AdoptedAt = models.DecisionAdopted, &now
	after, day := append(slices.Clone(before), fresh), max(today, r.EffectiveFrom)
	for _, span := range done {
		was, _ := before.Limit(r.Step, span.Subject, today)
		will, rule := after.Limit(r.Step, span.Subject, day)
		if rule == nil || rule.ID != r.ID {
			continue
		}
		out.Done++
		if !span.End.After(was.End(span.Began, calendar)) {
			out.Before++
		}
		if !span.End.After(will.End(span.Began, calendar)) {
			out.After++
		}
	}
	return out, nil
}

// told tells whether the rows say how long a step took.
func told(step models.SLAStep) bool {
	switch step {
	case models.SLANeedResponse, models.SLASupplierReply, models.SLAResolution, models.SLASupplierReview:
		return true
	}
	return false
}
