package entitlement

import (
	"context"

	"zhulian/errands"
	"zhulian/flow"
	"zhulian/locales"
	"zhulian/models"
	"zhulian/store"
)

// runPart is how many households a run sees to in one transaction: what it made of them is there for good.
const runPart = 250

// Run is a run with how it goes on.
type Run struct {
	models.ListRun
	Errand *models.Errand // nil where nobody works on it
}

// Running tells whether somebody works on the run now.
func (r Run) Running() bool { return r.Errand != nil && r.Errand.Status == models.ErrandRunning }

// Stopped tells whether the run stands still and can be gone on with.
func (r Run) Stopped() bool { return r.Status == models.ListRunRunning && !r.Running() }

// StartListRun begins to make the lists of a whole county for a quarter or year that is over; where there is a run of the period already, it is
// a Conflict list_run_there with its id. Errors: Invalid, Forbidden, Conflict.
func (d *Desk) StartListRun(ctx context.Context, by models.Actor, in models.ListDraft) (*models.ListRun, error) {
	if err := countyMakes(by); err != nil {
		return nil, err
	}
	p, ok := models.ParseListPeriod(in.Period)
	if !ok || p.Kind == models.PeriodOfMonth {
		return nil, models.InvalidField("period", "list_period")
	}
	if p.To >= d.today() {
		return nil, models.InvalidField("period", "period_not_over")
	}
	return d.startRun(ctx, by, p)
}

func countyMakes(by models.Actor) error {
	scope, err := models.Authorise(by, models.HappinessListMake)
	if err == nil && scope != models.ScopeCounty {
		err = models.Forbidden("role_may_not")
	}
	return err
}

func (d *Desk) startRun(ctx context.Context, by models.Actor, p models.ListPeriod) (*models.ListRun, error) {
	n, err := d.Store.CountOwedLists(ctx, by.CountyCode, p)
	if err != nil {
		return nil, err
	}
	now := d.Store.Now()
	r := &models.ListRun{CountyCode: by.CountyCode, ID: models.NewID(now), PeriodKind: p.Kind, PeriodFrom: p.From, PeriodTo: p.To, Status: models.ListRunRunning,
		Total: int(n), StartedBy: by.AccountID, CreatedAt: now, UpdatedAt: now, Version: 1}
	err = d.Store.InTx(ctx, func(s *store.Store) error {
		there, err := s.ListRunOf(ctx, by.CountyCode, p)
		if err == nil && there != nil {
			err = models.Conflict("list_run_there").With("id", there.ID)
		}
		if err != nil {
			return err
		}
		flow.Log(s, by, runSubject(r), "start", "", string(r.Status), map[string]string{"period": p.Code()})
		return s.InsertListRun(ctx, r)
	})
	if err != nil {
		return nil, err
	}
	return r, d.sendRun(ctx, by, r)
}

func runSubject(r *models.ListRun) flow.Subject {
	return flow.Subject{Noun: "list_run", ID: r.ID, County: r.CountyCode, Region: r.CountyCode + "000000"}
}

// sendRun has an errand work on a run; without a runner of errands the caller waits for it.
func (d *Desk) sendRun(ctx context.Context, by models.Actor, r *models.ListRun) error {
	at := store.Key{County: r.CountyCode, ID: r.ID}
	if d.Errands == nil {
		return d.workOn(ctx, at, func(string, int, int) {})
	}
	e := errands.Errand{By: by, Kind: "lists", Subject: r.ID, Say: func(err error) string { return locales.T(locales.Chinese, sayRun(err), nil) }}
	_, err := d.Errands.Send(ctx, e, func(ctx context.Context, tell errands.Tell) (errands.Outcome, error) {
		return errands.Outcome{}, d.workOn(ctx, at, tell)
	})
	return err
}

func sayRun(err error) string {
	if models.KindOf(err) == models.KindConflict {
		return "error.changed_meanwhile"
	}
	return "error.internal"
}

// workOn makes the lists of a run from where it stands to its end. However often it is begun and ended, and by however many at once, no
// household gets a second list of the period.
func (d *Desk) workOn(ctx context.Context, at store.Key, tell errands.Tell) error {
	for {
		r, err := d.Store.ListRun(ctx, at)
		if err != nil || r.Status == models.ListRunDone {
			return err
		}
		tell("lists", r.Seen, r.Total)
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := d.Store.InTx(ctx, func(s *store.Store) error { return d.runOn(ctx, s, *r) }); err != nil {
			return err
		}
	}
}

