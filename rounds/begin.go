package rounds

import (
	"context"
	"errors"

	"zhulian/errands"
	"zhulian/models"
	"zhulian/store"
)

// Order sends for a round that goes on while nobody waits. Say words what is wrong for whoever sent for it, and Told what came of it.
type Order struct {
	County string
	DryRun bool
	Say    func(error) string
	Told   func(models.Allocation) string
}

// Begin starts a round like Run and answers at once with its row, which is running; the round itself goes on as an errand, and its row says
// what became of it. Errors: Forbidden, NotFound, Conflict round_running.
func (d *Desk) Begin(ctx context.Context, by models.Actor, in Order) (*models.Allocation, error) {
	if err := d.mayRun(ctx, by, in.County); err != nil {
		return nil, err
	}
	a, err := d.start(ctx, by, in.DryRun)
	if err != nil {
		return nil, err
	}
	subject := "proposals"
	if in.DryRun {
		subject = "trial"
	}
	_, err = d.Errands.Send(ctx, errands.Errand{By: by, Kind: "round", Subject: subject, Say: in.Say}, d.errand(by, *a, in))
	if err != nil {
		return nil, errors.Join(err, d.fail(context.WithoutCancel(ctx), by, a))
	}
	return a, nil
}

func (d *Desk) errand(by models.Actor, a models.Allocation, in Order) errands.Work {
	return func(ctx context.Context, _ errands.Tell) (errands.Outcome, error) {
		if err := d.work(ctx, by, &a); err != nil {
			return errands.Outcome{}, errors.Join(err, d.fail(context.WithoutCancel(ctx), by, &a))
		}
		row, err := d.Store.Allocation(ctx, store.Key{County: a.CountyCode, ID: a.ID})
		if err != nil {
			return errands.Outcome{}, err
		}
		return errands.Outcome{Text: in.Told(*row)}, nil
	}
}
