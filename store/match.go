package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"zhulian/models"
)

// InsertMatch writes a new match; a second live match of the same need and offer is a Conflict "match_exists".
func (s *Store) InsertMatch(ctx context.Context, r *models.Match) error {
	switch _, err := s.Match(ctx, Key{r.CountyCode, r.ID}); models.KindOf(err) {
	case models.KindNotFound:
	default:
		if err == nil {
			err = models.Conflict("already_exists")
		}
		return err
	}
	err := s.insert(ctx, r)
	if models.CodeOf(err) == "already_exists" {
		return models.Conflict("match_exists")
	}
	return err
}

// Match reads one match.
func (s *Store) Match(ctx context.Context, at Key) (*models.Match, error) {
	return take[models.Match](ctx, s, "match", at.County, at.ID)
}

// StepMatch moves a match from one status to another and sets more columns with it.
func (s *Store) StepMatch(ctx context.Context, at Key, from models.MatchStatus, set Change) error {
	return s.step(ctx, &models.Match{}, at, string(from), set)
}

// MarkAgreed notes on a need that a supplier has promised now, unless one had before.
func (s *Store) MarkAgreed(ctx context.Context, need Key) error {
	return translate(s.db.WithContext(ctx).Model(&models.Need{}).Where("county_code = ? AND id = ? AND agreed_at IS NULL", need.County, need.ID).
		Update("agreed_at", s.Now()).Error)
}

// MatchFilter narrows a list of matches; an empty field does not narrow.
type MatchFilter struct {
	Scope       Scope
	Need, Offer string
	Household   string
	Statuses    []models.MatchStatus
	Sent        bool // keeps what a supplier was ever asked
}

func (s *Store) matches(ctx context.Context, f MatchFilter) *gorm.DB {
	q := s.scoped(ctx, f.Scope)
	for column, v := range map[string]string{"need_id": f.Need, "offer_id": f.Offer, "household_id": f.Household} {
		if v != "" {
			q = q.Where(column+" = ?", v)
		}
	}
	if len(f.Statuses) > 0 {
		q = q.Where("status IN ?", f.Statuses)
	}
	if f.Sent {
		q = q.Where("invited_at IS NOT NULL")
	}
	return q
}

// Matches lists matches.
func (s *Store) Matches(ctx context.Context, f MatchFilter, p Page) ([]models.Match, string, error) {
	return pageOf(s.matches(ctx, f), p, func(r models.Match) string { return r.ID })
}

// AllMatches reads every match that the filter keeps, oldest first. The filter must name a need, an offer or a household.
func (s *Store) AllMatches(ctx context.Context, f MatchFilter) ([]models.Match, error) {
	var out []models.Match
	err := s.matches(ctx, f).Order("id").Find(&out).Error
	return out, translate(err)
}

// MatchesOverdue lists up to limit invitations and proposals of a county whose time to answer is over.
func (s *Store) MatchesOverdue(ctx context.Context, county string, now time.Time, limit int) ([]models.Match, error) {
	var out []models.Match
	err := s.read.WithContext(ctx).Where("county_code = ? AND status IN ? AND respond_by < ?", county,
		[]models.MatchStatus{models.MatchProposed, models.MatchInvited}, now).Order("respond_by, id").Limit(limit).Find(&out).Error
	return out, translate(err)
}

// HeldByHousehold sums the units of an offer that are promised, or were given, to one household.
func (s *Store) HeldByHousehold(ctx context.Context, offer Key, household string) (int64, error) {
	var n int64
	err := s.read.WithContext(ctx).Model(&models.Match{}).Select("COALESCE(SUM(reserved), 0)").
		Where("county_code = ? AND offer_id = ? AND household_id = ?", offer.County, offer.ID, household).Scan(&n).Error
	return n, translate(err)
}

// SumMatch sets a match's delivered and confirmed units to what its fulfilments add up to, and returns them.
func (s *Store) SumMatch(ctx context.Context, at Key) (delivered, confirmed int64, err error) {
	var sum struct{ Delivered, Confirmed int64 }
	err = s.read.WithContext(ctx).Model(&models.Fulfilment{}).
		Select("COALESCE(SUM(quantity), 0) AS delivered, COALESCE(SUM(CASE WHEN status = ? THEN quantity ELSE 0 END), 0) AS confirmed", models.FulfilmentConfirmed).
		Where("county_code = ? AND match_id = ? AND status IN ?", at.County, at.ID, models.CountsAsDelivered()).Scan(&sum).Error
	if err != nil {
		return 0, 0, translate(err)
	}
	err = s.db.WithContext(ctx).Model(&models.Match{}).Where("county_code = ? AND id = ?", at.County, at.ID).
		Updates(map[string]any{"delivered": sum.Delivered, "confirmed": sum.Confirmed}).Error
	return sum.Delivered, sum.Confirmed, translate(err)
}

// Disputed sums the units of a match whose delivery is in dispute.
func (s *Store) Disputed(ctx context.Context, match Key) (int64, error) {
	var n int64
	err := s.read.WithContext(ctx).Model(&models.Fulfilment{}).Select("COALESCE(SUM(quantity), 0)").
		Where("county_code = ? AND match_id = ? AND status = ?", match.County, match.ID, models.FulfilmentDisputed).Scan(&n).Error
	return n, translate(err)
}

// progressRow is what the matches of one status add up to.
type progressRow struct {
	NeedID                         string
	Status                         models.MatchStatus
	N                              int
	Reserved, Delivered, Confirmed int64
}

const progressColumns = "status, COUNT(*) AS n, COALESCE(SUM(reserved), 0) AS reserved, COALESCE(SUM(delivered), 0) AS delivered, COALESCE(SUM(confirmed), 0) AS confirmed"

func (r progressRow) addTo(p *models.Progress) {
	switch r.Status {
	case models.MatchProposed:
		p.Proposed += r.N
	case models.MatchInvited:
		p.Invited += r.N
	default:
	}
	p.Reserved += r.Reserved
	p.Delivered += r.Delivered
	p.Confirmed += r.Confirmed
}

// ProgressOf adds up what the matches of a need have come to.
func (s *Store) ProgressOf(ctx context.Context, need Key) (models.Progress, error) {
	var rows []progressRow
	err := s.read.WithContext(ctx).Model(&models.Match{}).Select(progressColumns).
		Where("county_code = ? AND need_id = ?", need.County, need.ID).Group("status").Scan(&rows).Error
	var p models.Progress
	for _, r := range rows {
		r.addTo(&p)
	}
	return p, translate(err)
}

// SetNeedProgress writes what a need's matches add up to beside its derived status, if it still has the status seen.
func (s *Store) SetNeedProgress(ctx context.Context, n *models.Need, p models.Progress, to models.NeedStatus) error {
	return s.StepNeed(ctx, Key{n.CountyCode, n.ID}, n.Status, Change{
		"status": to, "reserved": p.Reserved, "delivered": p.Delivered, "confirmed": p.Confirmed,
	})
}
