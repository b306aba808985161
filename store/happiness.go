package store

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"zhulian/models"
)

// HoldHappinessList reads one list and holds it until the transaction ends.
func (s *Store) HoldHappinessList(ctx context.Context, at Key) (*models.HappinessList, error) {
	r, err := hold[models.HappinessList](ctx, s, "happiness_list", at.County, at.ID)
	if err != nil {
		return nil, err
	}
	return r, s.openList(r)
}

// SealListText puts a text of a list, dispute or answer, sealed, among the columns of a change.
func (s *Store) SealListText(at Key, column, text string, set Change) error {
	z := &sealing{s: s, county: at.County, id: at.ID}
	set[column+"_sealed"] = z.seal("happiness_list."+column, text)
	return z.err
}

// ListCode is the secret of a list's private link: nobody without the installation's keys can foresee it, and no more than its hash is kept.
func (s *Store) ListCode(at Key, no int) models.PassCode {
	return models.NewPassCode(s.vault.Index(at.County, "happiness_list.link", fmt.Sprintf("%s:%d", at.ID, no))[:models.PassCodeBytes])
}

// ListByCode finds the list of a private link in whatever county of the installation; a link whose time is over is NotFound like a wrong one.
func (s *Store) ListByCode(ctx context.Context, code models.PassCode) (*models.HappinessList, error) {
	counties, err := s.Counties(ctx)
	if err != nil {
		return nil, err
	}
	for _, c := range counties {
		var out models.HappinessList
		found := s.read.WithContext(ctx).Where("county_code = ? AND link_hash = ? AND link_until > ? AND status <> ?",
			c.CountyCode, code.Hash(), s.Now(), models.ListCorrected).Limit(1).Find(&out)
		if found.Error != nil {
			return nil, translate(found.Error)
		}
		if found.RowsAffected == 1 {
			return &out, s.openList(&out)
		}
	}
	return nil, models.NotFound("happiness_list")
}

// NoteListOpened notes once that a list was opened by its link, and tells whether it was this time.
func (s *Store) NoteListOpened(ctx context.Context, at Key) (bool, error) {
	return s.noteOnce(ctx, &models.HappinessList{}, at, "opened_at")
}

// TellDispute notes once, in reminded or escalated, that somebody was told of a dispute, and tells whether it was this time.
func (s *Store) TellDispute(ctx context.Context, at Key, column string) (bool, error) {
	return s.noteOnce(ctx, &models.HappinessList{}, at, column)
}

func (s *Store) noteOnce(ctx context.Context, model any, at Key, column string) (bool, error) {
	res := s.db.WithContext(ctx).Model(model).Where("county_code = ? AND id = ? AND "+column+" IS NULL", at.County, at.ID).UpdateColumn(column, s.Now())
	return res.RowsAffected == 1, translate(res.Error)
}

// DisputesDue lists the disputed lists that must be answered before an instant and of which nobody was told yet, by a column.
func (s *Store) DisputesDue(ctx context.Context, county string, before time.Time, untold string, limit int) ([]models.HappinessList, error) {
	var out []models.HappinessList
	err := s.read.WithContext(ctx).Where("county_code = ? AND status = ? AND dispute_due_at < ? AND "+untold+" IS NULL", county, models.ListDisputed, before).
		Order("id").Limit(limit).Find(&out).Error
	return out, translate(err)
}

// ListFilter narrows happiness lists; an empty field does not narrow.
type ListFilter struct {
	Scope    Scope
	Region   string
	Period   *models.ListPeriod
	Statuses []models.HappinessListStatus
}

func (s *Store) lists(ctx context.Context, f ListFilter) *gorm.DB {
	q := s.scoped(ctx, f.Scope).Model(&models.HappinessList{})
	if f.Region != "" {
		q = q.Where(under(q, "region_code", f.Region))
	}
	if f.Period != nil {
		q = q.Where("period_kind = ? AND period_from = ?", f.Period.Kind, f.Period.From)
	}
	if len(f.Statuses) > 0 {
		q = q.Where("status IN ?", f.Statuses)
	}
	return q
}

// ListPage lists happiness lists without what they say.
func (s *Store) ListPage(ctx context.Context, f ListFilter, p Page) ([]models.HappinessList, string, error) {
	return pageOf(s.lists(ctx, f), p, func(r models.HappinessList) string { return r.ID })
}

// ListTally counts the lists of one place and status.
type ListTally struct {
	RegionCode string
	Status     models.HappinessListStatus
	N, Handed  int64 // Handed: acknowledged, or handed over face to face, by the deadline
	Late       int64 // disputed, and not answered in time
}

// TallyLists counts happiness lists by village and status.
func (s *Store) TallyLists(ctx context.Context, f ListFilter) ([]ListTally, error) {
	var out []ListTally
	// The deadline is a civil day, and ends in China: 16 hours after it began in UTC.
	late := "datetime(deadline, '+16 hours')"
	if s.dialect == Postgres {
		late = "(deadline + interval '16 hours') AT TIME ZONE 'UTC'"
	}
	in := func(column string) string {
		if s.dialect == Postgres {
			return column + " < " + late
		}
		return "datetime(" + column + ") < " + late
	}
	err := s.lists(ctx, f).Select("region_code, status, COUNT(*) AS n, SUM(CASE WHEN "+in("acknowledged_at")+" OR channel = 'face_to_face' AND "+in("delivered_at")+
		" THEN 1 ELSE 0 END) AS handed, SUM(CASE WHEN status = 'disputed' AND dispute_due_at < ? THEN 1 ELSE 0 END) AS late", s.Now()).
		Group("region_code, status").Order("region_code, status").Scan(&out).Error
	return out, translate(err)
}

