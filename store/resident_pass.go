package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"zhulian/models"
)

func (s *Store) sealPass(r *models.ResidentPass) error {
	z := &sealing{s: s, county: r.CountyCode, id: r.ID}
	r.PhoneSealed = z.seal("resident_pass.phone", r.Phone)
	r.CodeSealed = z.seal("resident_pass.code", r.Code)
	r.DraftSealed = z.sealJSON("resident_pass.draft", r.Draft, false)
	if r.Phone != "" {
		r.PhoneIndex = s.passPhone(r.CountyCode, r.Phone)
	}
	return z.err
}

func (s *Store) passPhone(county, phone string) []byte {
	return s.vault.Index(county, "resident_pass.phone", phone)
}

func (s *Store) openPass(r *models.ResidentPass) error {
	z := &sealing{s: s, county: r.CountyCode, id: r.ID}
	r.Phone = z.open("resident_pass.phone", r.PhoneSealed)
	r.Code = z.open("resident_pass.code", r.CodeSealed)
	z.openJSON("resident_pass.draft", r.DraftSealed, &r.Draft)
	return z.err
}

// InsertPass writes a new pass.
func (s *Store) InsertPass(ctx context.Context, r *models.ResidentPass) error {
	if err := s.sealPass(r); err != nil {
		return err
	}
	return s.insert(ctx, r)
}

// Pass finds the pass of a code in whatever county of the installation; one that has ended or expired is NotFound.
func (s *Store) Pass(ctx context.Context, code models.PassCode, purpose models.PassPurpose) (*models.ResidentPass, error) {
	counties, err := s.Counties(ctx)
	if err != nil {
		return nil, err
	}
	for _, c := range counties {
		var out models.ResidentPass
		found := s.read.WithContext(ctx).Where("county_code = ? AND token_hash = ? AND purpose = ? AND ended_at IS NULL AND expires_at > ?",
			c.CountyCode, code.Hash(), purpose, s.Now()).Limit(1).Find(&out)
		if found.Error != nil {
			return nil, translate(found.Error)
		}
		if found.RowsAffected == 1 {
			return &out, s.openPass(&out)
		}
	}
	return nil, models.NotFound("resident_pass")
}

// PassesOf counts the passes that were asked for with a phone since an instant.
func (s *Store) PassesOf(ctx context.Context, county, phone string, since time.Time) (int64, error) {
	var n int64
	err := s.read.WithContext(ctx).Model(&models.ResidentPass{}).
		Where("county_code = ? AND phone_index = ? AND created_at > ? AND code_until IS NOT NULL", county, s.passPhone(county, phone), since).Count(&n).Error
	return n, translate(err)
}

// TryPass counts one try of a pass's code and tells whether it was still open to be tried.
func (s *Store) TryPass(ctx context.Context, at Key) (bool, error) {
	res := s.db.WithContext(ctx).Model(&models.ResidentPass{}).
		Where("county_code = ? AND id = ? AND ended_at IS NULL AND code_tries < ? AND code_until > ?", at.County, at.ID, models.PassCodeTries, s.Now()).
		UpdateColumn("code_tries", gorm.Expr("code_tries + 1"))
	return res.RowsAffected == 1, translate(res.Error)
}

// RevisePass writes what a pass holds, if it still has the version seen and has not ended.
func (s *Store) RevisePass(ctx context.Context, r *models.ResidentPass) error {
	if err := s.sealPass(r); err != nil {
		return err
	}
	return s.revise(ctx, &models.ResidentPass{}, Key{r.CountyCode, r.ID}, r.Version, Change{"draft_sealed": r.DraftSealed, "household_id": r.HouseholdID,
		"person_id": r.PersonID, "applications": jsonText(r.Applications), "verified_at": r.VerifiedAt, "token_hash": r.TokenHash, "code_until": r.CodeUntil,
		"expires_at": r.ExpiresAt, "ended_at": r.EndedAt})
}

// ForgetPasses removes the passes that expired before an instant, with what was drafted and uploaded under them and never handed in.
func (s *Store) ForgetPasses(ctx context.Context, county string, before time.Time) error {
	db := s.db.WithContext(ctx)
	err := db.Exec(`DELETE FROM attachment WHERE county_code = ? AND noun = 'resident_pass' AND object_id IN
		(SELECT id FROM resident_pass WHERE county_code = ? AND expires_at < ? AND purpose = 'apply' AND ended_at IS NULL)`, county, county, before).Error
	if err != nil {
		return translate(err)
	}
	return translate(db.Where("county_code = ? AND expires_at < ? AND (purpose = 'track' OR ended_at IS NULL)", county, before).Delete(&models.ResidentPass{}).Error)
}
