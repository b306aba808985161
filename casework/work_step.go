package casework

import (
	"context"
	"strconv"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// EndTraining records how a training ended for somebody. From the day on which it was completed the checks are counted; and who came to its end has
// received what the supplier recorded as delivered, which is so confirmed. Errors: Invalid, NotFound, Conflict.
func (d *Desk) EndTraining(ctx context.Context, by models.Actor, id string, in models.TrainingOutcome) (*models.WorkPath, error) {
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	if in.Certificate && !in.Completed {
		return nil, models.InvalidField("certificate", "not_completed")
	}
	return d.onWork(ctx, by, id, func(s *store.Store, r *models.WorkPath) error {
		if in.EndedOn < models.DateOf(r.CreatedAt) && in.EndedOn < d.today().AddDays(-365) {
			return models.InvalidField("ended_on", "too_old")
		}
		if !in.Completed {
			return takeWork(ctx, s, by, r, "drop")
		}
		r.TrainedOn, r.Certificate = in.EndedOn, in.Certificate
		r.Count(in.EndedOn)
		if err := takeWork(ctx, s, by, r, "complete"); err != nil {
			return err
		}
		return d.confirmTrained(ctx, s, by, r)
	})
}

// confirmTrained confirms what was delivered under the promise of a place, up to as many units as people came to the end of the training.
func (d *Desk) confirmTrained(ctx context.Context, s *store.Store, by models.Actor, r *models.WorkPath) error {
	if r.MatchID == nil || r.NeedID == nil || models.ScopeOf(by, models.FulfilmentConfirm) == models.ScopeNone {
		return nil
	}
	n, err := s.HoldNeed(ctx, store.Key{County: r.CountyCode, ID: *r.NeedID})
	if err != nil {
		return err
	}
	m, err := s.Match(ctx, store.Key{County: r.CountyCode, ID: *r.MatchID})
	if err != nil {
		return err
	}
	trained, err := s.CountTrained(ctx, store.Key{County: r.CountyCode, ID: m.ID})
	if err != nil {
		return err
	}
	f := store.FulfilmentFilter{Scope: store.Scope{County: r.CountyCode}, Match: m.ID, Statuses: []models.FulfilmentStatus{models.FulfilmentDone, models.FulfilmentPartial}}
	rows, _, err := s.Fulfilments(ctx, f, store.Page{Limit: fileMost, Oldest: true})
	if err != nil {
		return err
	}
	for i := range rows {
		if m.Confirmed+rows[i].Quantity > trained {
			break
		}
		c := &caseFile{n, m, &rows[i]}
		if err := d.moveFulfilment(ctx, s, by, c, d.confirmed(by, models.Confirmation{}, "confirm")); err != nil {
			return err
		}
	}
	return nil
}

// PlaceInJob records that somebody found work, and where it came through the marketplace under which promise. Errors: Invalid, NotFound, Conflict.
func (d *Desk) PlaceInJob(ctx context.Context, by models.Actor, id string, in models.JobDraft) (*models.WorkPath, error) {
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	return d.onWork(ctx, by, id, func(s *store.Store, r *models.WorkPath) error {
		if in.MatchID != "" {
			m, err := s.Match(ctx, store.Key{County: r.CountyCode, ID: in.MatchID})
			if models.KindOf(err) == models.KindNotFound || err == nil && (m.HouseholdID != r.HouseholdID || !models.LeadsToWork(m.Category)) {
				return models.InvalidField("match_id", "unknown")
			}
			if err != nil {
				return err
			}
			r.JobMatchID = &m.ID
		}
		r.PlacedOn, r.Job = in.Since, models.Job{Title: models.CleanText(in.Title), Employer: models.CleanText(in.Employer), PayFen: in.PayFen}
		r.Count(in.Since)
		return takeWork(ctx, s, by, r, "place")
	})
}

// CheckWork records how it stands with somebody's work on the furthest check that is due. Who has no job any longer is off it from then on; who
// found one has it recorded first. Errors: Invalid, NotFound, Conflict check_not_due, job_first.
func (d *Desk) CheckWork(ctx context.Context, by models.Actor, id string, in models.CheckDraft) (*models.WorkPath, error) {
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	return d.onWork(ctx, by, id, func(s *store.Store, r *models.WorkPath) error {
		days := r.DueCheck(d.today())
		switch {
		case days == 0 || r.Status == models.WorkClosed:
			return models.Conflict("check_not_due")
		case in.Employed == models.EmployedYes && r.Status != models.WorkPlaced:
			return models.Conflict("job_first")
		}
		err := s.InsertWorkCheck(ctx, &models.WorkCheck{CountyCode: r.CountyCode, PathID: r.ID, Days: days, Employed: in.Employed, CheckedOn: d.today(),
			Said: models.CheckSaid{PayFen: in.PayFen, Note: models.CleanText(in.Note)}, RecordedBy: by.AccountID, CreatedAt: s.Now()})
		if err != nil {
			return err
		}
		r.Check(days)
		if err := noteWork(ctx, s, by, r, "check", map[string]string{"days": strconv.Itoa(days), "employed": string(in.Employed)}); err != nil {
			return err
		}
		if in.Employed == models.EmployedNo && r.Status == models.WorkPlaced {
			return takeWork(ctx, s, by, r, "lose")
		}
		return nil
	})
}

// LoseJob records that somebody has lost the job. Errors: NotFound, Conflict.
func (d *Desk) LoseJob(ctx context.Context, by models.Actor, id string) (*models.WorkPath, error) {
	return d.onWork(ctx, by, id, func(s *store.Store, r *models.WorkPath) error { return takeWork(ctx, s, by, r, "lose") })
}

// RecordIncome writes what the household has now into the household, and the change into the path. It leads to nothing by itself: no class changes
// and no benefit ends; a person decides (domain report §2, L16). Errors: Invalid, NotFound, Conflict.
func (d *Desk) RecordIncome(ctx context.Context, by models.Actor, id string, in models.IncomeDraft) (*models.WorkPath, error) {
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	return d.onWork(ctx, by, id, func(s *store.Store, r *models.WorkPath) error {
		if r.Status == models.WorkClosed {
			return models.Conflict("work_closed")
		}
		h, err := d.household(ctx, s, by, models.HouseholdEdit, r.HouseholdID)
		if err != nil {
			return err
		}
		h.MonthlyIncomeFen = in.MonthlyIncomeFen
		if err := s.ReviseHousehold(ctx, h, h.Version); err != nil {
			return err
		}
		flow.Log(s, by, householdSubject(*h), "edit", string(h.Status), string(h.Status), nil)
		r.Income.AfterFen, r.Income.On = in.MonthlyIncomeFen, d.today()
		return noteWork(ctx, s, by, r, "income", nil)
	})
}

// CloseWork ends a path; nobody is asked any more. Errors: Invalid, NotFound, Conflict.
func (d *Desk) CloseWork(ctx context.Context, by models.Actor, id string, in models.WorkClosing) (*models.WorkPath, error) {
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	return d.onWork(ctx, by, id, func(s *store.Store, r *models.WorkPath) error {
		r.CloseCode, r.ClosedOn, r.NextCheckOn = in.Code, d.today(), ""
		return takeWork(ctx, s, by, r, "close")
	})
}
