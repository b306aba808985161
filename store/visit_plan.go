package store

import (
	"context"

	"gorm.io/gorm/clause"

	"zhulian/models"
)

func (s *Store) sealPlan(r *models.VisitPlan) error {
	z := &sealing{s: s, county: r.CountyCode, id: r.ID}
	r.ReasonsSealed = z.sealJSON("visit_plan.reasons", r.Reasons, len(r.Reasons) == 0)
	return z.err
}

func (s *Store) openPlan(r *models.VisitPlan) error {
	z := &sealing{s: s, county: r.CountyCode, id: r.ID}
	z.openJSON("visit_plan.reasons", r.ReasonsSealed, &r.Reasons)
	return z.err
}

// InsertPlan writes a plan of visits. A second one in force of a household is a Conflict.
func (s *Store) InsertPlan(ctx context.Context, r *models.VisitPlan) error {
	if err := s.sealPlan(r); err != nil {
		return err
	}
	return s.insert(ctx, r)
}

// Plans reads every plan that a household ever had, the newest first.
func (s *Store) Plans(ctx context.Context, household Key) ([]models.VisitPlan, error) {
	var out []models.VisitPlan
	err := s.read.WithContext(ctx).Where("county_code = ? AND household_id = ?", household.County, household.ID).
		Order("starts_on DESC, id DESC").Find(&out).Error
	for i := range out {
		if err == nil {
			err = s.openPlan(&out[i])
		}
	}
	return out, translate(err)
}

// PlansInForce reads the plans in force of households, by household.
func (s *Store) PlansInForce(ctx context.Context, county string, households []string) (map[string]*models.VisitPlan, error) {
	var rows []models.VisitPlan
	err := s.read.WithContext(ctx).Where("county_code = ? AND household_id IN ? AND ends_on IS NULL", county, households).Find(&rows).Error
	out := make(map[string]*models.VisitPlan, len(rows))
	for i := range rows {
		if err == nil {
			err = s.openPlan(&rows[i])
		}
		out[rows[i].HouseholdID] = &rows[i]
	}
	return out, translate(err)
}

// RevisePlan notes of a plan that still has the version seen how far its windows are made, that it was looked at, and that it ends; where
// the plan was looked at meanwhile it is Stale.
func (s *Store) RevisePlan(ctx context.Context, r *models.VisitPlan) error {
	if err := s.sealPlan(r); err != nil {
		return err
	}
	return s.revise(ctx, &models.VisitPlan{}, Key{r.CountyCode, r.ID}, r.Version, Change{"planned_to": r.PlannedTo, "checked_on": r.CheckedOn,
		"checked_version": r.CheckedVersion, "ends_on": r.EndsOn, "reasons_sealed": r.ReasonsSealed, "region_code": r.RegionCode})
}

// HouseholdsToPlan lists active households whose plan was not looked at on the day, or whose rows have changed since, with their persons.
func (s *Store) HouseholdsToPlan(ctx context.Context, county string, today models.Date, limit int) ([]models.Household, error) {
	var ids []string
	err := s.read.WithContext(ctx).Raw(`SELECT h.id FROM household h LEFT JOIN visit_plan p ON p.county_code = h.county_code
		AND p.household_id = h.id AND p.ends_on IS NULL
		WHERE h.county_code = ? AND h.status = 'active' AND (p.id IS NULL OR p.checked_on < ? OR p.checked_version <> h.version)
		ORDER BY h.id LIMIT ?`, county, today, limit).Scan(&ids).Error
	if err != nil || len(ids) == 0 {
		return nil, translate(err)
	}
	rows, _, err := s.Households(ctx, HouseholdFilter{Scope: Scope{County: county}, IDs: ids}, Page{Limit: len(ids)})
	return rows, err
}

// HeldHousehold is Household of one that is held from now on, like HoldHousehold.
func (s *Store) HeldHousehold(ctx context.Context, at Key) (*models.Household, error) {
	if err := s.HoldHousehold(ctx, at); err != nil {
		return nil, err
	}
	return s.Household(ctx, at)
}

// AddWindows writes visit windows and passes over those that are planned already; it tells how many are new.
func (s *Store) AddWindows(ctx context.Context, rows []models.VisitWindow) (int, error) {
	if len(rows) == 0 {
		return 0, nil
	}
	if err := sealEach(rows, s.sealWindow); err != nil {
		return 0, err
	}
	res := s.db.WithContext(ctx).Clauses(clause.OnConflict{DoNothing: true}).CreateInBatches(rows, bulkRows)
	return int(res.RowsAffected), translate(res.Error)
}

