package entitlement

import (
	"context"

	"zhulian/models"
	"zhulian/store"
)

// Approve grants what was proposed, or less with a reason. It is done by a person other than the proposer: by the county, or by the town where the
// county has delegated sums as small as this. It waits for the end of publicity and for the answer to every objection; small delegated sums and
// emergencies need no publicity (浙江省社会救助条例 40). Errors: Invalid, NotFound, Conflict.
func (d *Desk) Approve(ctx context.Context, by models.Actor, id string, in models.ReliefStep) (*models.Application, error) {
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	return d.onApplication(ctx, by, deciding, id, func(x *work) error {
		small, err := d.mayDecide(ctx, x)
		if err != nil {
			return err
		}
		if err := d.published(x, small); err != nil {
			return err
		}
		set := store.Change{"decided_by": by.AccountID, "decided_at": x.s.Now(), "decision": string(models.ApplicationApproved)}
		if err := x.lowered(in, set); err != nil {
			return err
		}
		return x.take(ctx, "approve", set, nil)
	})
}

// mayDecide tells whether the actor may decide about a proposal, and whether its sum is one that towns may decide.
func (d *Desk) mayDecide(ctx context.Context, x *work) (small bool, err error) {
	if x.a.ProposedBy != nil && *x.a.ProposedBy == x.by.AccountID {
		return false, models.Conflict("proposer_decides")
	}
	if small, err = d.delegated(ctx, x, x.a.AmountFen, x.a.Special); err != nil {
		return false, err
	}
	if !small && models.ScopeOf(x.by, models.ApplicationDecide) == models.ScopeNone {
		return false, models.Conflict("over_delegated")
	}
	return small, nil
}

// delegated tells whether a sum of temporary relief is one that the county has left to the towns.
func (d *Desk) delegated(ctx context.Context, x *work, fen *int64, special bool) (bool, error) {
	if x.a.Kind != models.ApplicationTempRelief || fen == nil || special {
		return false, nil
	}
	all, err := x.s.Standards(ctx, x.a.CountyCode)
	if err != nil {
		return false, err
	}
	most, ok := all.Value(models.StandardReliefTown, x.a.RegionCode, d.today())
	return ok && *fen <= most, nil
}

func (d *Desk) published(x *work, small bool) error {
	switch {
	case x.a.Status == models.ApplicationProposed && !small && !x.a.Emergency:
		return models.Conflict("publicity_needed")
	case x.a.Status != models.ApplicationPublicity:
		return nil
	case d.today() <= x.a.PublicityTo:
		return models.Conflict("publicity_running").With("to", string(x.a.PublicityTo))
	case x.a.ObjectionOpen():
		return models.Conflict("objection_open")
	}
	return nil
}

// lowered grants less than was proposed, with the reason in writing.
func (x *work) lowered(in models.ReliefStep, set store.Change) error {
	if in.AmountFen == nil || x.a.AmountFen != nil && *in.AmountFen == *x.a.AmountFen {
		return nil
	}
	if x.a.AmountFen == nil || *in.AmountFen > *x.a.AmountFen {
		return models.InvalidField("amount_fen", "over_proposed")
	}
	if err := said("reason", in.Reason); err != nil {
		return err
	}
	set["amount_fen"] = *in.AmountFen
	return x.write(store.TextReasons, in.Reason, set)
}

// Refuse does not grant a request, in writing and with reasons that the household is told (浙江省社会救助条例 11). Errors: Invalid, NotFound,
// Conflict.
func (d *Desk) Refuse(ctx context.Context, by models.Actor, id string, in models.ReliefStep) (*models.Application, error) {
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	if err := said("reason", in.Reason); err != nil {
		return nil, err
	}
	return d.onApplication(ctx, by, deciding, id, func(x *work) error {
		if _, err := d.mayDecide(ctx, x); err != nil {
			return err
		}
		set := store.Change{"decided_by": by.AccountID, "decided_at": x.s.Now(), "decision": string(models.ApplicationRefused)}
		if err := x.write(store.TextReasons, in.Reason, set); err != nil {
			return err
		}
		return x.take(ctx, "refuse", set, nil)
	})
}

