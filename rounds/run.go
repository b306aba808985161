package rounds

import (
	"context"
	"errors"
	"strconv"

	"zhulian/models"
	"zhulian/store"
)

// Run runs a round over a county: all needs that take offers against all that published offers have left. Its proposals take the place
// of the earlier ones that nobody has sent; a dry run only says what it would propose. One round of a county runs at a time. Errors:
// Forbidden, NotFound, Conflict round_running, round_lost.
func (d *Desk) Run(ctx context.Context, by models.Actor, county string, dryRun bool) (*Round, error) {
	if err := d.mayRun(ctx, by, county); err != nil {
		return nil, err
	}
	a, err := d.start(ctx, by, dryRun)
	if err != nil {
		return nil, err
	}
	if err := d.work(ctx, by, a); err != nil {
		return nil, errors.Join(err, d.fail(context.WithoutCancel(ctx), by, a))
	}
	return d.Round(ctx, by, a.ID)
}

// mayRun tells whether a round of a county is the actor's to run.
func (d *Desk) mayRun(ctx context.Context, by models.Actor, county string) error {
	scope, err := models.Authorise(by, models.AllocationRun)
	if err != nil {
		return err
	}
	if !models.Reaches(by, scope, county, "", "") {
		return models.NotFound("region")
	}
	_, err = d.Store.Region(ctx, county+"000000")
	return err
}

// start takes the county for a round. A running round whose lease is over is abandoned: its server died, or is so late that what it
// writes would be refused.
func (d *Desk) start(ctx context.Context, by models.Actor, dryRun bool) (*models.Allocation, error) {
	now := d.Store.Now()
	a := &models.Allocation{CountyCode: by.CountyCode, ID: models.NewID(now), Status: models.AllocationRunning, DryRun: dryRun, StartedBy: by.AccountID,
		StartedAt: now, LeaseUntil: now.Add(lease), CreatedAt: now, UpdatedAt: now, Version: 1}
	err := d.Store.InTx(ctx, func(s *store.Store) error {
		record(s, by, a, "start", "", models.AllocationRunning, map[string]string{"dry_run": strconv.FormatBool(dryRun)})
		other, err := s.HoldRunning(ctx, by.CountyCode)
		if err != nil {
			return err
		}
		if other != nil {
			if now.Before(other.LeaseUntil) {
				return models.Conflict("round_running")
			}
			if err := take(ctx, s, by, other, "abandon", store.Change{"finished_at": now}, nil); err != nil {
				return err
			}
		}
		return s.InsertAllocation(ctx, a)
	})
	return a, err
}

// fail marks a round that did not come to its end, so that the next may start at once.
func (d *Desk) fail(ctx context.Context, by models.Actor, a *models.Allocation) error {
	err := d.Store.InTx(ctx, func(s *store.Store) error {
		return take(ctx, s, by, a, "fail", store.Change{"finished_at": s.Now()}, nil)
	})
	if models.KindOf(err) == models.KindConflict {
		return nil // somebody has abandoned it already
	}
	return err
}

// take takes a declared step of a round, with its event.
func take(ctx context.Context, s *store.Store, by models.Actor, a *models.Allocation, step string, set store.Change, data map[string]string) error {
	to, err := models.AllocationSteps.Next(step, a.Status)
	if err != nil {
		return err
	}
	set["status"] = to
	if err := s.StepAllocation(ctx, store.Key{County: a.CountyCode, ID: a.ID}, a.Status, set); err != nil {
		return err
	}
	record(s, by, a, step, a.Status, to, data)
	return nil
}

func record(s *store.Store, by models.Actor, a *models.Allocation, step string, from, to models.AllocationStatus, data map[string]string) {
	s.Record(models.Event{CountyCode: a.CountyCode, ActorID: by.AccountID, ActorRole: by.Role, Noun: "allocation", ObjectID: a.ID, Step: step,
		FromStatus: string(from), ToStatus: string(to), RegionCode: a.CountyCode + "000000", Data: data})
}

// beforeWriting is where tests have something happen between counting and writing.
var beforeWriting = func() {}

// work counts the round and writes what it came to.
func (d *Desk) work(ctx context.Context, by models.Actor, a *models.Allocation) error {
	defer d.Market.Timed(d.Store, "round")()
	p, err := d.load(ctx, a.CountyCode)
	if err != nil {
		return err
	}
	if err := p.allocate(ctx, d.deadline()); err != nil {
		return err
	}
	beforeWriting()
	return d.settle(ctx, by, a, p)
}
