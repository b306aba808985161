package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"zhulian/models"
)

// InsertSession writes a new session.
func (s *Store) InsertSession(ctx context.Context, r *models.Session) error { return s.insert(ctx, r) }

// Session reads one session.
func (s *Store) Session(ctx context.Context, at Key) (*models.Session, error) {
	return take[models.Session](ctx, s, "session", at.County, at.ID)
}

// LiveSession reads a session that has neither ended nor expired, with its account; anything else is NotFound.
func (s *Store) LiveSession(ctx context.Context, at Key) (*models.Session, *models.Account, error) {
	var row models.Session
	err := s.read.WithContext(ctx).Where("county_code = ? AND id = ? AND ended_at IS NULL AND expires_at > ?", at.County, at.ID, s.Now()).
		Take(&row).Error
	if err != nil {
		return nil, nil, absent(err, "session")
	}
	a, err := s.Account(ctx, Key{row.CountyCode, row.AccountID})
	if err != nil {
		return nil, nil, err
	}
	return &row, a, nil
}

// Rotation is the exchange of one refresh token for the next.
type Rotation struct {
	Generation int // of the token that is given back
	Old, New   []byte
	ExpiresAt  time.Time
}

// RotateSession replaces the refresh hash of a live session and counts its generation up, in one conditional update. It answers
// false, and changes nothing, when the session has another generation or hash, has ended or has expired.
func (s *Store) RotateSession(ctx context.Context, at Key, r Rotation) (bool, error) {
	res := s.db.WithContext(ctx).Model(&models.Session{}).
		Where("county_code = ? AND id = ? AND generation = ? AND refresh_hash = ?", at.County, at.ID, r.Generation, r.Old).
		Where("ended_at IS NULL AND expires_at > ?", s.Now()).
		Updates(map[string]any{
			"generation": gorm.Expr("generation + 1"), "refresh_hash": r.New, "last_used_at": s.Now(), "expires_at": r.ExpiresAt,
		})
	return res.RowsAffected == 1, translate(res.Error)
}

// TouchSession notes that a live session was used now, and until when it lives on.
func (s *Store) TouchSession(ctx context.Context, at Key, expires time.Time) error {
	return translate(s.db.WithContext(ctx).Model(&models.Session{}).Where("county_code = ? AND id = ? AND ended_at IS NULL", at.County, at.ID).
		Updates(map[string]any{"last_used_at": s.Now(), "expires_at": expires}).Error)
}

// EndSession ends a session for a reason and tells whether it was still running.
func (s *Store) EndSession(ctx context.Context, at Key, reason string) (bool, error) {
	res := s.db.WithContext(ctx).Model(&models.Session{}).Where("county_code = ? AND id = ? AND ended_at IS NULL", at.County, at.ID).
		Updates(map[string]any{"ended_at": s.Now(), "end_reason": reason})
	return res.RowsAffected == 1, translate(res.Error)
}

// EndSessions ends all running sessions of an account for a reason, says how many there were, and forgets the devices that have logged in to it.
func (s *Store) EndSessions(ctx context.Context, account Key, reason string) (int64, error) {
	if err := s.forgetDevices(ctx, account); err != nil {
		return 0, err
	}
	res := s.db.WithContext(ctx).Model(&models.Session{}).
		Where("county_code = ? AND account_id = ? AND ended_at IS NULL", account.County, account.ID).
		Updates(map[string]any{"ended_at": s.Now(), "end_reason": reason})
	return res.RowsAffected, translate(res.Error)
}

// EndCountySessions ends all living sessions of a county for a reason, says how many there were, and forgets all devices that have logged in.
func (s *Store) EndCountySessions(ctx context.Context, county, reason string) (int64, error) {
	err := s.db.WithContext(ctx).Model(&models.Account{}).Where("county_code = ?", county).
		Updates(map[string]any{"device_round": gorm.Expr("device_round + 1"), "version": gorm.Expr("version + 1"), "updated_at": s.Now()}).Error
	if err != nil {
		return 0, translate(err)
	}
	res := s.db.WithContext(ctx).Model(&models.Session{}).Where("county_code = ? AND ended_at IS NULL AND expires_at > ?", county, s.Now()).
		Updates(map[string]any{"ended_at": s.Now(), "end_reason": reason})
	return res.RowsAffected, translate(res.Error)
}

// LiveSessions lists the sessions of an account that have neither ended nor expired, the one used last first.
func (s *Store) LiveSessions(ctx context.Context, account Key, most int) ([]models.Session, error) {
	var out []models.Session
	err := s.read.WithContext(ctx).Where("county_code = ? AND account_id = ? AND ended_at IS NULL AND expires_at > ?", account.County, account.ID, s.Now()).
		Order("last_used_at DESC, id DESC").Limit(most).Find(&out).Error
	return out, translate(err)
}

// EndSessionOf ends a session of an account for a reason and tells whether it was still running.
func (s *Store) EndSessionOf(ctx context.Context, account Key, session, reason string) (bool, error) {
	res := s.db.WithContext(ctx).Model(&models.Session{}).
		Where("county_code = ? AND id = ? AND account_id = ? AND ended_at IS NULL AND expires_at > ?", account.County, session, account.ID, s.Now()).
		Updates(map[string]any{"ended_at": s.Now(), "end_reason": reason})
	return res.RowsAffected == 1, translate(res.Error)
}
