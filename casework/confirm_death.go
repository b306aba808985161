package casework

import (
	"context"
	"maps"
	"slices"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// farAhead is later than any visit is planned.
const farAhead = 400

// needsAtOnce is far more than one household has at a time.
const needsAtOnce = 200

// ConfirmDeath notes that a member of a household has died. Where nobody is left, the visits still planned leave the rates, the plan ends, needs of which
// nothing was delivered are void (V3) and the household is closed; where the others are left without a head, the draft names it. What it receives is not
// touched: it is listed, for a person to look at (domain report L16). Errors: Invalid, NotFound, Conflict dead_already.
func (d *Desk) ConfirmDeath(ctx context.Context, by models.Actor, household, person string, in models.DeathDraft) (*models.Household, error) {
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	return d.onMember(ctx, by, household, person, func(s *store.Store, h *models.Household, p *models.Person) error {
		switch {
		case p.DeceasedOn != "":
			return models.Conflict("dead_already")
		case in.DiedOn < p.BirthDate:
			return models.InvalidField("died_on", "before_birth")
		}
		if err := s.NoteDeath(ctx, *p, in.DiedOn); err != nil {
			return err
		}
		p.DeceasedOn = in.DiedOn
		p.Version++
		told := map[string]string{"person_id": p.ID, "proof": string(in.Proof)}
		if err := passOn(ctx, s, h, in.NewHead, told); err != nil {
			return err
		}
		from := h.Status
		if len(h.Living()) == 0 {
			if err := endVisits(ctx, s, by, h); err != nil {
				return err
			}
			if err := d.voidNeeds(ctx, s, by, h); err != nil {
				return err
			}
			h.Status, h.StatusReason = models.HouseholdClosed, models.HouseholdDied
		}
		if err := s.ReviseHousehold(ctx, h, h.Version); err != nil {
			return err
		}
		flow.Log(s, by, householdSubject(*h), "confirm_death", string(from), string(h.Status), told)
		return nil
	})
}

// passOn gives the living of a household the head that they lack, and tells it.
func passOn(ctx context.Context, s *store.Store, h *models.Household, to string, told map[string]string) error {
	living := h.Living()
	switch {
	case len(living) == 0 || h.HasHead():
		return nil
	case to == "":
		return models.InvalidField("new_head", "required")
	case member(living, to) == nil:
		return models.InvalidField("new_head", "unknown")
	}
	for _, p := range h.PutHead(to) {
		if err := s.PutRelation(ctx, p); err != nil {
			return err
		}
	}
	told["new_head"] = to
	return nil
}

// TakeBackDeath takes back a death that was confirmed by mistake; a household that was closed by it is looked after again, and one that was given
// another head keeps it. Errors: NotFound,
// Conflict not_dead.
func (d *Desk) TakeBackDeath(ctx context.Context, by models.Actor, household, person string) (*models.Household, error) {
	return d.onMember(ctx, by, household, person, func(s *store.Store, h *models.Household, p *models.Person) error {
		if p.DeceasedOn == "" {
			return models.Conflict("not_dead")
		}
		if err := s.ForgetDeath(ctx, *p); err != nil {
			return err
		}
		from := h.Status
		if h.Status == models.HouseholdClosed && h.StatusReason == models.HouseholdDied {
			h.Status, h.StatusReason = models.HouseholdActive, ""
			if err := s.PlanAgain(ctx, key(by, h.ID), models.ExemptDied, d.today()); err != nil {
				return err
			}
		}
		if err := s.ReviseHousehold(ctx, h, h.Version); err != nil {
			return err
		}
		flow.Log(s, by, householdSubject(*h), "take_back_death", string(from), string(h.Status), map[string]string{"person_id": p.ID})
		return nil
	})
}

// onMember lets a clerk do something about a member of a household that is held, and shows the household as it is then.
func (d *Desk) onMember(ctx context.Context, by models.Actor, household, person string,
	do func(*store.Store, *models.Household, *models.Person) error,
) (*models.Household, error) {
	if _, err := models.Authorise(by, models.PersonDeath); err != nil {
		return nil, err
	}
	err := d.Store.InTx(ctx, func(s *store.Store) error {
		if _, err := holdNeeds(ctx, s, key(by, household)); err != nil { // needs before their household, as everybody does
			return err
		}
		h, err := s.HeldHousehold(ctx, key(by, household))
		if err != nil {
			return err
		}
		if err := flow.Within(by, models.PersonDeath, householdSubject(*h)); err != nil {
			return err
		}
		p := member(h.Persons, person)
		if p == nil {
			return models.NotFound("person")
		}
		return do(s, h, p)
	})
	if err != nil {
		return nil, err
	}
	return d.Household(ctx, by, household)
}

// holdNeeds holds the needs of a household that may become void, in the order of their ids.
func holdNeeds(ctx context.Context, s *store.Store, household store.Key) (map[string]models.Need, error) {
	f := store.NeedFilter{Scope: store.Scope{County: household.County}, Household: household.ID, Statuses: models.NeedSteps.From("void")}
	rows, _, err := s.Needs(ctx, f, store.Page{Limit: needsAtOnce, Oldest: true})
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(rows))
	for i, n := range rows {
		ids[i] = n.ID
	}
	return s.HoldNeeds(ctx, household.County, ids)
}

// voidNeeds ends the needs of a household of which nobody is left; what was delivered something of is for a person to end.
func (d *Desk) voidNeeds(ctx context.Context, s *store.Store, by models.Actor, h *models.Household) error {
	held, err := holdNeeds(ctx, s, store.Key{County: h.CountyCode, ID: h.ID})
	for _, id := range slices.Sorted(maps.Keys(held)) {
		n := held[id]
		if err != nil || n.Delivered > 0 {
			continue
		}
		err = d.endNeed(ctx, s, by, &n, "void", d.closing(models.Closing{ResolutionCode: string(models.VoidDied), Reason: models.HouseholdDied}))
	}
	return err
}

// endVisits takes the visits of a household that were still to be made on the day of the last death, or later, out of the rates, and ends its plan.
func endVisits(ctx context.Context, s *store.Store, by models.Actor, h *models.Household) error {
	at, today, died := store.Key{County: h.CountyCode, ID: h.ID}, models.DateOf(s.Now()), models.Date("")
	for _, p := range h.Persons {
		died = max(died, p.DeceasedOn)
	}
	windows, err := s.WindowsOf(ctx, at, died, today.AddDays(farAhead))
	if err != nil {
		return err
	}
	for i := range windows {
		w := &windows[i]
		if !models.VisitWindowSteps.Allows("exempt", w.Status) {
			continue
		}
		w.ExemptCode, w.ExemptBy, w.AskCode = models.ExemptDied, &by.AccountID, ""
		if err := flow.TakeWindow(ctx, s, by, w, "exempt"); err != nil {
			return err
		}
	}
	plans, err := s.PlansInForce(ctx, h.CountyCode, []string{h.ID})
	if plan := plans[h.ID]; err == nil && plan != nil {
		plan.EndsOn = max(plan.StartsOn, today)
		err = s.RevisePlan(ctx, plan)
	}
	return err
}

// recheck lists what a household of which somebody has died still receives, for those who may know it. Nothing of it ends by itself.
func (d *Desk) recheck(ctx context.Context, by models.Actor, h models.Household) ([]models.Benefit, error) {
	if models.ScopeOf(by, models.BenefitView) == models.ScopeNone || len(h.Living()) == len(h.Persons) {
		return nil, nil
	}
	return d.Store.RunningBenefits(ctx, key(by, h.ID), d.today())
}
