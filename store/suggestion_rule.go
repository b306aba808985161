package store

import (
	"context"

	"zhulian/models"
)

// InsertSuggestionRule writes a version of a rule; the same number of a rule again is a Conflict.
func (s *Store) InsertSuggestionRule(ctx context.Context, r *models.SuggestionRule) error {
	return s.insert(ctx, r)
}

// KeepSuggestionRules writes versions of rules that are not there yet and leaves those that are.
func (s *Store) KeepSuggestionRules(ctx context.Context, rows []models.SuggestionRule) error {
	return keep(ctx, s, rows)
}

// SuggestionRule reads one version of a rule.
func (s *Store) SuggestionRule(ctx context.Context, at Key) (*models.SuggestionRule, error) {
	return take[models.SuggestionRule](ctx, s, "suggestion_rule", at.County, at.ID)
}

// SuggestionRules reads every version of a county's rules of one household, one policy, or of one of them, the newest first.
func (s *Store) SuggestionRules(ctx context.Context, county, code string) ([]models.SuggestionRule, error) {
	return ruleVersions[models.SuggestionRule](ctx, s, county, code)
}

// StepSuggestionRule moves a version of a rule from one status to another and sets more columns with it.
func (s *Store) StepSuggestionRule(ctx context.Context, at Key, from models.DecisionStatus, set Change) error {
	return s.step(ctx, &models.SuggestionRule{}, at, string(from), set)
}
