package store

import (
	"context"

	"zhulian/models"
)

// NeedTally is how many needs of a status there are, and how many of them are past their last day or near it.
type NeedTally struct {
	Status           models.NeedStatus
	N, Overdue, Soon int64
}

// TallyNeeds counts the needs in a scope by status; soon is from today to the day given.
func (s *Store) TallyNeeds(ctx context.Context, sc Scope, today, soon models.Date) ([]NeedTally, error) {
	var rows []NeedTally
	err := s.scoped(ctx, sc).Model(&models.Need{}).
		Select("status, COUNT(*) AS n, COUNT(CASE WHEN due_on < ? AND closed_at IS NULL THEN 1 END) AS overdue, "+
			"COUNT(CASE WHEN due_on BETWEEN ? AND ? AND closed_at IS NULL THEN 1 END) AS soon", today, today, soon).
		Group("status").Order("status").Scan(&rows).Error
	return rows, translate(err)
}

// CountFulfilments counts the fulfilments of a filter.
func (s *Store) CountFulfilments(ctx context.Context, f FulfilmentFilter) (int64, error) {
	var n int64
	err := s.fulfilments(ctx, f).Model(&models.Fulfilment{}).Count(&n).Error
	return n, translate(err)
}

// VillageTally is how many households of a filter there are in a village.
type VillageTally struct {
	RegionCode string
	N          int64
}

// TallyHouseholds counts the households of a filter by village.
func (s *Store) TallyHouseholds(ctx context.Context, f HouseholdFilter) ([]VillageTally, error) {
	var rows []VillageTally
	err := s.households(ctx, f).Model(&models.Household{}).Select("region_code, COUNT(*) AS n").Group("region_code").Order("region_code").Scan(&rows).Error
	return rows, translate(err)
}

// Head is a household by its head's name: what a list to choose from needs, and no more.
type Head struct{ ID, No, RegionCode, PersonID, Name string }

// Heads reads the households of a filter with their heads' names, by village and number, at most limit.
func (s *Store) Heads(ctx context.Context, f HouseholdFilter, limit int) ([]Head, error) {
	var rows []struct {
		ID, No, RegionCode, PersonID string
		NameSealed                   []byte
	}
	found := s.households(ctx, f).Model(&models.Household{}).Select("id", "no", "region_code").Order("region_code, no").Limit(limit)
	err := s.read.WithContext(ctx).Table("(?) AS h", found).
		Joins("LEFT JOIN person ON person.county_code = ? AND person.household_id = h.id AND person.is_head", f.Scope.County).
		Select("h.id, h.no, h.region_code, person.id AS person_id, person.name_sealed").Order("h.region_code, h.no, person.id").Scan(&rows).Error
	if err != nil {
		return nil, translate(err)
	}
	out := make([]Head, 0, len(rows))
	for _, r := range rows {
		z := &sealing{s: s, county: f.Scope.County, id: r.PersonID}
		name := ""
		if len(r.NameSealed) > 0 {
			name = z.open("person.name", r.NameSealed)
		}
		if z.err != nil {
			return nil, z.err
		}
		out = append(out, Head{ID: r.ID, No: r.No, RegionCode: r.RegionCode, PersonID: r.PersonID, Name: name})
	}
	return out, nil
}

// RecentCategories are the categories of an account's latest needs in a scope, the latest first, each once.
func (s *Store) RecentCategories(ctx context.Context, sc Scope, account string, limit int) ([]string, error) {
	var out []string
	err := s.scoped(ctx, sc).Model(&models.Need{}).Where("submitted_by = ?", account).
		Group("category").Order("MAX(created_at) DESC").Limit(limit).Pluck("category", &out).Error
	return out, translate(err)
}

// NeedTitles reads the categories and public titles of needs of a county, by id.
func (s *Store) NeedTitles(ctx context.Context, county string, ids []string) (map[string]models.Need, error) {
	out := make(map[string]models.Need, len(ids))
	var rows []models.Need
	if len(ids) == 0 {
		return out, nil
	}
	err := s.read.WithContext(ctx).Select("county_code", "id", "no", "category", "title_public", "status", "person_id", "household_id").
		Where("county_code = ? AND id IN ?", county, ids).Find(&rows).Error
	for _, r := range rows {
		out[r.ID] = r
	}
	return out, translate(err)
}
