package store

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"zhulian/models"
)

// NoticeCursor reads how far a county's event log has been turned into notices; known is false where nobody has begun.
func (s *Store) NoticeCursor(ctx context.Context, county string) (seq int64, known bool, err error) {
	var row models.NoticeCursor
	err = s.read.WithContext(ctx).Where("county_code = ?", county).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return 0, false, nil
	}
	return row.Seq, err == nil, translate(err)
}

// CountiesToTell lists the counties whose event log goes on beyond what has been turned into notices.
func (s *Store) CountiesToTell(ctx context.Context) ([]string, error) {
	var out []string
	err := s.read.WithContext(ctx).Raw(`SELECT h.county_code FROM chain_head h LEFT JOIN notice_cursor c ON c.county_code = h.county_code
		WHERE h.seq > 0 AND (c.seq IS NULL OR c.seq < h.seq) ORDER BY h.county_code`).Scan(&out).Error
	return out, translate(err)
}

// HoldNoticeCursor makes the cursor where there is none, and holds it until the transaction ends: one dispatcher at a time.
func (s *Store) HoldNoticeCursor(ctx context.Context, county string, first int64) (int64, error) {
	row := models.NoticeCursor{CountyCode: county, Seq: first}
	if err := s.db.WithContext(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&row).Error; err != nil {
		return 0, translate(err)
	}
	err := s.locking(ctx, toChange).Where("county_code = ?", county).Take(&row).Error
	return row.Seq, translate(err)
}

// MoveNoticeCursor moves the cursor on, if it still stands where the caller saw it.
func (s *Store) MoveNoticeCursor(ctx context.Context, county string, from, to int64) error {
	res := s.db.WithContext(ctx).Model(&models.NoticeCursor{}).Where("county_code = ? AND seq = ?", county, from).Update("seq", to)
	if res.Error == nil && res.RowsAffected == 0 {
		return models.Conflict("changed_meanwhile")
	}
	return translate(res.Error)
}

// FirstEventSince is the sequence number of a county's first event at or after an instant, and one past the head where there is none.
func (s *Store) FirstEventSince(ctx context.Context, county string, at time.Time) (int64, error) {
	var first *int64
	// MIN(seq) alone would have the database walk the numbers from the first on until one is late enough.
	err := s.read.WithContext(ctx).Model(&models.Event{}).Select("MIN(seq + 0)").Where("county_code = ? AND at >= ?", county, at).Scan(&first).Error
	if err != nil || first != nil {
		return valueOf(first), translate(err)
	}
	head, err := s.Head(ctx, county)
	return head.Seq + 1, err
}

func valueOf(n *int64) int64 {
	if n == nil {
		return 0
	}
	return *n
}

// PutNotices writes lines of inboxes; those that are there already stay as they are.
func (s *Store) PutNotices(ctx context.Context, rows []models.Notice) error {
	if len(rows) == 0 {
		return nil
	}
	return translate(s.db.WithContext(ctx).Clauses(clause.OnConflict{DoNothing: true}).CreateInBatches(&rows, 200).Error)
}

// NoticeFilter narrows the inbox of an account; an empty field does not narrow.
type NoticeFilter struct {
	County, Account string
	Kind            models.NoticeKind
	Unread          bool
}

func (s *Store) notices(ctx context.Context, f NoticeFilter) *gorm.DB {
	q := s.read.WithContext(ctx).Where("county_code = ? AND account_id = ?", f.County, f.Account)
	if f.Kind != "" {
		q = q.Where("kind = ?", f.Kind)
	}
	if f.Unread {
		q = q.Where("read_at IS NULL")
	}
	return q
}

// Notices lists an inbox.
func (s *Store) Notices(ctx context.Context, f NoticeFilter, p Page) ([]models.Notice, string, error) {
	return pageOf(s.notices(ctx, f), p, func(r models.Notice) string { return r.ID })
}

// CountNotices counts the lines of an inbox, up to most.
func (s *Store) CountNotices(ctx context.Context, f NoticeFilter, most int) (int, error) {
	var ids []string
	err := s.notices(ctx, f).Model(&models.Notice{}).Limit(most).Pluck("id", &ids).Error
	return len(ids), translate(err)
}

// Notice reads one line of any inbox of the county.
func (s *Store) Notice(ctx context.Context, at Key) (*models.Notice, error) {
	return take[models.Notice](ctx, s, "notice", at.County, at.ID)
}

// ReadNotices marks unread lines of an inbox as read, one or, without an id, all.
func (s *Store) ReadNotices(ctx context.Context, f NoticeFilter, id string) error {
	q := s.db.WithContext(ctx).Model(&models.Notice{}).Where("county_code = ? AND account_id = ? AND read_at IS NULL", f.County, f.Account)
	if id != "" {
		q = q.Where("id = ?", id)
	}
	return translate(q.Update("read_at", s.Now()).Error)
}

// NoticedOf tells which of the objects somebody has had a notice of a kind about.
func (s *Store) NoticedOf(ctx context.Context, county string, kind models.NoticeKind, objects []string) (map[string]bool, error) {
	var ids []string
	out := map[string]bool{}
	if len(objects) == 0 {
		return out, nil
	}
	err := s.read.WithContext(ctx).Model(&models.Notice{}).Distinct("object_id").
		Where("county_code = ? AND kind = ? AND object_id IN ?", county, kind, objects).Pluck("object_id", &ids).Error
	for _, id := range ids {
		out[id] = true
	}
	return out, translate(err)
}

// InvitedUntil lists up to limit invitations of a county whose time to answer ends between two instants.
func (s *Store) InvitedUntil(ctx context.Context, county string, from, to time.Time, limit int) ([]models.Match, error) {
	var out []models.Match
	err := s.read.WithContext(ctx).Where("county_code = ? AND status = ? AND respond_by > ? AND respond_by <= ?", county, models.MatchInvited, from, to).
		Order("respond_by, id").Limit(limit).Find(&out).Error
	return out, translate(err)
}

// RecipientFilter says whom notices may come to; an empty field does not narrow.
type RecipientFilter struct {
	County   string
	IDs      []string
	Roles    []models.Role
	Supplier string
	Status   models.AccountStatus
}

// Recipients lists the accounts of a county that the filter keeps, by id.
func (s *Store) Recipients(ctx context.Context, f RecipientFilter) ([]models.Account, error) {
	q := s.read.WithContext(ctx).Where("county_code = ?", f.County)
	if f.IDs != nil {
		q = q.Where("id IN ?", f.IDs)
	}
	if f.Roles != nil {
		q = q.Where("role IN ?", f.Roles)
	}
	if f.Supplier != "" {
		q = q.Where("supplier_id = ?", f.Supplier)
	}
	if f.Status != "" {
		q = q.Where("status = ?", f.Status)
	}
	var out []models.Account
	err := q.Order("id").Find(&out).Error
	return out, translate(err)
}
