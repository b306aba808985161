package store

import (
	"context"
	"time"

	"zhulian/models"
)

// ListSources reads what the lists of some households are made of, for a period.
func (s *Store) ListSources(ctx context.Context, county string, households []string, p models.ListPeriod) (map[string]*models.ListSources, error) {
	out := make(map[string]*models.ListSources, len(households))
	for _, id := range households {
		out[id] = &models.ListSources{}
	}
	var benefits []models.Benefit
	err := s.read.WithContext(ctx).Where("county_code = ? AND household_id IN ? AND granted_on >= ? AND granted_on <= ? AND voided_at IS NULL",
		county, households, p.From, p.To).Find(&benefits).Error
	if err != nil {
		return nil, translate(err)
	}
	for _, r := range benefits {
		out[r.HouseholdID].Benefits = append(out[r.HouseholdID].Benefits, r)
	}
	deeds, err := s.Deeds(ctx, county, households, p.From.Start(), p.To.End())
	if err != nil {
		return nil, err
	}
	for _, r := range deeds {
		out[r.HouseholdID].Deeds = append(out[r.HouseholdID].Deeds, r)
	}
	var visits []models.Visit
	err = s.read.WithContext(ctx).Select("id", "household_id", "checked_in_at").Where(
		"county_code = ? AND household_id IN ? AND valid AND checked_in_at >= ? AND checked_in_at < ?", county, households, p.From.Start(), p.To.End()).Find(&visits).Error
	if err != nil {
		return nil, translate(err)
	}
	for _, r := range visits {
		out[r.HouseholdID].Visits = append(out[r.HouseholdID].Visits, r)
	}
	return out, s.mayApply(ctx, county, households, out)
}

// mayApply reads what households may still apply for, and what they have applied for.
func (s *Store) mayApply(ctx context.Context, county string, households []string, out map[string]*models.ListSources) error {
	var suggestions []models.Suggestion
	err := s.read.WithContext(ctx).Where("county_code = ? AND household_id IN ? AND status IN ? AND expires_on >= ?", county, households,
		[]models.SuggestionStatus{models.SuggestionNew, models.SuggestionAccepted}, models.DateOf(s.Now())).Find(&suggestions).Error
	if err != nil {
		return translate(err)
	}
	for i := range suggestions {
		if err := s.openSuggestion(&suggestions[i]); err != nil {
			return err
		}
		g := suggestions[i]
		out[g.HouseholdID].Suggestions = append(out[g.HouseholdID].Suggestions, g)
	}
	var open []models.Application
	err = s.read.WithContext(ctx).Select("id", "household_id", "kind", "no", "decide_by").Where("county_code = ? AND household_id IN ? AND status IN ?",
		county, households, models.ApplicationsOpen()).Find(&open).Error
	for _, a := range open {
		out[a.HouseholdID].Applications = append(out[a.HouseholdID].Applications, a)
	}
	return translate(err)
}

// Deeds reads the deliveries to some households that were confirmed between two instants, with who delivered.
func (s *Store) Deeds(ctx context.Context, county string, households []string, from, to time.Time) ([]models.Deed, error) {
	var rows []struct {
		ID, HouseholdID, NeedID, Category, Unit, Supplier string
		Sensitivity                                       int
		Quantity                                          int64
		ValueFen                                          *int64
		ConfirmedAt                                       time.Time
		HideName                                          bool
	}
	err := s.read.WithContext(ctx).Table("fulfilment f").
		Select("f.id, f.household_id, f.need_id, n.category, n.sensitivity, f.quantity, f.unit, f.value_fen, f.confirmed_at, p.name AS supplier, p.hide_name").
		Joins("JOIN need n ON n.county_code = f.county_code AND n.id = f.need_id").
		Joins("JOIN supplier p ON p.county_code = f.county_code AND p.id = f.supplier_id").
		Where("f.county_code = ? AND f.household_id IN ? AND f.confirmed_at >= ? AND f.confirmed_at < ? AND f.status = ?", county, households, from, to,
			models.FulfilmentConfirmed).Order("f.id").Scan(&rows).Error
	if err != nil {
		return nil, translate(err)
	}
	out := make([]models.Deed, len(rows))
	for i, r := range rows {
		out[i] = models.Deed{ID: r.ID, HouseholdID: r.HouseholdID, NeedID: r.NeedID, Category: r.Category, Sensitivity: r.Sensitivity, Quantity: r.Quantity, Unit: r.Unit,
			ValueFen: r.ValueFen, On: models.DateOf(r.ConfirmedAt), Supplier: r.Supplier, HideName: r.HideName}
	}
	return out, nil
}

// Benefit reads one benefit.
func (s *Store) Benefit(ctx context.Context, at Key) (*models.Benefit, error) {
	return take[models.Benefit](ctx, s, "benefit", at.County, at.ID)
}

// CorrectBenefit changes columns of a benefit that still has the version seen.
func (s *Store) CorrectBenefit(ctx context.Context, at Key, version int, set Change) error {
	return s.revise(ctx, &models.Benefit{}, at, version, set)
}

// BenefitBatchOf finds the batch of a file; nil where it was never imported.
func (s *Store) BenefitBatchOf(ctx context.Context, county, sha256 string) (*models.BenefitBatch, error) {
	var out []models.BenefitBatch
	err := s.read.WithContext(ctx).Where("county_code = ? AND sha256 = ?", county, sha256).Limit(1).Find(&out).Error
	if err != nil || len(out) == 0 {
		return nil, translate(err)
	}
	return &out[0], nil
}

// RecentHelp is help of one category that a household had. NeedID is the need that it was delivered under, "" for a department's benefit.
type RecentHelp struct {
	HouseholdID, Category string
	On                    models.Date
	Name, Provider        string
	NeedID                string
}

// HelpOf reads the help with a category that households had between two days: benefits, and deliveries that were confirmed.
func (s *Store) HelpOf(ctx context.Context, county string, households []string, from, to models.Date) ([]RecentHelp, error) {
	var out []RecentHelp
	err := s.read.WithContext(ctx).Model(&models.Benefit{}).Select(`household_id, category, granted_on AS "on", name, provider`).
		Where("county_code = ? AND household_id IN ? AND category <> '' AND voided_at IS NULL AND granted_on >= ? AND granted_on <= ?", county, households, from, to).
		Order("granted_on, id").Scan(&out).Error
	if err != nil {
		return nil, translate(err)
	}
	deeds, err := s.Deeds(ctx, county, households, from.Start(), to.End())
	for _, d := range deeds {
		out = append(out, RecentHelp{HouseholdID: d.HouseholdID, Category: d.Category, On: d.On, Provider: d.Supplier, NeedID: d.NeedID})
	}
	return out, err
}
