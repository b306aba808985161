package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"zhulian/models"
)

// CountSuppliers counts suppliers by where they stand.
func (s *Store) CountSuppliers(ctx context.Context, f SupplierFilter) (map[models.SupplierStatus]int, error) {
	return countBy[models.SupplierStatus](s.suppliers(ctx, f).Model(&models.Supplier{}))
}

// CountOffers counts offers by where they stand.
func (s *Store) CountOffers(ctx context.Context, f OfferFilter) (map[models.OfferStatus]int, error) {
	return countBy[models.OfferStatus](s.offers(ctx, f).Model(&models.Offer{}))
}

// countBy counts the rows of a list by their status.
func countBy[S ~string](q *gorm.DB) (map[S]int, error) {
	var rows []struct {
		Status S
		N      int
	}
	err := q.Select("status, COUNT(*) AS n").Group("status").Scan(&rows).Error
	out := make(map[S]int, len(rows))
	for _, r := range rows {
		out[r.Status] = r.N
	}
	return out, translate(err)
}

// NeedWatch counts needs that somebody should look at soon: past their limit, near it, slow to be accepted, likely repeating another.
type NeedWatch struct{ Overdue, Near, Slow, Duplicates int }

// WatchNeeds counts needs of a filter in one go: overdue before today, near their limit before soon, slow when they were submitted before an
// instant and nobody has accepted them yet.
func (s *Store) WatchNeeds(ctx context.Context, f NeedFilter, today, soon models.Date, slow time.Time) (NeedWatch, error) {
	var out NeedWatch
	err := s.needs(ctx, f).Model(&models.Need{}).Select(
		"COALESCE(SUM(CASE WHEN due_on < ? THEN 1 ELSE 0 END), 0) AS overdue,"+
			" COALESCE(SUM(CASE WHEN due_on >= ? AND due_on < ? THEN 1 ELSE 0 END), 0) AS near,"+
			" COALESCE(SUM(CASE WHEN status = ? AND submitted_at < ? THEN 1 ELSE 0 END), 0) AS slow,"+
			" COALESCE(SUM(CASE WHEN likely_duplicate_of IS NOT NULL THEN 1 ELSE 0 END), 0) AS duplicates",
		today, today, soon, models.NeedSubmitted, slow).Scan(&out).Error
	return out, translate(err)
}

// MatchesExpiring reads the invitations that must be answered before an instant, the nearest first, at most limit of them, and counts all.
func (s *Store) MatchesExpiring(ctx context.Context, sc Scope, before time.Time, limit int) ([]models.Match, int, error) {
	q := s.scoped(ctx, sc).Where("status = ? AND respond_by < ?", models.MatchInvited, before)
	return firstOf[models.Match](q, "respond_by, id", limit)
}

// FulfilmentsDisputed reads the fulfilments in dispute, the oldest first and without notes, at most limit of them, and counts all.
func (s *Store) FulfilmentsDisputed(ctx context.Context, sc Scope, limit int) ([]models.Fulfilment, int, error) {
	return firstOf[models.Fulfilment](s.scoped(ctx, sc).Where("status = ?", models.FulfilmentDisputed), "id", limit)
}

func firstOf[T any](q *gorm.DB, order string, limit int) ([]T, int, error) {
	var n int64
	q = q.Session(&gorm.Session{})
	if err := q.Model(new(T)).Count(&n).Error; err != nil || n == 0 {
		return nil, 0, translate(err)
	}
	var out []T
	err := q.Order(order).Limit(limit).Find(&out).Error
	return out, int(n), translate(err)
}

// Gaps reads what a round found lacking, the greatest marginal value first.
func (s *Store) Gaps(ctx context.Context, at Key) ([]models.AllocationGap, error) {
	var out []models.AllocationGap
	err := s.read.WithContext(ctx).Where("county_code = ? AND allocation_id = ?", at.County, at.ID).
		Order("marginal_value DESC, needed - offered DESC, category, town").Find(&out).Error
	return out, translate(err)
}

// CohortMonths reads what a trend must know of the needs submitted from one instant up to another, exclusive, in a scope: without suppliers.
func (s *Store) CohortMonths(ctx context.Context, sc Scope, from, to time.Time) ([]CohortNeed, error) {
	var rows []CohortNeed
	err := s.scoped(ctx, sc).Model(&models.Need{}).Select("status", "resolution_code", "submitted_at").
		Where("submitted_at >= ? AND submitted_at < ?", from, to).Find(&rows).Error
	return rows, translate(err)
}
