package outreach

import (
	"context"

	"zhulian/models"
	"zhulian/store"
)

// dropAtOnce is how many signals are deleted in one transaction, so that nobody waits for it.
const dropAtOnce = 2000

// sweepSignals deletes what is no longer to be kept (domain report §17.3): signals past their day that no alert hangs on, and the files of
// batches past theirs; a list that was never applied is discarded with its file.
func (d *Desk) sweepSignals(ctx context.Context, county string) error {
	for {
		var dropped int64
		err := d.Store.InTx(ctx, func(s *store.Store) (err error) {
			dropped, err = s.DropSignals(ctx, county, d.today(), dropAtOnce)
			return err
		})
		if err != nil {
			return err
		}
		if dropped < dropAtOnce {
			break
		}
	}
	past, err := d.Store.BatchesPast(ctx, county, d.today())
	for _, b := range past {
		if err == nil {
			err = d.forget(ctx, b)
		}
	}
	return err
}

// forget throws away the files of a batch.
func (d *Desk) forget(ctx context.Context, b models.FeedBatch) error {
	if _, err := models.BatchSteps.Next("discard", b.Status); err == nil {
		return d.end(ctx, models.System(b.CountyCode), &b, "discard", "")
	}
	return d.Store.InTx(ctx, func(s *store.Store) error {
		if err := throwAway(ctx, s, &b); err != nil {
			return err
		}
		return s.ForgetFiles(ctx, store.Key{County: b.CountyCode, ID: b.ID})
	})
}
