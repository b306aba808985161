package casework

import (
	"context"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// MinorAccessLine is a request to see what is known of minors, with what a page says of it.
type MinorAccessLine struct {
	models.MinorAccess
	No                       string // of the household
	Asker, Decider           string
	MayDecide, MayEnd, Lives bool
}

// MinorAccessFilter is what a list of requests is asked by.
type MinorAccessFilter struct {
	Status    models.MinorAccessStatus
	Household string
}

// AskMinors asks to see what is known of the minors of a household, for a purpose and until a day. Errors: Invalid, NotFound, Conflict
// minor_access_waits or minor_access_none.
func (d *Desk) AskMinors(ctx context.Context, by models.Actor, household string, in models.MinorAccessDraft) (*models.MinorAccess, error) {
	if _, err := models.Authorise(by, models.MinorAsk); err != nil {
		return nil, err
	}
	if err := models.CheckMinorAccess(in, d.today()); err != nil {
		return nil, err
	}
	now := d.Store.Now()
	r := &models.MinorAccess{CountyCode: by.CountyCode, ID: models.NewID(now), HouseholdID: household, Purpose: models.CleanText(in.Purpose), EndsOn: in.EndsOn,
		Status: models.MinorAccessAsked, AskedBy: by.AccountID, CreatedAt: now, UpdatedAt: now, Version: 1}
	return r, d.Store.InTx(ctx, func(s *store.Store) error {
		if err := s.HoldHousehold(ctx, key(by, household)); err != nil {
			return err
		}
		h, err := d.household(ctx, s, by, models.MinorAsk, household)
		if err != nil {
			return err
		}
		r.RegionCode = h.RegionCode
		if err := d.mayAskMinors(ctx, s, by, h); err != nil {
			return err
		}
		flow.Log(s, by, minorSubject(*r), "ask", "", string(r.Status), map[string]string{"household": household, "ends_on": string(r.EndsOn)})
		return s.InsertMinorAccess(ctx, r)
	})
}

// mayAskMinors refuses to ask twice, and where there is nobody under eighteen.
func (d *Desk) mayAskMinors(ctx context.Context, s *store.Store, by models.Actor, h *models.Household) error {
	minors := 0
	for _, p := range h.Persons {
		if p.MinorOn(d.today()) {
			minors++
		}
	}
	if minors == 0 {
		return models.Conflict("minor_access_none")
	}
	f := store.MinorAccessFilter{Scope: store.Scope{County: by.CountyCode}, Household: h.ID}
	rows, _, err := s.MinorAccesses(ctx, f, store.Page{Limit: fileMost})
	for _, r := range rows {
		if r.AskedBy == by.AccountID && r.EndsOn >= d.today() && (r.Status == models.MinorAccessAsked || r.Status == models.MinorAccessApproved) {
			return models.Conflict("minor_access_waits")
		}
	}
	return err
}

// DecideMinors approves or refuses a request; never who asked for it. A refusal needs its reason. Errors: Invalid, NotFound, Conflict
// minor_access_over or by step, Forbidden second_person_required.
func (d *Desk) DecideMinors(ctx context.Context, by models.Actor, id string, approve bool, reason string) (*models.MinorAccess, error) {
	if reason = models.CleanText(reason); reason != "" || !approve {
		var err error
		if reason, err = flow.Reason(reason, 200); err != nil {
			return nil, err
		}
	}
	step := map[bool]string{true: "approve", false: "refuse"}[approve]
	return d.onMinors(ctx, by, models.MinorDecide, id, step, func(s *store.Store, r *models.MinorAccess) (store.Change, error) {
		switch {
		case r.AskedBy == by.AccountID:
			return nil, models.Forbidden("second_person_required")
		case r.EndsOn < d.today():
			return nil, models.Conflict("minor_access_over")
		}
		return store.Change{"decided_by": by.AccountID, "decided_at": s.Now(), "status_reason": reason}, nil
	})
}

// EndMinors ends a request or an approval before its day: who asked for it, or who may decide. Errors: NotFound, Conflict by step.
func (d *Desk) EndMinors(ctx context.Context, by models.Actor, id string) (*models.MinorAccess, error) {
	return d.onMinors(ctx, by, models.MinorAsk, id, "end", func(_ *store.Store, r *models.MinorAccess) (store.Change, error) {
		if r.AskedBy != by.AccountID && models.ScopeOf(by, models.MinorDecide) == models.ScopeNone {
			return nil, models.NotFound("minor_access")
		}
		return store.Change{}, nil
	})
}

func (d *Desk) onMinors(ctx context.Context, by models.Actor, act models.Action, id, step string,
	rule func(*store.Store, *models.MinorAccess) (store.Change, error)) (*models.MinorAccess, error) {
	if _, err := models.Authorise(by, act); err != nil {
		return nil, err
	}
	var out *models.MinorAccess
	err := d.Store.InTx(ctx, func(s *store.Store) error {
		r, err := s.MinorAccess(ctx, key(by, id))
		if err != nil {
			return err
		}
		if err := flow.Within(by, act, minorSubject(*r)); err != nil {
			return err
		}
		to, err := models.MinorAccessSteps.Next(step, r.Status)
		if err != nil {
			return err
		}
		set, err := rule(s, r)
		if err != nil {
			return err
		}
		set["status"] = to
		if err := s.StepMinorAccess(ctx, key(by, id), r.Status, set); err != nil {
			return err
		}
		flow.Log(s, by, minorSubject(*r), step, string(r.Status), string(to), map[string]string{"household": r.HouseholdID})
		out, err = s.MinorAccess(ctx, key(by, id))
		return err
	})
	return out, err
}

func minorSubject(r models.MinorAccess) flow.Subject {
	return flow.Subject{Noun: "minor_access", ID: r.ID, County: r.CountyCode, Region: r.RegionCode}
}

// MinorAccesses lists the requests in a scope, the newest first. Errors: Forbidden.
func (d *Desk) MinorAccesses(ctx context.Context, by models.Actor, f MinorAccessFilter, p Page) ([]MinorAccessLine, string, error) {
	sc, err := flow.ListScope(by, models.MinorAsk)
	if err != nil {
		return nil, "", err
	}
	rows, next, err := d.Store.MinorAccesses(ctx, store.MinorAccessFilter{Scope: sc, Status: f.Status, Household: f.Household}, p)
	if err != nil || len(rows) == 0 {
		return nil, next, err
	}
	var homes, who []string
	for _, r := range rows {
		homes, who = append(homes, r.HouseholdID), append(who, r.AskedBy)
		if r.DecidedBy != nil {
			who = append(who, *r.DecidedBy)
		}
	}
	households, err := d.Store.HouseholdsByID(ctx, by.CountyCode, homes)
	if err != nil {
		return nil, "", err
	}
	names, err := d.Store.AccountNames(ctx, by.CountyCode, who)
	out := make([]MinorAccessLine, len(rows))
	for i, r := range rows {
		out[i] = MinorAccessLine{MinorAccess: r, No: households[r.HouseholdID].No, Asker: names[r.AskedBy], MayDecide: r.MayDecide(by, d.today()),
			MayEnd: r.MayEnd(by, d.today()), Lives: r.Live(d.today())}
		if r.DecidedBy != nil {
			out[i].Decider = names[*r.DecidedBy]
		}
	}
	return out, next, err
}
