package outreach

import (
	"context"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// Place is whose a line of a list is: the household by its head's name and number, and its village.
type Place struct {
	Name, No, Village string
	Level             int
}

// placesAbout names the households that rows are about, and logs that their names are shown.
func placesAbout[T any](ctx context.Context, d *Desk, by models.Actor, rows []T, household func(T) string) (map[string]Place, error) {
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = household(r)
	}
	return d.places(ctx, by, ids)
}

// places names households, and logs that their names are shown.
func (d *Desk) places(ctx context.Context, by models.Actor, ids []string) (map[string]Place, error) {
	out := make(map[string]Place, len(ids))
	unique := map[string]bool{}
	for _, id := range ids {
		unique[id] = true
	}
	if len(unique) == 0 {
		return out, nil
	}
	ids = ids[:0:0]
	for id := range unique {
		ids = append(ids, id)
	}
	rows, err := d.Store.HouseholdsByID(ctx, by.CountyCode, ids)
	if err != nil {
		return nil, err
	}
	heads, err := d.Store.Heads(ctx, store.HouseholdFilter{Scope: store.Scope{County: by.CountyCode}, IDs: ids}, len(ids))
	if err != nil {
		return nil, err
	}
	codes := make([]string, 0, len(heads))
	for _, h := range heads {
		codes = append(codes, h.RegionCode)
	}
	names, err := d.Store.RegionNames(ctx, codes)
	if err != nil {
		return nil, err
	}
	for _, h := range heads {
		out[h.ID] = Place{Name: h.Name, No: h.No, Village: names[h.RegionCode], Level: rows[h.ID].Level}
	}
	return out, d.Store.InTx(ctx, func(s *store.Store) error { return seen(ctx, s, by, "list", []string{"name"}, ids...) })
}

// seen writes down that the actor saw fields of households.
func seen(ctx context.Context, s *store.Store, by models.Actor, purpose string, fields []string, households ...string) error {
	now := s.Now()
	rows := make([]models.Disclosure, len(households))
	for i, id := range households {
		rows[i] = models.Disclosure{CountyCode: by.CountyCode, ID: models.NewID(now), At: now, AccountID: by.AccountID, Role: by.Role, HouseholdID: id,
			Tier: 4, Purpose: purpose, Fields: fields}
	}
	return s.InsertDisclosures(ctx, rows)
}

// household reads a household inside the actor's scope for an action.
func (d *Desk) household(ctx context.Context, s *store.Store, by models.Actor, act models.Action, id string) (*models.Household, error) {
	if _, err := models.Authorise(by, act); err != nil {
		return nil, err
	}
	h, err := s.Household(ctx, key(by, id))
	if err != nil {
		return nil, err
	}
	return h, flow.Within(by, act, flow.Subject{Noun: "household", ID: h.ID, County: h.CountyCode, Region: h.RegionCode})
}

// active holds a household in the actor's scope that is still helped here.
func (d *Desk) active(ctx context.Context, s *store.Store, by models.Actor, act models.Action, id string) (*models.Household, error) {
	h, err := s.HeldHousehold(ctx, key(by, id))
	if models.KindOf(err) == models.KindNotFound {
		return nil, models.InvalidField("household_id", "household_unknown")
	}
	if err != nil {
		return nil, err
	}
	if flow.Within(by, act, flow.Subject{Noun: "household", ID: h.ID, County: h.CountyCode, Region: h.RegionCode}) != nil {
		return nil, models.InvalidField("household_id", "household_unknown")
	}
	if h.Status == models.HouseholdLeft || h.Status == models.HouseholdClosed {
		return nil, models.Conflict("household_not_active")
	}
	return h, nil
}
