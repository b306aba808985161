package store

import (
	"context"

	"gorm.io/gorm"

	"zhulian/models"
)

func (s *Store) sealWork(r *models.WorkPath) error {
	z := &sealing{s: s, county: r.CountyCode, id: r.ID}
	r.JobSealed = z.sealJSON("work_path.job", r.Job, r.Job == models.Job{})
	r.IncomeSealed = z.sealJSON("work_path.income", r.Income, r.Income == models.IncomeChange{})
	return z.err
}

func (s *Store) openWork(r *models.WorkPath) error {
	z := &sealing{s: s, county: r.CountyCode, id: r.ID}
	z.openJSON("work_path.job", r.JobSealed, &r.Job)
	z.openJSON("work_path.income", r.IncomeSealed, &r.Income)
	return z.err
}

func (s *Store) sealCheck(r *models.WorkCheck) error {
	z := &sealing{s: s, county: r.CountyCode, id: r.PathID}
	r.SaidSealed = z.sealJSON("work_check.said", r.Said, r.Said == models.CheckSaid{})
	return z.err
}

func (s *Store) openCheck(r *models.WorkCheck) error {
	z := &sealing{s: s, county: r.CountyCode, id: r.PathID}
	z.openJSON("work_check.said", r.SaidSealed, &r.Said)
	return z.err
}

// InsertWork writes a new path to work. A second one of the same person that waits for its place, or the same id, is a Conflict.
func (s *Store) InsertWork(ctx context.Context, r *models.WorkPath) error {
	if err := s.sealWork(r); err != nil {
		return err
	}
	return s.insert(ctx, r)
}

// Work reads one path.
func (s *Store) Work(ctx context.Context, at Key) (*models.WorkPath, error) {
	r, err := take[models.WorkPath](ctx, s, "work_path", at.County, at.ID)
	if err != nil {
		return nil, err
	}
	return r, s.openWork(r)
}

// HoldWork reads one path and, on PostgreSQL, holds it until the transaction ends.
func (s *Store) HoldWork(ctx context.Context, at Key) (*models.WorkPath, error) {
	r, err := hold[models.WorkPath](ctx, s, "work_path", at.County, at.ID)
	if err != nil {
		return nil, err
	}
	return r, s.openWork(r)
}

// ReviseWork writes what changes along a path, if it still has the status that the caller saw.
func (s *Store) ReviseWork(ctx context.Context, r *models.WorkPath, from models.WorkStatus) error {
	if err := s.sealWork(r); err != nil {
		return err
	}
	return s.step(ctx, &models.WorkPath{}, Key{r.CountyCode, r.ID}, string(from), Change{
		"status": r.Status, "need_id": r.NeedID, "match_id": r.MatchID, "offer_id": r.OfferID, "supplier_id": r.SupplierID, "job_match_id": r.JobMatchID,
		"trained_on": r.TrainedOn, "certificate": r.Certificate, "placed_on": r.PlacedOn, "job_sealed": r.JobSealed, "income_sealed": r.IncomeSealed,
		"check_from": r.CheckFrom, "checked": r.Checked, "next_check_on": r.NextCheckOn, "close_code": r.CloseCode, "closed_on": r.ClosedOn,
	})
}

// WaitingWork reads the path of a person that still waits for its place, or nil.
func (s *Store) WaitingWork(ctx context.Context, county, person string) (*models.WorkPath, error) {
	var out []models.WorkPath
	err := s.db.WithContext(ctx).Where("county_code = ? AND person_id = ? AND status IN ?", county, person,
		[]models.WorkStatus{models.WorkSuggested, models.WorkEnrolled}).Limit(1).Find(&out).Error
	if err != nil || len(out) == 0 {
		return nil, translate(err)
	}
	return &out[0], s.openWork(&out[0])
}

// CountSeats counts the places of a match that somebody has or had: a place that was begun is not given again.
func (s *Store) CountSeats(ctx context.Context, match Key) (int64, error) {
	var n int64
	err := s.db.WithContext(ctx).Model(&models.WorkPath{}).Where("county_code = ? AND match_id = ?", match.County, match.ID).Count(&n).Error
	return n, translate(err)
}

// CountTrained counts the places of a match whose training somebody completed.
func (s *Store) CountTrained(ctx context.Context, match Key) (int64, error) {
	var n int64
	err := s.db.WithContext(ctx).Model(&models.WorkPath{}).Where("county_code = ? AND match_id = ? AND trained_on IS NOT NULL", match.County, match.ID).
		Count(&n).Error
	return n, translate(err)
}

