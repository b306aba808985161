package store

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm"

	"zhulian/models"
)

// What a round must read and hold of many rows at once.

// NeedsInStatus reads every need of a county that has one of the statuses, by id, without what its aide wrote.
func (s *Store) NeedsInStatus(ctx context.Context, county string, statuses []models.NeedStatus) ([]models.Need, error) {
	var out []models.Need
	err := s.read.WithContext(ctx).Where("county_code = ? AND status IN ?", county, statuses).Order("id").Find(&out).Error
	return out, translate(err)
}

// HoldNeeds reads needs by id, without what their aides wrote, and keeps others from changing them until the transaction ends. They are
// held in the order of their ids, so that nobody waits in a ring.
func (s *Store) HoldNeeds(ctx context.Context, county string, ids []string) (map[string]models.Need, error) {
	return holdAll(ctx, s, county, ids, toChange, func(r models.Need) string { return r.ID })
}

// HoldOffers reads offers by id and keeps others from promising of them or ending them until the transaction ends.
func (s *Store) HoldOffers(ctx context.Context, county string, ids []string) (map[string]models.Offer, error) {
	return holdAll(ctx, s, county, ids, toChange, func(r models.Offer) string { return r.ID })
}

// KeepOffers reads offers by id and keeps others from ending them until the transaction ends.
func (s *Store) KeepOffers(ctx context.Context, county string, ids []string) (map[string]models.Offer, error) {
	return holdAll(ctx, s, county, ids, toKeep, func(r models.Offer) string { return r.ID })
}

func holdAll[T any](ctx context.Context, s *Store, county string, ids []string, strength string, id func(T) string) (map[string]T, error) {
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	out := make(map[string]T, len(ids))
	for keys := range slices.Chunk(ids, batchKeys) {
		var rows []T
		err := s.locking(ctx, strength).Where("county_code = ? AND id IN ?", county, keys).Order("id").Find(&rows).Error
		if err != nil {
			return nil, translate(err)
		}
		for _, r := range rows {
			out[id(r)] = r
		}
	}
	return out, nil
}

// LiveMatches reads the proposals, invitations and promises of a county, or of some of its needs.
func (s *Store) LiveMatches(ctx context.Context, county string, needs ...string) ([]models.Match, error) {
	of := func() *gorm.DB {
		return s.read.WithContext(ctx).Where("county_code = ? AND status IN ?", county, models.MatchesLive()).Order("need_id, offer_id")
	}
	var out []models.Match
	if len(needs) == 0 {
		return out, translate(of().Find(&out).Error)
	}
	for keys := range slices.Chunk(needs, batchKeys) {
		var rows []models.Match
		if err := of().Where("need_id IN ?", keys).Find(&rows).Error; err != nil {
			return nil, translate(err)
		}
		out = append(out, rows...)
	}
	return out, nil
}

// StepMatches moves matches from one status to another; where one of them no longer has the status, it is a Conflict.
func (s *Store) StepMatches(ctx context.Context, county string, ids []string, from, to models.MatchStatus) error {
	for keys := range slices.Chunk(ids, batchKeys) {
		res := s.db.WithContext(ctx).Model(&models.Match{}).Where("county_code = ? AND id IN ? AND status = ?", county, keys, from).
			Updates(map[string]any{"status": to, "version": gorm.Expr("version + 1"), "updated_at": s.Now()})
		if res.Error != nil {
			return translate(res.Error)
		}
		if res.RowsAffected != int64(len(keys)) {
			return models.Conflict("changed_meanwhile")
		}
	}
	return nil
}

// ProgressOfAll adds up what the matches of needs have come to, by need.
func (s *Store) ProgressOfAll(ctx context.Context, county string, needs []string) (map[string]models.Progress, error) {
	out := make(map[string]models.Progress, len(needs))
	for keys := range slices.Chunk(needs, batchKeys) {
		var rows []progressRow
		err := s.read.WithContext(ctx).Model(&models.Match{}).Select("need_id, "+progressColumns).
			Where("county_code = ? AND need_id IN ?", county, keys).Group("need_id, status").Scan(&rows).Error
		if err != nil {
			return nil, translate(err)
		}
		for _, r := range rows {
			p := out[r.NeedID]
			r.addTo(&p)
			out[r.NeedID] = p
		}
	}
	return out, nil
}

// Pair is an offer and a household.
type Pair struct{ OfferID, HouseholdID string }

// HeldByHouseholds sums, for the offers of a county that have a limit per household, the units that are promised or were given.
func (s *Store) HeldByHouseholds(ctx context.Context, county string) (map[Pair]int64, error) {
	limited := s.read.WithContext(ctx).Model(&models.Offer{}).Select("id").
		Where("county_code = ? AND status = ? AND per_household_limit IS NOT NULL", county, models.OfferPublished)
	var rows []struct {
		Pair
		Units int64
	}
	err := s.read.WithContext(ctx).Model(&models.Match{}).Select("offer_id, household_id, SUM(reserved) AS units").
		Where("county_code = ? AND reserved > 0 AND offer_id IN (?)", county, limited).Group("offer_id, household_id").Scan(&rows).Error
	out := make(map[Pair]int64, len(rows))
	for _, r := range rows {
		out[r.Pair] = r.Units
	}
	return out, translate(err)
}

// Share is what a supplier has promised or given in a category.
type Share struct {
	SupplierID, Category string
	Units                int64
}

// SharesSince sums, by supplier and category of the offer, the units of the promises that were made from an instant on and not taken
// back.
func (s *Store) SharesSince(ctx context.Context, county string, since time.Time) ([]Share, error) {
	var out []Share
	err := s.read.WithContext(ctx).Model(&models.Match{}).Table("match AS m").
		Select("m.supplier_id, o.category, SUM(m.reserved) AS units").
		Joins("JOIN offer o ON o.county_code = m.county_code AND o.id = m.offer_id").
		Where("m.county_code = ? AND m.responded_at >= ? AND m.reserved > 0", county, since).
		Group("m.supplier_id, o.category").Order("m.supplier_id, o.category").Scan(&out).Error
	return out, translate(err)
}