// DropWindows takes back the windows of a plan that begin after a day and that nobody has visited. What has begun stays as it is.
func (s *Store) DropWindows(ctx context.Context, plan Key, after models.Date) (int, error) {
	res := s.db.WithContext(ctx).Where(`county_code = ? AND plan_id = ? AND status = ? AND kind = ? AND starts_on > ? AND NOT EXISTS (SELECT 1 FROM visit v
		WHERE v.county_code = visit_window.county_code AND v.window_id = visit_window.id)`,
		plan.County, plan.ID, models.WindowPlanned, models.VisitRoutine, after).Delete(&models.VisitWindow{})
	return int(res.RowsAffected), translate(res.Error)
}

// WindowsToStep lists windows whose time has come, the earliest first: those still planned that begin by the day, or those still open that
// ended before it.
func (s *Store) WindowsToStep(ctx context.Context, county, step string, today models.Date, limit int) ([]models.VisitWindow, error) {
	q := s.read.WithContext(ctx).Where("county_code = ? AND status IN ?", county, models.VisitWindowSteps.From(step))
	if step == "miss" {
		q = q.Where("ends_on < ?", today)
	} else {
		q = q.Where("starts_on <= ?", today)
	}
	var out []models.VisitWindow
	err := q.Order("starts_on, id").Limit(limit).Find(&out).Error
	return out, translate(err)
}

// WindowsOf reads the windows of a household that begin by a day and end no earlier than another, the one that ends first coming first.
func (s *Store) WindowsOf(ctx context.Context, household Key, from, to models.Date) ([]models.VisitWindow, error) {
	var out []models.VisitWindow
	err := s.read.WithContext(ctx).Where("county_code = ? AND household_id = ? AND ends_on >= ? AND starts_on <= ?", household.County, household.ID, from, to).
		Order("ends_on, starts_on, id").Find(&out).Error
	for i := range out {
		if err == nil {
			err = s.openWindow(&out[i])
		}
	}
	return out, translate(err)
}

// DueFilter narrows the windows that somebody has to look after; an empty field does not narrow.
type DueFilter struct {
	Scope    Scope
	Region   string // at or under it
	Kind     models.VisitKind
	Statuses []models.VisitWindowStatus
	Asked    bool        // an exemption is asked for
	BeginBy  models.Date // begins by this day
	From, To models.Date // ends between these days, inclusive
}

// DueWindows lists windows by the day on which they end, the earliest first, and tells the id to go on after.
func (s *Store) DueWindows(ctx context.Context, f DueFilter, p Page) ([]models.VisitWindow, string, error) {
	q := s.scoped(ctx, f.Scope)
	if f.Region != "" {
		q = q.Where(under(q, "region_code", f.Region))
	}
	if len(f.Statuses) > 0 {
		q = q.Where("status IN ?", f.Statuses)
	}
	if f.Asked {
		q = q.Where("ask_code <> ''")
	}
	for cond, v := range map[string]string{"kind = ?": string(f.Kind), "starts_on <= ?": string(f.BeginBy), "ends_on >= ?": string(f.From),
		"ends_on <= ?": string(f.To)} {
		if v != "" {
			q = q.Where(cond, v)
		}
	}
	if p.After != "" {
		q = q.Where("(ends_on, id) > (SELECT ends_on, id FROM visit_window WHERE county_code = ? AND id = ?)", f.Scope.County, p.After)
	}
	var rows []models.VisitWindow
	limit := max(1, p.Limit)
	if err := q.Order("ends_on, id").Limit(limit + 1).Find(&rows).Error; err != nil {
		return nil, "", translate(err)
	}
	next := ""
	if len(rows) > limit {
		rows, next = rows[:limit], rows[limit-1].ID
	}
	for i := range rows {
		if err := s.openWindow(&rows[i]); err != nil {
			return nil, "", err
		}
	}
	return rows, next, nil
}

// WindowTally is how many windows of a region have a status, and how many of the open ones end within the days asked for.
type WindowTally struct {
	RegionCode string
	Status     models.VisitWindowStatus
	N          int
	Soon       int
	Asked      int
}

