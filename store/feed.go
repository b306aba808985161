package store

import (
	"context"

	"zhulian/models"
)

// InsertFeed writes a new edition of a county's declaration; an edition that is there already is a Conflict.
func (s *Store) InsertFeed(ctx context.Context, r *models.Feed) error { return s.insert(ctx, r) }

// Feeds reads every edition of a county's declarations, the newest of each last.
func (s *Store) Feeds(ctx context.Context, county string) ([]models.Feed, error) {
	var out []models.Feed
	err := s.read.WithContext(ctx).Where("county_code = ?", county).Order("code, edition").Find(&out).Error
	return out, translate(err)
}

// InsertBatch writes a new batch. A file of the same content that was received, checked or applied for the same feed is a Conflict.
func (s *Store) InsertBatch(ctx context.Context, r *models.FeedBatch) error { return s.insert(ctx, r) }

// FeedBatch reads one batch.
func (s *Store) FeedBatch(ctx context.Context, at Key) (*models.FeedBatch, error) {
	return take[models.FeedBatch](ctx, s, "feed_batch", at.County, at.ID)
}

// StepBatch moves a batch from one status to another and sets more columns with it.
func (s *Store) StepBatch(ctx context.Context, at Key, from models.BatchStatus, set Change) error {
	return s.step(ctx, &models.FeedBatch{}, at, string(from), set)
}

// BatchFilter narrows a list of batches; an empty field does not narrow.
type BatchFilter struct {
	County     string
	Department string
	Feed       string
	Status     models.BatchStatus
}

// Batches lists batches, newest first.
func (s *Store) Batches(ctx context.Context, f BatchFilter, p Page) ([]models.FeedBatch, string, error) {
	q := s.read.WithContext(ctx).Where("county_code = ?", f.County)
	for column, v := range map[string]string{"source_dept": f.Department, "feed": f.Feed, "status": string(f.Status)} {
		if v != "" {
			q = q.Where(column+" = ?", v)
		}
	}
	return pageOf(q, p, func(r models.FeedBatch) string { return r.ID })
}
