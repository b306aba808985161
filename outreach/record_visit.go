package outreach

import (
	"context"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// RecordVisit writes down a contact with a household in the actor's villages. It satisfies at most one window; whether it counts is computed. A
// child at risk is passed on to town and county in the same transaction, the alert for which somebody went moves on, and the level is computed
// anew. Errors: Invalid, Forbidden, Conflict
// household_not_active and already_exists.
func (d *Desk) RecordVisit(ctx context.Context, by models.Actor, in models.VisitDraft) (*models.Visit, error) {
	if _, err := models.Authorise(by, models.VisitRecord); err != nil {
		return nil, err
	}
	if faults := models.CheckVisit(in, d.Store.Now()); len(faults) > 0 {
		return nil, models.Invalid(faults...)
	}
	p, err := d.planning(ctx, by.CountyCode)
	if err != nil {
		return nil, err
	}
	var out *flow.Visited
	err = d.Store.InTx(ctx, func(s *store.Store) error {
		a, err := namedAlert(ctx, s, by.CountyCode, in.AlertID)
		if err != nil {
			return err
		}
		h, err := d.active(ctx, s, by, models.VisitRecord, in.HouseholdID)
		if err != nil {
			return err
		}
		if a != nil && !fits(a, h.ID, h.RegionCode) {
			return models.InvalidField("alert_id", "alert_of_another")
		}
		if out, err = flow.KeepVisit(ctx, s, by, h, in); err != nil {
			return err
		}
		if err := visitedAlert(ctx, s, by, out.Visit); err != nil {
			return err
		}
		if h.Status != models.HouseholdActive || !out.Visit.Reached {
			return nil
		}
		return p.reassess(ctx, s, models.System(by.CountyCode), h, levelCause{models.LevelByVisit, &out.Visit.ID})
	})
	if err != nil {
		return nil, err
	}
	return out.Visit, nil
}

// namedAlert holds the alert for which somebody went; nil where none is named. It is held before the household, as by whoever raises alerts.
func namedAlert(ctx context.Context, s *store.Store, county, id string) (*models.Alert, error) {
	if id == "" {
		return nil, nil
	}
	a, err := s.HoldAlert(ctx, store.Key{County: county, ID: id})
	if models.KindOf(err) == models.KindNotFound {
		return nil, models.InvalidField("alert_id", "alert_of_another")
	}
	return a, err
}
