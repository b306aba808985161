package store

import (
	"context"

	"gorm.io/gorm/clause"

	"zhulian/models"
)

// InsertAlertRule writes a version of a rule; the same number of a rule again is a Conflict.
func (s *Store) InsertAlertRule(ctx context.Context, r *models.AlertRule) error {
	return s.insert(ctx, r)
}

// KeepAlertRules writes versions of rules that are not there yet and leaves those that are.
func (s *Store) KeepAlertRules(ctx context.Context, rows []models.AlertRule) error {
	return keep(ctx, s, rows)
}

// AlertRule reads one version of a rule.
func (s *Store) AlertRule(ctx context.Context, at Key) (*models.AlertRule, error) {
	return take[models.AlertRule](ctx, s, "alert_rule", at.County, at.ID)
}

// AlertRuleFilter narrows a list of versions of rules; an empty field does not narrow.
type AlertRuleFilter struct {
	County string
	Code   string
	Status models.DecisionStatus
}

// AlertRulePage lists a county's versions of its rules.
func (s *Store) AlertRulePage(ctx context.Context, f AlertRuleFilter, p Page) ([]models.AlertRule, string, error) {
	q := s.scoped(ctx, Scope{County: f.County})
	if f.Code != "" {
		q = q.Where("code = ?", f.Code)
	}
	if f.Status != "" {
		q = q.Where("status = ?", f.Status)
	}
	return pageOf(q, p, func(r models.AlertRule) string { return r.ID })
}

// AlertRules reads every version of a county's rules, or of one of them, the newest first.
func (s *Store) AlertRules(ctx context.Context, county, code string) ([]models.AlertRule, error) {
	return ruleVersions[models.AlertRule](ctx, s, county, code)
}

// keep writes rows that are not there yet and leaves those that are.
func keep[T any](ctx context.Context, s *Store, rows []T) error {
	if len(rows) == 0 {
		return nil
	}
	return translate(s.db.WithContext(ctx).Clauses(clause.OnConflict{DoNothing: true}).CreateInBatches(rows, bulkRows).Error)
}

// ruleVersions reads every version of a county's rules as data, or of one of them, the newest first.
func ruleVersions[T any](ctx context.Context, s *Store, county, code string) ([]T, error) {
	q := s.scoped(ctx, Scope{County: county})
	if code != "" {
		q = q.Where("code = ?", code)
	}
	var out []T
	err := q.Order("code, rule_version DESC").Find(&out).Error
	return out, translate(err)
}

// StepAlertRule moves a version of a rule from one status to another and sets more columns with it.
func (s *Store) StepAlertRule(ctx context.Context, at Key, from models.DecisionStatus, set Change) error {
	return s.step(ctx, &models.AlertRule{}, at, string(from), set)
}

// InsertRuleRun notes that the rules of time were asked on a night; the same night again is a Conflict.
func (s *Store) InsertRuleRun(ctx context.Context, r *models.RuleRun) error { return s.insert(ctx, r) }

// RuleRan tells whether the rules of time were asked on a night.
func (s *Store) RuleRan(ctx context.Context, county string, day models.Date) (bool, error) {
	var n int64
	err := s.read.WithContext(ctx).Model(&models.RuleRun{}).Where("county_code = ? AND ran_on = ?", county, day).Count(&n).Error
	return n > 0, translate(err)
}
