package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"zhulian/models"
)

// Gift is what sums of a supplier's work must know of one fulfilment.
type Gift struct {
	OccurredAt  time.Time
	Category    string
	Unit        string
	Quantity    int64
	HouseholdID string
	Minutes     *int
	ValueFen    *int64
}

func (s *Store) given(ctx context.Context, sc Scope) *gorm.DB {
	return s.read.WithContext(ctx).Table("fulfilment AS f").
		Joins("JOIN match AS m ON m.county_code = f.county_code AND m.id = f.match_id").
		Where("f.county_code = ? AND f.supplier_id = ? AND f.status IN ?", sc.County, sc.Supplier, models.CountsAsDelivered()).
		Where("f.occurred_at IS NOT NULL")
}

// Given reads what a supplier has delivered from one instant up to another, exclusive, in the order of time.
func (s *Store) Given(ctx context.Context, sc Scope, from, to time.Time) ([]Gift, error) {
	var out []Gift
	err := s.given(ctx, sc).Select("f.occurred_at, m.category, f.unit, f.quantity, f.household_id, f.minutes, f.value_fen").
		Where("f.occurred_at >= ? AND f.occurred_at < ?", from, to).Order("f.occurred_at, f.id").Scan(&out).Error
	return out, translate(err)
}

// FirstGiven is when a supplier first delivered something; nil where it never did.
func (s *Store) FirstGiven(ctx context.Context, sc Scope) (*time.Time, error) {
	var rows []Gift
	err := s.given(ctx, sc).Select("f.occurred_at").Order("f.occurred_at").Limit(1).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, translate(err)
	}
	return &rows[0].OccurredAt, nil
}
