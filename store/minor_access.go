package store

import (
	"context"

	"zhulian/models"
)

// InsertMinorAccess writes a new request to see what is known of minors.
func (s *Store) InsertMinorAccess(ctx context.Context, r *models.MinorAccess) error {
	return s.insert(ctx, r)
}

// MinorAccess reads one request.
func (s *Store) MinorAccess(ctx context.Context, at Key) (*models.MinorAccess, error) {
	return take[models.MinorAccess](ctx, s, "minor_access", at.County, at.ID)
}

// StepMinorAccess moves a request from one status to another and sets more columns with it.
func (s *Store) StepMinorAccess(ctx context.Context, at Key, from models.MinorAccessStatus, set Change) error {
	return s.step(ctx, &models.MinorAccess{}, at, string(from), set)
}

// MinorAccessFilter narrows a list of requests; an empty field does not narrow.
type MinorAccessFilter struct {
	Scope     Scope
	Status    models.MinorAccessStatus
	Household string
}

// MinorAccesses lists requests, the newest first.
func (s *Store) MinorAccesses(ctx context.Context, f MinorAccessFilter, p Page) ([]models.MinorAccess, string, error) {
	q := s.scoped(ctx, f.Scope)
	if f.Status != "" {
		q = q.Where("status = ?", f.Status)
	}
	if f.Household != "" {
		q = q.Where("household_id = ?", f.Household)
	}
	return pageOf(q, p, func(r models.MinorAccess) string { return r.ID })
}

// MinorsOpen tells of which households an account may see what is known of minors on a day.
func (s *Store) MinorsOpen(ctx context.Context, at Key, day models.Date, households []string) (map[string]bool, error) {
	var ids []string
	err := s.read.WithContext(ctx).Model(&models.MinorAccess{}).Where("county_code = ? AND asked_by = ? AND household_id IN ? AND status = ? AND ends_on >= ?",
		at.County, at.ID, households, models.MinorAccessApproved, day).Pluck("household_id", &ids).Error
	out := map[string]bool{}
	for _, id := range ids {
		out[id] = true
	}
	return out, translate(err)
}
