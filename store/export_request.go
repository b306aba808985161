package store

import (
	"context"

	"zhulian/models"
)

// InsertExportRequest writes a new request to take identified data out.
func (s *Store) InsertExportRequest(ctx context.Context, r *models.ExportRequest) error {
	return s.insert(ctx, r)
}

// ExportRequest reads one request.
func (s *Store) ExportRequest(ctx context.Context, at Key) (*models.ExportRequest, error) {
	return take[models.ExportRequest](ctx, s, "export_request", at.County, at.ID)
}

// StepExportRequest moves a request from one status to another and sets more columns with it.
func (s *Store) StepExportRequest(ctx context.Context, at Key, from models.ExportStatus, set Change) error {
	return s.step(ctx, &models.ExportRequest{}, at, string(from), set)
}

// ExportRequests lists a county's requests, of one status or of all.
func (s *Store) ExportRequests(ctx context.Context, county string, status models.ExportStatus, p Page) ([]models.ExportRequest, string, error) {
	q := s.scoped(ctx, Scope{County: county})
	if status != "" {
		q = q.Where("status = ?", status)
	}
	return pageOf(q, p, func(r models.ExportRequest) string { return r.ID })
}

// NoteExportErrand notes what makes the file of a request.
func (s *Store) NoteExportErrand(ctx context.Context, at Key, errand string) error {
	res := s.db.WithContext(ctx).Model(&models.ExportRequest{}).Where("county_code = ? AND id = ?", at.County, at.ID).Update("errand_id", errand)
	return translate(res.Error)
}

// LapsedExportRequests lists the requests of a county whose time is over without their having been taken.
func (s *Store) LapsedExportRequests(ctx context.Context, county string) ([]models.ExportRequest, error) {
	var out []models.ExportRequest
	err := s.db.WithContext(ctx).Where("county_code = ? AND status IN ? AND lapses_at < ?", county, models.ExportSteps.From("lapse"), s.Now()).
		Order("id").Limit(500).Find(&out).Error
	return out, translate(err)
}
