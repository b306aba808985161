package store

import (
	"context"
	"slices"

	"zhulian/models"
)

// batchKeys bounds the keys of one look-up.
const batchKeys = 1000

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

// RegionsByCode reads those regions that have one of the codes, by code.
func (s *Store) RegionsByCode(ctx context.Context, codes []string) (map[string]models.Region, error) {
	out := map[string]models.Region{}
	for keys := range slices.Chunk(codes, batchKeys) {
		var rows []models.Region
		if err := s.read.WithContext(ctx).Where("code IN ?", keys).Find(&rows).Error; err != nil {
			return nil, translate(err)
		}
		for _, r := range rows {
			out[r.Code] = r
		}
	}
	return out, nil
}

// HouseholdNumbers reads the numbers of households by id.
func (s *Store) HouseholdNumbers(ctx context.Context, county string, ids []string) (map[string]string, error) {
	out := map[string]string{}
	for keys := range slices.Chunk(ids, batchKeys) {
		var rows []models.Household
		err := s.read.WithContext(ctx).Select("id", "no").Where("county_code = ? AND id IN ?", county, keys).Find(&rows).Error
		if err != nil {
			return nil, translate(err)
		}
		for _, r := range rows {
			out[r.ID] = r.No
		}
	}
	return out, nil
}

// Analyse lets PostgreSQL count what the transaction has put into tables that were small before. Without it the foreign keys go on
// being checked by the plan that was made while the table was empty, which walks the whole county for every row: 100,000 persons
// took ten minutes instead of ten seconds. SQLite needs no such help.
func (s *Store) Analyse(ctx context.Context, tables ...string) error {
	if s.dialect != Postgres {
		return nil
	}
	for _, table := range tables {
		if err := s.db.WithContext(ctx).Exec("ANALYZE " + s.db.Statement.Quote(table)).Error; err != nil {
			return translate(err)
		}
	}
	return nil
}
