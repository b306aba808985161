package cmd

import (
	"context"
	"errors"
	"time"

	"zhulian/errands"
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
)

// job is standing work, done county by county.
type job struct {
	name  string
	every time.Duration
	do    func(ctx context.Context, county string) error
	due   time.Time
}

func (h house) jobs(face *api.API, runner *errands.Runner) []*job {
	return []*job{
		{name: "casework", every: sweepEvery, do: func(ctx context.Context, county string) error {
			_, err := face.Casework.Sweep(ctx, county)
			return err
		}},
		{name: "outreach", every: sweepEvery, do: face.Outreach.Sweep},
		{name: "entitlement", every: sweepEvery, do: face.Entitlement.Sweep},
		{name: "exchange", every: sweepEvery, do: face.Exchange.Sweep},
		{name: "errands", every: sweepEvery, do: func(ctx context.Context, county string) error {
			_, err := runner.Sweep(ctx, county)
			return err
		}},
		{name: "retention", every: sweepEvery, do: h.retain},
		{name: "rates", every: countEvery, do: func(ctx context.Context, county string) error { return h.countRates(ctx, face.Reports, county) }},
	}
}

// sweep does, every minute, the standing work that is due, and notes how the outbox stands.
func (h house) sweep(ctx context.Context, jobs []*job) {
	minute := time.NewTicker(sweepEvery)
	defer minute.Stop()
	for {
		counties, err := h.store.Counties(ctx)
		if err == nil {
			err = h.lookAtOutbox(ctx)
		}
		if err != nil && ctx.Err() == nil {
			h.log.WarnContext(ctx, "the sweep sees no counties", "error", respond.Inside(err))
		}
		for _, j := range jobs {
			if now := h.clock.Now(); !now.Before(j.due) {
				j.due = now.Add(j.every - sweepEvery/2) // a ticker is never quite on time
				h.run(ctx, j, counties)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-minute.C:
		}
	}
}

// run does one job in every county; one county's trouble is not another's.
func (h house) run(ctx context.Context, j *job, counties []models.Region) {
	began := h.clock.Now()
	var err error
	for _, c := range counties {
		if ctx.Err() != nil {
			return
		}
		err = errors.Join(err, j.do(ctx, c.CountyCode))
	}
	if ctx.Err() != nil {
		return
	}
	ended := h.clock.Now()
	h.inside.metrics.Job(j.name, ended, ended.Sub(began), err != nil)
	if err != nil {
		h.log.WarnContext(ctx, "a standing job did not end well", "job", j.name, "error", respond.Inside(err))
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
