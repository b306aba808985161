package market

import (
	"context"
	"encoding/json"
	"fmt"

	"zhulian/matching"
	"zhulian/store"
)

// WeightsOf reads the weights by which a county counts fit: those it has adopted, or the default.
func WeightsOf(ctx context.Context, s *store.Store, county string) (matching.Weights, error) {
	raw, err := s.WeightsInForce(ctx, county)
	if err != nil || raw == "" {
		return matching.DefaultWeights(), err
	}
	return DecodeWeights(raw)
}

// DecodeWeights reads weights as a version keeps them. That they are not whole and valid is an internal error: they were checked when
// they were proposed.
func DecodeWeights(raw string) (matching.Weights, error) {
	var w matching.Weights
	if err := json.Unmarshal([]byte(raw), &w); err != nil {
		return w, fmt.Errorf("weights kept: %w", err)
	}
	if err := w.Validate(); err != nil {
		return w, fmt.Errorf("weights kept: %w", err)
	}
	return w, nil
}
