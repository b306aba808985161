package weighing

import (
	"context"

	"zhulian/models"
	"zhulian/store"
)

// Adopt puts proposed weights into force, from the next question on, and retires those in force. Two people decide: whoever proposed may
// not adopt. What the house proposed out of past answers needs one person. Errors: NotFound, Conflict weights_own, Conflict by step.
func (d *Desk) Adopt(ctx context.Context, by models.Actor, id string) (*Version, error) {
	if _, err := models.Authorise(by, models.WeightAdopt); err != nil {
		return nil, err
	}
	at := store.Key{County: by.CountyCode, ID: id}
	err := d.Store.InTx(ctx, func(s *store.Store) error {
		r, err := s.WeightVersion(ctx, at)
		if err != nil {
			return err
		}
		if _, err := models.WeightSteps.Next("adopt", r.Status); err != nil {
			return err
		}
		if r.CreatedBy != "" && r.CreatedBy == by.AccountID {
			return models.Conflict("weights_own")
		}
		if err := retire(ctx, s, by); err != nil {
			return err
		}
		now := s.Now()
		set := store.Change{"status": models.WeightAdopted, "adopted_by": by.AccountID, "adopted_at": now}
		if err := s.StepWeights(ctx, at, r.Status, set); err != nil {
			return err
		}
		log(s, by, *r, "adopt", r.Status, models.WeightAdopted)
		return nil
	})
	if err != nil {
		return nil, err
	}
	r, err := d.Store.WeightVersion(ctx, at)
	if err != nil {
		return nil, err
	}
	v, err := decoded(*r)
	return &v, err
}

// retire ends the version in force, where there is one.
func retire(ctx context.Context, s *store.Store, by models.Actor) error {
	r, err := s.WeightsAdopted(ctx, by.CountyCode)
	if err != nil || r == nil {
		return err
	}
	to, err := models.WeightSteps.Next("retire", r.Status)
	if err != nil {
		return err
	}
	if err := s.StepWeights(ctx, store.Key{County: r.CountyCode, ID: r.ID}, r.Status, store.Change{"status": to}); err != nil {
		return err
	}
	log(s, by, *r, "retire", r.Status, to)
	return nil
}
