package casework

import (
	"context"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// household loads a household that lies in the actor's scope for an action.
func (d *Desk) household(ctx context.Context, s *store.Store, by models.Actor, act models.Action, id string) (*models.Household, error) {
	if _, err := models.Authorise(by, act); err != nil {
		return nil, err
	}
	r, err := s.Household(ctx, key(by, id))
	if err != nil {
		return nil, err
	}
	if err := flow.Within(by, act, householdSubject(*r)); err != nil {
		return nil, err
	}
	return r, nil
}

// Household shows one household with its persons, and writes the view into the disclosure log. Errors: NotFound.
func (d *Desk) Household(ctx context.Context, by models.Actor, id string) (*models.Household, error) {
	var out *models.Household
	err := d.Store.InTx(ctx, func(s *store.Store) (err error) {
		if out, err = d.household(ctx, s, by, models.HouseholdView, id); err != nil {
			return err
		}
		return d.look(ctx, s, by, out)
	})
	return out, err
}

// Households lists households with their persons, and writes the views into the disclosure log.
func (d *Desk) Households(ctx context.Context, by models.Actor, f store.HouseholdFilter, p store.Page) ([]models.Household, string, error) {
	sc, err := flow.ListScope(by, models.HouseholdView)
	if err != nil {
		return nil, "", err
	}
	f.Scope = sc
	items, next, err := d.Store.Households(ctx, f, p)
	if err != nil || len(items) == 0 {
		return items, next, err
	}
	ids, all := make([]string, len(items)), make([]*models.Household, len(items))
	for i := range items {
		ids[i], all[i] = items[i].ID, &items[i]
	}
	if _, err := flow.ShieldHouseholds(ctx, d.Store, by, all...); err != nil {
		return nil, "", err
	}
	err = d.Store.InTx(ctx, func(s *store.Store) error { return d.seen(ctx, s, by, "list", []string{"name", "address"}, ids...) })
	return items, next, err
}

// look shows a household to a reader: minors only where that is approved, and with a row in the disclosure log that names them.
func (d *Desk) look(ctx context.Context, s *store.Store, by models.Actor, h *models.Household) error {
	shown, err := flow.ShieldHouseholds(ctx, s, by, h)
	if err != nil {
		return err
	}
	fields := []string{"name", "phone", "address", "profile"}
	if shown[h.ID] > 0 {
		fields = append(fields, "minor")
	}
	return d.seen(ctx, s, by, "view", fields, h.ID)
}

// seen logs that a government role has looked at households (tier 4 of domain report §17.2).
func (d *Desk) seen(ctx context.Context, s *store.Store, by models.Actor, purpose string, fields []string, households ...string) error {
	now := s.Now()
	rows := make([]models.Disclosure, len(households))
	for i, id := range households {
		rows[i] = models.Disclosure{
			CountyCode: by.CountyCode, ID: models.NewID(now), At: now, AccountID: by.AccountID, Role: by.Role, HouseholdID: id,
			Tier: 4, Purpose: purpose, Fields: fields,
		}
	}
	return s.InsertDisclosures(ctx, rows)
}

// EditHousehold changes a household. Errors: Invalid, NotFound, Stale.
func (d *Desk) EditHousehold(ctx context.Context, by models.Actor, id string, version int, in models.HouseholdPatch) (*models.Household, error) {
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	err := d.Store.InTx(ctx, func(s *store.Store) error {
		r, err := d.household(ctx, s, by, models.HouseholdEdit, id)
		if err != nil {
			return err
		}
		if in.RegionCode != nil {
			if models.CountyOf(*in.RegionCode) != r.CountyCode {
				return models.InvalidField("region_code", "region_outside_county")
			}
			if err := d.village(ctx, s, by, *in.RegionCode); err != nil {
				return err
			}
		}
		from := r.Status
		patchHousehold(r, in)
		if err := s.ReviseHousehold(ctx, r, version); err != nil {
			return err
		}
		flow.Log(s, by, householdSubject(*r), "edit", string(from), string(r.Status), nil)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return d.Household(ctx, by, id)
}

func patchHousehold(r *models.Household, in models.HouseholdPatch) {
	put(&r.RegionCode, in.RegionCode)
	putText(&r.Address, in.Address)
	put(&r.Category, in.Category)
	put(&r.Status, in.Status)
	putText(&r.StatusReason, in.StatusReason)
	if in.MonthlyIncomeFen != nil {
		r.MonthlyIncomeFen = in.MonthlyIncomeFen
	}
}

// AddPerson records one more member of a household. Errors: Invalid, NotFound, Conflict person_known.
func (d *Desk) AddPerson(ctx context.Context, by models.Actor, household string, in models.PersonDraft) (*models.Person, error) {
	if faults := models.CheckPerson(in, d.today()); len(faults) > 0 {
		return nil, models.Invalid(faults...)
	}
	var p models.Person
	err := d.Store.InTx(ctx, func(s *store.Store) error {
		r, err := d.household(ctx, s, by, models.HouseholdEdit, household)
		if err != nil {
			return err
		}
		p = in.Row(r, d.origin(by))
		if err := s.InsertPerson(ctx, &p); err != nil {
			return err
		}
		flow.Log(s, by, householdSubject(*r), "add_person", string(r.Status), string(r.Status), map[string]string{"person_id": p.ID})
		return nil
	})
	return &p, err
}
