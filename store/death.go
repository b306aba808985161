package store

import (
	"context"

	"gorm.io/gorm"

	"zhulian/models"
)

// NoteDeath notes on what day somebody has died, and ends the stays on lists of those who have.
func (s *Store) NoteDeath(ctx context.Context, p models.Person, day models.Date) error {
	if err := s.revise(ctx, &models.Person{}, Key{p.CountyCode, p.ID}, p.Version, Change{"deceased_on": day}); err != nil {
		return err
	}
	_, err := s.UnlistDeceased(ctx, p.CountyCode)
	return err
}

// PutRelation writes what a member of a household is to its head, and whether it is the head, if the row still has the version seen.
func (s *Store) PutRelation(ctx context.Context, p models.Person) error {
	return s.revise(ctx, &models.Person{}, Key{p.CountyCode, p.ID}, p.Version, Change{"relation": p.Relation, "is_head": p.IsHead})
}

// ForgetDeath takes back that somebody has died: the stay on a list that ended with it goes on.
func (s *Store) ForgetDeath(ctx context.Context, p models.Person) error {
	if err := s.revise(ctx, &models.Person{}, Key{p.CountyCode, p.ID}, p.Version, Change{"deceased_on": gorm.Expr("NULL")}); err != nil {
		return err
	}
	return translate(s.db.WithContext(ctx).Model(&models.Listing{}).Where("county_code = ? AND person_id = ? AND listed_to >= ?", p.CountyCode, p.ID, p.DeceasedOn).
		Updates(map[string]any{"listed_to": gorm.Expr("NULL"), "updated_at": s.Now()}).Error)
}

// PlanAgain takes away the windows of a household that left the rates for a reason and have not ended by a day, so that they are planned again.
func (s *Store) PlanAgain(ctx context.Context, household Key, code models.ExemptCode, day models.Date) error {
	return translate(s.db.WithContext(ctx).Where(`county_code = ? AND household_id = ? AND status = ? AND exempt_code = ? AND ends_on >= ? AND NOT EXISTS
		(SELECT 1 FROM visit v WHERE v.county_code = visit_window.county_code AND v.window_id = visit_window.id)`,
		household.County, household.ID, models.WindowExempt, code, day).Delete(&models.VisitWindow{}).Error)
}

// RunningBenefits reads what a household still receives on a day, or has been granted with no end, the newest first.
func (s *Store) RunningBenefits(ctx context.Context, household Key, day models.Date) ([]models.Benefit, error) {
	var out []models.Benefit
	err := s.read.WithContext(ctx).Where("county_code = ? AND household_id = ? AND voided_at IS NULL AND kind NOT IN ?", household.County, household.ID,
		[]models.BenefitKind{models.BenefitGoods, models.BenefitOneOff}).
		Where("period_to IS NULL OR period_to >= ?", day).Order("id DESC").Limit(benefitsRunning).Find(&out).Error
	return out, translate(err)
}

// benefitsRunning is far more than one household receives at a time.
const benefitsRunning = 100
