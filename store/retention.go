package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"zhulian/models"
)

// RetentionRun reads the run of a county's day and, inside a transaction on PostgreSQL, holds it. Errors: NotFound.
func (s *Store) RetentionRun(ctx context.Context, county string, day models.Date) (*models.RetentionRun, error) {
	var out models.RetentionRun
	q := s.read.WithContext(ctx)
	if s.tx != nil {
		q = s.locking(ctx, toChange)
	}
	if err := q.Where("county_code = ? AND ran_on = ?", county, day).Take(&out).Error; err != nil {
		return nil, absent(err, "retention_run")
	}
	return &out, nil
}

// InsertRetentionRun writes a new run; one that is there already is a Conflict.
func (s *Store) InsertRetentionRun(ctx context.Context, r *models.RetentionRun) error {
	return s.insert(ctx, r)
}

// ReviseRetentionRun writes how far a run is, if it still has the version seen.
func (s *Store) ReviseRetentionRun(ctx context.Context, r *models.RetentionRun) error {
	res := s.db.WithContext(ctx).Model(&models.RetentionRun{}).Where("county_code = ? AND ran_on = ? AND version = ?", r.CountyCode, r.RanOn, r.Version).
		Updates(map[string]any{"status": r.Status, "gone": jsonText(r.Gone), "held": jsonText(r.Held), "over": jsonText(r.Over), "over_count": r.OverCount,
			"tries": r.Tries, "ended_at": r.EndedAt, "updated_at": s.Now(), "version": gorm.Expr("version + 1")})
	if res.Error == nil && res.RowsAffected == 0 {
		return models.Stale()
	}
	r.Version++
	return translate(res.Error)
}

// UnfinishedRetention is the day of a county's run that began on an earlier day and has not ended; "" where there is none.
func (s *Store) UnfinishedRetention(ctx context.Context, county string, today models.Date) (models.Date, error) {
	var days []models.Date
	err := s.read.WithContext(ctx).Model(&models.RetentionRun{}).Where("county_code = ? AND status = ? AND ran_on < ?", county, models.RetentionRunning, today).
		Order("ran_on").Limit(1).Pluck("ran_on", &days).Error
	if err != nil || len(days) == 0 {
		return "", translate(err)
	}
	return days[0], nil
}

// LastRetention reads the newest runs of a county that ended.
func (s *Store) LastRetention(ctx context.Context, county string, limit int) ([]models.RetentionRun, error) {
	var out []models.RetentionRun
	err := s.read.WithContext(ctx).Where("county_code = ? AND status <> ?", county, models.RetentionRunning).Order("ran_on DESC").Limit(limit).Find(&out).Error
	return out, translate(err)
}

// LongestAlertWindow is the most days that an adopted rule of a county looks back; 0 where it has none.
func (s *Store) LongestAlertWindow(ctx context.Context, county string) (days int, err error) {
	err = s.read.WithContext(ctx).Model(&models.AlertRule{}).Select("COALESCE(MAX(window_days), 0)").
		Where("county_code = ? AND status = ?", county, models.DecisionAdopted).Scan(&days).Error
	return days, translate(err)
}

// Ending is what is over its time on a day: rows of a noun of a county whose time ended before a day.
type Ending struct {
	County, Noun string
	Before       models.Date
}

func (s *Store) endingOf(e Ending) (ending, map[string]any, error) {
	end, ok := endings[e.Noun]
	if !ok {
		return end, nil, fmt.Errorf("store: no ending of %q", e.Noun)
	}
	if e.Before == "" {
		return end, nil, errors.New("store: an ending without a day")
	}
	return end, map[string]any{"county": e.County, "day": e.Before, "at": e.Before.Start(), "now": s.Now(), "waiting": models.AlertsWaiting(),
		"unended": append(models.ApplicationsOpen(), models.ApplicationDrafted, models.ApplicationAppealed)}, nil
}

// free asks for the rows of an ending that nothing holds back.
func (end ending) free() string {
	q := " FROM " + end.table + " t WHERE t.county_code = @county AND " + end.over
	for _, h := range end.held {
		q += " AND NOT (" + h + ")"
	}
	return q
}

