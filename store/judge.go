package store

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm"

	"zhulian/models"
)

// HouseholdsAfter reads up to limit active households of a county in the order of their ids, after one of them, with neither addresses nor
// persons.
func (s *Store) HouseholdsAfter(ctx context.Context, county, after string, limit int) ([]models.Household, error) {
	q := s.read.WithContext(ctx).Where("county_code = ? AND status = ?", county, models.HouseholdActive)
	if after != "" {
		q = q.Where("id > ?", after)
	}
	var out []models.Household
	err := q.Order("id").Limit(limit).Find(&out).Error
	return out, translate(err)
}

// SignalsUnplaced reads the signals of persons whose household is not known here, by their blind index, since a day, in the order of
// their events.
func (s *Store) SignalsUnplaced(ctx context.Context, county string, indexes [][]byte, since models.Date) (map[string][]models.Signal, error) {
	out := map[string][]models.Signal{}
	for keys := range slices.Chunk(indexes, batchKeys) {
		var rows []models.Signal
		err := s.read.WithContext(ctx).Where("county_code = ? AND person_index IN ? AND household_id IS NULL AND event_on >= ? AND withdrawn_at IS NULL",
			county, keys, since).Order("event_on, id").Find(&rows).Error
		if err != nil {
			return nil, translate(err)
		}
		if rows, err = s.openSignals(rows); err != nil {
			return nil, err
		}
		for _, r := range rows {
			out[string(r.PersonIndex)] = append(out[string(r.PersonIndex)], r)
		}
	}
	return out, nil
}

// AlertMark is what rules must know of an alert that a household has had.
type AlertMark struct {
	ID          string
	HouseholdID string
	RuleCode    string
	Severity    models.Severity
	EventOn     models.Date
	RaisedAt    time.Time
}

// AlertMarks reads the alerts of households whose event is not before a day, by household, in the order of their events; those withdrawn with
// their batch are none.
func (s *Store) AlertMarks(ctx context.Context, county string, households []string, since models.Date) (map[string][]AlertMark, error) {
	out := map[string][]AlertMark{}
	for keys := range slices.Chunk(households, batchKeys) {
		var rows []AlertMark
		err := s.read.WithContext(ctx).Table("alert AS f").Select("id", "household_id", "rule_code", "severity", "event_on", "raised_at").
			Where("county_code = ? AND household_id IN ? AND event_on >= ? AND NOT ("+alertWithdrawn+")", county, keys, since).Order("household_id, event_on, id").Scan(&rows).Error
		if err != nil {
			return nil, translate(err)
		}
		for _, r := range rows {
			out[r.HouseholdID] = append(out[r.HouseholdID], r)
		}
	}
	return out, nil
}

// ListedSince reads since when households stand under their category without a break, by household.
func (s *Store) ListedSince(ctx context.Context, county string, households []string) (map[string]models.Listing, error) {
	out := map[string]models.Listing{}
	for keys := range slices.Chunk(households, batchKeys) {
		var rows []models.Listing
		err := s.read.WithContext(ctx).Where("county_code = ? AND household_id IN ? AND person_id IS NULL AND listed_to IS NULL", county, keys).
			Order("household_id, listed_from, id").Find(&rows).Error
		if err != nil {
			return nil, translate(err)
		}
		for _, r := range rows {
			out[r.HouseholdID] = r
		}
	}
	return out, nil
}

// LevelScore is a household's score of hardship from a day on, as a clerk confirmed it.
type LevelScore struct {
	HouseholdID string
	Score       int
	FromOn      models.Date
}

// LevelScores reads the scores that were ever in force for households, by household, in the order of their days.
func (s *Store) LevelScores(ctx context.Context, county string, households []string) (map[string][]LevelScore, error) {
	out := map[string][]LevelScore{}
	for keys := range slices.Chunk(households, batchKeys) {
		var rows []LevelScore
		err := s.read.WithContext(ctx).Model(&models.HouseholdLevel{}).Select("household_id", "score", "from_on").
			Where("county_code = ? AND household_id IN ? AND from_on IS NOT NULL", county, keys).Order("household_id, from_on, id").Scan(&rows).Error
		if err != nil {
			return nil, translate(err)
		}
		for _, r := range rows {
			out[r.HouseholdID] = append(out[r.HouseholdID], r)
		}
	}
	return out, nil
}

// Help is one way in which a household was helped, and when.
type Help struct {
	HouseholdID string
	On          models.Date
}

// HelpSince reads when households of a county were helped since a day: needs met, applications approved, benefits received.
func (s *Store) HelpSince(ctx context.Context, county string, since models.Date) (map[string][]models.Date, error) {
	out := map[string][]models.Date{}
	var granted []Help
	err := s.read.WithContext(ctx).Model(&models.Benefit{}).Select(`household_id, granted_on AS "on"`).
		Where("county_code = ? AND granted_on >= ?", county, since).Scan(&granted).Error
	if err != nil {
		return nil, translate(err)
	}
	for _, h := range granted {
		out[h.HouseholdID] = append(out[h.HouseholdID], h.On)
	}
	needs := s.read.WithContext(ctx).Model(&models.Need{}).Select("household_id, resolved_at AS at").
		Where("county_code = ? AND status = ? AND resolved_at >= ?", county, models.NeedResolved, since.Start())
	papers := s.read.WithContext(ctx).Model(&models.Application{}).Select("household_id, decided_at AS at").
		Where("county_code = ? AND decision = 'approved' AND decided_at >= ?", county, since.Start())
	for _, q := range []*gorm.DB{needs, papers} {
		var rows []struct {
			HouseholdID string
			At          time.Time
		}
		if err := q.Scan(&rows).Error; err != nil {
			return nil, translate(err)
		}
		for _, r := range rows {
			out[r.HouseholdID] = append(out[r.HouseholdID], models.DateOf(r.At))
		}
	}
	return out, nil
}
