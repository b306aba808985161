package store

import (
	"context"
	"errors"
	"slices"

	"gorm.io/gorm"

	"zhulian/models"
)

// Head reads the newest entry of a county's event log, with Seq 0 where it has none.
func (s *Store) Head(ctx context.Context, county string) (models.ChainHead, error) {
	head := models.ChainHead{CountyCode: county}
	err := s.read.WithContext(ctx).Where("county_code = ?", county).Take(&head).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return models.ChainHead{CountyCode: county}, nil
	}
	return head, translate(err)
}

// EventsOf reads, in order, up to limit events of some nouns of a county from a sequence number on, and that entry itself whatever
// its noun.
func (s *Store) EventsOf(ctx context.Context, county string, from int64, limit int, nouns ...string) ([]models.Event, error) {
	var out []models.Event
	err := s.read.WithContext(ctx).Where("county_code = ? AND seq >= ? AND (seq = ? OR noun IN ?)", county, from, from, nouns).
		Order("seq").Limit(limit).Find(&out).Error
	return out, translate(err)
}

// OffersByID reads those offers of a county that have one of the ids, by id.
func (s *Store) OffersByID(ctx context.Context, county string, ids []string) (map[string]models.Offer, error) {
	return byID(ctx, s.read, county, ids, func(r models.Offer) string { return r.ID })
}

// OffersOf reads the published offers of some suppliers.
func (s *Store) OffersOf(ctx context.Context, county string, suppliers []string) ([]models.Offer, error) {
	var out []models.Offer
	for keys := range slices.Chunk(suppliers, batchKeys) {
		var rows []models.Offer
		err := s.read.WithContext(ctx).Where("county_code = ? AND supplier_id IN ? AND status = ?", county, keys, models.OfferPublished).
			Order("id").Find(&rows).Error
		if err != nil {
			return nil, translate(err)
		}
		out = append(out, rows...)
	}
	return out, nil
}

// HouseholdsByID reads those households of a county that have one of the ids, by id, with neither addresses nor persons.
func (s *Store) HouseholdsByID(ctx context.Context, county string, ids []string) (map[string]models.Household, error) {
	return byID(ctx, s.read, county, ids, func(r models.Household) string { return r.ID })
}

func byID[T any](ctx context.Context, db *gorm.DB, county string, ids []string, id func(T) string) (map[string]T, error) {
	out := make(map[string]T, len(ids))
	for keys := range slices.Chunk(ids, batchKeys) {
		var rows []T
		if err := db.WithContext(ctx).Where("county_code = ? AND id IN ?", county, keys).Find(&rows).Error; err != nil {
			return nil, translate(err)
		}
		for _, r := range rows {
			out[id(r)] = r
		}
	}
	return out, nil
}

// Members reads what the matcher must know of the members of households, by household id: who they are for a need, their day of
// birth, their profile and whether they died. Names, numbers and phones stay sealed.
func (s *Store) Members(ctx context.Context, county string, households []string) (map[string][]models.Person, error) {
	out := map[string][]models.Person{}
	for keys := range slices.Chunk(households, batchKeys) {
		var rows []models.Person
		err := s.read.WithContext(ctx).Select("county_code", "id", "household_id", "profile_sealed", "birth_date", "deceased_on").
			Where("county_code = ? AND household_id IN ?", county, keys).Order("household_id, is_head DESC, id").Find(&rows).Error
		if err != nil {
			return nil, translate(err)
		}
		for i := range rows {
			if err := s.openProfile(&rows[i]); err != nil {
				return nil, err
			}
			out[rows[i].HouseholdID] = append(out[rows[i].HouseholdID], rows[i])
		}
	}
	return out, nil
}

// ConsentsOf reads every consent of the persons of many households, by household id, oldest first.
func (s *Store) ConsentsOf(ctx context.Context, county string, households []string) (map[string][]models.Consent, error) {
	out := map[string][]models.Consent{}
	for keys := range slices.Chunk(households, batchKeys) {
		found, err := s.Consents(ctx, county, keys...)
		if err != nil {
			return nil, err
		}
		for id, rows := range found {
			out[id] = rows
		}
	}
	return out, nil
}

// Histories reads the matches of households in some statuses, by household id, oldest first.
func (s *Store) Histories(ctx context.Context, county string, households []string, statuses ...models.MatchStatus) (map[string][]models.Match, error) {
	out := map[string][]models.Match{}
	for keys := range slices.Chunk(households, batchKeys) {
		var rows []models.Match
		err := s.read.WithContext(ctx).Select("county_code", "id", "need_id", "supplier_id", "household_id", "status", "decline_code", "updated_at").
			Where("county_code = ? AND household_id IN ? AND status IN ?", county, keys, statuses).Order("id").Find(&rows).Error
		if err != nil {
			return nil, translate(err)
		}
		for _, m := range rows {
			out[m.HouseholdID] = append(out[m.HouseholdID], m)
		}
	}
	return out, nil
}

// Served tells which of the households have had a need resolved before.
func (s *Store) Served(ctx context.Context, county string, households []string) (map[string]bool, error) {
	out := map[string]bool{}
	for keys := range slices.Chunk(households, batchKeys) {
		var ids []string
		err := s.read.WithContext(ctx).Model(&models.Need{}).Distinct("household_id").
			Where("county_code = ? AND household_id IN ? AND status = ?", county, keys, models.NeedResolved).Pluck("household_id", &ids).Error
		if err != nil {
			return nil, translate(err)
		}
		for _, id := range ids {
			out[id] = true
		}
	}
	return out, nil
}

// MatchesByID reads those matches of a county that have one of the ids, by id.
func (s *Store) MatchesByID(ctx context.Context, county string, ids []string) (map[string]models.Match, error) {
	return byID(ctx, s.read, county, ids, func(r models.Match) string { return r.ID })
}
