package store

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm"

	"zhulian/models"
)

// Blind indexes by which the rows of departments' lists are matched.

// CitizenIndex is the blind index of a citizen number in a county.
func (s *Store) CitizenIndex(county, no string) []byte {
	return s.vault.Index(county, "person.citizen", no)
}

// PhoneIndex is the blind index of a telephone number in a county.
func (s *Store) PhoneIndex(county, phone string) []byte {
	return s.vault.Index(county, "person.phone", phone)
}

// NameIndex is the blind index of a name in a county.
func (s *Store) NameIndex(county, name string) []byte {
	return s.vault.Index(county, "person.name", name)
}

// RowIndex is the blind index of what a row of a list says.
func (s *Store) RowIndex(county, says string) []byte {
	return s.vault.Index(county, "signal.row", says)
}

// OnFile is one person on file with the household, by blind indexes alone.
type OnFile struct {
	ID, HouseholdID                     string
	NameIndex, CitizenIndex, PhoneIndex []byte
	RegionCode                          string
	Status                              models.HouseholdStatus
	StatusReason                        string
}

// PersonsByCitizen reads the persons of a county that have one of the numbers, given by their blind indexes.
func (s *Store) PersonsByCitizen(ctx context.Context, county string, indexes [][]byte) ([]OnFile, error) {
	return s.onFile(ctx, county, "citizen_index", indexes)
}

// PersonsByPhone reads the persons of a county that have one of the telephone numbers, given by their blind indexes.
func (s *Store) PersonsByPhone(ctx context.Context, county string, indexes [][]byte) ([]OnFile, error) {
	return s.onFile(ctx, county, "phone_index", indexes)
}

func (s *Store) onFile(ctx context.Context, county, column string, indexes [][]byte) (out []OnFile, err error) {
	for keys := range slices.Chunk(indexes, batchKeys) {
		var rows []OnFile
		err := s.read.WithContext(ctx).Table("person AS p").
			Select("p.id, p.household_id, p.name_index, p.citizen_index, p.phone_index, h.region_code, h.status, h.status_reason").
			Joins("JOIN household h ON h.county_code = p.county_code AND h.id = p.household_id").
			Where("p.county_code = ? AND p."+column+" IN ?", county, keys).Order("p.id").Scan(&rows).Error
		if err != nil {
			return nil, translate(err)
		}
		out = append(out, rows...)
	}
	return out, nil
}

// RowsHere tells which rows of a feed, given by their blind indexes, are signals already.
func (s *Store) RowsHere(ctx context.Context, county, feed string, indexes [][]byte) (map[string]bool, error) {
	out := map[string]bool{}
	for keys := range slices.Chunk(indexes, batchKeys) {
		var found [][]byte
		err := s.read.WithContext(ctx).Model(&models.Signal{}).
			Where("county_code = ? AND feed = ? AND withdrawn_at IS NULL AND row_index IN ?", county, feed, keys).Pluck("row_index", &found).Error
		if err != nil {
			return nil, translate(err)
		}
		for _, index := range found {
			out[string(index)] = true
		}
	}
	return out, nil
}

// BatchOfFile reads the batch by which a file of a feed was brought before and not thrown away. Errors: NotFound.
func (s *Store) BatchOfFile(ctx context.Context, county, feed, sha256 string) (*models.FeedBatch, error) {
	var out models.FeedBatch
	err := s.read.WithContext(ctx).Where("county_code = ? AND feed = ? AND sha256 = ? AND status IN ?", county, feed, sha256,
		[]models.BatchStatus{models.BatchReceived, models.BatchChecked, models.BatchApplied}).Take(&out).Error
	if err != nil {
		return nil, absent(err, "feed_batch")
	}
	return &out, nil
}

// WithdrawSignals takes back every signal of a batch; it answers how many.
func (s *Store) WithdrawSignals(ctx context.Context, batch Key, at time.Time) (int64, error) {
	res := s.db.WithContext(ctx).Model(&models.Signal{}).Where("county_code = ? AND batch_id = ? AND withdrawn_at IS NULL", batch.County, batch.ID).
		Update("withdrawn_at", at)
	return res.RowsAffected, translate(res.Error)
}

