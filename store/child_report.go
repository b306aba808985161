package store

import (
	"context"

	"zhulian/models"
)

func (s *Store) sealReport(r *models.ChildReport) error {
	z := &sealing{s: s, county: r.CountyCode, id: r.ID}
	r.SeenSealed = z.seal("child_report.seen", r.Seen)
	if r.Done != "" {
		r.DoneSealed = z.seal("child_report.done", r.Done)
	}
	return z.err
}

func (s *Store) openReport(r *models.ChildReport) error {
	z := &sealing{s: s, county: r.CountyCode, id: r.ID}
	r.Seen, r.Done = z.open("child_report.seen", r.SeenSealed), z.open("child_report.done", r.DoneSealed)
	return z.err
}

// InsertChildReport writes the report of a child at risk.
func (s *Store) InsertChildReport(ctx context.Context, r *models.ChildReport) error {
	if err := s.sealReport(r); err != nil {
		return err
	}
	return s.insert(ctx, r)
}

// ChildReport reads one report of a child at risk.
func (s *Store) ChildReport(ctx context.Context, at Key) (*models.ChildReport, error) {
	r, err := take[models.ChildReport](ctx, s, "child_report", at.County, at.ID)
	if err != nil {
		return nil, err
	}
	return r, s.openReport(r)
}

// StepChildReport moves a report from one status to another and writes what was done.
func (s *Store) StepChildReport(ctx context.Context, r *models.ChildReport, from models.ChildReportStatus) error {
	if err := s.sealReport(r); err != nil {
		return err
	}
	return s.step(ctx, &models.ChildReport{}, Key{r.CountyCode, r.ID}, string(from), Change{"status": r.Status, "reported_to": jsonText(r.ReportedTo),
		"reported_at": r.ReportedAt, "done_sealed": r.DoneSealed, "handled_by": r.HandledBy, "closed_at": r.ClosedAt})
}

// ChildReports lists reports of children at risk, the newest first; without a status all of them.
func (s *Store) ChildReports(ctx context.Context, sc Scope, status models.ChildReportStatus, p Page) ([]models.ChildReport, string, error) {
	q := s.scoped(ctx, sc)
	if status != "" {
		q = q.Where("status = ?", status)
	}
	items, next, err := pageOf(q, p, func(r models.ChildReport) string { return r.ID })
	for i := range items {
		if err == nil {
			err = s.openReport(&items[i])
		}
	}
	return items, next, err
}

// CountChildReports counts the reports of a status.
func (s *Store) CountChildReports(ctx context.Context, sc Scope, status models.ChildReportStatus) (n int64, err error) {
	err = s.scoped(ctx, sc).Model(&models.ChildReport{}).Where("status = ?", status).Count(&n).Error
	return n, translate(err)
}

// ReportOfVisit reads the report that a visit made.
func (s *Store) ReportOfVisit(ctx context.Context, visit Key) (*models.ChildReport, error) {
	var r models.ChildReport
	if err := s.read.WithContext(ctx).Where("county_code = ? AND visit_id = ?", visit.County, visit.ID).Take(&r).Error; err != nil {
		return nil, absent(err, "child_report")
	}
	return &r, s.openReport(&r)
}
