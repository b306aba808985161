package store

import (
	"context"
	"encoding/hex"
	"sync/atomic"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"zhulian/models"
	"zhulian/vault"
)

// claim is what a request carries through its context: the key under which it was sent, and whether its effect is committed.
type claim struct {
	key     models.IdempotencyKey
	applied atomic.Bool
}

type claimContext struct{}

// keyTime is how long taking a key may last.
const keyTime = 10 * time.Second

// WithKey returns a context in which the first transaction with an effect to commit marks the key as applied, so that an effect and its key are
// kept together or not at all. The key must come from BeginKey, owned.
func (s *Store) WithKey(ctx context.Context, key models.IdempotencyKey) context.Context {
	return context.WithValue(ctx, claimContext{}, &claim{key: key})
}

func claimOf(ctx context.Context) *claim {
	c, _ := ctx.Value(claimContext{}).(*claim)
	return c
}

// claimKey marks the context's key as applied by this transaction. It fails with Conflict "idempotency_in_progress" when
// somebody else took the key over because its lease had run out: then this transaction must not take effect.
func (s *Store) claimKey(ctx context.Context) error {
	c := claimOf(ctx)
	if c == nil || c.applied.Load() {
		return nil
	}
	set := map[string]any{"applied_at": s.Now()}
	if len(s.tx.events) > 0 {
		set["noun"], set["object_id"] = s.tx.events[0].Noun, s.tx.events[0].ObjectID
	}
	res := s.ownKey(ctx, c.key).Where("applied_at IS NULL").Updates(set)
	if res.Error != nil {
		return res.Error
	}
	if res.RowsAffected == 0 {
		return models.Conflict("idempotency_in_progress")
	}
	return nil
}

// committed remembers that the request's effect is in the database, so that a later transaction of the same request does not
// claim the key again.
func committed(ctx context.Context) {
	if c := claimOf(ctx); c != nil {
		c.applied.Store(true)
	}
}

// BeginKey takes an idempotency key for a request until its lease runs out, or tells how it stands: owned is true when the
// caller shall do the work. A key older than keep is forgotten; one whose lease ran out without effect is taken over.
func (s *Store) BeginKey(ctx context.Context, key models.IdempotencyKey, keep time.Duration) (now models.IdempotencyKey, owned bool, err error) {
	const tries = 3
	for range tries {
		if owned, err = s.insertKey(ctx, key); err != nil || owned {
			return key, owned, err
		}
		found := s.db.WithContext(ctx).Where("county_code = ? AND account_id = ? AND key = ?", key.CountyCode, key.AccountID, key.Key).
			Limit(1).Find(&now)
		if found.Error != nil {
			return now, false, translate(found.Error)
		}
		if found.RowsAffected == 0 {
			continue // released or forgotten in between
		}
		if !now.CreatedAt.Add(keep).After(key.CreatedAt) {
			if err := s.forgetKey(ctx, now); err != nil {
				return now, false, err
			}
			continue
		}
		if now.AppliedAt != nil || now.Status != 0 || now.LeaseUntil.After(key.CreatedAt) || string(now.RequestHash) != string(key.RequestHash) {
			return now, false, nil
		}
		owned, err = s.takeOverKey(ctx, now, key)
		if err != nil || owned {
			key.CreatedAt = now.CreatedAt
			return key, owned, err
		}
	}
	return now, false, nil
}

// insertKey does not heed a caller who goes away: a statement that is cut off may have taken effect, and nobody would give the key back.
func (s *Store) insertKey(ctx context.Context, key models.IdempotencyKey) (bool, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), keyTime)
	defer cancel()
	res := s.db.WithContext(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&key)
	return res.RowsAffected == 1, translate(res.Error)
}

func (s *Store) forgetKey(ctx context.Context, key models.IdempotencyKey) error {
	return translate(s.db.WithContext(ctx).
		Where("county_code = ? AND account_id = ? AND key = ? AND created_at = ?", key.CountyCode, key.AccountID, key.Key, key.CreatedAt).
		Delete(&models.IdempotencyKey{}).Error)
}

func (s *Store) takeOverKey(ctx context.Context, old, key models.IdempotencyKey) (bool, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), keyTime)
	defer cancel()
	res := s.ownKey(ctx, old).Where("status = 0 AND applied_at IS NULL").Update("lease_until", key.LeaseUntil)
	return res.RowsAffected == 1, translate(res.Error)
}

// FinishKey keeps the answer of a request, its body sealed. It does nothing when the key is no longer the caller's.
func (s *Store) FinishKey(ctx context.Context, key models.IdempotencyKey, body []byte) error {
	sealed, err := s.vault.Seal(keyPlace(key), body)
	if err != nil {
		return err
	}
	return translate(s.ownKey(ctx, key).Where("status = 0").Updates(map[string]any{
		"status": key.Status, "content_type": key.ContentType, "location": key.Location, "sealed": sealed,
	}).Error)
}

// ReleaseKey gives a key back that had no effect, so that the next request with it does the work.
func (s *Store) ReleaseKey(ctx context.Context, key models.IdempotencyKey) error {
	return translate(s.ownKey(ctx, key).Where("applied_at IS NULL AND status = 0").Delete(&models.IdempotencyKey{}).Error)
}

// KeyAnswer opens the body of a remembered answer.
func (s *Store) KeyAnswer(key models.IdempotencyKey) ([]byte, error) {
	return s.vault.Open(keyPlace(key), key.Sealed)
}

// ForgetKeys removes the keys made before an instant and says how many there were.
func (s *Store) ForgetKeys(ctx context.Context, before time.Time) (int64, error) {
	res := s.db.WithContext(ctx).Where("created_at < ?", before).Delete(&models.IdempotencyKey{})
	return res.RowsAffected, translate(res.Error)
}

// Blind returns the keyed hash of something that may be compared but not kept: an address, or the body of a request.
func (s *Store) Blind(purpose string, value []byte) []byte {
	return s.vault.Index("000000", "blind."+purpose, hex.EncodeToString(value))
}

// ownKey selects the row while it is still under the caller's lease: the lease is the fence between two owners.
func (s *Store) ownKey(ctx context.Context, key models.IdempotencyKey) *gorm.DB {
	return s.db.WithContext(ctx).Model(&models.IdempotencyKey{}).
		Where("county_code = ? AND account_id = ? AND key = ?", key.CountyCode, key.AccountID, key.Key).
		Where("lease_until = ?", key.LeaseUntil)
}

func keyPlace(key models.IdempotencyKey) vault.Place {
	return vault.Place{County: key.CountyCode, Column: "idempotency_key.sealed", Row: key.AccountID + "/" + key.Key}
}