// runOn sees to the next part of a run.
func (d *Desk) runOn(ctx context.Context, s *store.Store, r models.ListRun) error {
	homes, err := s.OwedLists(ctx, r.CountyCode, r.Period(), r.LastHousehold, runPart)
	if err != nil {
		return err
	}
	version, by := r.Version, models.System(r.CountyCode)
	if len(homes) == 0 {
		r.Status, r.EndedAt = models.ListRunDone, new(s.Now())
		flow.Log(s, by, runSubject(&r), "finish", string(models.ListRunRunning), string(r.Status), nil)
		return s.ReviseListRun(ctx, &r, version)
	}
	// The row is changed first: whoever else works on the same part waits here, and then finds that it was done.
	r.Seen += len(homes)
	r.LastHousehold = homes[len(homes)-1].ID
	if err := s.ReviseListRun(ctx, &r, version); err != nil {
		return err
	}
	n, err := d.writeLists(ctx, s, by, r.ID, homes, r.Period())
	if err != nil || n == 0 {
		return err
	}
	r.Made += n
	return s.ReviseListRun(ctx, &r, version+1)
}

// ResumeListRun goes on with a run that stands still. Errors: NotFound, Conflict list_run_busy or, when it is done, list_run_done.
func (d *Desk) ResumeListRun(ctx context.Context, by models.Actor, id string) error {
	if err := countyMakes(by); err != nil {
		return err
	}
	r, err := d.Store.ListRun(ctx, key(by, id))
	if err != nil {
		return err
	}
	run, err := d.withErrand(ctx, *r)
	switch {
	case err != nil:
		return err
	case r.Status == models.ListRunDone:
		return models.Conflict("list_run_done")
	case run.Running():
		return models.Conflict("list_run_busy")
	}
	return d.sendRun(ctx, by, r)
}

func (d *Desk) withErrand(ctx context.Context, r models.ListRun) (out Run, err error) {
	out.ListRun = r
	if d.Errands != nil && r.Status == models.ListRunRunning {
		out.Errand, err = d.Errands.About(ctx, store.Key{County: r.CountyCode, ID: r.ID})
	}
	return out, err
}

// ListRuns lists the runs of the actor's county, the newest first, with how far they are. Errors: Forbidden.
func (d *Desk) ListRuns(ctx context.Context, by models.Actor, p Page) ([]Run, string, error) {
	if _, err := models.Authorise(by, models.HappinessListView); err != nil {
		return nil, "", err
	}
	rows, next, err := d.Store.ListRuns(ctx, by.CountyCode, "", p)
	if err != nil {
		return nil, "", err
	}
	out := make([]Run, len(rows))
	for i, r := range rows {
		if out[i], err = d.withErrand(ctx, r); err != nil {
			return nil, "", err
		}
	}
	return out, next, nil
}

// listPeriods begins the runs that the calendar asks for: of the quarter that ended within the time for handing lists over, and in January of
// the year that ended; and it goes on with runs whose server is gone. Without a runner of errands it does nothing.
func (d *Desk) listPeriods(ctx context.Context, county string) error {
	if d.Errands == nil {
		return nil
	}
	by, today := models.System(county), d.today()
	due := []models.ListPeriod{models.PeriodBefore(models.PeriodOfQuarter, today)}
	if today[5:7] == "01" {
		due = append(due, models.PeriodBefore(models.PeriodOfYear, today))
	}
	for _, p := range due {
		if today > models.ListDeadline(p.To) {
			continue
		}
		there, err := d.Store.ListRunOf(ctx, county, p)
		if err != nil {
			return err
		}
		if there == nil {
			if _, err := d.startRun(ctx, by, p); err != nil && models.KindOf(err) != models.KindConflict {
				return err
			}
		}
	}
	return d.resumeRuns(ctx, county)
}

func (d *Desk) resumeRuns(ctx context.Context, county string) error {
	stopped, _, err := d.Store.ListRuns(ctx, county, models.ListRunRunning, store.Page{Limit: 10})
	if err != nil {
		return err
	}
	for _, r := range stopped {
		run, err := d.withErrand(ctx, r)
		if err != nil {
			return err
		}
		// A run whose last errand failed for a reason of its own waits for a person; one that was lost goes on.
		if run.Errand == nil || run.Errand.Status == models.ErrandLost {
			if err := d.sendRun(ctx, models.System(county), &r); err != nil {
				return err
			}
		}
	}
	return nil
}