// WorkFilter narrows a list of paths; an empty field does not narrow. CheckBy keeps those whose next check is due by a day, the longest due first.
type WorkFilter struct {
	Scope     Scope
	Household string
	Offer     string
	Statuses  []models.WorkStatus
	CheckBy   models.Date
}

func (s *Store) works(ctx context.Context, f WorkFilter) *gorm.DB {
	q := s.scoped(ctx, f.Scope).Model(&models.WorkPath{})
	for column, v := range map[string]string{"household_id": f.Household, "offer_id": f.Offer} {
		if v != "" {
			q = q.Where(column+" = ?", v)
		}
	}
	if len(f.Statuses) > 0 {
		q = q.Where("status IN ?", f.Statuses)
	}
	if f.CheckBy != "" {
		q = q.Where("next_check_on <= ?", f.CheckBy)
	}
	return q
}

// Works lists paths.
func (s *Store) Works(ctx context.Context, f WorkFilter, p Page) ([]models.WorkPath, string, error) {
	rows, next, err := pageOf(s.works(ctx, f), p, func(r models.WorkPath) string { return r.ID })
	for i := range rows {
		if err == nil {
			err = s.openWork(&rows[i])
		}
	}
	return rows, next, err
}

// CountWorks counts paths.
func (s *Store) CountWorks(ctx context.Context, f WorkFilter) (int64, error) {
	var n int64
	err := s.works(ctx, f).Count(&n).Error
	return n, translate(err)
}

// InsertWorkCheck writes what a check found; the same check again is a Conflict.
func (s *Store) InsertWorkCheck(ctx context.Context, r *models.WorkCheck) error {
	if err := s.sealCheck(r); err != nil {
		return err
	}
	return s.insert(ctx, r)
}

// WorkChecks reads the checks of a path, the first first.
func (s *Store) WorkChecks(ctx context.Context, path Key) ([]models.WorkCheck, error) {
	var out []models.WorkCheck
	err := s.read.WithContext(ctx).Where("county_code = ? AND path_id = ?", path.County, path.ID).Order("days").Find(&out).Error
	for i := range out {
		if err == nil {
			err = s.openCheck(&out[i])
		}
	}
	return out, translate(err)
}

// TrainedLine is one person whose training ended, as the report counts it. Employed is the answer of the check on the day that counts, "" where
// none was made.
type TrainedLine struct {
	CountyCode, OfferID, SupplierID, RegionCode string
	TrainedOn                                   models.Date
	CloseCode                                   models.ResolutionCode
	Employed                                    models.Employed
}

// TrainedLines reads whose training ended in a period. An empty county reads every county of the scope's regions.
func (s *Store) TrainedLines(ctx context.Context, sc Scope, from, to models.Date) ([]TrainedLine, error) {
	q := s.read.WithContext(ctx).Table("work_path AS w").
		Select("w.county_code, w.offer_id, w.supplier_id, w.region_code, w.trained_on, w.close_code, COALESCE(c.employed, '') AS employed").
		Joins("LEFT JOIN work_check c ON c.county_code = w.county_code AND c.path_id = w.id AND c.days = ?", models.WorkResultDay).
		Where("w.trained_on >= ? AND w.trained_on <= ?", from, to)
	if sc.County != "" {
		q = q.Where("w.county_code = ?", sc.County)
	}
	if sc.Supplier != "" {
		q = q.Where("w.supplier_id = ?", sc.Supplier)
	}
	if len(sc.Regions) > 0 {
		or := q.Session(&gorm.Session{NewDB: true})
		for _, r := range sc.Regions {
			or = or.Or(under(q, "w.region_code", r))
		}
		q = q.Where(or)
	}
	var out []TrainedLine
	err := q.Order("w.county_code, w.offer_id, w.id").Scan(&out).Error
	return out, translate(err)
}

// SuggestionOfNeed finds the suggestion of a household that was converted into a need, or nil.
func (s *Store) SuggestionOfNeed(ctx context.Context, need Key, household string) (*string, error) {
	var ids []string
	err := s.read.WithContext(ctx).Model(&models.Suggestion{}).
		Where("county_code = ? AND household_id = ? AND converted_noun = 'need' AND converted_id = ?", need.County, household, need.ID).
		Order("id").Limit(1).Pluck("id", &ids).Error
	if err != nil || len(ids) == 0 {
		return nil, translate(err)
	}
	return &ids[0], nil
}