// AlertsOfBatch reads the alerts that hang on signals of a batch.
func (s *Store) AlertsOfBatch(ctx context.Context, batch Key) ([]models.Alert, error) {
	var out []models.Alert
	err := s.db.WithContext(ctx).Where(`county_code = ? AND id IN (SELECT a.alert_id FROM alert_signal a
		JOIN signal g ON g.county_code = a.county_code AND g.id = a.signal_id WHERE g.county_code = ? AND g.batch_id = ?)`, batch.County, batch.County, batch.ID).
		Order("id").Find(&out).Error
	out, _, err = s.openAlerts(out, "", translate(err))
	return out, err
}

// AlertsWorked tells which of some alerts somebody has begun to look into: they were contacted or visited, or a need or an application
// came of them.
func (s *Store) AlertsWorked(ctx context.Context, county string, alerts []string) (map[string]bool, error) {
	fresh := []models.AlertStatus{models.AlertNew, models.AlertAssigned, models.AlertReturned, models.AlertEscalated, models.AlertMerged}
	in := func(keys []string) []*gorm.DB {
		q := s.db.WithContext(ctx).Session(&gorm.Session{NewDB: true})
		return []*gorm.DB{
			q.Table("alert").Where("id IN ? AND (contacted_at IS NOT NULL OR verified_at IS NOT NULL OR status NOT IN ?)", keys, fresh).Select("id"),
			q.Table("visit").Where("alert_id IN ?", keys).Select("alert_id"), q.Table("need").Where("source = 'alert' AND source_id IN ?", keys).Select("source_id"),
			q.Table("application").Where("source = 'alert' AND source_id IN ?", keys).Select("source_id"),
		}
	}
	out := map[string]bool{}
	for keys := range slices.Chunk(alerts, batchKeys) {
		for _, q := range in(keys) {
			var found []string
			if err := q.Where("county_code = ?", county).Scan(&found).Error; err != nil {
				return nil, translate(err)
			}
			for _, id := range found {
				out[id] = true
			}
		}
	}
	return out, nil
}

// DropSignals deletes signals that are no longer to be kept and that no alert hangs on, at most so many; it answers how many, and the households
// that they were about.
func (s *Store) DropSignals(ctx context.Context, county string, today models.Date, most int) (n int, households []string, err error) {
	var old []struct {
		ID          string
		HouseholdID *string
	}
	err = s.db.WithContext(ctx).Model(&models.Signal{}).Select("id, household_id").Where("county_code = ? AND keep_until < ?", county, today).
		Where("NOT EXISTS (SELECT 1 FROM alert_signal a WHERE a.county_code = signal.county_code AND a.signal_id = signal.id)").Order("id").Limit(most).Scan(&old).Error
	if err != nil {
		return 0, nil, translate(err)
	}
	ids := make([]string, len(old))
	for i, r := range old {
		if ids[i] = r.ID; r.HouseholdID != nil {
			households = append(households, *r.HouseholdID)
		}
	}
	slices.Sort(households)
	for keys := range slices.Chunk(ids, batchKeys) {
		if err := s.db.WithContext(ctx).Where("county_code = ? AND id IN ?", county, keys).Delete(&models.Signal{}).Error; err != nil {
			return 0, nil, translate(err)
		}
	}
	return len(ids), slices.Compact(households), nil
}

// BatchesPast reads the batches whose files are no longer to be kept.
func (s *Store) BatchesPast(ctx context.Context, county string, today models.Date) ([]models.FeedBatch, error) {
	var out []models.FeedBatch
	err := s.read.WithContext(ctx).Where("county_code = ? AND keep_until < ? AND (file_id <> '' OR bad_file_id <> '')", county, today).Order("id").Find(&out).Error
	return out, translate(err)
}

// DeleteAttachment deletes an upload; one that is not there is no error.
func (s *Store) DeleteAttachment(ctx context.Context, at Key) error {
	if at.ID == "" {
		return nil
	}
	return translate(s.db.WithContext(ctx).Where("county_code = ? AND id = ?", at.County, at.ID).Delete(&models.Attachment{}).Error)
}
