package outreach

import (
	"context"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// RecordVisit writes down a contact with a household in the actor's villages. It satisfies at most one window; whether it counts is computed. A
// child at risk is passed on to town and county in the same transaction, and the level is computed anew. Errors: Invalid, Forbidden, Conflict
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
		h, err := d.active(ctx, s, by, models.VisitRecord, in.HouseholdID)
		if err != nil {
			return err
		}
		if err := ownAlert(ctx, s, h, in.AlertID); err != nil {
			return err
		}
		if out, err = flow.KeepVisit(ctx, s, by, h, in); err != nil {
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

// ownAlert tells whether an alert is of the household, or of nobody known yet in its village.
func ownAlert(ctx context.Context, s *store.Store, h *models.Household, id string) error {
	if id == "" {
		return nil
	}
	a, err := s.Alert(ctx, store.Key{County: h.CountyCode, ID: id})
	if models.KindOf(err) == models.KindNotFound ||
		err == nil && (a.HouseholdID != nil && *a.HouseholdID != h.ID || a.HouseholdID == nil && a.RegionCode != h.RegionCode) {
		return models.InvalidField("alert_id", "alert_of_another")
	}
	return err
}
