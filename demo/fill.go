package demo

import (
	"context"
	"errors"
	"fmt"

	"zhulian/models"
	"zhulian/store"
)

// Options say how the invented county is loaded.
type Options struct {
	Seed         uint64 // 0 means DefaultSeed
	PasswordHash string // argon2id in PHC form, of the one password of all demo accounts
	Share        int    // one in so many households and needs only, as in Scene
	Fresh        bool   // erase what the county holds and start over
}

// Summary counts what was loaded.
type Summary struct {
	Regions, Accounts, Suppliers, Offers, Households, Persons, Consents, Needs, Matches, Fulfilments, Attachments, Disclosures, Events int
	Batches, Signals, Alerts, VisitWindows, Visits, Applications, Suggestions, Benefits, Lists                                         int
	Works, WorkChecks, Sessions, Attendances                                                                                           int

	Standards, Limits, Categories, CalendarDays int
}

// ErrFilled means that the database already holds the invented county.
var ErrFilled = errors.New("the database already holds the demo county 330199")

// Fill writes the invented county into a migrated database, in one transaction and dated relative to the store's clock. It
// refuses, with ErrFilled, a database that holds households of that county, unless the county is to start over.
func Fill(ctx context.Context, s *store.Store, o Options) (Summary, error) {
	if o.Seed == 0 {
		o.Seed = DefaultSeed
	}
	now := s.Now()
	today := models.DateOf(now)
	calendar, err := s.Calendar(ctx, County, today.AddDays(-1000), today.AddDays(1000))
	if err != nil {
		return Summary{}, fmt.Errorf("demo: calendar: %w", err)
	}
	d := Build(Scene{Now: now, Seed: o.Seed, Calendar: calendar, PasswordHash: o.PasswordHash, Share: o.Share})
	err = s.InTx(ctx, func(s *store.Store) error {
		if err := makeRoom(ctx, s, o.Fresh); err != nil {
			return err
		}
		return d.load(ctx, s)
	})
	if err != nil {
		return Summary{}, err
	}
	return d.Summary(), nil
}

// makeRoom makes room: it erases the county where it is to start over, and refuses where it is there.
func makeRoom(ctx context.Context, s *store.Store, fresh bool) error {
	if fresh {
		return s.EraseInvented(ctx)
	}
	found, _, err := s.Households(ctx, store.HouseholdFilter{Scope: store.Scope{County: County}}, store.Page{Limit: 1})
	if err != nil {
		return err
	}
	if len(found) > 0 {
		return ErrFilled
	}
	return nil
}

func (d *Data) load(ctx context.Context, s *store.Store) error {
	if err := s.PutRegions(ctx, d.Regions); err != nil {
		return fmt.Errorf("demo: regions: %w", err)
	}
	accounts, err := d.newAccounts(ctx, s)
	if err != nil {
		return err
	}
	d.indexed(s)
	// Parents before children, as the foreign keys ask.
	for _, rows := range []any{accounts, d.Suppliers, d.Offers, d.Windows, d.Households, d.Persons, d.Consents, d.Needs, d.Matches,
		d.Reservations, d.Fulfilments, d.Attachments, d.Disclosures, d.Batches, d.Alerts, d.Reasons, d.Signals, d.Ties, d.Absences, d.VisitPlans,
		d.VisitRounds, d.VisitWindows, d.Visits, d.Levels, d.ChildReports, d.Applications, d.Suggestions, d.Benefits,
		d.Sessions, d.Works, d.WorkChecks, d.Attendances,
		d.MinorAccess, d.Lists, d.ListRuns, d.Samples, d.Standards, d.Limits, d.Categories, d.Calendar, d.Weights} {
		if err := s.InsertAll(ctx, rows); err != nil {
			return fmt.Errorf("demo: %T: %w", rows, err)
		}
	}
	for i := range d.Complaints {
		if err := s.InsertComplaint(ctx, &d.Complaints[i]); err != nil {
			return err
		}
	}
	for _, e := range d.Events {
		s.Record(e)
	}
	return nil
}

// newAccounts leaves out the province's login where it is there already: it belongs to no county, and so outlives this one.
func (d *Data) newAccounts(ctx context.Context, s *store.Store) ([]models.Account, error) {
	var out []models.Account
	for _, a := range d.Accounts {
		if a.CountyCode == County {
			out = append(out, a)
			continue
		}
		known, err := s.AccountByName(ctx, a.Username)
		switch {
		case models.KindOf(err) == models.KindNotFound:
			out = append(out, a)
		case err != nil:
			return nil, err
		default:
			if err := s.SetPassword(ctx, store.Key{County: known.CountyCode, ID: known.ID}, a.PasswordHash, nil); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// Summary counts what the county consists of.
func (d *Data) Summary() Summary {
	return Summary{
		Regions: len(d.Regions), Accounts: len(d.Accounts), Suppliers: len(d.Suppliers), Offers: len(d.Offers), Households: len(d.Households),
		Persons: len(d.Persons), Consents: len(d.Consents), Needs: len(d.Needs), Matches: len(d.Matches), Fulfilments: len(d.Fulfilments),
		Attachments: len(d.Attachments),
		Disclosures: len(d.Disclosures), Events: len(d.Events), Batches: len(d.Batches), Signals: len(d.Signals), Alerts: len(d.Alerts),
		VisitWindows: len(d.VisitWindows), Visits: len(d.Visits),
		Applications: len(d.Applications), Suggestions: len(d.Suggestions), Benefits: len(d.Benefits), Lists: len(d.Lists),
		Works: len(d.Works), WorkChecks: len(d.WorkChecks), Sessions: len(d.Sessions), Attendances: len(d.Attendances),
		Standards: len(d.Standards), Limits: len(d.Limits), Categories: len(d.Categories), CalendarDays: len(d.Calendar),
	}
}
