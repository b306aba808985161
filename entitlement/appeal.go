package entitlement

import (
	"context"
	"time"

	"zhulian/models"
	"zhulian/store"
)

// AppealApplication asks for a decision to be looked at again, within sixty days (行政复议法 20). Errors: Invalid, NotFound, Conflict appeal_late.
func (d *Desk) AppealApplication(ctx context.Context, by models.Actor, id string, in models.ReliefStep) (*models.Application, error) {
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	if err := said("reason", in.Reason); err != nil {
		return nil, err
	}
	return d.onApplication(ctx, by, asking, id, func(x *work) error { return x.appeal(ctx, in.Reason) })
}

func (x *work) appeal(ctx context.Context, reason string) error {
	if x.a.DecidedAt != nil && x.s.Now().After(appealEnd(*x.a.DecidedAt)) {
		return models.Conflict("appeal_late")
	}
	set := store.Change{"appealed_at": x.s.Now()}
	if err := x.write(store.TextAppeal, reason, set); err != nil {
		return err
	}
	return x.take(ctx, "appeal", set, nil)
}

func appealEnd(decided time.Time) time.Time {
	return models.DateOf(decided).AddDays(models.AppealDays).End()
}

// ResumeApplication opens a request again upon its appeal: it is verified and decided anew, with a new time. Errors: Invalid, NotFound, Conflict
// same_decider.
func (d *Desk) ResumeApplication(ctx context.Context, by models.Actor, id string, in models.ReliefStep) (*models.Application, error) {
	return d.onAppeal(ctx, by, id, in, func(x *work, set store.Change) error {
		now := x.s.Now()
		x.a.SubmittedAt = &now // the days of the survey are counted anew
		for _, column := range []string{"decided_by", "decided_at", "proposed_by", "proposed_at", "amount_fen"} {
			set[column] = nil
		}
		set["decision"], set["decide_by"] = "", x.clock.Decide(false, now)
		return x.take(ctx, "resume", set, nil)
	})
}

// UpholdDecision lets the decision that was appealed against stand, with the answer in writing. Errors: Invalid, NotFound, Conflict same_decider.
func (d *Desk) UpholdDecision(ctx context.Context, by models.Actor, id string, in models.ReliefStep) (*models.Application, error) {
	return d.onAppeal(ctx, by, id, in, func(x *work, set store.Change) error {
		step := map[string]string{string(models.ApplicationApproved): "uphold_grant", string(models.ApplicationNotAccepted): "uphold_turn_away"}[x.a.Decision]
		if step == "" {
			step = "uphold"
		}
		return x.take(ctx, step, set, nil)
	})
}

// onAppeal is the answer to an appeal: by the county, by somebody other than who decided, with reasons.
func (d *Desk) onAppeal(ctx context.Context, by models.Actor, id string, in models.ReliefStep, fn func(*work, store.Change) error) (*models.Application, error) {
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	if err := said("reason", in.Reason); err != nil {
		return nil, err
	}
	return d.onApplication(ctx, by, countyOne, id, func(x *work) error {
		if x.a.DecidedBy != nil && *x.a.DecidedBy == by.AccountID {
			return models.Conflict("same_decider")
		}
		set := store.Change{}
		if err := x.write(store.TextAppealAnswer, in.Reason, set); err != nil {
			return err
		}
		return fn(x, set)
	})
}
