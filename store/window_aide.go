package store

import (
	"context"

	"gorm.io/gorm"

	"zhulian/models"
)

// WindowAide is somebody who has visits of a village that are still to be made; nil is nobody.
type WindowAide struct {
	RegionCode string
	AideID     *string
}

// openWindows are the windows of a county that may still be visited and that no alert asks for.
func (s *Store) openWindows(ctx context.Context, county string) *gorm.DB {
	return s.db.WithContext(ctx).Model(&models.VisitWindow{}).Where("county_code = ? AND status IN ? AND alert_id IS NULL", county,
		models.VisitWindowsOpen())
}

// OpenWindowAides reads who has visits that are still to be made, by village.
func (s *Store) OpenWindowAides(ctx context.Context, county string) ([]WindowAide, error) {
	var out []WindowAide
	err := s.openWindows(ctx, county).Distinct("region_code", "aide_id").Order("region_code, aide_id").Scan(&out).Error
	return out, translate(err)
}

// GiveWindows gives the visits of a village that are still to be made from one aide to another; it answers how many.
func (s *Store) GiveWindows(ctx context.Context, county string, from WindowAide, to *string) (int, error) {
	q := s.openWindows(ctx, county).Where("region_code = ?", from.RegionCode)
	if from.AideID == nil {
		q = q.Where("aide_id IS NULL")
	} else {
		q = q.Where("aide_id = ?", *from.AideID)
	}
	res := q.Updates(map[string]any{"aide_id": to, "updated_at": s.Now(), "version": gorm.Expr("version + 1")})
	return int(res.RowsAffected), translate(res.Error)
}
