package store

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"zhulian/models"
)

// StubsOfBatch reads the ids and regions of the households that were put on file for rows of a batch and on which nothing else hangs: no signal
// of another batch, no visit, need, consent or application, and no alert that still counts.
func (s *Store) StubsOfBatch(ctx context.Context, batch Key) ([]models.Household, error) {
	q := s.db.WithContext(ctx).Select("id", "region_code", "status").Where("county_code = ? AND status = ?", batch.County, models.HouseholdActive).
		Where("id IN (SELECT household_id FROM signal WHERE county_code = ? AND batch_id = ? AND made_household)", batch.County, batch.ID).
		Where("category = ?", models.BeneficiaryMonitored).
		Where(`NOT EXISTS (SELECT 1 FROM signal g WHERE g.county_code = household.county_code AND g.household_id = household.id AND g.batch_id <> ?
			AND g.withdrawn_at IS NULL)`, batch.ID)
	for _, table := range []string{"visit", "need", "consent", "application"} {
		q = q.Where("NOT EXISTS (SELECT 1 FROM " + table + " x WHERE x.county_code = household.county_code AND x.household_id = household.id)")
	}
	q = q.Where(`NOT EXISTS (SELECT 1 FROM alert x WHERE x.county_code = household.county_code AND x.household_id = household.id
		AND NOT (x.status = ? AND x.verified_at IS NULL))`, models.AlertClosed)
	var out []models.Household
	return out, translate(q.Order("id").Find(&out).Error)
}

// CloseHouseholds takes many households of a county off the lists at once, with a reason; what is still planned for them leaves the rates.
func (s *Store) CloseHouseholds(ctx context.Context, county string, ids []string, reason string) error {
	today := models.DateOf(s.Now())
	for keys := range slices.Chunk(ids, batchKeys) {
		of := func(model any) *gorm.DB { return s.db.WithContext(ctx).Model(model).Where("county_code = ?", county) }
		err := of(&models.Household{}).Where("id IN ?", keys).Updates(map[string]any{"status": models.HouseholdClosed, "status_reason": reason,
			"version": gorm.Expr("version + 1"), "updated_at": s.Now()}).Error
		if err == nil {
			err = of(&models.Listing{}).Where("household_id IN ? AND listed_to IS NULL", keys).Updates(map[string]any{"listed_to": today, "updated_at": s.Now()}).Error
		}
		if err == nil {
			err = of(&models.VisitWindow{}).Where("household_id IN ? AND ends_on >= ? AND status IN ?", keys, today,
				models.VisitWindowsOpen()).
				Updates(map[string]any{"status": models.WindowExempt, "exempt_code": models.ExemptLeft, "updated_at": s.Now(), "version": gorm.Expr("version + 1")}).Error
		}
		if err != nil {
			return translate(err)
		}
	}
	return nil
}

// What somebody has done about a household, or it has received, stands in these tables.
var stubTouched = []string{"alert", "visit", "need", "consent", "application", "benefit", "happiness_list", "complaint", "child_report", "resident_pass",
	"household_means", "work_path", "signal"}

// StubsForgotten reads, among households, those that a list had put on file as somebody to be looked at, that no signal is left of, and that
// nobody has touched since: their log tells of lists alone.
func (s *Store) StubsForgotten(ctx context.Context, county string, among []string) ([]models.Household, error) {
	var out []models.Household
	for keys := range slices.Chunk(among, batchKeys) {
		q := s.db.WithContext(ctx).Select("id", "region_code", "status").Where("county_code = ? AND id IN ? AND category = ?", county, keys, models.BeneficiaryMonitored)
		for _, table := range stubTouched {
			q = q.Where("NOT EXISTS (SELECT 1 FROM " + table + " x WHERE x.county_code = household.county_code AND x.household_id = household.id)")
		}
		q = q.Where("NOT EXISTS (SELECT 1 FROM suggestion x WHERE x.county_code = household.county_code AND x.household_id = household.id AND x.status NOT IN ?)",
			[]models.SuggestionStatus{models.SuggestionNew, models.SuggestionExpired})
		q = q.Where("NOT EXISTS (SELECT 1 FROM household_level x WHERE x.county_code = household.county_code AND x.household_id = household.id AND x.status <> 'proposed')")
		q = q.Where("NOT EXISTS (SELECT 1 FROM visit_window x WHERE x.county_code = household.county_code AND x.household_id = household.id AND x.ask_code <> '')")
		q = q.Where(`EXISTS (SELECT 1 FROM event e WHERE e.county_code = household.county_code AND e.noun = 'household' AND e.object_id = CAST(household.id AS TEXT))
			AND NOT EXISTS (SELECT 1 FROM event e WHERE e.county_code = household.county_code AND e.noun = 'household' AND e.object_id = CAST(household.id AS TEXT)
			AND e.data NOT LIKE '%"via":"feed"%')`)
		var rows []models.Household
		if err := q.Order("id").Find(&rows).Error; err != nil {
			return nil, translate(err)
		}
		out = append(out, rows...)
	}
	return out, nil
}

// DeleteStubs deletes households with what the house itself had planned or worked out for them, and nothing that somebody did.
func (s *Store) DeleteStubs(ctx context.Context, county string, ids []string) error {
	for keys := range slices.Chunk(ids, batchKeys) {
		for _, table := range []string{"suggestion", "household_level", "visit_window", "visit_plan", "listing", "person"} {
			if err := s.db.WithContext(ctx).Exec("DELETE FROM "+table+" WHERE county_code = ? AND household_id IN ?", county, keys).Error; err != nil {
				return translate(err)
			}
		}
		if err := s.db.WithContext(ctx).Where("county_code = ? AND id IN ?", county, keys).Delete(&models.Household{}).Error; err != nil {
			return translate(err)
		}
	}
	return nil
}
