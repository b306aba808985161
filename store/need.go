package store

import (
	"context"
	"strings"
	"time"

	"gorm.io/gorm"

	"zhulian/models"
)

func (s *Store) sealNeed(r *models.Need) error {
	z := &sealing{s: s, county: r.CountyCode, id: r.ID}
	r.TitleSealed = z.seal("need.title", r.Title)
	r.DetailSealed = z.seal("need.detail", r.Detail)
	return z.err
}

func (s *Store) openNeed(r *models.Need) error {
	z := &sealing{s: s, county: r.CountyCode, id: r.ID}
	r.Title = z.open("need.title", r.TitleSealed)
	r.Detail = z.open("need.detail", r.DetailSealed)
	return z.err
}

// InsertNeed writes a new need; the same id again is a Conflict.
func (s *Store) InsertNeed(ctx context.Context, r *models.Need) error {
	if err := s.sealNeed(r); err != nil {
		return err
	}
	if err := s.insert(ctx, r); err != nil {
		return err
	}
	return s.addWords(ctx, needWords(r))
}

// Need reads one need.
func (s *Store) Need(ctx context.Context, at Key) (*models.Need, error) {
	r, err := take[models.Need](ctx, s, "need", at.County, at.ID)
	if err != nil {
		return nil, err
	}
	return r, s.openNeed(r)
}

// NeedsInFull reads needs by their ids, with what their aides wrote.
func (s *Store) NeedsInFull(ctx context.Context, county string, ids []string) (map[string]models.Need, error) {
	out, err := s.NeedsByID(ctx, county, ids)
	for id, r := range out {
		if err == nil {
			err = s.openNeed(&r)
		}
		out[id] = r
	}
	return out, err
}

// HoldNeed reads one need and keeps others from changing it until the transaction ends.
func (s *Store) HoldNeed(ctx context.Context, at Key) (*models.Need, error) {
	r, err := hold[models.Need](ctx, s, "need", at.County, at.ID)
	if err != nil {
		return nil, err
	}
	return r, s.openNeed(r)
}

// StepNeed moves a need from one status to another and sets more columns with it.
func (s *Store) StepNeed(ctx context.Context, at Key, from models.NeedStatus, set Change) error {
	return s.step(ctx, &models.Need{}, at, string(from), set)
}

// ReviseNeed writes the columns of a need that a person may edit, if it still has the version seen.
func (s *Store) ReviseNeed(ctx context.Context, r *models.Need, version int) error {
	if err := s.sealNeed(r); err != nil {
		return err
	}
	err := s.revise(ctx, &models.Need{}, Key{r.CountyCode, r.ID}, version, Change{
		"title_sealed": r.TitleSealed, "title_public": r.TitlePublic, "detail_sealed": r.DetailSealed, "quantity": r.Quantity,
		"urgency": r.Urgency, "needed_by": r.NeededBy, "publish_scope": r.PublishScope,
	})
	if err != nil {
		return err
	}
	return s.renewWords(ctx, needWords(r))
}

// NeedFilter narrows a list of needs; an empty field does not narrow.
type NeedFilter struct {
	Scope          Scope
	Statuses       []models.NeedStatus
	Category       string
	Categories     []string
	Urgency        string
	Household      string
	SubmittedBy    string
	No, Q          string
	MaxSensitivity *int
	HomeTown       string // keeps what is published to the county, or to this town; a region above a town is no town

	LikelyDuplicate *bool // keeps what likely repeats an earlier need, or what does not

	Region          string      // keeps what lies at or under it
	DueBefore       models.Date // keeps what must be resolved before that day
	SubmittedBefore time.Time
}

func (s *Store) needs(ctx context.Context, f NeedFilter) *gorm.DB {
	q := s.scoped(ctx, f.Scope)
	for column, v := range map[string]string{"urgency": f.Urgency, "household_id": f.Household, "submitted_by": f.SubmittedBy, "no": f.No} {
		if v != "" {
			q = q.Where(column+" = ?", v)
		}
	}
	if len(f.Statuses) > 0 {
		q = q.Where("status IN ?", f.Statuses)
	}
	switch len(f.Category) {
	case 0:
	case 1:
		q = q.Where("category LIKE ?", f.Category+"%")
	default:
		q = q.Where("category = ?", f.Category)
	}
	if len(f.Categories) > 0 {
		q = q.Where("category IN ?", f.Categories)
	}
	if f.MaxSensitivity != nil {
		q = q.Where("sensitivity <= ?", *f.MaxSensitivity)
	}
	if f.LikelyDuplicate != nil {
		q = q.Where("(likely_duplicate_of IS NOT NULL) = ?", *f.LikelyDuplicate)
	}
	if f.Region != "" {
		q = q.Where(under(q, "region_code", f.Region))
	}
	if f.DueBefore != "" {
		q = q.Where("due_on < ?", f.DueBefore)
	}
	if !f.SubmittedBefore.IsZero() {
		q = q.Where("submitted_at < ?", f.SubmittedBefore)
	}
	if f.HomeTown != "" {
		reach := q.Session(&gorm.Session{NewDB: true}).Where("publish_scope = 'county'")
		if models.LevelOf(f.HomeTown) == models.RegionTown {
			reach = reach.Or(under(q, "region_code", f.HomeTown).Where("publish_scope = 'town'"))
		}
		q = q.Where(reach)
	}
	if f.Q != "" {
		q = withWords(q, wordsOfNeed, f.Scope.County, f.Q, "no = ?", strings.ToUpper(f.Q))
	}
	return q
}

// Needs lists needs.
func (s *Store) Needs(ctx context.Context, f NeedFilter, p Page) ([]models.Need, string, error) {
	items, next, err := pageOf(s.needs(ctx, f), p, func(r models.Need) string { return r.ID })
	for i := range items {
		if err == nil {
			err = s.openNeed(&items[i])
		}
	}
	return items, next, err
}

// CountNeeds counts needs.
func (s *Store) CountNeeds(ctx context.Context, f NeedFilter) (int64, error) {
	var n int64
	err := s.needs(ctx, f).Model(&models.Need{}).Count(&n).Error
	return n, translate(err)
}

// CountNeedsByCategory counts needs, category by category.
func (s *Store) CountNeedsByCategory(ctx context.Context, f NeedFilter) (map[string]int, error) {
	var rows []struct {
		Category string
		N        int
	}
	if err := s.needs(ctx, f).Model(&models.Need{}).Select("category, COUNT(*) AS n").Group("category").Scan(&rows).Error; err != nil {
		return nil, translate(err)
	}
	out := make(map[string]int, len(rows))
	for _, r := range rows {
		out[r.Category] = r.N
	}
	return out, nil
}

// NeedsSince reads the needs of a household that were submitted since an instant and are not void, merged or withdrawn, oldest first.
func (s *Store) NeedsSince(ctx context.Context, household Key, since time.Time) ([]models.Need, error) {
	var out []models.Need
	err := s.read.WithContext(ctx).Where("county_code = ? AND household_id = ? AND submitted_at >= ?", household.County, household.ID, since).
		Where("status NOT IN ?", []models.NeedStatus{models.NeedVoid, models.NeedMerged, models.NeedWithdrawn}).
		Order("id").Find(&out).Error
	if err != nil {
		return nil, translate(err)
	}
	for i := range out {
		if err := s.openNeed(&out[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}
