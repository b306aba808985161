package entitlement

import (
	"context"
	"slices"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// lister makes lists of a county: with what stands over them, read once.
type lister struct {
	county  string
	regions map[string]models.Region
	aides   map[string]string // by village
}

func newLister(ctx context.Context, s *store.Store, county string) (*lister, error) {
	out := &lister{county: county, regions: map[string]models.Region{}, aides: map[string]string{}}
	regions, err := s.Regions(ctx, county+"000000")
	if err != nil {
		return nil, err
	}
	for _, r := range regions {
		out.regions[r.Code] = r
	}
	for p := (store.Page{Limit: 500, Oldest: true}); ; {
		rows, next, err := s.Accounts(ctx, county, store.AccountFilter{Role: models.RoleAide, Status: models.AccountActive}, p)
		if err != nil {
			return nil, err
		}
		for _, a := range rows {
			for _, village := range a.Regions {
				if out.aides[village] == "" {
					out.aides[village] = a.DisplayName
				}
			}
		}
		if next == "" {
			return out, nil
		}
		p.After = next
	}
}

// head is what stands over the list of a household.
func (x *lister) head(h store.OwedList, members []models.Person, day models.Date) models.ListHead {
	village, town := x.regions[h.RegionCode], x.regions[models.TownOf(h.RegionCode)]
	out := models.ListHead{No: h.No, Village: town.Name + village.Name, Aide: x.aides[h.RegionCode]}
	for _, phone := range []string{village.NodePhone, town.NodePhone, x.regions[x.county+"000000"].NodePhone} {
		if out.Hotline == "" {
			out.Hotline = phone
		}
	}
	for _, p := range members {
		if !p.IsHead {
			continue
		}
		if out.Name = models.MaskName(p.Name); minor(p, day) {
			out.Name = models.MaskChildName(p.Name)
		}
	}
	return out
}

// lists makes the lists of some households for a period, out of what is on file, and writes nothing.
func (x *lister) lists(ctx context.Context, s *store.Store, homes []store.OwedList, p models.ListPeriod) ([]models.HappinessList, error) {
	ids := make([]string, len(homes))
	for i, h := range homes {
		ids[i] = h.ID
	}
	sources, err := s.ListSources(ctx, x.county, ids, p)
	if err != nil {
		return nil, err
	}
	members, err := s.Persons(ctx, x.county, ids...)
	if err != nil {
		return nil, err
	}
	now := s.Now()
	out := make([]models.HappinessList, len(homes))
	for i, h := range homes {
		l := models.HappinessList{CountyCode: x.county, ID: models.NewID(now), HouseholdID: h.ID, RegionCode: h.RegionCode, PeriodKind: p.Kind, PeriodFrom: p.From,
			PeriodTo: p.To, Issue: 1, Status: models.ListGenerated, Head: x.head(h, members[h.ID], models.DateOf(now)),
			Deadline: models.ListDeadline(p.To), GeneratedAt: now, CreatedAt: now, UpdatedAt: now, Version: 1}
		models.ComposeList(*sources[h.ID]).Apply(&l)
		out[i] = l
	}
	return out, nil
}

func listSubject(l models.HappinessList) flow.Subject {
	return flow.Subject{Noun: "happiness_list", ID: l.ID, County: l.CountyCode, Region: l.RegionCode}
}

func logMade(s *store.Store, by models.Actor, l models.HappinessList) {
	flow.Log(s, by, listSubject(l), "generate", "", string(l.Status), map[string]string{"period": l.Period().Code()})
}

// MakeList makes the list of one household for a period that has begun: at its first recognition, or where somebody asks for it. Where there
// is one of the period that nobody was shown yet, it is a Conflict list_there; so is one that was. Errors: Invalid, NotFound, Conflict.
func (d *Desk) MakeList(ctx context.Context, by models.Actor, household string, in models.ListDraft) (*models.HappinessList, error) {
	if _, err := models.Authorise(by, models.HappinessListMake); err != nil {
		return nil, err
	}
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	p, ok := models.ParseListPeriod(in.Period)
	if !ok || p.From > d.today() {
		return nil, models.InvalidField("period", "list_period")
	}
	var out *models.HappinessList
	err := d.Store.InTx(ctx, func(s *store.Store) error {
		h, err := s.Household(ctx, key(by, household))
		if err != nil {
			return err
		}
		if err := flow.Within(by, models.HappinessListMake, householdSubject(*h)); err != nil {
			return err
		}
		if err := s.HoldHousehold(ctx, key(by, household)); err != nil {
			return err
		}
		out, err = d.makeOne(ctx, s, by, store.OwedList{ID: h.ID, No: h.No, RegionCode: h.RegionCode}, p)
		return err
	})
	return out, err
}

func (d *Desk) makeOne(ctx context.Context, s *store.Store, by models.Actor, h store.OwedList, p models.ListPeriod) (*models.HappinessList, error) {
	last, err := s.LastIssue(ctx, store.Key{County: by.CountyCode, ID: h.ID}, p)
	if err != nil {
		return nil, err
	}
	if last > 0 {
		return nil, models.Conflict("list_there")
	}
	x, err := newLister(ctx, s, by.CountyCode)
	if err != nil {
		return nil, err
	}
	made, err := x.lists(ctx, s, []store.OwedList{h}, p)
	if err != nil {
		return nil, err
	}
	logMade(s, by, made[0])
	return &made[0], s.InsertHappinessList(ctx, &made[0])
}

// listRecognised makes the first list of households that came onto the lists of T, D, E or X in the last week (domain report §13).
func (d *Desk) listRecognised(ctx context.Context, county string) error {
	today := d.today()
	homes, err := d.Store.FirstRecognised(ctx, county, today.AddDays(-7), sweptMost)
	if err != nil || len(homes) == 0 {
		return err
	}
	p := models.PeriodWith(models.PeriodOfMonth, today)
	return d.Store.InTx(ctx, func(s *store.Store) error {
		_, err := d.writeLists(ctx, s, models.System(county), "", homes, p)
		return err
	})
}

// writeLists makes and writes the lists of those households that have none of the period, and answers how many they were.
func (d *Desk) writeLists(ctx context.Context, s *store.Store, by models.Actor, run string, homes []store.OwedList, p models.ListPeriod) (int, error) {
	ids := make([]string, len(homes))
	for i, h := range homes {
		ids[i] = h.ID
	}
	there, err := s.ListsThere(ctx, by.CountyCode, p, ids)
	if err != nil {
		return 0, err
	}
	homes = slices.DeleteFunc(slices.Clone(homes), func(h store.OwedList) bool { return there[h.ID] })
	if len(homes) == 0 {
		return 0, nil
	}
	x, err := newLister(ctx, s, by.CountyCode)
	if err != nil {
		return 0, err
	}
	made, err := x.lists(ctx, s, homes, p)
	if err != nil {
		return 0, err
	}
	for i := range made {
		made[i].RunID = run
		logMade(s, by, made[i])
	}
	return len(made), s.InsertAll(ctx, made)
}