// CountOver counts the rows of a noun that are over their time and nothing holds back.
func (s *Store) CountOver(ctx context.Context, e Ending) (n int64, err error) {
	end, args, err := s.endingOf(e)
	if err != nil {
		return 0, err
	}
	err = s.read.WithContext(ctx).Raw("SELECT COUNT(*)"+end.free(), args).Scan(&n).Error
	return n, translate(err)
}

// CountHeld counts the rows of a noun that are over their time and held back: by something unsettled, or by what hangs on them and is kept
// longer.
func (s *Store) CountHeld(ctx context.Context, e Ending) (n int64, err error) {
	end, args, err := s.endingOf(e)
	if err != nil || len(end.held) == 0 {
		return 0, err
	}
	q := "SELECT COUNT(*) FROM " + end.table + " t WHERE t.county_code = @county AND " + end.over + " AND ((" + strings.Join(end.held, ") OR (") + "))"
	err = s.read.WithContext(ctx).Raw(q, args).Scan(&n).Error
	return n, translate(err)
}

// DropOver deletes rows of a noun that are over their time and nothing holds back, at most so many, with what goes with them. It works only
// inside InTx and answers how many rows of which table went; none of the noun's own means that none is left.
func (s *Store) DropOver(ctx context.Context, e Ending, most int) (models.Tally, error) {
	if s.tx == nil {
		return nil, errors.New("store: DropOver outside a transaction")
	}
	end, args, err := s.endingOf(e)
	if err != nil {
		return nil, err
	}
	if end.most > 0 {
		most = min(most, end.most)
	}
	args["most"] = most
	var ids []string
	if err := s.db.WithContext(ctx).Raw("SELECT t.id"+end.free()+" ORDER BY t.id LIMIT @most"+s.holding(), args).Scan(&ids).Error; err != nil {
		return nil, translate(err)
	}
	gone := models.Tally{}
	for keys := range slices.Chunk(ids, batchKeys) {
		if err := s.dropRows(ctx, end, args, keys, gone); err != nil {
			return nil, fmt.Errorf("retention of %s: %w", e.Noun, err)
		}
	}
	return gone, nil
}

// holding has PostgreSQL hold what is about to go, so that nothing is written that refers to it; SQLite's transactions hold everything.
func (s *Store) holding() string {
	if s.dialect == Postgres {
		return " FOR UPDATE OF t"
	}
	return ""
}

// dropRows deletes rows by their ids, what they carry first.
func (s *Store) dropRows(ctx context.Context, end ending, base map[string]any, ids []string, gone models.Tally) error {
	args := map[string]any{"ids": ids, "texts": ids}
	for _, name := range []string{"county", "now"} {
		args[name] = base[name]
	}
	for _, c := range end.carry {
		var with []string
		if err := s.db.WithContext(ctx).Raw("SELECT id FROM "+endings[c.noun].table+" WHERE county_code = @county AND "+c.column+" IN @ids", args).Scan(&with).Error; err != nil {
			return translate(err)
		}
		for keys := range slices.Chunk(with, batchKeys) {
			if err := s.dropRows(ctx, endings[c.noun], base, keys, gone); err != nil {
				return err
			}
		}
	}
	for _, q := range append(slices.Clone(end.drop), end.last()) {
		res := s.db.WithContext(ctx).Exec(strings.ReplaceAll(q, "{empty}", s.emptyBytes()), args)
		if res.Error != nil {
			return translate(res.Error)
		}
		if table, deletes := strings.CutPrefix(q, "DELETE FROM "); deletes || q == end.empty {
			if !deletes {
				table = end.table
			}
			table, _, _ = strings.Cut(table, " ")
			gone.Add(table, res.RowsAffected)
		}
	}
	return nil
}

// last is what is done to the rows themselves.
func (end ending) last() string {
	if end.empty != "" {
		return end.empty
	}
	return off(end.table, "id", "")
}

func (s *Store) emptyBytes() string {
	if s.dialect == Postgres {
		return "''::bytea"
	}
	return "x''"
}
