package store

import (
	"context"

	"gorm.io/gorm/clause"

	"zhulian/models"
)

// PutNoticeAddress writes where an account is reached, in the place of what was known before.
func (s *Store) PutNoticeAddress(ctx context.Context, r *models.NoticeAddress) error {
	z := &sealing{s: s, county: r.CountyCode, id: r.AccountID}
	r.EmailSealed, r.PhoneSealed = z.seal("notice_address.email", r.Email), z.seal("notice_address.phone", r.Phone)
	if z.err != nil {
		return z.err
	}
	r.UpdatedAt = s.Now()
	return translate(s.db.WithContext(ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(r).Error)
}

// NoticeAddresses reads where accounts are reached, by account; who never said is not among them.
func (s *Store) NoticeAddresses(ctx context.Context, county string, accounts ...string) (map[string]models.NoticeAddress, error) {
	out := map[string]models.NoticeAddress{}
	var rows []models.NoticeAddress
	if len(accounts) == 0 {
		return out, nil
	}
	if err := s.read.WithContext(ctx).Where("county_code = ? AND account_id IN ?", county, accounts).Find(&rows).Error; err != nil {
		return nil, translate(err)
	}
	for _, r := range rows {
		z := &sealing{s: s, county: r.CountyCode, id: r.AccountID}
		r.Email, r.Phone = z.open("notice_address.email", r.EmailSealed), z.open("notice_address.phone", r.PhoneSealed)
		if z.err != nil {
			return nil, z.err
		}
		out[r.AccountID] = r
	}
	return out, nil
}

// SetNoticePreferences writes what an account has chosen, in the place of all that it chose before.
func (s *Store) SetNoticePreferences(ctx context.Context, account Key, rows []models.NoticePreference) error {
	err := s.db.WithContext(ctx).Where("county_code = ? AND account_id = ?", account.County, account.ID).Delete(&models.NoticePreference{}).Error
	if err != nil || len(rows) == 0 {
		return translate(err)
	}
	return s.insert(ctx, &rows)
}

// NoticePreferences reads what accounts have chosen, by account and kind.
func (s *Store) NoticePreferences(ctx context.Context, county string, accounts ...string) (map[string]map[models.NoticeKind]models.NoticePreference, error) {
	out := map[string]map[models.NoticeKind]models.NoticePreference{}
	var rows []models.NoticePreference
	if len(accounts) == 0 {
		return out, nil
	}
	if err := s.read.WithContext(ctx).Where("county_code = ? AND account_id IN ?", county, accounts).Find(&rows).Error; err != nil {
		return nil, translate(err)
	}
	for _, r := range rows {
		if out[r.AccountID] == nil {
			out[r.AccountID] = map[models.NoticeKind]models.NoticePreference{}
		}
		out[r.AccountID][r.Kind] = r
	}
	return out, nil
}
