package store

import (
	"context"

	"zhulian/models"
)

// SetNeedSource notes what a need came of, where nothing was noted yet.
func (s *Store) SetNeedSource(ctx context.Context, at Key, source, id string) error {
	return s.swap(ctx, &models.Need{}, s.db.Where("source_id IS NULL"), at, Change{"source": source, "source_id": id}, models.Conflict("changed_meanwhile"))
}

// SetApplicationSource notes what an application came of, where nothing was noted yet.
func (s *Store) SetApplicationSource(ctx context.Context, at Key, source, id string) error {
	return s.swap(ctx, &models.Application{}, s.db.Where("source_id IS NULL"), at, Change{"source": source, "source_id": id},
		models.Conflict("changed_meanwhile"))
}

// NeedsFrom reads the needs that came of some sources, by their ids, newest first.
func (s *Store) NeedsFrom(ctx context.Context, county string, sources []string) ([]models.Need, error) {
	if len(sources) == 0 {
		return nil, nil
	}
	var rows []models.Need
	err := s.read.WithContext(ctx).Where("county_code = ? AND source_id IN ?", county, sources).Order("id DESC").Find(&rows).Error
	return rows, translate(err)
}

// ApplicationsFrom reads the applications that came of some sources, by their ids, newest first, without what is sealed.
func (s *Store) ApplicationsFrom(ctx context.Context, county string, sources []string) ([]models.Application, error) {
	if len(sources) == 0 {
		return nil, nil
	}
	var rows []models.Application
	err := s.read.WithContext(ctx).Where("county_code = ? AND source_id IN ?", county, sources).Order("id DESC").Find(&rows).Error
	return rows, translate(err)
}
