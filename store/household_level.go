package store

import (
	"context"

	"zhulian/models"
)

func (s *Store) sealLevel(r *models.HouseholdLevel) error {
	z := &sealing{s: s, county: r.CountyCode, id: r.ID}
	r.Sealed = z.sealJSON("household_level.lines", r.Assessment, len(r.Assessment.Lines) == 0)
	r.FoundSealed = z.sealJSON("household_level.found", r.Found, len(r.Found.Lines) == 0)
	return z.err
}

func (s *Store) openLevel(r *models.HouseholdLevel) error {
	z := &sealing{s: s, county: r.CountyCode, id: r.ID}
	z.openJSON("household_level.lines", r.Sealed, &r.Assessment)
	z.openJSON("household_level.found", r.FoundSealed, &r.Found)
	return z.err
}

// InsertLevel writes an assessment. A second one of a household that waits, or that is in force, is a Conflict.
func (s *Store) InsertLevel(ctx context.Context, r *models.HouseholdLevel) error {
	if err := s.sealLevel(r); err != nil {
		return err
	}
	return s.insert(ctx, r)
}

// Levels reads every assessment of a household, the newest first.
func (s *Store) Levels(ctx context.Context, household Key) ([]models.HouseholdLevel, error) {
	var out []models.HouseholdLevel
	err := s.read.WithContext(ctx).Where("county_code = ? AND household_id = ?", household.County, household.ID).Order("id DESC").Find(&out).Error
	for i := range out {
		if err == nil {
			err = s.openLevel(&out[i])
		}
	}
	return out, translate(err)
}

// HouseholdLevel reads one assessment.
func (s *Store) HouseholdLevel(ctx context.Context, at Key) (*models.HouseholdLevel, error) {
	r, err := take[models.HouseholdLevel](ctx, s, "household_level", at.County, at.ID)
	if err != nil {
		return nil, err
	}
	return r, s.openLevel(r)
}

// StepLevel moves an assessment from one status to another and sets more columns with it.
func (s *Store) StepLevel(ctx context.Context, at Key, from models.LevelStatus, set Change) error {
	return s.step(ctx, &models.HouseholdLevel{}, at, string(from), set)
}

// LevelsWaiting lists the assessments that wait for a clerk, the newest first.
func (s *Store) LevelsWaiting(ctx context.Context, sc Scope, p Page) ([]models.HouseholdLevel, string, error) {
	items, next, err := pageOf(s.scoped(ctx, sc).Where("status = ?", models.LevelProposed), p, func(r models.HouseholdLevel) string { return r.ID })
	for i := range items {
		if err == nil {
			err = s.openLevel(&items[i])
		}
	}
	return items, next, err
}

// LastFound is what the last visit of a household that reached somebody found; nil where there was none.
func (s *Store) LastFound(ctx context.Context, household Key) (*models.VisitFound, error) {
	var rows []models.Visit
	err := s.read.WithContext(ctx).Where("county_code = ? AND household_id = ? AND reached AND form_complete", household.County, household.ID).
		Order("checked_in_at DESC, id DESC").Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, translate(err)
	}
	return &rows[0].Found, s.openVisit(&rows[0])
}
