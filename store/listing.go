package store

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"zhulian/models"
)

// Stays on the lists are kept in the very transaction that registers or changes a household, so that what a rate is counted over is
// never copied later.

// stayOf is a household's first stay, from the day on which it came on file.
func stayOf(h models.Household) models.Listing {
	l := models.Listing{CountyCode: h.CountyCode, ID: h.ID, HouseholdID: h.ID, RegionCode: h.RegionCode, Category: h.Category,
		ListedFrom: models.DateOf(h.CreatedAt), CreatedAt: h.CreatedAt, UpdatedAt: h.UpdatedAt, Version: 1}
	if ended(h.Status) {
		l.ListedTo = max(l.ListedFrom, models.DateOf(h.UpdatedAt))
	}
	return l
}

func ended(s models.HouseholdStatus) bool {
	return s == models.HouseholdLeft || s == models.HouseholdClosed
}

// elderlyStay is a person's stay on the list of elderly people in special hardship; ok is false for who does not belong on it today.
func elderlyStay(p models.Person, h models.Household, today models.Date) (l models.Listing, ok bool) {
	if !p.ElderlyInHardship(today) {
		return l, false
	}
	from := max(models.DateOf(p.CreatedAt), turned60(p.BirthDate))
	l = models.Listing{CountyCode: p.CountyCode, ID: p.ID, HouseholdID: p.HouseholdID, PersonID: &p.ID, RegionCode: h.RegionCode,
		Category: models.BeneficiaryElderlyInNeed, ListedFrom: from, CreatedAt: p.CreatedAt, UpdatedAt: p.UpdatedAt, Version: 1}
	if ended(h.Status) {
		l.ListedTo = max(l.ListedFrom, models.DateOf(h.UpdatedAt))
	}
	return l, true
}

func turned60(birth models.Date) models.Date {
	return models.Date(birth.Time().AddDate(60, 0, 0).Format("2006-01-02"))
}

// listHouseholds writes the first stays of households that were just written.
func (s *Store) listHouseholds(ctx context.Context, rows []models.Household) error {
	stays := make([]models.Listing, len(rows))
	for i, h := range rows {
		stays[i] = stayOf(h)
	}
	return s.insertListings(ctx, stays)
}

