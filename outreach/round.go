package outreach

import (
	"context"
	"fmt"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// OrderRound orders an extra round of visits for towns in the actor's scope: every household of them whose group it takes is to be visited once
// between its days, in whatever way. Errors: Invalid, Forbidden, Conflict round_empty.
func (d *Desk) OrderRound(ctx context.Context, by models.Actor, in models.RoundDraft) (*models.VisitRound, error) {
	scope, err := models.Authorise(by, models.VisitOrder)
	if err != nil {
		return nil, err
	}
	if faults := models.CheckRound(in, d.today()); len(faults) > 0 {
		return nil, models.Invalid(faults...)
	}
	for _, town := range in.Towns {
		if !models.Reaches(by, scope, models.CountyOf(town), town, "") {
			return nil, models.InvalidField("towns", "region_outside_scope")
		}
	}
	aides, err := d.Store.AidesOf(ctx, by.CountyCode)
	if err != nil {
		return nil, err
	}
	now := d.Store.Now()
	r := &models.VisitRound{CountyCode: by.CountyCode, ID: d.newID(in.ID), Cause: in.Cause, Towns: in.Towns, Groups: in.Groups, StartsOn: in.StartsOn,
		EndsOn: in.EndsOn, Note: models.CleanText(in.Note), OrderedBy: by.AccountID, CreatedAt: now}
	if r.Groups == nil {
		r.Groups = []string{}
	}
	return r, d.Store.InTx(ctx, func(s *store.Store) error {
		plans, err := s.PlansUnder(ctx, store.Scope{County: by.CountyCode, Regions: in.Towns})
		if err != nil {
			return err
		}
		var rows []models.VisitWindow
		for _, p := range plans {
			if r.Takes(p.PlanGroup) {
				rows = append(rows, models.VisitWindow{CountyCode: r.CountyCode, ID: models.NewID(now), HouseholdID: p.HouseholdID, RegionCode: p.RegionCode,
					AideID: aides(p.RegionCode), PlanID: &r.ID, Kind: r.Cause.VisitKind(), Mode: models.WindowAny, StartsOn: r.StartsOn, EndsOn: r.EndsOn,
					Status: models.WindowPlanned, CreatedAt: now, UpdatedAt: now, Version: 1})
			}
		}
		if r.Windows, err = s.AddWindows(ctx, rows); err != nil {
			return err
		}
		if r.Windows == 0 {
			return models.Conflict("round_empty")
		}
		if err := s.InsertRound(ctx, r); err != nil {
			return err
		}
		flow.Log(s, by, flow.Subject{Noun: "visit_round", ID: r.ID, County: r.CountyCode, Region: in.Towns[0]}, "order", "", "", map[string]string{"cause": string(r.Cause),
			"windows": fmt.Sprint(r.Windows)})
		return nil
	})
}

// Rounds lists the extra rounds of the county, the newest first. Errors: Forbidden.
func (d *Desk) Rounds(ctx context.Context, by models.Actor, p Page) ([]models.VisitRound, string, error) {
	if _, err := models.Authorise(by, models.VisitPlanView); err != nil {
		return nil, "", err
	}
	return d.Store.Rounds(ctx, by.CountyCode, p)
}

// OrderEventVisit orders a visit at home after something has happened to a household: within 24 hours for levels I and II, else within 48,
// unless the county says otherwise. Errors: Invalid, Forbidden, NotFound, Conflict.
func (d *Desk) OrderEventVisit(ctx context.Context, by models.Actor, household string, in models.EventVisitDraft) error {
	if _, err := models.Authorise(by, models.VisitOrder); err != nil {
		return err
	}
	if err := models.Check(in, d.today()); err != nil {
		return err
	}
	return d.Store.InTx(ctx, func(s *store.Store) error {
		h, err := d.active(ctx, s, by, models.VisitOrder, household)
		if err != nil {
			return err
		}
		e, err := startEvents(ctx, s, by)
		if err != nil {
			return err
		}
		return e.plan(ctx, h, in.Event, nil)
	})
}
