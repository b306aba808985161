package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"zhulian/models"
)

// InsertCourse writes a new session of an offer.
func (s *Store) InsertCourse(ctx context.Context, r *models.CourseSession) error {
	return s.insert(ctx, r)
}

// Course reads one session.
func (s *Store) Course(ctx context.Context, at Key) (*models.CourseSession, error) {
	return take[models.CourseSession](ctx, s, "course_session", at.County, at.ID)
}

// HoldCourse reads one session and, on PostgreSQL, holds it until the transaction ends.
func (s *Store) HoldCourse(ctx context.Context, at Key) (*models.CourseSession, error) {
	return hold[models.CourseSession](ctx, s, "course_session", at.County, at.ID)
}

// StepCourse moves a session from one status to another.
func (s *Store) StepCourse(ctx context.Context, at Key, from models.CourseStatus, set Change) error {
	return s.step(ctx, &models.CourseSession{}, at, string(from), set)
}

// Courses reads the sessions of some offers, by offer, the earliest first.
func (s *Store) Courses(ctx context.Context, county string, offers ...string) (map[string][]models.CourseSession, error) {
	out := map[string][]models.CourseSession{}
	if len(offers) == 0 {
		return out, nil
	}
	var rows []models.CourseSession
	err := s.read.WithContext(ctx).Where("county_code = ? AND offer_id IN ?", county, offers).Order("offer_id, starts_at, id").Find(&rows).Error
	for _, r := range rows {
		out[r.OfferID] = append(out[r.OfferID], r)
	}
	return out, translate(err)
}

// CoursesOfWorker reads the sessions that somebody teaches from an instant on, the earliest first.
func (s *Store) CoursesOfWorker(ctx context.Context, worker Key, from time.Time, limit int) ([]models.CourseSession, error) {
	var out []models.CourseSession
	err := s.read.WithContext(ctx).Where("county_code = ? AND worker_id = ? AND starts_at >= ?", worker.County, worker.ID, from).
		Order("starts_at, id").Limit(limit).Find(&out).Error
	return out, translate(err)
}

// OffersInHeadings reads a county's published and exhausted offers of some categories that have not ended, the soonest to end first.
func (s *Store) OffersInHeadings(ctx context.Context, sc Scope, categories []string, today models.Date, limit int) ([]models.Offer, error) {
	var out []models.Offer
	err := s.scoped(ctx, Scope{County: sc.County, Supplier: sc.Supplier}).Where("status IN ? AND category IN ? AND valid_to >= ?",
		[]models.OfferStatus{models.OfferPublished, models.OfferExhausted}, categories, today).Order("valid_to, id").Limit(limit).Find(&out).Error
	return out, translate(err)
}

// PutAttendance writes who came to a session; what was written before is put right.
func (s *Store) PutAttendance(ctx context.Context, rows []models.Attendance) error {
	if len(rows) == 0 {
		return nil
	}
	return translate(s.db.WithContext(ctx).Clauses(clause.OnConflict{
		Columns:   []clause.Column{{Name: "county_code"}, {Name: "session_id"}, {Name: "path_id"}},
		DoUpdates: clause.AssignmentColumns([]string{"present", "recorded_by", "recorded_at"}),
	}).Create(&rows).Error)
}

// Attendances reads who came to a session.
func (s *Store) Attendances(ctx context.Context, session Key) ([]models.Attendance, error) {
	var out []models.Attendance
	err := s.read.WithContext(ctx).Where("county_code = ? AND session_id = ?", session.County, session.ID).Order("path_id").Find(&out).Error
	return out, translate(err)
}

// AttendancesOf reads to which sessions somebody on a path came.
func (s *Store) AttendancesOf(ctx context.Context, path Key) ([]models.Attendance, error) {
	var out []models.Attendance
	err := s.read.WithContext(ctx).Where("county_code = ? AND path_id = ?", path.County, path.ID).Order("session_id").Find(&out).Error
	return out, translate(err)
}
