package store

import (
	"context"
	"time"
)

// Answering is when a supplier was asked for something, answered, and first delivered.
type Answering struct {
	MatchID     string
	InvitedAt   time.Time
	RespondedAt *time.Time
	DeliveredAt *time.Time
}

// answersMost is how many of a supplier's invitations are looked at, the newest first.
const answersMost = 5000

// Answerings lists what a supplier was asked for in a period, with when it answered and when it first delivered.
func (s *Store) Answerings(ctx context.Context, supplier Key, from, to time.Time) ([]Answering, error) {
	var out []Answering
	q := s.read.WithContext(ctx).Table("match").Select("id AS match_id, invited_at, responded_at").
		Where("county_code = ? AND supplier_id = ? AND invited_at >= ? AND invited_at < ?", supplier.County, supplier.ID, from, to)
	if err := q.Order("invited_at DESC").Limit(answersMost).Scan(&out).Error; err != nil {
		return nil, translate(err)
	}
	var given []struct {
		MatchID    string
		OccurredAt time.Time
	}
	err := s.read.WithContext(ctx).Table("fulfilment").Select("match_id, occurred_at").
		Where("county_code = ? AND supplier_id = ? AND occurred_at >= ? AND status IN ?", supplier.County, supplier.ID, from, []string{"done", "partial", "confirmed"}).
		Order("occurred_at").Scan(&given).Error
	first := map[string]time.Time{}
	for _, g := range given {
		if _, had := first[g.MatchID]; !had {
			first[g.MatchID] = g.OccurredAt
		}
	}
	for i := range out {
		if at, delivered := first[out[i].MatchID]; delivered {
			out[i].DeliveredAt = &at
		}
	}
	return out, translate(err)
}
