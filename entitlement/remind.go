package entitlement

import (
	"context"
	"time"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// How long before its end somebody is reminded of a limit, and how many are told in one sweep.
const (
	remindAhead      = 48 * time.Hour
	remindAheadEmerg = 6 * time.Hour
	sweptMost        = 500
)

// remindRelief reminds whoever holds a request before its time is over, and tells the county when it is. Each is told once a step.
func (d *Desk) remindRelief(ctx context.Context, county string) error {
	now := d.Store.Now()
	near, err := d.Store.ReliefDue(ctx, county, now.Add(remindAhead), "reminded_at", sweptMost)
	if err != nil {
		return err
	}
	for i := range near {
		if a := &near[i]; !a.Emergency || a.DueAt.Before(now.Add(remindAheadEmerg)) {
			if err := d.tellRelief(ctx, a, "reminded_at", "remind"); err != nil {
				return err
			}
		}
	}
	late, err := d.Store.ReliefDue(ctx, county, now, "escalated_at", sweptMost)
	if err != nil {
		return err
	}
	for i := range late {
		if late[i].Status == models.ApplicationMaterials {
			continue // it is the household that has time left to use, and nobody's failure
		}
		if err := d.tellRelief(ctx, &late[i], "escalated_at", "escalate"); err != nil {
			return err
		}
	}
	return nil
}

func (d *Desk) tellRelief(ctx context.Context, a *models.Application, column, step string) error {
	return d.Store.InTx(ctx, func(s *store.Store) error {
		first, err := s.TellRelief(ctx, store.Key{County: a.CountyCode, ID: a.ID}, column)
		if err != nil || !first {
			return err
		}
		flow.Log(s, models.System(a.CountyCode), applicationSubject(*a), step, string(a.Status), string(a.Status), map[string]string{"due_at": a.DueAt.UTC().Format(time.RFC3339)})
		return nil
	})
}

// remindComplaints reminds of complaints before their fifteen days are over, and escalates them when they are.
func (d *Desk) remindComplaints(ctx context.Context, county string) error {
	now, by := d.Store.Now(), models.System(county)
	waiting := ComplaintFilter{Scope: store.Scope{County: county}, Before: now.Add(remindAhead),
		Statuses: []models.ComplaintStatus{models.ComplaintFiled, models.ComplaintAssigned}}
	rows, _, err := d.Store.Complaints(ctx, waiting, store.Page{Limit: sweptMost, Oldest: true})
	if err != nil {
		return err
	}
	for i := range rows {
		r := &rows[i]
		err := d.Store.InTx(ctx, func(s *store.Store) error {
			if r.AnswerBy.Before(now) {
				return stepComplaint(ctx, s, by, r, "escalate", "", store.Change{})
			}
			first, err := s.TellComplaint(ctx, store.Key{County: county, ID: r.ID})
			if err == nil && first {
				flow.Log(s, by, complaintSubject(*r), "remind", string(r.Status), string(r.Status), nil)
			}
			return err
		})
		if err != nil && models.KindOf(err) != models.KindConflict {
			return err
		}
	}
	return nil
}
