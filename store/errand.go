package store

import (
	"context"
	"time"

	"zhulian/models"
)

// InsertErrand writes a new errand.
func (s *Store) InsertErrand(ctx context.Context, r *models.Errand) error { return s.insert(ctx, r) }

// Errand reads one errand.
func (s *Store) Errand(ctx context.Context, at Key) (*models.Errand, error) {
	return take[models.Errand](ctx, s, "errand", at.County, at.ID)
}

// Errands lists the errands of an account, newest first.
func (s *Store) Errands(ctx context.Context, account Key, p Page) ([]models.Errand, string, error) {
	q := s.read.WithContext(ctx).Where("county_code = ? AND account_id = ?", account.County, account.ID)
	return pageOf(q, p, func(r models.Errand) string { return r.ID })
}

// ErrandAbout reads the errand about a subject that runs, or else the newest; nil where there is none.
func (s *Store) ErrandAbout(ctx context.Context, subject Key) (*models.Errand, error) {
	var out []models.Errand
	err := s.read.WithContext(ctx).Where("county_code = ? AND subject = ?", subject.County, subject.ID).
		Order("CASE WHEN status = 'running' THEN 0 ELSE 1 END, id DESC").Limit(1).Find(&out).Error
	if err != nil || len(out) == 0 {
		return nil, translate(err)
	}
	return &out[0], nil
}

// ChangeErrand sets columns of an errand that is running; of one that is not it changes nothing and answers false.
func (s *Store) ChangeErrand(ctx context.Context, at Key, set Change) (bool, error) {
	res := s.db.WithContext(ctx).Model(&models.Errand{}).
		Where("county_code = ? AND id = ? AND status = ?", at.County, at.ID, models.ErrandRunning).Updates(map[string]any(set))
	return res.RowsAffected == 1, translate(res.Error)
}

// LoseErrands marks the running errands of a county that gave no sign of life since an instant, but for some that are known to live.
func (s *Store) LoseErrands(ctx context.Context, county string, since time.Time, living []string) (int64, error) {
	q := s.db.WithContext(ctx).Model(&models.Errand{}).Where("county_code = ? AND status = ? AND beat_at < ?", county, models.ErrandRunning, since)
	if len(living) > 0 {
		q = q.Where("id NOT IN ?", living)
	}
	res := q.Updates(map[string]any{"status": models.ErrandLost, "ended_at": s.Now()})
	return res.RowsAffected, translate(res.Error)
}

// EndErrandFiles removes the files of a county's errands that may no longer be fetched, and answers how many there were.
func (s *Store) EndErrandFiles(ctx context.Context, county string) (int64, error) {
	var over []models.Errand
	err := s.db.WithContext(ctx).Where("county_code = ? AND file_ends_at < ? AND attachment_id <> ''", county, s.Now()).Order("id").Limit(500).Find(&over).Error
	for _, r := range over {
		if err == nil {
			err = s.db.WithContext(ctx).Where("county_code = ? AND id = ? AND noun = 'errand'", county, r.AttachmentID).Delete(&models.Attachment{}).Error
		}
		if err == nil {
			err = s.db.WithContext(ctx).Model(&models.Errand{}).Where("county_code = ? AND id = ?", county, r.ID).Update("attachment_id", "").Error
		}
	}
	return int64(len(over)), translate(err)
}
