package casework

import (
	"context"

	"zhulian/models"
	"zhulian/store"
)

// fileMost is how many needs and disclosures a household's file shows.
const fileMost = 50

// HouseholdFile is a household with what is known and under way.
type HouseholdFile struct {
	models.Household
	Village     string
	Consents    []models.Consent
	Needs       []models.Need // by their public titles, newest first
	Disclosures []models.Disclosure
	Who         map[string]string      // the names of the accounts in the disclosures
	Repeats     map[string]models.Date // by need that is not at its end: the day of help of its category within a week
	Hidden      int                    // minors of whom the reader may see no more than that there are
	MinorAsks   []MinorAccessLine      // who asked to see them, for those who may
	Recheck     []models.Benefit       // what it still receives though somebody of it has died
}

// PersonName is the name of a member, or "" for nobody of the household.
func (f *HouseholdFile) PersonName(id string) string {
	if p := member(f.Persons, id); p != nil {
		return p.Name
	}
	return ""
}

// HouseholdFile shows one household with its persons, consents and needs, and, to those who may know, who has seen it. The view is
// logged. Errors: NotFound.
func (d *Desk) HouseholdFile(ctx context.Context, by models.Actor, id string) (*HouseholdFile, error) {
	h, err := d.Household(ctx, by, id)
	if err != nil {
		return nil, err
	}
	out := &HouseholdFile{Household: *h, Who: map[string]string{}}
	names, err := d.Store.RegionNames(ctx, []string{h.RegionCode})
	if err != nil {
		return nil, err
	}
	out.Village = names[h.RegionCode]
	consents, err := d.Store.Consents(ctx, h.CountyCode, h.ID)
	if err != nil {
		return nil, err
	}
	out.Consents = consents[h.ID]
	if models.ScopeOf(by, models.NeedView) != models.ScopeNone {
		if out.Needs, _, err = d.Needs(ctx, by, store.NeedFilter{Household: h.ID}, store.Page{Limit: fileMost}); err != nil {
			return nil, err
		}
	}
	if err := d.addRepeats(ctx, out); err != nil {
		return nil, err
	}
	if err := d.addMinors(ctx, by, out); err != nil {
		return nil, err
	}
	if out.Recheck, err = d.recheck(ctx, by, *h); err != nil {
		return nil, err
	}
	return out, d.addDisclosures(ctx, by, out)
}

// addRepeats marks the open needs of whose category the household had help within a week, under another need or from a department.
func (d *Desk) addRepeats(ctx context.Context, f *HouseholdFile) error {
	help, err := d.Store.HelpOf(ctx, f.CountyCode, []string{f.ID}, d.today().AddDays(-models.RepeatDays), d.today())
	f.Repeats = map[string]models.Date{}
	for _, n := range f.Needs {
		for _, r := range help {
			if n.ClosedAt == nil && r.Category == n.Category && r.NeedID != n.ID {
				f.Repeats[n.ID] = max(f.Repeats[n.ID], r.On)
			}
		}
	}
	return err
}

// addMinors tells how many members are hidden from the reader, and who asked to see them.
func (d *Desk) addMinors(ctx context.Context, by models.Actor, f *HouseholdFile) (err error) {
	for _, p := range f.Persons {
		if p.Shield {
			f.Hidden++
		}
	}
	if models.ScopeOf(by, models.MinorAsk) == models.ScopeNone {
		return nil
	}
	f.MinorAsks, _, err = d.MinorAccesses(ctx, by, MinorAccessFilter{Household: f.ID}, Page{Limit: fileMost})
	return err
}

func (d *Desk) addDisclosures(ctx context.Context, by models.Actor, f *HouseholdFile) (err error) {
	if models.ScopeOf(by, models.DisclosureView) == models.ScopeNone {
		return nil
	}
	if f.Disclosures, _, err = d.Store.Disclosures(ctx, f.CountyCode, f.ID, store.Page{Limit: fileMost}); err != nil {
		return err
	}
	ids := make([]string, len(f.Disclosures))
	for i, r := range f.Disclosures {
		ids[i] = r.AccountID
	}
	f.Who, err = d.Store.AccountNames(ctx, f.CountyCode, ids)
	return err
}
