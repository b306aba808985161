package store

import (
	"context"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"zhulian/models"
)

// HoldAccount reads one account and, on PostgreSQL, holds it until the transaction ends.
func (s *Store) HoldAccount(ctx context.Context, at Key) (*models.Account, error) {
	return hold[models.Account](ctx, s, "account", at.County, at.ID)
}

// PutSecondFactor writes a second factor that waits for its first code, in the place of one that waited before; where one is active, it is a
// Conflict "second_factor_on".
func (s *Store) PutSecondFactor(ctx context.Context, r *models.SecondFactor) error {
	z := &sealing{s: s, county: r.CountyCode, id: r.AccountID}
	r.SecretSealed = z.seal("second_factor.secret", r.Secret)
	if z.err != nil {
		return z.err
	}
	res := s.db.WithContext(ctx).Clauses(clause.OnConflict{
		Columns:   []clause.Column{{Name: "county_code"}, {Name: "account_id"}},
		DoUpdates: clause.AssignmentColumns([]string{"secret_sealed", "session_id", "created_at", "updated_at"}),
		Where:     clause.Where{Exprs: []clause.Expression{clause.Eq{Column: "second_factor.status", Value: models.SecondFactorPending}}},
	}).Create(r)
	if res.Error != nil {
		return translate(res.Error)
	}
	if res.RowsAffected == 0 {
		return models.Conflict("second_factor_on")
	}
	return nil
}

// SecondFactor reads the second factor of an account, pending or active.
func (s *Store) SecondFactor(ctx context.Context, account Key) (*models.SecondFactor, error) {
	var r models.SecondFactor
	if err := ofAccount(s.read.WithContext(ctx), account).Take(&r).Error; err != nil {
		return nil, absent(err, "second_factor")
	}
	z := &sealing{s: s, county: r.CountyCode, id: r.AccountID}
	r.Secret = z.open("second_factor.secret", r.SecretSealed)
	return &r, z.err
}

// ActivateSecondFactor makes the pending second factor that a session began count, with the time step of its first code; where it is not that one
// any more, it is a Conflict.
func (s *Store) ActivateSecondFactor(ctx context.Context, r *models.SecondFactor, step int64) error {
	res := s.ofAccount(ctx, Key{r.CountyCode, r.AccountID}).Model(&models.SecondFactor{}).
		Where("status = ? AND session_id = ? AND secret_sealed = ?", models.SecondFactorPending, r.SessionID, r.SecretSealed).
		Updates(map[string]any{"status": models.SecondFactorActive, "last_step": step, "updated_at": s.Now(), "version": gorm.Expr("version + 1")})
	if res.Error != nil {
		return translate(res.Error)
	}
	if res.RowsAffected == 0 {
		return models.Conflict("changed_meanwhile")
	}
	return s.changeAccount(ctx, Key{r.CountyCode, r.AccountID}, Change{"second_factor_at": s.Now()})
}

// TakeStep takes the code of a time step of an active second factor, once; false means that this step or a later one was taken before.
func (s *Store) TakeStep(ctx context.Context, account Key, step int64) (bool, error) {
	res := s.ofAccount(ctx, account).Model(&models.SecondFactor{}).Where("status = ? AND last_step < ?", models.SecondFactorActive, step).
		Updates(map[string]any{"last_step": step, "updated_at": s.Now(), "version": gorm.Expr("version + 1")})
	return res.RowsAffected == 1, translate(res.Error)
}

// DropSecondFactor deletes the second factor of an account with its recovery codes.
func (s *Store) DropSecondFactor(ctx context.Context, account Key) error {
	for _, r := range []any{&models.RecoveryCode{}, &models.SecondFactor{}} {
		if err := s.ofAccount(ctx, account).Delete(r).Error; err != nil {
			return translate(err)
		}
	}
	return s.changeAccount(ctx, account, Change{"second_factor_at": nil})
}

// SetRecoveryCodes writes the hashes of an account's recovery codes, in the place of all that it had.
func (s *Store) SetRecoveryCodes(ctx context.Context, account Key, hashes [][]byte) error {
	if err := s.ofAccount(ctx, account).Delete(&models.RecoveryCode{}).Error; err != nil {
		return translate(err)
	}
	rows := make([]models.RecoveryCode, len(hashes))
	for i, h := range hashes {
		rows[i] = models.RecoveryCode{CountyCode: account.County, AccountID: account.ID, CodeHash: h, CreatedAt: s.Now()}
	}
	return s.insert(ctx, &rows)
}

// UseRecoveryCode takes a recovery code, once; false means that there is no such code, or that it was taken before.
func (s *Store) UseRecoveryCode(ctx context.Context, account Key, hash []byte) (bool, error) {
	res := s.ofAccount(ctx, account).Model(&models.RecoveryCode{}).Where("code_hash = ? AND used_at IS NULL", hash).Update("used_at", s.Now())
	return res.RowsAffected == 1, translate(res.Error)
}

// RecoveryCodesLeft counts the recovery codes of an account that were not used yet.
func (s *Store) RecoveryCodesLeft(ctx context.Context, account Key) (int, error) {
	var n int64
	err := ofAccount(s.read.WithContext(ctx).Model(&models.RecoveryCode{}), account).Where("used_at IS NULL").Count(&n).Error
	return int(n), translate(err)
}

func (s *Store) ofAccount(ctx context.Context, account Key) *gorm.DB {
	return ofAccount(s.db.WithContext(ctx), account)
}

func ofAccount(q *gorm.DB, account Key) *gorm.DB {
	return q.Where("county_code = ? AND account_id = ?", account.County, account.ID)
}
