package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"zhulian/models"
)

// PutDeliveries writes messages on their way out; those that are there already stay as they are.
func (s *Store) PutDeliveries(ctx context.Context, rows []models.Delivery) error {
	if len(rows) == 0 {
		return nil
	}
	return translate(s.db.WithContext(ctx).Clauses(clause.OnConflict{DoNothing: true}).CreateInBatches(&rows, 200).Error)
}

// Delivery reads one message on its way out.
func (s *Store) Delivery(ctx context.Context, at Key) (*models.Delivery, error) {
	return take[models.Delivery](ctx, s, "notice_delivery", at.County, at.ID)
}

// CountiesToSend lists the counties that have messages whose time has come, or whose claim is over.
func (s *Store) CountiesToSend(ctx context.Context) ([]string, error) {
	var out []string
	// A county with messages has a log; each is looked up by an index that holds nothing but messages on their way.
	err := s.read.WithContext(ctx).Raw(`SELECT h.county_code FROM chain_head h
		WHERE EXISTS (SELECT 1 FROM notice_delivery d WHERE d.county_code = h.county_code AND d.status = 'waiting' AND d.due_at <= @now)
			OR EXISTS (SELECT 1 FROM notice_delivery d WHERE d.county_code = h.county_code AND d.status = 'sending' AND d.lease_until < @now)
		ORDER BY h.county_code`, map[string]any{"now": s.Now()}).Scan(&out).Error
	return out, translate(err)
}

// DeliveriesDue lists up to limit waiting messages of a county whose time has come, the longest due first.
func (s *Store) DeliveriesDue(ctx context.Context, county string, limit int) ([]models.Delivery, error) {
	var out []models.Delivery
	err := s.read.WithContext(ctx).Where("county_code = ? AND status = ? AND due_at <= ?", county, models.DeliveryWaiting, s.Now()).
		Order("due_at, id").Limit(limit).Find(&out).Error
	return out, translate(err)
}

// DeliveriesStuck lists up to limit messages whose claim is over without a word of what became of them.
func (s *Store) DeliveriesStuck(ctx context.Context, county string, limit int) ([]models.Delivery, error) {
	var out []models.Delivery
	err := s.read.WithContext(ctx).Where("county_code = ? AND status = ? AND lease_until < ?", county, models.DeliverySending, s.Now()).
		Order("lease_until, id").Limit(limit).Find(&out).Error
	return out, translate(err)
}

// StepDelivery takes a declared step of a message that still has the version seen, and sets more columns with it. Somebody who was quicker
// makes it a Conflict changed_meanwhile.
func (s *Store) StepDelivery(ctx context.Context, r *models.Delivery, step string, set Change) error {
	to, err := models.DeliverySteps.Next(step, r.Status)
	if err != nil {
		return err
	}
	values := Change{"status": to, "lease_until": nil}
	for k, v := range set {
		values[k] = v
	}
	cond := s.db.Where("status = ? AND version = ?", r.Status, r.Version)
	if err := s.swap(ctx, &models.Delivery{}, cond, Key{r.CountyCode, r.ID}, values, models.Conflict("changed_meanwhile")); err != nil {
		return err
	}
	r.Status, r.Version = to, r.Version+1
	return nil
}

// DeliveryFilter narrows a list of messages on their way out; an empty field does not narrow.
type DeliveryFilter struct {
	County  string
	Status  models.DeliveryStatus
	Channel models.Channel
}

// Deliveries lists messages on their way out.
func (s *Store) Deliveries(ctx context.Context, f DeliveryFilter, p Page) ([]models.Delivery, string, error) {
	q := s.read.WithContext(ctx).Where("county_code = ?", f.County)
	if f.Status != "" {
		q = q.Where("status = ?", f.Status)
	}
	if f.Channel != "" {
		q = q.Where("channel = ?", f.Channel)
	}
	return pageOf(q, p, func(r models.Delivery) string { return r.ID })
}

// InsertAnswerLink writes a link by which an invitation can be answered.
func (s *Store) InsertAnswerLink(ctx context.Context, r *models.AnswerLink) error {
	return s.insert(ctx, r)
}

// AnswerLink finds a link by the hash of its token.
func (s *Store) AnswerLink(ctx context.Context, county string, hash []byte) (*models.AnswerLink, error) {
	var out models.AnswerLink
	if err := s.read.WithContext(ctx).Where("county_code = ? AND token_hash = ?", county, hash).Take(&out).Error; err != nil {
		return nil, absent(err, "answer_link")
	}
	return &out, nil
}

// UseAnswerLink marks a link as used and tells whether it was unused and unexpired until now.
func (s *Store) UseAnswerLink(ctx context.Context, at Key) (bool, error) {
	res := s.db.WithContext(ctx).Model(&models.AnswerLink{}).
		Where("county_code = ? AND id = ? AND used_at IS NULL AND expires_at >= ?", at.County, at.ID, s.Now()).Update("used_at", s.Now())
	return res.RowsAffected == 1, translate(res.Error)
}

// ForgetNotices removes what nobody needs any more: lines of inboxes, messages that are over and links that ended before an instant.
func (s *Store) ForgetNotices(ctx context.Context, county string, before time.Time) error {
	db := s.db.WithContext(ctx)
	over := []models.DeliveryStatus{models.DeliverySent, models.DeliveryDropped, models.DeliveryFailed, models.DeliveryUnsure}
	for _, err := range []error{
		db.Where("county_code = ? AND created_at < ?", county, before).Delete(&models.Notice{}).Error,
		db.Where("county_code = ? AND status IN ? AND updated_at < ?", county, over, before).Delete(&models.Delivery{}).Error,
		db.Where("county_code = ? AND expires_at < ?", county, before).Delete(&models.AnswerLink{}).Error,
	} {
		if err != nil {
			return translate(err)
		}
	}
	return nil
}

// DoubtDeliveries marks every message that was on its way as unsure: after a restore nobody knows which of them went out since the backup,
// and none is sent again by itself. It answers how many.
func (s *Store) DoubtDeliveries(ctx context.Context) (int64, error) {
	done := s.db.WithContext(ctx).Table("notice_delivery").Where("status IN ?", []models.DeliveryStatus{models.DeliveryWaiting, models.DeliverySending}).
		Updates(map[string]any{"status": models.DeliveryUnsure, "reason": "restored", "lease_until": nil, "updated_at": s.Now()})
	return done.RowsAffected, translate(done.Error)
}
