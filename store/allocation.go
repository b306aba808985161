package store

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"zhulian/models"
)

// InsertAllocation writes a new, running round; where the county has one that runs, it is a Conflict "round_running".
func (s *Store) InsertAllocation(ctx context.Context, r *models.Allocation) error {
	err := s.insert(ctx, r)
	if models.CodeOf(err) == "already_exists" {
		return models.Conflict("round_running")
	}
	return err
}

// HoldRunning reads the running round of a county, held until the transaction ends; nil where none runs.
func (s *Store) HoldRunning(ctx context.Context, county string) (*models.Allocation, error) {
	var out []models.Allocation
	err := s.locking(ctx, toChange).Where("county_code = ? AND status = ?", county, models.AllocationRunning).Limit(1).Find(&out).Error
	if err != nil || len(out) == 0 {
		return nil, translate(err)
	}
	return &out[0], nil
}

// StepAllocation moves a round from one status to another and sets more columns with it.
func (s *Store) StepAllocation(ctx context.Context, at Key, from models.AllocationStatus, set Change) error {
	return s.step(ctx, &models.Allocation{}, at, string(from), set)
}

// Allocation reads one round.
func (s *Store) Allocation(ctx context.Context, at Key) (*models.Allocation, error) {
	return take[models.Allocation](ctx, s, "allocation", at.County, at.ID)
}

// Allocations lists the rounds of a county.
func (s *Store) Allocations(ctx context.Context, county string, p Page) ([]models.Allocation, string, error) {
	return pageOf(s.read.WithContext(ctx).Where("county_code = ?", county), p, func(r models.Allocation) string { return r.ID })
}

// LastAllocation reads the latest finished round of a county that made proposals; nil where there is none.
func (s *Store) LastAllocation(ctx context.Context, county string) (*models.Allocation, error) {
	var out models.Allocation
	err := s.read.WithContext(ctx).Where("county_code = ? AND status = ? AND dry_run = ?", county, models.AllocationFinished, false).
		Order("started_at DESC, id DESC").Take(&out).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, nil
	}
	return &out, translate(err)
}

// AllocationAnswer is what a round came to.
type AllocationAnswer struct {
	Proposals []models.AllocationProposal
	Unmet     []models.AllocationUnmet
	Gaps      []models.AllocationGap
	Idle      []models.AllocationIdle
}

// InsertAnswer writes what a round came to. It works only inside InTx.
func (s *Store) InsertAnswer(ctx context.Context, a *AllocationAnswer) error {
	for _, rows := range []struct {
		n    int
		rows any
	}{{len(a.Proposals), a.Proposals}, {len(a.Unmet), a.Unmet}, {len(a.Gaps), a.Gaps}, {len(a.Idle), a.Idle}} {
		if rows.n == 0 {
			continue
		}
		if err := s.InsertAll(ctx, rows.rows); err != nil {
			return err
		}
	}
	return nil
}

// Answer reads what a round came to: the gaps with the greatest marginal value first, the rest by their ids.
func (s *Store) Answer(ctx context.Context, at Key) (*AllocationAnswer, error) {
	var out AllocationAnswer
	var err error
	if out.Proposals, err = s.Proposals(ctx, at); err != nil {
		return nil, err
	}
	of := s.read.WithContext(ctx).Where("county_code = ? AND allocation_id = ?", at.County, at.ID).Session(&gorm.Session{})
	if err := of.Order("need_id").Find(&out.Unmet).Error; err != nil {
		return nil, translate(err)
	}
	if err := of.Order("marginal_value DESC, needed - offered DESC, category, town").Find(&out.Gaps).Error; err != nil {
		return nil, translate(err)
	}
	return &out, translate(of.Order("offer_id").Find(&out.Idle).Error)
}

// Proposals reads the pairs of a round, by need and offer.
func (s *Store) Proposals(ctx context.Context, at Key) ([]models.AllocationProposal, error) {
	var out []models.AllocationProposal
	err := s.read.WithContext(ctx).Where("county_code = ? AND allocation_id = ?", at.County, at.ID).Order("need_id, offer_id").Find(&out).Error
	return out, translate(err)
}
