package store

import (
	"context"
	"time"

	"zhulian/models"
)

// InsertStandard writes a version of a number that policy sets.
func (s *Store) InsertStandard(ctx context.Context, r *models.Standard) error {
	return s.insert(ctx, r)
}

// Standard reads one version of a number that policy sets.
func (s *Store) Standard(ctx context.Context, at Key) (*models.Standard, error) {
	return take[models.Standard](ctx, s, "standard", at.County, at.ID)
}

// StandardFilter narrows a list of versions of the numbers that policy sets; an empty field does not narrow.
type StandardFilter struct {
	County string
	Code   models.StandardCode
	Status models.DecisionStatus
}

// StandardPage lists a county's versions of the numbers that policy sets.
func (s *Store) StandardPage(ctx context.Context, f StandardFilter, p Page) ([]models.Standard, string, error) {
	q := s.scoped(ctx, Scope{County: f.County})
	if f.Code != "" {
		q = q.Where("code = ?", f.Code)
	}
	if f.Status != "" {
		q = q.Where("status = ?", f.Status)
	}
	return pageOf(q, p, func(r models.Standard) string { return r.ID })
}

// Standards reads every adopted version of the numbers that policy sets for a county.
func (s *Store) Standards(ctx context.Context, county string) (models.Standards, error) {
	return adopted[models.Standard](ctx, s, county)
}

func adopted[T any](ctx context.Context, s *Store, county string) ([]T, error) {
	var out []T
	err := s.read.WithContext(ctx).Where("county_code = ? AND status = ?", county, models.DecisionAdopted).Order("id").Find(&out).Error
	return out, translate(err)
}

// StepStandard moves a version of a number from one status to another and sets more columns with it.
func (s *Store) StepStandard(ctx context.Context, at Key, from models.DecisionStatus, set Change) error {
	return s.step(ctx, &models.Standard{}, at, string(from), set)
}

// InsertSLARule writes a version of a limit.
func (s *Store) InsertSLARule(ctx context.Context, r *models.SLARule) error { return s.insert(ctx, r) }

// SLARule reads one version of a limit.
func (s *Store) SLARule(ctx context.Context, at Key) (*models.SLARule, error) {
	return take[models.SLARule](ctx, s, "sla", at.County, at.ID)
}

// SLAFilter narrows a list of versions of limits; an empty field does not narrow.
type SLAFilter struct {
	County string
	Step   models.SLAStep
	Status models.DecisionStatus
}

// SLAPage lists a county's versions of its limits.
func (s *Store) SLAPage(ctx context.Context, f SLAFilter, p Page) ([]models.SLARule, string, error) {
	q := s.scoped(ctx, Scope{County: f.County})
	if f.Step != "" {
		q = q.Where("step = ?", f.Step)
	}
	if f.Status != "" {
		q = q.Where("status = ?", f.Status)
	}
	return pageOf(q, p, func(r models.SLARule) string { return r.ID })
}

// SLARules reads every adopted version of a county's limits.
func (s *Store) SLARules(ctx context.Context, county string) (models.SLARules, error) {
	return adopted[models.SLARule](ctx, s, county)
}

// StepSLARule moves a version of a limit from one status to another and sets more columns with it.
func (s *Store) StepSLARule(ctx context.Context, at Key, from models.DecisionStatus, set Change) error {
	return s.step(ctx, &models.SLARule{}, at, string(from), set)
}

// InsertCategorySetting adds a county's setting of a category.
func (s *Store) InsertCategorySetting(ctx context.Context, r *models.CategorySetting) error {
	return s.insert(ctx, r)
}

// CategorySettings reads all settings that a county ever made of its categories, or of one of them, oldest first.
func (s *Store) CategorySettings(ctx context.Context, county, category string) (models.CategorySettings, error) {
	q := s.scoped(ctx, Scope{County: county})
	if category != "" {
		q = q.Where("category = ?", category)
	}
	var out models.CategorySettings
	err := q.Order("id").Find(&out).Error
	return out, translate(err)
}

// IncomeCount is how many active households of a county have an income a head and month.
type IncomeCount struct {
	MonthlyIncomeFen int64
	RegionCode       string
	N                int
}

// Incomes counts the active households of a county by region and known income.
func (s *Store) Incomes(ctx context.Context, county string) ([]IncomeCount, error) {
	var out []IncomeCount
	err := s.read.WithContext(ctx).Model(&models.Household{}).Select("monthly_income_fen, region_code, COUNT(*) AS n").
		Where("county_code = ? AND status = ? AND monthly_income_fen IS NOT NULL", county, models.HouseholdActive).
		Group("monthly_income_fen, region_code").Order("region_code, monthly_income_fen").Scan(&out).Error
	return out, translate(err)
}

// Span is how long one step took: when it began and when it was done, and what its limit goes by.
type Span struct {
	Subject    string
	Began, End time.Time
}

// Spans reads how long a step took where it was done since an instant. A step that the rows do not tell has none. Recurring needs, which
// are resolved by other rules, are left out.
func (s *Store) Spans(ctx context.Context, county string, step models.SLAStep, since time.Time) ([]Span, error) {
	q := s.read.WithContext(ctx)
	switch step {
	case models.SLANeedResponse:
		q = q.Model(&models.Need{}).Select(`urgency AS subject, submitted_at AS began, accepted_at AS "end"`).
			Where("county_code = ? AND submitted_at IS NOT NULL AND accepted_at >= ?", county, since)
	case models.SLAResolution:
		q = q.Model(&models.Need{}).Select(`category AS subject, accepted_at AS began, resolved_at AS "end"`).
			Where("county_code = ? AND accepted_at IS NOT NULL AND resolved_at >= ? AND frequency IS NULL", county, since)
	case models.SLASupplierReply:
		q = q.Model(&models.Match{}).Select(`need.urgency AS subject, invited_at AS began, responded_at AS "end"`).
			Joins("JOIN need ON need.county_code = match.county_code AND need.id = match.need_id").
			Where("match.county_code = ? AND invited_at IS NOT NULL AND responded_at >= ?", county, since)
	case models.SLASupplierReview:
		q = q.Model(&models.Supplier{}).Select(`'' AS subject, applied_at AS began, approved_at AS "end"`).
			Where("county_code = ? AND approved_at >= ?", county, since)
	default:
		return nil, nil
	}
	var out []Span
	err := q.Scan(&out).Error
	return out, translate(err)
}

// ProposalsWaiting counts a county's proposals of standards, limits, weights and alert rules.
func (s *Store) ProposalsWaiting(ctx context.Context, county string) (n [4]int, err error) {
	for i, model := range []any{&models.Standard{}, &models.SLARule{}, &models.WeightVersion{}, &models.AlertRule{}} {
		var rows int64
		err := s.read.WithContext(ctx).Model(model).Where("county_code = ? AND status = ?", county, "proposed").Count(&rows).Error
		if err != nil {
			return n, translate(err)
		}
		n[i] = int(rows)
	}
	return n, nil
}