// FirstAid records help in an emergency that came before its papers: within 24 hours, within the limits, by a town no more than the county has
// delegated. The papers follow, completed by somebody else. Errors: Invalid, NotFound, Conflict.
func (d *Desk) FirstAid(ctx context.Context, by models.Actor, id string, in models.ReliefStep) (*models.Application, error) {
	if err := d.checkPayment(in); err != nil {
		return nil, err
	}
	if in.AmountFen == nil {
		return nil, models.InvalidField("amount_fen", "required")
	}
	return d.onApplication(ctx, by, deciding, id, func(x *work) error {
		if x.a.Kind == models.ApplicationUnknown {
			x.a.Kind = models.ApplicationTempRelief
		}
		small, err := d.delegated(ctx, x, in.AmountFen, in.Special)
		if err != nil {
			return err
		}
		if !small && models.ScopeOf(by, models.ApplicationDecide) == models.ScopeNone {
			return models.Conflict("over_delegated")
		}
		advice, err := d.advise(ctx, x.s, x.a, in)
		if err != nil {
			return err
		}
		if err := amountFlaw(advice, *in.AmountFen, in.Special); err != nil {
			return err
		}
		x.a.Emergency, x.a.AmountFen = true, in.AmountFen
		set := store.Change{"emergency": true, "kind": x.a.Kind, "decided_by": by.AccountID, "decided_at": x.s.Now(), "decision": string(models.ApplicationApproved),
			"amount_fen": *in.AmountFen, "special": in.Special, "std_fen": advice.StdFen}
		if err := x.write(store.TextNote, in.Reason, set); err != nil {
			return err
		}
		return d.pay(ctx, x, "first_aid", in, set)
	})
}

// CompletePaperwork records that the papers of an emergency have followed, by somebody other than who decided. Errors: Invalid, NotFound,
// Conflict decider_completes.
func (d *Desk) CompletePaperwork(ctx context.Context, by models.Actor, id string, in models.ReliefStep) (*models.Application, error) {
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	if err := said("note", in.Note); err != nil {
		return nil, err
	}
	return d.onApplication(ctx, by, []models.Action{models.ApplicationPropose, models.ApplicationDecide}, id, func(x *work) error {
		if x.a.DecidedBy != nil && *x.a.DecidedBy == by.AccountID {
			return models.Conflict("decider_completes")
		}
		set := store.Change{"proposed_by": by.AccountID, "proposed_at": x.s.Now()}
		if err := x.write(store.TextNote, added(x.a.Note, in.Note, d.today()), set); err != nil {
			return err
		}
		return x.take(ctx, "complete_paperwork", set, nil)
	})
}

// Pay records that a grant was paid by the bank: nothing is paid here. Of the account no more than four digits are kept. Errors: Invalid, NotFound,
// Conflict.
func (d *Desk) Pay(ctx context.Context, by models.Actor, id string, in models.ReliefStep) (*models.Application, error) {
	if err := d.checkPayment(in); err != nil {
		return nil, err
	}
	return d.onApplication(ctx, by, deciding, id, func(x *work) error {
		if small, err := d.delegated(ctx, x, x.a.AmountFen, x.a.Special); err != nil {
			return err
		} else if !small && models.ScopeOf(by, models.ApplicationDecide) == models.ScopeNone {
			return models.Conflict("over_delegated")
		}
		if x.a.DecidedAt != nil && in.PaidOn < models.DateOf(*x.a.DecidedAt) {
			return models.InvalidField("paid_on", "before_decision")
		}
		return d.pay(ctx, x, "pay", in, store.Change{})
	})
}

func (d *Desk) checkPayment(in models.ReliefStep) error {
	if err := models.Check(in, d.today()); err != nil {
		return err
	}
	var faults []models.FieldError
	if in.PaidOn == "" {
		faults = append(faults, models.FieldError{Field: "paid_on", Code: "required"})
	}
	if models.CleanText(in.PayeeName) == "" {
		faults = append(faults, models.FieldError{Field: "payee_name", Code: "required"})
	}
	if len(faults) > 0 {
		return models.Invalid(faults...)
	}
	return nil
}

// pay notes a payment and, with it, what the household has received.
func (d *Desk) pay(ctx context.Context, x *work, step string, in models.ReliefStep, set store.Change) error {
	set["paid_at"], set["paid_on"] = x.s.Now(), in.PaidOn
	if err := x.write(store.TextPayee, in.Payment(), set); err != nil {
		return err
	}
	if err := x.take(ctx, step, set, nil); err != nil {
		return err
	}
	if x.a.AmountFen == nil {
		return nil
	}
	return x.s.InsertBenefit(ctx, d.benefit(x, in.PaidOn))
}

// benefit is the line of what the household has received, as its list will show it.
func (d *Desk) benefit(x *work, on models.Date) *models.Benefit {
	now := x.s.Now()
	b := &models.Benefit{CountyCode: x.a.CountyCode, ID: models.NewID(now), HouseholdID: x.a.HouseholdID, PersonID: x.a.PersonID, RegionCode: x.a.RegionCode,
		Kind: models.BenefitSpecial, Name: x.a.Kind.BenefitName(), ProviderKind: "dept", Provider: "民政", AmountFen: x.a.AmountFen, PeriodFrom: on, PeriodTo: on,
		GrantedOn: on, SourceNoun: "application", SourceRef: x.a.ID, Visibility: "shown", CreatedAt: now, UpdatedAt: now, Version: 1}
	switch x.a.Kind {
	case models.ApplicationTempRelief:
		b.Kind = models.BenefitOneOff
	case models.ApplicationDibao, models.ApplicationDibian, models.ApplicationTekun, models.ApplicationRigid:
		b.Kind = models.BenefitCash
	default:
	}
	return b
}
