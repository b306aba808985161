package outreach

import (
	"context"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// dropAtOnce is how many signals are deleted in one transaction, so that nobody waits for it.
const dropAtOnce = 2000

// sweepSignals deletes what is no longer to be kept (domain report §17.3): signals past their day that no alert hangs on, with them the households
// that only a list had put on file and that nobody has touched since, and the files of batches past theirs; a list that was never applied is
// discarded with its file.
func (d *Desk) sweepSignals(ctx context.Context, county string) error {
	for {
		dropped := 0
		err := d.Store.InTx(ctx, func(s *store.Store) (err error) {
			var of []string
			if dropped, of, err = s.DropSignals(ctx, county, d.today(), dropAtOnce); err != nil {
				return err
			}
			return forgetStubs(ctx, s, county, of)
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

// forgetStubs deletes those households of whom nothing is left but that a list once named them: put on file by a list as somebody to be looked at,
// with no signal left, and never edited, asked about, alerted, visited, assessed, helped or heard of otherwise. That they were there stays in the log,
// without a name.
func forgetStubs(ctx context.Context, s *store.Store, county string, households []string) error {
	stubs, err := s.StubsForgotten(ctx, county, households)
	if err != nil {
		return err
	}
	ids := make([]string, len(stubs))
	for i, h := range stubs {
		ids[i] = h.ID
		flow.Log(s, models.System(county), flow.Subject{Noun: "household", ID: h.ID, County: county, Region: h.RegionCode}, "forget", string(h.Status), "",
			map[string]string{"via": "feed"})
	}
	return s.DeleteStubs(ctx, county, ids)
}
