package outreach

import (
	"context"
	"slices"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// sweepMost is how many alerts one sweep of one kind moves; the next goes on.
const sweepMost = 500

// remindAlerts reminds, once a limit, those who have alerts whose time is nearly over.
func (d *Desk) remindAlerts(ctx context.Context, county string) error {
	due, err := d.Store.AlertsToRemind(ctx, county, d.Store.Now(), sweepMost)
	if err != nil {
		return err
	}
	return d.eachAlert(ctx, county, due, func(s *store.Store, a *models.Alert) error {
		if a.RemindAt == nil || a.RemindAt.After(s.Now()) || !a.Status.Waits() {
			return nil
		}
		if err := s.StepAlert(ctx, key(models.System(county), a.ID), a.Status, store.Change{"remind_at": nil, "reminded_at": s.Now()}); err != nil {
			return err
		}
		flow.Log(s, models.System(county), alertSubject(a), "remind", string(a.Status), string(a.Status), nil)
		return nil
	})
}

// escalateAlerts takes what is overdue up: first to the town, and where the town lets its time pass, to the county. What no town looks after goes
// to the county at once.
func (d *Desk) escalateAlerts(ctx context.Context, county string) error {
	due, err := d.Store.AlertsToEscalate(ctx, county, d.Store.Now(), sweepMost)
	if err != nil {
		return err
	}
	return d.eachAlert(ctx, county, due, func(s *store.Store, a *models.Alert) error {
		if a.EscalateAt == nil || a.EscalateAt.After(s.Now()) || !a.Status.Waits() {
			return nil
		}
		step, to := "escalate", models.EscalatedToTown
		if a.EscalatedTo == models.EscalatedToTown || models.LevelOf(a.RegionCode) == models.RegionCounty {
			step, to = "escalate_county", models.EscalatedToCounty
		}
		a.EscalatedTo, a.EscalatedAt = to, ptrTime(s.Now())
		return stepAlert(ctx, s, models.System(county), a, step, store.Change{"escalated_to": to, "escalated_at": a.EscalatedAt}, map[string]string{"to": to})
	})
}

// eachAlert runs fn on each alert, held, in a transaction of its own; what somebody else moved in between is left to the next sweep.
func (d *Desk) eachAlert(ctx context.Context, county string, rows []models.Alert, fn func(*store.Store, *models.Alert) error) error {
	for i := range rows {
		err := d.Store.InTx(ctx, func(s *store.Store) error {
			a, err := s.HoldAlert(ctx, store.Key{County: county, ID: rows[i].ID})
			if err != nil {
				return err
			}
			return fn(s, a)
		})
		if err != nil && models.KindOf(err) != models.KindConflict {
			return err
		}
	}
	return nil
}

// recogniseAlerts ties the waiting alerts of unknown persons to their households, once these are on file. Where one of the same family waits
// there already, the two become one, and no signal is lost.
func (d *Desk) recogniseAlerts(ctx context.Context, county string) error {
	known, err := d.Store.AlertsKnownNow(ctx, county, sweepMost)
	if err != nil {
		return err
	}
	for _, k := range known {
		err := d.Store.InTx(ctx, func(s *store.Store) error { return d.recognise(ctx, s, county, k) })
		if err != nil && models.KindOf(err) != models.KindConflict {
			return err
		}
	}
	return nil
}

func (d *Desk) recognise(ctx context.Context, s *store.Store, county string, k store.AlertKnown) error {
	if err := s.HoldAlerts(ctx, county); err != nil {
		return err
	}
	a, err := s.HoldAlert(ctx, store.Key{County: county, ID: k.AlertID})
	if err != nil || a.HouseholdID != nil || !a.Status.Waits() {
		return err
	}
	by := models.System(county)
	dedupe := dedupeKey(Finding{HouseholdID: &k.HouseholdID, Family: a.Family})
	waiting, err := s.WaitingAlerts(ctx, county, []string{dedupe})
	if err != nil {
		return err
	}
	if other := waiting[dedupe]; other != nil {
		return joinAlerts(ctx, s, by, a, other)
	}
	version := a.Version
	a.HouseholdID, a.PersonID, a.UnmatchedIndex, a.DedupeKey = &k.HouseholdID, &k.PersonID, nil, dedupe
	if models.LevelOf(a.RegionCode) != models.RegionVillage {
		a.RegionCode = k.RegionCode
	}
	flow.Log(s, by, alertSubject(a), "recognise", string(a.Status), string(a.Status), nil)
	return s.ReviseAlert(ctx, a, version)
}

// joinAlerts gives all that hangs on one alert to another, which takes the graver severity and the stricter limits.
func joinAlerts(ctx context.Context, s *store.Store, by models.Actor, a, into *models.Alert) error {
	reasons, err := s.Reasons(ctx, a.CountyCode, a.ID, into.ID)
	if err != nil {
		return err
	}
	version := into.Version
	for _, r := range reasons[a.ID] {
		f := Finding{RuleCode: r.RuleCode, RuleVersion: r.RuleVersion, Severity: r.Severity, EventOn: r.EventOn, AmountFen: r.AmountFen}
		if leads(f, into) {
			into.RuleCode, into.RuleVersion, into.Severity, into.Feed = r.RuleCode, r.RuleVersion, r.Severity, r.Feed
			into.EventOn, into.AmountFen, into.Evidence, into.SourceDept = r.EventOn, r.AmountFen, r.Facts, a.SourceDept
		}
	}
	into.Downward = into.Downward && a.Downward
	contact := a.DueAt
	if a.ContactDueAt != nil {
		contact = *a.ContactDueAt
	}
	into.Tighten(models.AlertLimits{Contact: contact, Verify: a.DueAt})
	l, err := limitsOf(ctx, s, a.CountyCode)
	if err != nil {
		return err
	}
	l.schedule(into, s.Now())
	if err := s.ReviseAlert(ctx, into, version); err != nil {
		return err
	}
	if err := moveReasons(ctx, s, reasons[a.ID], reasons[into.ID], into.ID); err != nil {
		return err
	}
	if err := s.MoveSignals(ctx, a.CountyCode, a.ID, into.ID); err != nil {
		return err
	}
	if err := s.CountSignals(ctx, a.CountyCode, []string{a.ID, into.ID}); err != nil {
		return err
	}
	return stepAlert(ctx, s, by, a, "merge", store.Change{"merged_into": into.ID}, map[string]string{"into": into.ID})
}

// moveReasons gives the reasons of one alert to another that has not the same rule with a graver one.
func moveReasons(ctx context.Context, s *store.Store, from, had []models.AlertReason, to string) error {
	var out []models.AlertReason
	for _, r := range from {
		if !slices.ContainsFunc(had, func(h models.AlertReason) bool { return h.RuleCode == r.RuleCode && !graverReason(r, h) }) {
			r.AlertID = to
			out = append(out, r)
		}
	}
	return s.PutReasons(ctx, out)
}

func graverReason(a, b models.AlertReason) bool {
	of := func(r models.AlertReason) Finding {
		return Finding{Severity: r.Severity, RuleCode: r.RuleCode, EventOn: r.EventOn, AmountFen: r.AmountFen, RuleVersion: r.RuleVersion}
	}
	return graver(of(a), of(b)) < 0
}
