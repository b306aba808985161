package outreach

import (
	"context"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// AcceptAlert says that somebody takes an alert up: whoever it was given to, or somebody else of the place, who then has it.
// Errors: NotFound, Conflict.
func (d *Desk) AcceptAlert(ctx context.Context, by models.Actor, id string) (*models.Alert, error) {
	return d.onAlert(ctx, by, models.AlertWork, id, func(s *store.Store, a *models.Alert) error {
		set := store.Change{}
		if a.AssignedAideID == nil || *a.AssignedAideID != by.AccountID {
			set["assigned_aide_id"], set["covers_for"] = by.AccountID, nil
			a.AssignedAideID = &by.AccountID
		}
		return stepAlert(ctx, s, by, a, "accept", set, nil)
	})
}

// ContactAlert records that the household was called or met for the first time, or that nobody was reached; only the first keeps the limit.
// Errors: NotFound, Conflict.
func (d *Desk) ContactAlert(ctx context.Context, by models.Actor, id string, in models.AlertContact) (*models.Alert, error) {
	return d.onAlert(ctx, by, models.AlertWork, id, func(s *store.Store, a *models.Alert) error {
		if !a.Status.Waits() {
			return models.Conflict("alert_looked_into")
		}
		if !in.Reached {
			flow.Log(s, by, alertSubject(a), "try", string(a.Status), string(a.Status), nil)
			return nil
		}
		return contacted(ctx, s, by, a)
	})
}

// contacted notes the first contact with the household; later ones change nothing.
func contacted(ctx context.Context, s *store.Store, by models.Actor, a *models.Alert) error {
	if a.ContactedAt != nil {
		return nil
	}
	a.ContactedAt, a.RemindedAt = ptrTime(s.Now()), nil
	set := store.Change{"contacted_at": a.ContactedAt}
	if err := setClock(ctx, s, a, set); err != nil {
		return err
	}
	if err := s.StepAlert(ctx, store.Key{County: a.CountyCode, ID: a.ID}, a.Status, set); err != nil {
		return err
	}
	flow.Log(s, by, alertSubject(a), "contact", string(a.Status), string(a.Status), nil)
	return nil
}

// ReturnAlert sends an alert back that came to the wrong place; it waits for the clerk to give it to somebody else.
// Errors: Invalid, NotFound, Conflict.
func (d *Desk) ReturnAlert(ctx context.Context, by models.Actor, id, reason string) (*models.Alert, error) {
	reason, err := flow.Reason(reason, 300)
	if err != nil {
		return nil, err
	}
	return d.onAlert(ctx, by, models.AlertWork, id, func(s *store.Store, a *models.Alert) error {
		a.AssignedAideID, a.CoversFor = nil, nil
		return stepAlert(ctx, s, by, a, "return", store.Change{"assigned_aide_id": nil, "covers_for": nil, "status_reason": reason}, nil)
	})
}

// AssignAlert gives an alert to an aide, or to a clerk who sees to it; where it came to the wrong place, it goes to another one first, which the
// actor must look after too. An absent aide's stand-in gets it. The limits stay: they are the household's. Errors: Invalid, NotFound, Conflict.
func (d *Desk) AssignAlert(ctx context.Context, by models.Actor, id string, in models.AlertAssignment) (*models.Alert, error) {
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	return d.onAlert(ctx, by, models.AlertRoute, id, func(s *store.Store, a *models.Alert) error {
		if in.RegionCode != "" && in.RegionCode != a.RegionCode {
			if a.HouseholdID != nil {
				return models.InvalidField("region_code", "alert_of_household")
			}
			if !by.Covers(in.RegionCode) {
				return models.InvalidField("region_code", "region_outside")
			}
			a.RegionCode = in.RegionCode
		}
		aide, err := assignable(ctx, s, a, in.AideID)
		if err != nil {
			return err
		}
		r, err := startRouting(ctx, s, a.CountyCode)
		if err != nil {
			return err
		}
		a.AssignedAideID, a.CoversFor, a.EscalatedTo, a.RemindedAt, a.EscalatedAt = &aide, nil, "", nil, nil
		if a.Overdue(s.Now()) {
			a.EscalatedAt = ptrTime(s.Now())
		}
		if sub := r.standIn(aide, d.today()); sub != "" {
			a.AssignedAideID, a.CoversFor = &sub, &aide
		}
		return stepAlert(ctx, s, by, a, "assign", store.Change{"assigned_aide_id": a.AssignedAideID, "covers_for": a.CoversFor, "region_code": a.RegionCode,
			"escalated_to": "", "escalated_at": a.EscalatedAt, "status_reason": ""}, nil)
	})
}

// assignable checks that an account may look into an alert: an active aide or clerk whose places hold it.
func assignable(ctx context.Context, s *store.Store, a *models.Alert, id string) (string, error) {
	account, err := s.Account(ctx, store.Key{County: a.CountyCode, ID: id})
	if models.KindOf(err) == models.KindNotFound {
		return "", models.InvalidField("aide_id", "account_unknown")
	}
	if err != nil {
		return "", err
	}
	if account.Status != models.AccountActive || account.Role != models.RoleAide && account.Role != models.RoleTown {
		return "", models.InvalidField("aide_id", "account_unknown")
	}
	if !account.Actor("").Covers(a.RegionCode) {
		return "", models.InvalidField("aide_id", "aide_elsewhere")
	}
	return account.ID, nil
}

// VisitAlert says that somebody is on the way to the household. Errors: NotFound, Conflict.
func (d *Desk) VisitAlert(ctx context.Context, by models.Actor, id string) (*models.Alert, error) {
	return d.onAlert(ctx, by, models.AlertWork, id, func(s *store.Store, a *models.Alert) error {
		return beginVisit(ctx, s, by, a)
	})
}

func beginVisit(ctx context.Context, s *store.Store, by models.Actor, a *models.Alert) error {
	if a.Status == models.AlertVisiting {
		return nil
	}
	return stepAlert(ctx, s, by, a, "visit", store.Change{}, nil)
}

// visitedAlert notes on an alert that a visit was recorded for it, in the visit's transaction: that somebody went, and whether the household was
// reached. An alert that was looked into already only keeps the visit's link. Errors: NotFound, Invalid alert_of_another.
func visitedAlert(ctx context.Context, s *store.Store, by models.Actor, v *models.Visit) error {
	if v.AlertID == nil {
		return nil
	}
	a, err := s.HoldAlert(ctx, store.Key{County: v.CountyCode, ID: *v.AlertID})
	if err != nil {
		return err
	}
	if !fits(a, v.HouseholdID, v.RegionCode) {
		return models.InvalidField("alert_id", "alert_of_another")
	}
	if !a.Status.Waits() {
		return nil
	}
	if a.HouseholdID == nil { // whoever went knows now who it was
		a.HouseholdID = &v.HouseholdID
		if err := s.StepAlert(ctx, store.Key{County: a.CountyCode, ID: a.ID}, a.Status, store.Change{"household_id": v.HouseholdID}); err != nil {
			return err
		}
		flow.Log(s, by, alertSubject(a), "recognise", string(a.Status), string(a.Status), nil)
	}
	if models.AlertSteps.Allows("visit", a.Status) {
		if err := beginVisit(ctx, s, by, a); err != nil {
			return err
		}
	}
	if !v.Reached {
		flow.Log(s, by, alertSubject(a), "try", string(a.Status), string(a.Status), nil)
		return nil
	}
	return contacted(ctx, s, by, a)
}

// fits tells whether an alert is of a household, or of nobody known yet in its village.
func fits(a *models.Alert, household, region string) bool {
	if a.HouseholdID != nil {
		return *a.HouseholdID == household
	}
	return a.RegionCode == region
}

// CloseAlert ends an alert that was looked into; from then on it rests as long as its rule says. Errors: NotFound, Conflict.
func (d *Desk) CloseAlert(ctx context.Context, by models.Actor, id string) (*models.Alert, error) {
	return d.onAlert(ctx, by, models.AlertWork, id, func(s *store.Store, a *models.Alert) error {
		now := s.Now()
		set := store.Change{"closed_at": now}
		if a.RestDays > 0 {
			set["rest_until"] = models.DateOf(now).AddDays(a.RestDays)
		}
		return stepAlert(ctx, s, by, a, "close", set, map[string]string{"result_code": string(a.ResultCode)})
	})
}
