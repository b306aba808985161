package casework

import (
	"context"
	"strconv"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// Swept is what one sweep of a county has ended.
type Swept struct{ Invitations, Offers int }

// Sweep ends what time has ended in a county: invitations and proposals past their answer time, and offers past their last day. It may
// run on several instances at once: each row is ended once.
func (d *Desk) Sweep(ctx context.Context, county string) (Swept, error) {
	var out Swept
	by := models.System(county)
	overdue, err := d.Store.MatchesOverdue(ctx, county, d.Store.Now(), 500)
	if err != nil {
		return out, err
	}
	for _, m := range overdue {
		_, err := d.onMatch(ctx, by, models.MatchCancel, m.ID, func(s *store.Store, n *models.Need, m *models.Match) error {
			if err := flow.TakeMatch(ctx, s, by, m, "expire", store.Change{}); err != nil {
				return err
			}
			return flow.Derive(ctx, s, by, n)
		})
		if err := unlessConflict(err); err != nil {
			return out, err
		}
		out.Invitations++
	}
	ended, err := d.Store.OffersPastEnd(ctx, county, d.today(), 500)
	if err != nil {
		return out, err
	}
	for _, o := range ended {
		err := d.onOffer(ctx, by, o.ID, true, func(s *store.Store, r *models.Offer) error {
			if err := d.cancelInvitations(ctx, s, by, store.MatchFilter{Offer: r.ID}, "offer_expired"); err != nil {
				return err
			}
			return moveOffer(ctx, s, by, r, "expire", store.Change{})
		})
		if err := unlessConflict(err); err != nil {
			return out, err
		}
		out.Offers++
	}
	return out, d.remindChecks(ctx, county)
}

// remindChecks tells, once a check, that somebody is to be asked how it stands with the work.
func (d *Desk) remindChecks(ctx context.Context, county string) error {
	due := store.WorkFilter{Scope: store.Scope{County: county}, CheckBy: d.today()}
	rows, _, err := d.Store.Works(ctx, due, store.Page{Limit: 500, Oldest: true})
	if err != nil || len(rows) == 0 {
		return err
	}
	told, err := toldChecks(ctx, d.Store, county, rows)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if told[r.ID] == r.DueCheck(d.today()) {
			continue
		}
		err := d.Store.InTx(ctx, func(s *store.Store) error {
			held, err := s.HoldWork(ctx, store.Key{County: county, ID: r.ID})
			if err != nil {
				return err
			}
			days := held.DueCheck(d.today())
			told, err := toldChecks(ctx, s, county, []models.WorkPath{*held})
			if err != nil || days == 0 || held.Status == models.WorkClosed || told[held.ID] == days {
				return err // somebody was quicker
			}
			flow.Log(s, models.System(county), workSubject(*held), "check_due", string(held.Status), string(held.Status), map[string]string{"days": strconv.Itoa(days)})
			return nil
		})
		if err := unlessConflict(err); err != nil {
			return err
		}
	}
	return nil
}

// toldChecks are the furthest checks of paths of which somebody was told that they are due.
func toldChecks(ctx context.Context, s *store.Store, county string, rows []models.WorkPath) (map[string]int, error) {
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	events, err := s.EventsAbout(ctx, county, map[string][]string{"work_path": ids}, 1_000_000)
	out := map[string]int{}
	for _, e := range events {
		if days, said := strconv.Atoi(e.Data["days"]); e.Step == "check_due" && said == nil {
			out[e.ObjectID] = max(out[e.ObjectID], days)
		}
	}
	return out, err
}

// unlessConflict forgives a row that somebody else moved in between.
func unlessConflict(err error) error {
	if models.KindOf(err) == models.KindConflict {
		return nil
	}
	return err
}
