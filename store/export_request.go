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

// ExportRequests lists a county's requests.
func (s *Store) ExportRequests(ctx context.Context, county string, p Page) ([]models.ExportRequest, string, error) {
	return pageOf(s.scoped(ctx, Scope{County: county}), p, func(r models.ExportRequest) string { return r.ID })
}
