package cmd

import (
	"context"
	"errors"
	"time"

	"zhulian/errands"
	"zhulian/jobs"
	"zhulian/models"
	"zhulian/reports"
	"zhulian/retention"
	"zhulian/server/api"
	"zhulian/server/respond"
)

const (
	sweepEvery = time.Minute
	countEvery = time.Hour // how often the three rates are counted for the operator; each count reads the quarter
	fewest     = 5         // of which a rate is told: what leaves the county is no rate of a few
	comeBack   = 5 * time.Second

	forgetRates = 48 * time.Hour // longer than the count of wrong passwords under a name lasts
)

// How long a run of standing work may take in a county, where a night's work is part of it.
const nightLease = 10 * time.Minute

// standing is the standing work of a county that is done once, by whichever server takes it out of the queue.
func (h house) standing(face *api.API, runner *errands.Runner) []jobs.Job {
	return []jobs.Job{
		{Name: "casework", Every: sweepEvery, Do: func(ctx context.Context, county string) error {
			_, err := face.Casework.Sweep(ctx, county)
			return err
		}},
		{Name: "outreach", Every: sweepEvery, Lease: nightLease, Do: face.Outreach.Sweep},
		{Name: "entitlement", Every: sweepEvery, Lease: nightLease, Do: face.Entitlement.Sweep},
		{Name: "exchange", Every: sweepEvery, Do: face.Exchange.Sweep},
		{Name: "errands", Every: sweepEvery, Do: func(ctx context.Context, county string) error {
			_, err := runner.Sweep(ctx, county)
			return err
		}},
		{Name: "retention", Every: sweepEvery, Lease: nightLease, Do: h.retain},
		{Name: "reminders", Every: sweepEvery, Do: face.Notices.Remind},
		{Name: "notices", Every: time.Hour, Do: face.Notices.Forget},
	}
}

// work does the standing work until ctx ends. Where the queue cannot be reached it comes back later.
func (h house) work(ctx context.Context, list []jobs.Job) {
	for {
		err := h.workOnce(ctx, list)
		if ctx.Err() != nil {
			return
		}
		h.log.WarnContext(ctx, "the standing jobs wait", "error", respond.Inside(err))
		select {
		case <-ctx.Done():
			return
		case <-time.After(comeBack):
		}
	}
}

func (h house) workOnce(ctx context.Context, list []jobs.Job) error {
	q, err := jobs.Open(ctx, h.database, list, jobs.Options{
		Log: h.log, Now: h.clock.Now, Counties: h.counties, Words: respond.Inside, Ended: h.inside.metrics.Job,
	})
	if err != nil {
		return err
	}
	defer q.Close()
	return q.Run(ctx)
}

func (h house) counties(ctx context.Context) ([]string, error) { return countyCodes(ctx, h.store) }

// look notes what every server tells of itself: every minute how the outbox stands, and every hour the counties' rates.
func (h house) look(ctx context.Context, desk *reports.Desk) {
	minute := time.NewTicker(sweepEvery)
	defer minute.Stop()
	for due := h.clock.Now(); ; {
		if err := h.lookAtOutbox(ctx); err != nil && ctx.Err() == nil {
			h.log.WarnContext(ctx, "the outbox cannot be seen", "error", respond.Inside(err))
		}
		if now := h.clock.Now(); !now.Before(due) {
			due = now.Add(countEvery - sweepEvery/2) // a ticker is never quite on time
			h.count(ctx, desk)
			if err := h.store.ForgetRates(ctx, now.Add(-forgetRates)); err != nil && ctx.Err() == nil {
				h.log.WarnContext(ctx, "old rates stay", "error", respond.Inside(err))
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-minute.C:
		}
	}
}

// count counts the rates of every county; one county's trouble is not another's.
func (h house) count(ctx context.Context, desk *reports.Desk) {
	began := h.clock.Now()
	list, err := h.counties(ctx)
	for _, county := range list {
		if ctx.Err() != nil {
			return
		}
		err = errors.Join(err, h.countRates(ctx, desk, county))
	}
	if ctx.Err() != nil {
		return
	}
	ended := h.clock.Now()
	h.inside.metrics.Job("rates", ended, ended.Sub(began), err != nil)
	if err != nil {
		h.log.WarnContext(ctx, "the rates were not counted", "error", respond.Inside(err))
	}
}

func (h house) lookAtOutbox(ctx context.Context) error {
	box, err := h.store.Outbox(ctx)
	if err != nil {
		return err
	}
	late := time.Duration(0)
	if box.Waiting > 0 {
		late = max(0, h.clock.Now().Sub(box.OldestDue))
	}
	h.inside.metrics.Outbox(box.Waiting, box.Unsure, late)
	return nil
}

// retain deletes what is over its time in a county and notes for the operator what was left.
func (h house) retain(ctx context.Context, county string) error {
	run, err := (&retention.Desk{Store: h.store}).Sweep(ctx, county)
	if run != nil && run.EndedAt != nil {
		h.inside.metrics.Retention(county, run.OverCount, h.clock.Now())
	}
	return err
}

// countRates notes the three rates of a county for the operator.
func (h house) countRates(ctx context.Context, desk *reports.Desk, county string) error {
	rates, err := desk.Rates(ctx, models.System(county), reports.Query{})
	for _, r := range rates {
		ratio := r.Rate
		if r.Denominator < fewest {
			ratio = nil
		}
		h.inside.metrics.Rate(county, r.Code, ratio)
	}
	return err
}
