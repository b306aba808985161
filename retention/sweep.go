package retention

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"zhulian/models"
	"zhulian/store"
)

// mostPasses is how often everything is gone through: what one thing held back may be free when that has gone.
const mostPasses = 3

// Sweep deletes, once a day, what is over its time in a county, and counts afterwards what is still there: something left is an error, and the
// run is tried again at the next call. One that was broken off goes on. It may run on several instances at once. It answers how many rows are
// over their time by the newest run that ended.
func (d *Desk) Sweep(ctx context.Context, county string) (over int64, err error) {
	day := d.today()
	done, err := d.begin(ctx, county, day)
	if err != nil {
		return 0, err
	}
	if !done {
		if err := d.drop(ctx, county, day); err != nil {
			return 0, err
		}
		if err := d.prove(ctx, county, day); err != nil {
			return 0, err
		}
	}
	run, err := d.Store.RetentionRun(ctx, county, day)
	if err != nil {
		return 0, err
	}
	if run.OverCount > 0 {
		return run.OverCount, fmt.Errorf("retention of %s: over their time and still there: %s", county, written(run.Over))
	}
	return 0, nil
}

// begin notes that the day's run is on, unless it was done.
func (d *Desk) begin(ctx context.Context, county string, day models.Date) (done bool, err error) {
	err = d.Store.InTx(ctx, func(s *store.Store) error {
		now := s.Now()
		run, err := s.RetentionRun(ctx, county, day)
		switch {
		case models.KindOf(err) == models.KindNotFound:
			return s.InsertRetentionRun(ctx, &models.RetentionRun{CountyCode: county, RanOn: day, ID: models.NewID(now), Status: models.RetentionRunning,
				Gone: models.Tally{}, Held: models.Tally{}, Over: models.Tally{}, Tries: 1, CreatedAt: now, UpdatedAt: now, Version: 1})
		case err != nil:
			return err
		case run.Status == models.RetentionFailed:
			run.Status, run.EndedAt, run.Tries = models.RetentionRunning, nil, run.Tries+1
			return s.ReviseRetentionRun(ctx, run)
		}
		done = run.Status == models.RetentionDone
		return nil
	})
	if models.KindOf(err) == models.KindConflict {
		return d.begun(ctx, county, day, err) // another instance began at the same moment
	}
	return done, err
}

func (d *Desk) begun(ctx context.Context, county string, day models.Date, conflict error) (done bool, err error) {
	run, err := d.Store.RetentionRun(ctx, county, day)
	if err != nil {
		return false, conflict
	}
	return run.Status == models.RetentionDone, nil
}

// drop deletes in small steps until nothing more goes.
func (d *Desk) drop(ctx context.Context, county string, day models.Date) error {
	all, err := d.kept(ctx, county, day)
	if err != nil {
		return err
	}
	for range mostPasses {
		went := false
		for _, k := range all {
			some, err := d.dropAll(ctx, k, day)
			if err != nil {
				return err
			}
			went = went || some
		}
		if !went {
			break
		}
	}
	return nil
}

// dropAll deletes what is over its time of one noun.
func (d *Desk) dropAll(ctx context.Context, k kept, day models.Date) (went bool, err error) {
	for {
		n := int64(0)
		err := d.Store.InTx(ctx, func(s *store.Store) error {
			run, err := s.RetentionRun(ctx, k.end.County, day) // instances that run at once take turns
			if err != nil || run.Status != models.RetentionRunning {
				n = 0
				return err
			}
			gone, err := s.DropOver(ctx, k.end, d.atOnce())
			if n = gone.Sum(); err != nil || n == 0 {
				return err
			}
			for table, rows := range gone {
				run.Gone.Add(table, rows)
			}
			return s.ReviseRetentionRun(ctx, run)
		})
		if err != nil || n == 0 {
			return went, err
		}
		went = true
	}
}

// prove counts what is over its time and still there, ends the run by it and writes it into the log, in counts alone.
func (d *Desk) prove(ctx context.Context, county string, day models.Date) error {
	over, held, err := d.count(ctx, county, day)
	if err != nil {
		return err
	}
	return d.Store.InTx(ctx, func(s *store.Store) error {
		run, err := s.RetentionRun(ctx, county, day)
		if err != nil || run.Status != models.RetentionRunning {
			return err
		}
		now, step := s.Now(), "finish"
		if run.Over, run.Held, run.OverCount = over, held, over.Sum(); run.OverCount > 0 {
			step = "fail"
		}
		from := run.Status
		if run.Status, err = models.RetentionSteps.Next(step, from); err != nil {
			return err
		}
		run.EndedAt = &now
		if err := s.ReviseRetentionRun(ctx, run); err != nil {
			return err
		}
		s.Record(models.Event{CountyCode: county, ActorRole: models.RoleSystem, Noun: "retention", ObjectID: run.ID, Step: step, FromStatus: string(from),
			ToStatus: string(run.Status), RegionCode: county + "000000", Data: told(run)})
		return nil
	})
}

// count counts by noun what is over its time, free to go and held back.
func (d *Desk) count(ctx context.Context, county string, day models.Date) (over, held models.Tally, err error) {
	all, err := d.kept(ctx, county, day)
	over, held = models.Tally{}, models.Tally{}
	for _, k := range all {
		var free, kept int64
		if err == nil {
			free, err = d.Store.CountOver(ctx, k.end)
		}
		if err == nil {
			kept, err = d.Store.CountHeld(ctx, k.end)
		}
		over.Add(k.Of(), free)
		held.Add(k.Of(), kept)
	}
	return over, held, err
}

// told is what the log says of a run: what went and what was left, by table.
func told(run *models.RetentionRun) map[string]string {
	out := map[string]string{"day": string(run.RanOn), "over": strconv.FormatInt(run.OverCount, 10)}
	for table, n := range run.Gone {
		out["gone."+table] = strconv.FormatInt(n, 10)
	}
	return out
}

func written(t models.Tally) string {
	var out []string
	for noun, n := range t {
		out = append(out, noun+" "+strconv.FormatInt(n, 10))
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}