// InsertListRun writes a new run; a second one for the same period is a Conflict.
func (s *Store) InsertListRun(ctx context.Context, r *models.ListRun) error { return s.insert(ctx, r) }

// ListRun reads one run.
func (s *Store) ListRun(ctx context.Context, at Key) (*models.ListRun, error) {
	return take[models.ListRun](ctx, s, "list_run", at.County, at.ID)
}

// ListRuns lists the runs of a county, the newest first; of a status where one is given.
func (s *Store) ListRuns(ctx context.Context, county string, status models.ListRunStatus, p Page) ([]models.ListRun, string, error) {
	q := s.read.WithContext(ctx).Where("county_code = ?", county)
	if status != "" {
		q = q.Where("status = ?", status)
	}
	return pageOf(q, p, func(r models.ListRun) string { return r.ID })
}

// ListRunOf finds the run of a period; nil where there is none.
func (s *Store) ListRunOf(ctx context.Context, county string, p models.ListPeriod) (*models.ListRun, error) {
	var out []models.ListRun
	err := s.read.WithContext(ctx).Where("county_code = ? AND period_kind = ? AND period_from = ?", county, p.Kind, p.From).Limit(1).Find(&out).Error
	if err != nil || len(out) == 0 {
		return nil, translate(err)
	}
	return &out[0], nil
}

// ReviseListRun writes how far a run is, if it still has the version seen.
func (s *Store) ReviseListRun(ctx context.Context, r *models.ListRun, version int) error {
	return s.revise(ctx, &models.ListRun{}, Key{r.CountyCode, r.ID}, version, Change{"status": r.Status, "seen": r.Seen, "made": r.Made,
		"last_household": r.LastHousehold, "ended_at": r.EndedAt})
}

// owedLists are the households that are owed a list of a period: those on the lists of T, D, E and X on its last day, and those that left them in
// it with any benefit (domain report §14, K3).
func (s *Store) owedLists(ctx context.Context, county string, p models.ListPeriod) *gorm.DB {
	return s.read.WithContext(ctx).Table("household h").Where(`h.county_code = ? AND EXISTS (SELECT 1 FROM listing l
		WHERE l.county_code = h.county_code AND l.household_id = h.id AND l.person_id IS NULL AND l.category IN ? AND l.listed_from <= ?
		AND (l.listed_to IS NULL OR l.listed_to >= ? OR l.listed_to >= ? AND EXISTS (SELECT 1 FROM benefit b WHERE b.county_code = l.county_code
			AND b.household_id = l.household_id AND b.granted_on >= ? AND b.granted_on <= ?)))`,
		county, models.BeneficiariesListDue(), p.To, p.To, p.From, p.From, p.To)
}

// CountOwedLists counts the households that are owed a list of a period.
func (s *Store) CountOwedLists(ctx context.Context, county string, p models.ListPeriod) (int64, error) {
	var n int64
	err := s.owedLists(ctx, county, p).Count(&n).Error
	return n, translate(err)
}

// OwedList is a household that is owed a list.
type OwedList struct{ ID, No, RegionCode string }

// OwedLists reads households that are owed a list of a period, in the order of their ids, after one of them.
func (s *Store) OwedLists(ctx context.Context, county string, p models.ListPeriod, after string, limit int) ([]OwedList, error) {
	q := s.owedLists(ctx, county, p)
	if after != "" {
		q = q.Where("h.id > ?", after)
	}
	var out []OwedList
	err := q.Select("h.id, h.no, h.region_code").Order("h.id").Limit(limit).Scan(&out).Error
	return out, translate(err)
}

// FirstRecognised reads households that came onto the lists of T, D, E and X since a day and have no happiness list at all.
func (s *Store) FirstRecognised(ctx context.Context, county string, since models.Date, limit int) ([]OwedList, error) {
	var out []OwedList
	err := s.read.WithContext(ctx).Table("household h").Select("h.id, h.no, h.region_code").Where(`h.county_code = ? AND h.status = 'active'
		AND EXISTS (SELECT 1 FROM listing l WHERE l.county_code = h.county_code AND l.household_id = h.id AND l.person_id IS NULL AND l.category IN ?
			AND l.listed_from >= ? AND l.listed_to IS NULL)
		AND NOT EXISTS (SELECT 1 FROM happiness_list p WHERE p.county_code = h.county_code AND p.household_id = h.id)`,
		county, models.BeneficiariesListDue(), since).Order("h.id").Limit(limit).Scan(&out).Error
	return out, translate(err)
}

// ListsThere tells which of some households have a list of a period.
func (s *Store) ListsThere(ctx context.Context, county string, p models.ListPeriod, households []string) (map[string]bool, error) {
	var ids []string
	err := s.db.WithContext(ctx).Model(&models.HappinessList{}).Where("county_code = ? AND period_kind = ? AND period_from = ? AND household_id IN ?",
		county, p.Kind, p.From, households).Pluck("household_id", &ids).Error
	out := map[string]bool{}
	for _, id := range ids {
		out[id] = true
	}
	return out, translate(err)
}

// LastIssue is the number of the newest issue of a household's list of a period; 0 where there is none. The newest is held.
func (s *Store) LastIssue(ctx context.Context, household Key, p models.ListPeriod) (int, error) {
	var out []models.HappinessList
	err := s.locking(ctx, toChange).Select("issue").
		Where("county_code = ? AND household_id = ? AND period_kind = ? AND period_from = ?", household.County, household.ID, p.Kind, p.From).
		Order("issue DESC").Limit(1).Find(&out).Error
	if err != nil || len(out) == 0 {
		return 0, translate(err)
	}
	return out[0].Issue, nil
}
