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

// StepBatch moves a batch from one status to another; of r it writes what the steps may change.
func (s *Store) StepBatch(ctx context.Context, r *models.FeedBatch, from models.BatchStatus) error {
	return s.step(ctx, &models.FeedBatch{}, Key{r.CountyCode, r.ID}, string(from), Change{
		"status": r.Status, "status_reason": r.StatusReason, "counts": jsonText(r.Counts), "file_id": r.FileID, "bad_file_id": r.BadFileID,
		"applied_by": r.AppliedBy, "applied_at": r.AppliedAt, "ended_at": r.EndedAt,
	})
}

// ForgetFiles notes that a batch's files are gone.
func (s *Store) ForgetFiles(ctx context.Context, at Key) error {
	return translate(s.db.WithContext(ctx).Model(&models.FeedBatch{}).Where("county_code = ? AND id = ?", at.County, at.ID).
		Updates(map[string]any{"file_id": "", "bad_file_id": "", "updated_at": s.Now()}).Error)
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