// listPersons writes the stays of those persons who belong on a list of their own.
func (s *Store) listPersons(ctx context.Context, rows []models.Person) error {
	today := models.DateOf(s.Now())
	var stays []models.Listing
	var ids []string
	for _, p := range rows {
		if p.ElderlyInHardship(today) {
			ids = append(ids, p.HouseholdID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	homes, err := s.HouseholdsByID(ctx, rows[0].CountyCode, ids)
	if err != nil {
		return err
	}
	for _, p := range rows {
		if l, ok := elderlyStay(p, homes[p.HouseholdID], today); ok {
			stays = append(stays, l)
		}
	}
	return s.insertListings(ctx, stays)
}

func (s *Store) insertListings(ctx context.Context, rows []models.Listing) error {
	if len(rows) == 0 {
		return nil
	}
	return translate(s.db.WithContext(ctx).CreateInBatches(rows, bulkRows).Error)
}

// keepListing brings the stays of a household to what it is now: another category or village ends a stay the day before and begins one
// today; who has left or is closed stands on no list after today, and the visits still planned then leave the rates.
func (s *Store) keepListing(ctx context.Context, h *models.Household) error {
	today := models.DateOf(s.Now())
	if ended(h.Status) {
		return s.endListing(ctx, h, today)
	}
	if err := s.movePersons(ctx, h, today); err != nil {
		return err
	}
	var open models.Listing
	err := s.db.WithContext(ctx).Where("county_code = ? AND household_id = ? AND person_id IS NULL AND listed_to IS NULL", h.CountyCode, h.ID).
		Take(&open).Error
	switch {
	case err == nil && open.Category == h.Category && open.RegionCode == h.RegionCode:
		return nil
	case err == nil && open.ListedFrom >= today:
		return translate(s.listings(ctx, h.CountyCode, open.ID).Updates(map[string]any{"category": h.Category, "region_code": h.RegionCode,
			"updated_at": s.Now()}).Error)
	case err == nil:
		set := map[string]any{"listed_to": today.AddDays(-1), "updated_at": s.Now()}
		if err := s.listings(ctx, h.CountyCode, open.ID).Updates(set).Error; err != nil {
			return translate(err)
		}
	case !errors.Is(err, gorm.ErrRecordNotFound):
		return translate(err)
	}
	now := s.Now()
	return s.insert(ctx, &models.Listing{CountyCode: h.CountyCode, ID: models.NewID(now), HouseholdID: h.ID, RegionCode: h.RegionCode,
		Category: h.Category, ListedFrom: today, CreatedAt: now, UpdatedAt: now, Version: 1})
}

// movePersons lets the stays of a household's persons go over to the village where it lives now.
func (s *Store) movePersons(ctx context.Context, h *models.Household, today models.Date) error {
	var stays []models.Listing
	err := s.db.WithContext(ctx).Where("county_code = ? AND household_id = ? AND person_id IS NOT NULL AND listed_to IS NULL AND region_code <> ?",
		h.CountyCode, h.ID, h.RegionCode).Order("id").Find(&stays).Error
	if err != nil {
		return translate(err)
	}
	now := s.Now()
	for _, l := range stays {
		set := map[string]any{"region_code": h.RegionCode, "updated_at": now}
		if l.ListedFrom < today {
			set = map[string]any{"listed_to": today.AddDays(-1), "updated_at": now}
		}
		if err := s.listings(ctx, l.CountyCode, l.ID).Updates(set).Error; err != nil {
			return translate(err)
		}
		if l.ListedFrom >= today {
			continue
		}
		l.ID, l.RegionCode, l.ListedFrom, l.CreatedAt, l.UpdatedAt, l.Version = models.NewID(now), h.RegionCode, today, now, now, 1
		if err := s.insert(ctx, &l); err != nil {
			return err
		}
	}
	return nil
}

// UnlistDeceased ends the stays of persons who have died, on the day of their death. It tells how many.
func (s *Store) UnlistDeceased(ctx context.Context, county string) (int, error) {
	died := `SELECT p.deceased_on FROM person p WHERE p.county_code = ? AND p.id = listing.person_id AND p.deceased_on IS NOT NULL`
	found := s.db.WithContext(ctx).Model(&models.Listing{}).
		Where("county_code = ? AND person_id IS NOT NULL AND listed_to IS NULL AND EXISTS ("+died+")", county, county).
		Updates(map[string]any{"updated_at": s.Now(),
			"listed_to": gorm.Expr("CASE WHEN ("+died+") < listed_from THEN listed_from ELSE ("+died+") END", county, county)})
	return int(found.RowsAffected), translate(found.Error)
}

func (s *Store) listings(ctx context.Context, county, id string) *gorm.DB {
	return s.db.WithContext(ctx).Model(&models.Listing{}).Where("county_code = ? AND id = ?", county, id)
}

func (s *Store) endListing(ctx context.Context, h *models.Household, today models.Date) error {
	err := s.db.WithContext(ctx).Model(&models.Listing{}).Where("county_code = ? AND household_id = ? AND listed_to IS NULL", h.CountyCode, h.ID).
		Updates(map[string]any{"listed_to": today, "updated_at": s.Now()}).Error
	if err != nil {
		return translate(err)
	}
	return translate(s.db.WithContext(ctx).Model(&models.VisitWindow{}).
		Where("county_code = ? AND household_id = ? AND ends_on >= ? AND status IN ?", h.CountyCode, h.ID, today,
			models.VisitWindowsOpen()).
		Updates(map[string]any{"status": models.WindowExempt, "exempt_code": models.ExemptLeft, "updated_at": s.Now(),
			"version": gorm.Expr("version + 1")}).Error)
}

// Listings reads every stay of a household and its persons, oldest first.
func (s *Store) Listings(ctx context.Context, household Key) ([]models.Listing, error) {
	var out []models.Listing
	err := s.read.WithContext(ctx).Where("county_code = ? AND household_id = ?", household.County, household.ID).
		Order("listed_from, id").Find(&out).Error
	return out, translate(err)
}
