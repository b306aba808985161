package casework

import (
	"context"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// ConfirmFulfilment says that the household has received what was recorded. Errors: Invalid, NotFound, Conflict.
func (d *Desk) ConfirmFulfilment(ctx context.Context, by models.Actor, id string, in models.Confirmation) (*models.Fulfilment, error) {
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	return d.onFulfilment(ctx, by, models.FulfilmentConfirm, id, d.confirmed(by, in, "confirm"))
}

func (d *Desk) confirmed(by models.Actor, in models.Confirmation, step string) func(*store.Store, *models.Match, *models.Fulfilment) (string, error) {
	return func(s *store.Store, _ *models.Match, f *models.Fulfilment) (string, error) {
		now := s.Now()
		f.ConfirmedAt, f.Satisfaction = &now, in.Satisfaction
		f.ConfirmNote = models.CleanText(in.Note)
		if by.AccountID != "" {
			f.ConfirmedBy = &by.AccountID
		}
		return step, nil
	}
}

// DisputeFulfilment says that what was recorded is not what the household received; until settled its units do not count.
// Errors: Invalid, NotFound, Conflict.
func (d *Desk) DisputeFulfilment(ctx context.Context, by models.Actor, id string, in models.Confirmation) (*models.Fulfilment, error) {
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	if models.CleanText(in.Note) == "" {
		return nil, models.InvalidField("note", "required")
	}
	return d.onFulfilment(ctx, by, models.FulfilmentConfirm, id, func(_ *store.Store, _ *models.Match, f *models.Fulfilment) (string, error) {
		f.ConfirmNote = models.CleanText(in.Note)
		return "dispute", nil
	})
}

// SettleDispute ends a dispute: uphold, and the units count as confirmed, or overturn, and they were never delivered.
// Errors: Invalid, NotFound, Conflict.
func (d *Desk) SettleDispute(ctx context.Context, by models.Actor, id string, uphold bool, in models.Confirmation) (*models.Fulfilment, error) {
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	if !uphold {
		return d.onFulfilment(ctx, by, models.FulfilmentSettle, id, func(_ *store.Store, _ *models.Match, f *models.Fulfilment) (string, error) {
			f.ConfirmNote = models.CleanText(in.Note)
			return "overturn", nil
		})
	}
	return d.onFulfilment(ctx, by, models.FulfilmentSettle, id, func(s *store.Store, m *models.Match, f *models.Fulfilment) (string, error) {
		if m.Delivered+f.Quantity > m.Reserved {
			return "", models.Conflict("over_reserved").With("left", m.Reserved-m.Delivered)
		}
		return d.confirmed(by, in, "uphold")(s, m, f)
	})
}

// onFulfilment lets fn change a fulfilment in the actor's scope and name the step that it takes, then brings match and need up to
// date, all in one transaction that holds the need.
func (d *Desk) onFulfilment(ctx context.Context, by models.Actor, act models.Action, id string,
	fn func(*store.Store, *models.Match, *models.Fulfilment) (string, error)) (*models.Fulfilment, error) {
	scope, err := models.Authorise(by, act)
	if err != nil {
		return nil, err
	}
	err = d.Store.InTx(ctx, func(s *store.Store) error {
		f, err := s.Fulfilment(ctx, key(by, id))
		if err != nil {
			return err
		}
		if !reachesFulfilment(by, scope, f) {
			return models.NotFound("fulfilment")
		}
		n, err := s.HoldNeed(ctx, store.Key{County: f.CountyCode, ID: f.NeedID})
		if err != nil {
			return err
		}
		m, err := s.Match(ctx, store.Key{County: f.CountyCode, ID: f.MatchID})
		if err != nil {
			return err
		}
		if f, err = s.Fulfilment(ctx, key(by, id)); err != nil {
			return err
		}
		return d.moveFulfilment(ctx, s, by, &caseFile{n, m, f}, fn)
	})
	if err != nil {
		return nil, err
	}
	return d.Store.Fulfilment(ctx, key(by, id))
}

// caseFile is a fulfilment with the match and need above it.
type caseFile struct {
	need       *models.Need
	match      *models.Match
	fulfilment *models.Fulfilment
}

func (d *Desk) moveFulfilment(ctx context.Context, s *store.Store, by models.Actor, c *caseFile,
	fn func(*store.Store, *models.Match, *models.Fulfilment) (string, error)) error {
	f, from := c.fulfilment, c.fulfilment.Status
	step, err := fn(s, c.match, f)
	if err != nil {
		return err
	}
	if f.Status, err = models.FulfilmentSteps.Next(step, from); err != nil {
		return err
	}
	if err := s.StepFulfilment(ctx, f, from); err != nil {
		return err
	}
	flow.Log(s, by, fulfilmentSubject(*f), step, string(from), string(f.Status), map[string]string{"match_id": f.MatchID, "need_id": f.NeedID})
	if err := d.settle(ctx, s, by, c.need, c.match); err != nil {
		return err
	}
	return d.reopenMissed(ctx, s, by, c)
}

func reachesFulfilment(by models.Actor, scope models.Scope, f *models.Fulfilment) bool {
	if scope == models.ScopeTask {
		return f.CountyCode == by.CountyCode && f.WorkerID != nil && *f.WorkerID == by.AccountID
	}
	return models.Reaches(by, scope, f.CountyCode, f.RegionCode, f.SupplierID)
}
