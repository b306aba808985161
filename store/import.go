package store

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"zhulian/models"
)

// batchRows bounds the rows of one insert, so that their values stay below SQLite's 32,766 and PostgreSQL's 65,535 parameters;
// batchKeys bounds the keys of one look-up.
const (
	batchRows = 500
	batchKeys = 1000
)

func addRows[T any](ctx context.Context, s *Store, rows []T) error {
	if len(rows) == 0 {
		return nil
	}
	return translate(s.db.WithContext(ctx).Session(&gorm.Session{CreateBatchSize: batchRows}).Create(rows).Error)
}

// AddSuppliers writes many new suppliers. Any id or USCC that is there already is a Conflict.
func (s *Store) AddSuppliers(ctx context.Context, rows []*models.Supplier) error {
	for _, r := range rows {
		if err := s.sealSupplier(r); err != nil {
			return err
		}
	}
	return addRows(ctx, s, rows)
}

// AddOffers writes many new offers and, for each count, the window that holds its stock.
func (s *Store) AddOffers(ctx context.Context, rows []*models.Offer) error {
	if err := addRows(ctx, s, rows); err != nil {
		return err
	}
	var windows []models.CapacityWindow
	for _, r := range rows {
		if r.CapacityKind == models.CapacityCount {
			windows = append(windows, models.CapacityWindow{
				CountyCode: r.CountyCode, OfferID: r.ID, WindowStart: models.CountWindow, Capacity: r.Quantity,
			})
		}
	}
	return addRows(ctx, s, windows)
}

// AddHouseholds writes many new households with their persons. Any id, household number or citizen number that the county already
// holds is a Conflict.
func (s *Store) AddHouseholds(ctx context.Context, rows []*models.Household) error {
	var persons []*models.Person
	for _, r := range rows {
		if err := s.sealHousehold(r); err != nil {
			return err
		}
		for i := range r.Persons {
			if err := s.sealPerson(&r.Persons[i]); err != nil {
				return err
			}
			persons = append(persons, &r.Persons[i])
		}
	}
	if err := addRows(ctx, s, rows); err != nil {
		return err
	}
	return addRows(ctx, s, persons)
}

// AddNeeds writes many new needs.
func (s *Store) AddNeeds(ctx context.Context, rows []*models.Need) error {
	for _, r := range rows {
		if err := s.sealNeed(r); err != nil {
			return err
		}
	}
	return addRows(ctx, s, rows)
}

// AddDisclosures writes many views of beneficiary data into the disclosure log.
func (s *Store) AddDisclosures(ctx context.Context, rows []models.Disclosure) error {
	return addRows(ctx, s, rows)
}

// SuppliersByUSCC reads those suppliers of a county that have one of the codes, without their contacts, by code.
func (s *Store) SuppliersByUSCC(ctx context.Context, county string, codes []string) (map[string]models.Supplier, error) {
	out := map[string]models.Supplier{}
	for keys := range slices.Chunk(codes, batchKeys) {
		var rows []models.Supplier
		err := s.read.WithContext(ctx).Where("county_code = ? AND uscc IN ?", county, keys).Find(&rows).Error
		if err != nil {
			return nil, translate(err)
		}
		for _, r := range rows {
			out[r.USCC] = r
		}
	}
	return out, nil
}

// HouseholdsByNo reads those households of a county that have one of the numbers, with their persons, by number.
func (s *Store) HouseholdsByNo(ctx context.Context, county string, numbers []string) (map[string]models.Household, error) {
	out := map[string]models.Household{}
	for keys := range slices.Chunk(numbers, batchKeys) {
		var rows []models.Household
		err := s.read.WithContext(ctx).Where("county_code = ? AND no IN ?", county, keys).Find(&rows).Error
		if err != nil || len(rows) == 0 {
			if err != nil {
				return nil, translate(err)
			}
			continue
		}
		ids := make([]string, len(rows))
		for i := range rows {
			ids[i] = rows[i].ID
		}
		persons, err := s.Persons(ctx, county, ids...)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			if err := s.openHousehold(&r); err != nil {
				return nil, err
			}
			r.Persons = persons[r.ID]
			out[r.No] = r
		}
	}
	return out, nil
}

// HouseholdNumbersTaken tells which of the household numbers a county already has.
func (s *Store) HouseholdNumbersTaken(ctx context.Context, county string, numbers []string) (map[string]bool, error) {
	out := map[string]bool{}
	for keys := range slices.Chunk(numbers, batchKeys) {
		var found []string
		err := s.read.WithContext(ctx).Model(&models.Household{}).Where("county_code = ? AND no IN ?", county, keys).
			Pluck("no", &found).Error
		if err != nil {
			return nil, translate(err)
		}
		for _, no := range found {
			out[no] = true
		}
	}
	return out, nil
}

// CitizensKnown tells which of the citizen numbers a county already holds, by their blind indexes.
func (s *Store) CitizensKnown(ctx context.Context, county string, numbers []string) (map[string]bool, error) {
	out := map[string]bool{}
	for keys := range slices.Chunk(numbers, batchKeys) {
		indexes := make([][]byte, len(keys))
		of := make(map[string]string, len(keys))
		for i, no := range keys {
			indexes[i] = s.vault.Index(county, "person.citizen", no)
			of[string(indexes[i])] = no
		}
		var found [][]byte
		err := s.read.WithContext(ctx).Model(&models.Person{}).Where("county_code = ? AND citizen_index IN ?", county, indexes).
			Pluck("citizen_index", &found).Error
		if err != nil {
			return nil, translate(err)
		}
		for _, index := range found {
			out[of[string(index)]] = true
		}
	}
	return out, nil
}