// TallyWindows counts windows that have begun by a day and end from another on, by the first digits of their region.
func (s *Store) TallyWindows(ctx context.Context, sc Scope, digits int, begun, since, soon models.Date) ([]WindowTally, error) {
	var out []WindowTally
	err := s.scoped(ctx, sc).Model(&models.VisitWindow{}).Select(`substr(region_code, 1, ?) AS region_code, status, COUNT(*) AS n,
		SUM(CASE WHEN ends_on <= ? THEN 1 ELSE 0 END) AS soon, SUM(CASE WHEN ask_code <> '' THEN 1 ELSE 0 END) AS asked`, digits, soon).
		Where("starts_on <= ? AND ends_on >= ?", begun, since).Group("1, status").Order("1, status").Scan(&out).Error
	return out, translate(err)
}

// PlanTally is how many households of a region are in a group.
type PlanTally struct {
	RegionCode string
	PlanGroup  models.PlanGroup
	N          int
}

// TallyPlans counts the plans in force by the first digits of their region.
func (s *Store) TallyPlans(ctx context.Context, sc Scope, digits int) ([]PlanTally, error) {
	var out []PlanTally
	err := s.scoped(ctx, sc).Model(&models.VisitPlan{}).Select("substr(region_code, 1, ?) AS region_code, plan_group, COUNT(*) AS n", digits).
		Where("ends_on IS NULL").Group("1, plan_group").Order("1, plan_group").Scan(&out).Error
	return out, translate(err)
}

// PlansUnder reads the plans in force of active households in regions, for a round.
func (s *Store) PlansUnder(ctx context.Context, sc Scope) ([]models.VisitPlan, error) {
	var out []models.VisitPlan
	err := s.scoped(ctx, sc).Where("ends_on IS NULL AND EXISTS (SELECT 1 FROM household h WHERE h.county_code = visit_plan.county_code" +
		" AND h.id = visit_plan.household_id AND h.status = 'active')").Order("region_code, id").Find(&out).Error
	return out, translate(err)
}

// InsertRound writes an extra round of visits.
func (s *Store) InsertRound(ctx context.Context, r *models.VisitRound) error { return s.insert(ctx, r) }

// Rounds lists extra rounds of visits, the newest first.
func (s *Store) Rounds(ctx context.Context, county string, p Page) ([]models.VisitRound, string, error) {
	return pageOf(s.scoped(ctx, Scope{County: county}), p, func(r models.VisitRound) string { return r.ID })
}

// AidesOf finds the account of the aide in whose villages a region lies, by region; of several, the one that was made first.
func (s *Store) AidesOf(ctx context.Context, county string) (func(region string) *string, error) {
	var rows []models.Account
	err := s.read.WithContext(ctx).Where("county_code = ? AND role = ? AND status = ?", county, models.RoleAide, models.AccountActive).
		Order("id").Find(&rows).Error
	return func(region string) *string {
		for i := range rows {
			for _, r := range rows[i].Regions {
				if models.Covers(r, region) {
					return &rows[i].ID
				}
			}
		}
		return nil
	}, translate(err)
}

// ListElderly lets the persons who have turned sixty of late begin their stays on the list of elderly people in special hardship, where they
// bear one of its marks. It tells how many did.
func (s *Store) ListElderly(ctx context.Context, county string, today models.Date, days int) (int, error) {
	sixty := models.Date(today.Time().AddDate(-60, 0, 0).Format("2006-01-02"))
	var rows []models.Person
	err := s.db.WithContext(ctx).Where(`county_code = ? AND birth_date <= ? AND birth_date >= ? AND deceased_on IS NULL
		AND EXISTS (SELECT 1 FROM household h WHERE h.county_code = person.county_code AND h.id = person.household_id AND h.status = 'active')
		AND NOT EXISTS (SELECT 1 FROM listing l WHERE l.county_code = person.county_code AND l.id = person.id)`, county, sixty, sixty.AddDays(-days)).
		Order("id").Limit(bulkRows).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return 0, translate(err)
	}
	kept := rows[:0]
	for _, p := range rows {
		if err := s.openProfile(&p); err != nil {
			return 0, err
		}
		if p.ElderlyInHardship(today) {
			kept = append(kept, p)
		}
	}
	return len(kept), s.listPersons(ctx, kept)
}
