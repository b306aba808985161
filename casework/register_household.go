package casework

import (
	"context"
	"fmt"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// RegisterHousehold records a household of a village in the actor's scope with its persons. Errors: Invalid, also for a
// village outside the scope; Conflict person_known when the county already holds a citizen number.
func (d *Desk) RegisterHousehold(ctx context.Context, by models.Actor, in models.HouseholdDraft) (*models.Household, error) {
	if _, err := models.Authorise(by, models.HouseholdEdit); err != nil {
		return nil, err
	}
	if faults := models.CheckHousehold(in, d.today()); len(faults) > 0 {
		return nil, models.Invalid(faults...)
	}
	if err := d.village(ctx, d.Store, by, in.RegionCode); err != nil {
		return nil, err
	}
	r := in.Row(d.origin(by))
	err := d.Store.InTx(ctx, func(s *store.Store) error {
		if err := s.InsertHousehold(ctx, r); err != nil {
			return err
		}
		flow.Log(s, by, householdSubject(*r), "register", "", string(r.Status), map[string]string{"persons": fmt.Sprint(len(r.Persons))})
		return nil
	})
	return r, err
}

// village tells whether a village exists, is active and lies in the actor's scope.
func (d *Desk) village(ctx context.Context, s *store.Store, by models.Actor, code string) error {
	region, err := s.Region(ctx, code)
	if models.KindOf(err) == models.KindNotFound {
		return models.InvalidField("region_code", "region_unknown")
	}
	if err != nil {
		return err
	}
	if region.ActiveTo != "" && region.ActiveTo < d.today() {
		return models.InvalidField("region_code", "region_ended")
	}
	if flow.Within(by, models.HouseholdEdit, flow.Subject{Noun: "region", County: region.CountyCode, Region: code}) != nil {
		return models.InvalidField("region_code", "region_outside_scope")
	}
	return nil
}

func householdSubject(r models.Household) flow.Subject {
	return flow.Subject{Noun: "household", ID: r.ID, County: r.CountyCode, Region: r.RegionCode}
}
