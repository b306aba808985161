package store

import (
	"context"

	"gorm.io/gorm/clause"

	"zhulian/models"
)

// Regions reads the regions at or under a code, by code; "" reads all.
func (s *Store) Regions(ctx context.Context, top string) ([]models.Region, error) {
	q := s.read.WithContext(ctx)
	if top != "" {
		q = q.Where(under(q, "code", top))
	}
	var out []models.Region
	err := q.Order("code").Find(&out).Error
	return out, translate(err)
}

// Region reads one region.
func (s *Store) Region(ctx context.Context, code string) (*models.Region, error) {
	var out models.Region
	if err := s.read.WithContext(ctx).Where("code = ?", code).Take(&out).Error; err != nil {
		return nil, absent(err, "region")
	}
	return &out, nil
}

// PutRegions writes regions; one that is there already is brought up to date.
func (s *Store) PutRegions(ctx context.Context, rows []models.Region) error {
	if len(rows) == 0 {
		return nil
	}
	return translate(s.db.WithContext(ctx).Clauses(clause.OnConflict{
		Columns: []clause.Column{{Name: "code"}}, UpdateAll: true,
	}).CreateInBatches(rows, 200).Error)
}

// Calendar reads the days that differ from the plain week, between two days inclusive.
func (s *Store) Calendar(ctx context.Context, from, to models.Date) (models.Calendar, error) {
	var rows []struct {
		Day     models.Date
		Working bool
	}
	err := s.read.WithContext(ctx).Table("calendar_day").Where("day >= ? AND day <= ?", from, to).Find(&rows).Error
	out := models.Calendar{}
	for _, r := range rows {
		out[r.Day] = r.Working
	}
	return out, translate(err)
}

// Counties lists the counties that this installation serves: those with a county-level region.
func (s *Store) Counties(ctx context.Context) ([]models.Region, error) {
	var out []models.Region
	err := s.read.WithContext(ctx).Where("level = ?", models.RegionCounty).Order("code").Find(&out).Error
	return out, translate(err)
}
