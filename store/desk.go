package store

import (
	"context"

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
