package retention

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"zhulian/models"
	"zhulian/store"
)

// mostPasses is how often everything is gone through: what one thing held back may be free when that has gone.
const mostPasses = 3

// triedAgain is after what time a run that failed is tried again.
const triedAgain = time.Hour

// Sweep deletes, once a day, what is over its time in a county, and counts afterwards what is still there: something left is an error, as long as it
// is left, and is tried again after an hour. One call does only so much; a run that is not through, or was broken off, goes on with the next, even on
// another day, before that day's own. It may run on several instances at once.
func (d *Desk) Sweep(ctx context.Context, county string) (*models.RetentionRun, error) {
	day, err := d.Store.UnfinishedRetention(ctx, county, d.today())
	if err != nil {
		return nil, err
	}
	if day == "" {
		day = d.today()
	}
	run, err := d.begun(ctx, county, day)
	if err != nil {
		return nil, err
	}
	if run.Status == models.RetentionRunning {
		through, err := d.drop(ctx, county, day)
		if err == nil && through {
			err = d.prove(ctx, county, day)
		}
		if err != nil {
			return nil, err
		}
		if run, err = d.Store.RetentionRun(ctx, county, day); err != nil {
			return nil, err
		}
	}
	if run.Status == models.RetentionFailed {
		return run, fmt.Errorf("retention of %s: over their time and still there: %s", county, written(run.Over))
	}
	return run, nil
}

// begun is the day's run, which is on where it is neither done nor failed just now.
func (d *Desk) begun(ctx context.Context, county string, day models.Date) (*models.RetentionRun, error) {
	run, err := d.Store.RetentionRun(ctx, county, day)
	waits := err == nil && run.Status == models.RetentionFailed && d.Store.Now().Before(run.EndedAt.Add(triedAgain))
	if err == nil && (run.Status != models.RetentionFailed || waits) || err != nil && models.KindOf(err) != models.KindNotFound {
		return run, err
	}
	err = d.Store.InTx(ctx, func(s *store.Store) error { return begin(ctx, s, county, day) })
	if err != nil && models.KindOf(err) != models.KindConflict { // another instance began at the same moment
		return nil, err
	}
	return d.Store.RetentionRun(ctx, county, day)
}

// begin notes that the day's run is on, for the first time or once more.
func begin(ctx context.Context, s *store.Store, county string, day models.Date) error {
	now := s.Now()
	run, err := s.RetentionRun(ctx, county, day)
	if models.KindOf(err) == models.KindNotFound {
		return s.InsertRetentionRun(ctx, &models.RetentionRun{CountyCode: county, RanOn: day, ID: models.NewID(now), Status: models.RetentionRunning,
			Gone: models.Tally{}, Held: models.Tally{}, Over: models.Tally{}, Tries: 1, CreatedAt: now, UpdatedAt: now, Version: 1})
	}
	if err != nil || run.Status != models.RetentionFailed {
		return err
	}
	run.Status, run.EndedAt, run.Tries = models.RetentionRunning, nil, run.Tries+1
	return s.ReviseRetentionRun(ctx, run)
}

// drop deletes in small steps until nothing more goes, or so many steps were made; it answers whether it came through.
func (d *Desk) drop(ctx context.Context, county string, day models.Date) (through bool, err error) {
	all, err := d.kept(ctx, county, day)
	if err != nil {
		return false, err
	}
	left := d.steps()
	for range mostPasses {
		before := left
		for _, k := range all {
			if left, err = d.dropAll(ctx, k, day, left); err != nil || left == 0 {
				return false, err
			}
		}
		if left == before {
			break
		}
	}
	return true, nil
}

// dropAll deletes what is over its time of one noun, in as many steps as are left; it answers how many are left then.
func (d *Desk) dropAll(ctx context.Context, k kept, day models.Date, left int) (int, error) {
	for left > 0 {
		gone, err := d.dropSome(ctx, k, day)
		if err != nil || gone == 0 {
			return left, err
		}
		left--
	}
	return 0, nil
}

// dropSome is one step: some rows of a noun go, and the run says so.
func (d *Desk) dropSome(ctx context.Context, k kept, day models.Date) (n int64, err error) {
	err = d.Store.InTx(ctx, func(s *store.Store) error {
		n = 0
		run, err := s.RetentionRun(ctx, k.end.County, day) // instances that run at once take turns
		if err != nil || run.Status != models.RetentionRunning {
			return err
		}
		gone, err := s.DropOver(ctx, k.end, d.atOnce())
		if err != nil || gone.Sum() == 0 {
			return err
		}
		n = gone[k.Table]
		for table, rows := range gone {
			run.Gone.Add(table, rows)
		}
		return s.ReviseRetentionRun(ctx, run)
	})
	return n, err
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
			free, kept, err = d.countOf(ctx, k)
		}
		over.Add(k.Of(), free)
		held.Add(k.Of(), kept)
	}
	return over, held, err
}

// countOf counts what is over its time of one noun, free to go and held back.
func (d *Desk) countOf(ctx context.Context, k kept) (over, held int64, err error) {
	if over, err = d.Store.CountOver(ctx, k.end); err == nil {
		held, err = d.Store.CountHeld(ctx, k.end)
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
