package entitlement

import (
	"cmp"
	"context"
	"slices"

	"zhulian/models"
	"zhulian/store"
)

// Entry is one thing on a household's timeline of help.
type Entry struct {
	On          models.Date
	Kind        models.BenefitKind // "" for a request for relief
	Name        string             // "" where the category names it
	Category    string
	Provider    string
	AmountFen   *int64
	Quantity    *int64
	Unit        string
	SourceNoun  string // benefit, fulfilment or application
	SourceID    string
	Voided      bool
	Application *models.Application
	Repeats     models.Date // the day of other help of the category within a week before, "" for none
}

// Ledger is all help of a household, the newest first, with its lists.
type Ledger struct {
	Household *models.Household
	Place     string
	Entries   []Entry
	Lists     []models.HappinessList
	CanMake   bool
}

// ledgerYears is how far back the timeline goes.
const ledgerMonths = 36

// Ledger shows all that a household has received in three years: benefits of departments, confirmed deliveries, requests that were decided; the
// look is logged. Errors: NotFound.
func (d *Desk) Ledger(ctx context.Context, by models.Actor, household string) (*Ledger, error) {
	h, err := d.householdFor(ctx, by, household, models.BenefitView)
	if err != nil {
		return nil, err
	}
	out := &Ledger{Household: h, CanMake: models.ScopeOf(by, models.HappinessListMake) != models.ScopeNone}
	if out.Place, err = d.placeName(ctx, h.RegionCode); err != nil {
		return nil, err
	}
	for _, part := range []func(context.Context, *Ledger) error{d.ledgerBenefits, d.ledgerDeeds, d.ledgerApplications} {
		if err := part(ctx, out); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(out.Entries, func(a, b Entry) int { return cmp.Or(cmp.Compare(b.On, a.On), cmp.Compare(b.SourceID, a.SourceID)) })
	markRepeats(out.Entries)
	out.Lists, _, err = d.Store.HappinessLists(ctx, store.PaperFilter{Scope: store.Scope{County: h.CountyCode}, Household: h.ID}, Page{Limit: 20})
	if err != nil {
		return nil, err
	}
	return out, d.Store.InTx(ctx, func(s *store.Store) error {
		now := s.Now()
		return s.InsertDisclosure(ctx, &models.Disclosure{CountyCode: h.CountyCode, ID: models.NewID(now), At: now, AccountID: by.AccountID, Role: by.Role,
			HouseholdID: h.ID, Tier: 4, Purpose: "view", Fields: []string{"household", "benefits"}})
	})
}

func (d *Desk) ledgerBenefits(ctx context.Context, out *Ledger) error {
	h := out.Household
	for p := (store.Page{Limit: 500}); ; {
		rows, next, err := d.Store.Benefits(ctx, store.PaperFilter{Scope: store.Scope{County: h.CountyCode}, Household: h.ID}, p)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if r.SourceNoun == "fulfilment" || r.GrantedOn < d.today().AddMonths(-ledgerMonths) {
				continue
			}
			out.Entries = append(out.Entries, Entry{On: r.GrantedOn, Kind: r.Kind, Name: r.Name, Category: r.Category, Provider: r.Provider, AmountFen: r.AmountFen,
				Quantity: r.Quantity, Unit: r.Unit, SourceNoun: "benefit", SourceID: r.ID, Voided: r.VoidedAt != nil})
		}
		if next == "" {
			return nil
		}
		p.After = next
	}
}

func (d *Desk) ledgerDeeds(ctx context.Context, out *Ledger) error {
	h := out.Household
	rows, err := d.Store.Deeds(ctx, h.CountyCode, []string{h.ID}, d.today().AddMonths(-ledgerMonths).Start(), d.today().End())
	for _, r := range rows {
		out.Entries = append(out.Entries, Entry{On: r.On, Kind: r.Kind(), Category: r.Category, Provider: r.Supplier, AmountFen: r.ValueFen, Quantity: &r.Quantity,
			Unit: r.Unit, SourceNoun: "fulfilment", SourceID: r.ID})
	}
	return err
}

func (d *Desk) ledgerApplications(ctx context.Context, out *Ledger) error {
	h := out.Household
	rows, _, err := d.Store.Applications(ctx, store.PaperFilter{Scope: store.Scope{County: h.CountyCode}, Household: h.ID}, Page{Limit: 200})
	for i := range rows {
		if r := &rows[i]; r.DecidedAt != nil {
			out.Entries = append(out.Entries, Entry{On: models.DateOf(*r.DecidedAt), Name: r.Kind.BenefitName(), AmountFen: r.AmountFen, SourceNoun: "application",
				SourceID: r.ID, Application: r})
		}
	}
	return err
}

// markRepeats marks help of a category that came within a week of other help of it; entries stand newest first.
func markRepeats(all []Entry) {
	last := map[string]models.Date{}
	for i := len(all) - 1; i >= 0; i-- {
		e := &all[i]
		if e.Category == "" || e.Voided {
			continue
		}
		if before, had := last[e.Category]; had && e.On <= before.AddDays(models.RepeatDays) {
			e.Repeats = before
		}
		last[e.Category] = e.On
	}
}
