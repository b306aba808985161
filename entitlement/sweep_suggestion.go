package entitlement

import (
	"context"
	"slices"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

const (
	renewedAtOnce = 100  // households in one transaction
	followedMost  = 2000 // events in one sweep
	lapsedMost    = 500
)

// renewNight asks the rules, once a night, about every active household of a county. Several instances change nothing twice.
func (d *Desk) renewNight(ctx context.Context, county string) error {
	day := d.today()
	if ran, err := d.Store.SuggestionRan(ctx, county, day); err != nil || ran {
		return err
	}
	head, err := d.Store.Head(ctx, county)
	if err != nil {
		return err
	}
	run := &models.SuggestionRun{CountyCode: county, RanOn: day, ID: models.NewID(d.Store.Now())}
	after, sum := "", Diff{}
	for {
		list, err := d.Store.HouseholdsAfter(ctx, county, after, renewedAtOnce)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			break
		}
		diff, err := d.renew(ctx, county, run.ID, list)
		if err != nil {
			return err
		}
		sum.add(diff)
		run.Households += len(list)
		after = list[len(list)-1].ID
	}
	run.Issued, run.Changed, run.Gone = sum.Issued, sum.Changed, sum.Gone
	err = d.Store.InTx(ctx, func(s *store.Store) error {
		run.CreatedAt = s.Now()
		if err := s.InsertSuggestionRun(ctx, run); err != nil {
			return err
		}
		return s.MoveSuggestionCursor(ctx, county, head.Seq)
	})
	if models.KindOf(err) == models.KindConflict {
		return nil // another instance has noted the night
	}
	return err
}

// renewTouched asks the rules about the households to which something has happened since the last sweep, by the event log.
func (d *Desk) renewTouched(ctx context.Context, county string) error {
	seq, known, err := d.Store.SuggestionCursor(ctx, county)
	if err != nil || !known {
		return err
	}
	events, err := d.Store.Events(ctx, store.EventFilter{CountyCode: county, After: seq, Limit: followedMost})
	if err != nil || len(events) == 0 {
		return err
	}
	ids, err := d.Store.TouchedBy(ctx, county, events)
	if err != nil {
		return err
	}
	run := models.NewID(d.Store.Now())
	for part := range slices.Chunk(ids, renewedAtOnce) {
		byID, err := d.Store.HouseholdsByID(ctx, county, part)
		if err != nil {
			return err
		}
		var list []models.Household
		for _, id := range part {
			if h, ok := byID[id]; ok && h.Status == models.HouseholdActive {
				list = append(list, h)
			}
		}
		if _, err := d.renew(ctx, county, run, list); err != nil {
			return err
		}
	}
	return d.Store.InTx(ctx, func(s *store.Store) error { return s.MoveSuggestionCursor(ctx, county, events[len(events)-1].Seq) })
}

// lapse lets suggestions expire on which nobody has decided for ninety days.
func (d *Desk) lapse(ctx context.Context, county string) error {
	late, err := d.Store.SuggestionsLapsed(ctx, county, d.today(), lapsedMost)
	if err != nil {
		return err
	}
	for i := range late {
		err := d.Store.InTx(ctx, func(s *store.Store) error {
			return flow.TakeSuggestion(ctx, s, models.System(county), &late[i], "expire", store.Change{})
		})
		if err != nil && models.KindOf(err) != models.KindConflict {
			return err
		}
	}
	return nil
}
